"""Paths, plain ones and those with parts that only run time fills; nothing of the disk is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath
from typing import Any

from migrator.model import Template, Unknown
from migrator.reading.bounds import within
from migrator.reading.costs import called
from migrator.reading.frames import Frame
from migrator.reading.patterns import is_quick_glob
from migrator.reading.templates import PRIVATE, Coding
from migrator.reading.text import compose
from migrator.reading.values import (
    Given,
    Made,
    Native,
    assume,
    describe,
    hole,
    is_known,
    notes_of,
    plain,
    unwrap,
)

LONGEST = 10_000
METHODS = "joinpath with_suffix with_name with_stem as_posix as_uri relative_to is_absolute match".split()
FIELDS = "name stem suffix suffixes parent anchor root".split()
ROOTED = ("parent", "name", "with_name")
ENDED = ("suffix", "suffixes", "stem", "with_suffix", "with_stem")
SELF = ("resolve", "absolute", "expanduser")
BECAUSE = "what stands before it only run time knows"


@dataclass(slots=True, eq=False, repr=False)
class OpenPath(Made):
    """A path whose text has parts that only run time fills; its only argument is that text."""

    @property
    def text(self) -> Template:
        """How a string holds it."""
        found: Template = self.arguments.positional[0]
        return found

    def describe(self) -> str:
        return describe(self.text)

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in SELF:
            return Native(name, lambda given, frame: self)
        if name in METHODS:
            return Native(name, lambda given, frame: method(self, name, given))
        if name in FIELDS:
            return part(self, name, [])
        if name in ("parents", "parts", "_parts"):
            return Unknown(f"{self.describe()}.{name}", BECAUSE)
        return Native(name, lambda given, frame: frame.machine.path_call(name, self, given, frame))


@dataclass(slots=True, eq=False, repr=False)
class StoragePath(Made):
    """Airflow's `ObjectStoragePath`: a URI, known or with holes, that is joined as a path is."""

    @property
    def text(self) -> str | Template:
        """How a string holds it."""
        return text_of(self.arguments.positional[0])

    def describe(self) -> str:
        return describe(self.arguments.positional[0])

    def combine(self, sign: str, other: Any, reflected: bool, frame: Frame) -> Any:
        """`path / "name"`."""
        return NotImplemented if sign != "/" or reflected else self.below([other])

    def below(self, parts: list[Any]) -> StoragePath:
        """What lies under it."""
        start: list[Any] = [self.text.rstrip("/")] if isinstance(self.text, str) else [self.text]
        joined, _ = unwrap(compose([*start, *(piece for part in parts for piece in ("/", part))]))
        return StoragePath(self.name, Given([joined, *self.arguments.positional[1:]], self.arguments.named), None)

    def attribute(self, name: str, frame: Frame) -> Any:
        if name == "joinpath":
            return Native(name, lambda given, frame: self.below(given.positional))
        if name == "as_uri":
            return Native(name, lambda given, frame: self.text)
        return Made.attribute(self, name, frame)


def make_stored(name: str, given: Given, frame: Frame) -> Any:
    """`ObjectStoragePath("s3://...")`."""
    first, _ = unwrap(given.positional[0] if given.positional else None)
    is_text = isinstance(first, (str, Template)) and given.rest is None
    return StoragePath(name, given, None) if is_text else Made(name, given, None)


def make(name: str, given: Given, frame: Frame) -> Any:
    """`Path(...)`."""
    if given.rest is not None:
        return path_of(hole(describe(given.rest), given.rest.because))
    return joined(given.positional)


def joined(parts: list[Any]) -> Any:
    """The parts as one path; a later one that is absolute stands for all before it."""
    notes = [note for value in parts if is_known(value) for note in notes_of(value)]
    coding = Coding()
    try:
        texts = [coding.encode(text_of(value)) for value in parts]
    except ValueError as error:
        return Unknown("Path(...)", str(error))
    within(sum(map(len, texts)), LONGEST, "a path")
    path = PurePosixPath(*texts)
    return path_of(coding.decode(str(path))) if coding.holes else assume(path, notes)


def text_of(value: Any) -> str | Template:
    """A part of a path as text, known or with holes."""
    found, _ = unwrap(compose([value]))
    return found  # type: ignore[no-any-return]


def path_of(text: str | Template) -> Any:
    """The path of that text."""
    found, _ = unwrap(text)
    return OpenPath("pathlib.Path", Given([found]), None) if isinstance(found, Template) else PurePosixPath(found)


def attribute(path: PurePath, name: str) -> Any:
    """An attribute or method of a known path."""
    if name in ("parents", "parts"):
        within(len(path.parts), 1000, "a path's parts")
        return tuple(getattr(path, name))
    if name in FIELDS:
        return getattr(path, name)
    if name in SELF:
        return Native(name, lambda given, frame: path)
    if name in METHODS:
        return Native(name, lambda given, frame: method(path, name, given))
    return Native(name, lambda given, frame: frame.machine.path_call(name, path, given, frame))


def method(path: Any, name: str, given: Given) -> Any:
    """A method that only looks at a path's text."""
    if name == "joinpath" and given.rest is None:
        return joined([path, *given.positional])
    if name == "as_posix" and isinstance(path, OpenPath):
        return path.text
    known = given.rest is None and all(is_known(value) for value in given.values())
    arguments = [plain(value) for value in given.positional]
    if known and isinstance(path, PurePath):
        if name == "match" and not is_quick_glob(arguments[0] if arguments else "", str(path)):
            return Unknown(f"{describe(path)}.match(...)", "the pattern may take long")
        notes = [note for value in given.values() for note in notes_of(value)]
        return assume(called(path, name, arguments, plain(given.named)), notes)
    if known and isinstance(path, OpenPath) and name in ("with_suffix", "with_name", "with_stem"):
        return part(path, name, arguments)
    if name == "with_name" and given.rest is None and given.positional:
        parent = path.parent if isinstance(path, PurePath) else part(path, "parent", [])
        return joined([parent, given.positional[0]])
    shown = ", ".join(describe(value) for value in given.positional)
    return Unknown(f"{describe(path)}.{name}({shown})", BECAUSE)


def part(path: OpenPath, name: str, arguments: list[Any]) -> Any:
    """A part of a path's text, or the path with a part replaced; a hole of its own where the text does not decide."""
    coding = Coding()
    encoded = PurePosixPath(coding.encode(path.text))
    first, last = (PRIVATE.search(encoded.parts[n]) for n in (0, -1))
    ends_open = last is not None and "." not in PRIVATE.split(encoded.name)[-1]
    # `{x}` may have folders and a suffix of its own, `{x}/a` a root of its own
    undecided = (name in ("anchor", "root") and first) or (name in ROOTED and first and len(encoded.parts) == 1)
    if undecided or (name in ENDED and ends_open):
        shown = f"({', '.join(map(str, arguments))})" if arguments else ""
        vague = hole(re.sub("[{}]", "", f"{path.describe()}.{name}{shown}"), BECAUSE)
        return path_of(vague) if name.startswith("with_") or name == "parent" else vague
    found = getattr(encoded, name)
    found = called(encoded, name, arguments, {}) if callable(found) else found
    return path_of(coding.decode(str(found))) if isinstance(found, PurePath) else coding.decode(found)
