"""Which data lies in which: an object below a folder, what a pattern matches, a dated table in its family."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from migrator.identity.systems import FLAT

_WILD = re.compile(r"[*?]|\[[^\]]+\]")
_DATE = r"(?:\{date\}|(?:19|20)\d{2}(?:[-_/]?\d{2}){0,3})"
_WRITTEN = re.compile(r"(?:19|20)\d\d")
# What a job leaves beside its data when it is done stands for the folder.
_MARKER = re.compile(r"/(?:_SUCCESS|_success|_DONE|_done|_COMPLETE|_COMPLETED)$")
# Schemes whose names are paths.
_PATH = re.compile(r"^(?:file:|(?:s3|gs|abfss|wasb|hdfs|dbfs|az|adl|sftp|ftp|ftps|viewfs)://|snowflake://[^/]*/@)")
# A path in a named stage of Snowflake's, which itself is an object like a table.
_STAGED = re.compile(r"^(snowflake://[^/]*/)@([^/]+)/")


def contains(whole: str, part: str) -> bool:
    """Whether the data with one key holds the data with the other: `s3://b/out` holds `s3://b/out/x.csv`,
    `s3://b/out/*.csv` does too, and `bigquery:p.d.events_*` and `...events_{date}` hold `...events_20260101`.

    A whole bucket or host says too little to hold anything, and nothing holds itself.
    """
    if whole == part or _system(whole) != _system(part):
        return False
    whole = folder_of(whole)
    if _PATH.match(whole) and _depth(whole) > 0 and part.startswith(whole + "/"):
        return True
    if _stage_of(part) == whole:
        return True
    kind = _kind(whole)
    # A date stands for dates written out; without any there is nothing to compare, and compiling takes long.
    if kind is None or (kind == "dated" and not _WRITTEN.search(part)):
        return False
    return _pattern(whole, kind).fullmatch(part) is not None


def folder_of(key: str) -> str:
    """The folder that a marker of success speaks for; any other key itself."""
    return _MARKER.sub("", key)


def related(some: Iterable[str], others: Iterable[str]) -> dict[str, list[str]]:
    """For each of some keys the others that hold it or that it holds, in order; none where there are none."""
    there = sorted(set(others))
    whole, inside, patterns = defaultdict(list), defaultdict(list), defaultdict(list)
    for key in there:
        whole[folder_of(key)].append(key)
        for folder in _folders(key):
            inside[folder].append(key)
        if _kind(key):
            patterns[_beginning(key)].append(key)
    found = {}
    for key in sorted(set(some)):
        folder = folder_of(key)
        near = {*inside.get(folder, ())}
        near |= {each for around in (folder, *_folders(folder)) for each in whole.get(around, ())}
        begins = (patterns.get(key[:end], ()) for end in range(len(key) + 1))
        near |= {each for alike in begins for each in alike if contains(each, key)}
        if _kind(key):
            first = _beginning(key)
            alike = there[bisect_left(there, first) : bisect_left(there, first + "\U0010ffff")]
            near |= {each for each in alike if contains(key, each)}
        if near - {key}:
            found[key] = sorted(near - {key})
    return found


def _beginning(key: str) -> str:
    """What everything that a pattern matches begins with."""
    return re.split(r"[{*?\[]", key, maxsplit=1)[0]


def _folders(key: str) -> Iterable[str]:
    """Every folder above a path that says more than a bucket or a host."""
    if _PATH.match(key):
        ends = [at.start() for at in re.finditer(r"/", key)]
        yield from (key[:end] for end in ends if _depth(key[:end]) > 0)
    if (stage := _stage_of(key)) is not None:
        yield stage


def _stage_of(key: str) -> str | None:
    """The named stage that a path lies in; None for anything else."""
    found = _STAGED.match(key)
    return found[1] + found[2] if found else None


def _depth(key: str) -> int:
    """How many names follow the bucket or host; for a file, how many there are."""
    start = key.find("://")
    if start < 0:
        return len([name for name in key.partition(":")[2].split("/") if name])
    return len([name for name in key[start + 3 :].split("/") if name]) - 1


def _system(key: str) -> str:
    return key.partition(":")[0]


@functools.lru_cache(maxsize=100_000)
def _kind(key: str) -> str | None:
    """Whether a key is `wild`, `dated` or no pattern at all."""
    plain = re.sub(r"\{[^{}]*\}", "", key) if "{" in key else key
    if _WILD.search(plain) and (_PATH.match(key) or key.startswith("bigquery:")):
        return "wild"
    return "dated" if "{date}" in key else None


@functools.lru_cache(maxsize=10_000)
def _pattern(key: str, kind: str) -> re.Pattern[str]:
    """What a key with wildcards or dates matches."""
    anything = ".*" if _system(key) in FLAT else r"[^/]*"
    pieces = []
    for piece in re.split(r"(\{[^{}]*\}|\*+|\?|\[[^\]]+\])", key):
        if piece == "{date}":
            pieces.append(_DATE)
        elif kind == "wild" and piece.startswith("*"):
            pieces.append(".*" if len(piece) > 1 or key.startswith("bigquery:") else anything)
        elif kind == "wild" and piece == "?":
            pieces.append(r"[^/]")
        else:
            pieces.append(re.escape(piece))
    return re.compile("".join(pieces))
