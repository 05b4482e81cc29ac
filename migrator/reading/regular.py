"""Regular expressions that DAG files compile and match while they are built."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from migrator.reading.costs import ERRORS
from migrator.reading.frames import Frame, Raised
from migrator.reading.patterns import is_quick
from migrator.reading.values import Given, Made, Native, Object, is_known, plain

Call = Callable[[str, Given, Frame], Any]


@dataclass(slots=True, eq=False, repr=False)
class Pattern(Object):
    """`re.compile(...)`."""

    pattern: Any
    flags: tuple[Any, ...]

    def attribute(self, name: str, frame: Frame) -> Any:
        if name == "pattern":
            return self.pattern
        if name not in ("sub", "split", "findall", "match", "search", "fullmatch"):
            return Object.attribute(self, name, frame)
        return Native(name, lambda given, frame: self.run(name, given, frame))

    def run(self, name: str, given: Given, frame: Frame) -> Any:
        """A method, as the function of the module."""
        named = {**given.named, **({"flags": self.flags[0]} if self.flags else {})}
        call = frame.machine.tables.find_call(f"re.{name}")
        return call(f"re.{name}", Given([self.pattern, *given.positional], named, given.rest), frame)


def compiled(name: str, given: Given, frame: Frame) -> Any:
    """`re.compile(...)`."""
    flags = given.take("flags", 1)
    return Pattern(given.take("pattern", 0), () if flags is None else (flags,))


@dataclass(slots=True, eq=False, repr=False)
class Match(Object):
    """What a regular expression found."""

    found: re.Match[str]

    def attribute(self, name: str, frame: Frame) -> Any:
        if name not in ("group", "groups", "groupdict", "start", "end", "span"):
            return Object.attribute(self, name, frame)
        return Native(name, lambda given, frame: self.run(name, given))

    def run(self, name: str, given: Given) -> Any:
        """A method."""
        try:
            return getattr(self.found, name)(*map(plain, given.positional))
        except ERRORS as error:
            raise Raised(type(error).__name__, str(error)) from error

    def item(self, key: Any, frame: Frame) -> Any:
        return self.run("group", Given([key]))


def matched(name: str, given: Given, frame: Frame) -> Any:
    """`re.match`, `re.search` and `re.fullmatch`."""
    pattern, searched, flags = given.take("pattern", 0), given.take("string", 1), given.take("flags", 2, 0)
    if not all(map(is_known, (pattern, searched, flags))):
        return Made(name, given, None)
    pattern, searched, flags = plain(pattern), plain(searched), plain(flags)
    if not isinstance(flags, int) or not is_quick(pattern, searched):
        return Made(name, given, None)
    try:
        found = getattr(re, name.removeprefix("re."))(pattern, searched, flags)
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error
    return None if found is None else Match(found)


CALLS: dict[str, Call] = {
    "re.compile": compiled,
    "re.match": matched,
    "re.search": matched,
    "re.fullmatch": matched,
}
