"""How names of tables and files are spelled: their parts, and when two differ by a slip of the pen."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

ALIKE = 0.75
# Of words as short as `eu` and `us`, a letter may be the meaning.
SHORT = 3
# A name's words that say which of two like tables is meant: they are no slip of the pen.
STAGES = frozenset(
    "raw stg staging stage landing source src tmp temp bronze silver gold final dim fact clean cleaned old new backup "
    "archive history".split()
)
# Where a dot ends a name and does not begin a table's.
FILES = ("file:", "s3:", "gs:", "gcs:", "wasb:", "abfs:", "hdfs:", "sftp:", "ftp:")


def parts_of(key: str) -> list[str]:
    """A key's parts, the scheme and place first: `s3://b/x/y.csv` => s3:, b, x, y.csv; `postgres://h/s.t` =>
    postgres://h, s, t."""
    if key.startswith(FILES):
        scheme, _, path = key.partition("//") if "//" in key else key.partition(":")
        return [scheme, *path.split("/")]
    place, _, name = key.rpartition("/")
    if not place:
        place, _, name = key.partition(":")
    return [place, *name.split(".")]


@lru_cache(maxsize=100_000)
def frames(key: str) -> tuple[str, ...]:
    """The key with one part left open, for each that may be: two keys that differ in one part have a frame in
    common."""
    parts = parts_of(key)
    open_parts = (
        n for n, part in enumerate(parts) if n and part and not set("{*?[") & set(part) and not words(part) & STAGES
    )
    return tuple("\n".join([*parts[:n], "*", *parts[n + 1 :]]) for n in open_parts)


def is_slip(one: str, other: str, unread: bool) -> bool:
    """Whether two keys differ in one part, by little that means nothing; by a slip of one word where others read
    what is
    written, so that its name is right."""
    parts = list(zip(parts_of(one), parts_of(other), strict=False))
    # Another bucket, or another schema, is another place.
    place = 2 if one.startswith(FILES) else len(parts) - 1
    differing = [number for number, (a, b) in enumerate(parts) if a != b]
    if len(differing) != 1 or differing[0] < place:
        return False
    first, second = (part.lower() for part in parts[differing[0]])
    alike = SequenceMatcher(None, first, second)
    # The quick ones are never less than the ratio itself.
    if alike.real_quick_ratio() < ALIKE or alike.quick_ratio() < ALIKE or alike.ratio() < ALIKE:
        return False
    return unread or _is_one_word(first, second)


def _is_one_word(first: str, second: str) -> bool:
    pairs = list(zip(re.split(r"[._-]", first), re.split(r"[._-]", second), strict=False))
    if len(re.split(r"[._-]", first)) != len(re.split(r"[._-]", second)):
        return False
    differing = [(a, b) for a, b in pairs if a != b]
    if len(differing) != 1 or any(len(word) <= SHORT or not word.isalpha() for word in differing[0]):
        return False
    return SequenceMatcher(None, *differing[0]).ratio() > ALIKE


def words(part: str) -> frozenset[str]:
    """The words of a name's part."""
    return frozenset(re.split(r"[._-]", part.lower()))


def place_of(key: str) -> tuple[str, ...]:
    """The bucket of a file, the schema of a table."""
    parts = parts_of(key)
    return tuple(parts[:2] if key.startswith(FILES) else parts[:-1])
