"""Patterns of file names as gitignore spells them, matched in time that grows with pattern times path.

`pathspec`, which Airflow uses, makes a regular expression of each; some of those never end on a hostile path. Here a
pattern is a list of parts, and the places it has come to in the path are carried along all at once.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Test = Callable[[str], object]


class BadPattern(Exception):
    """A pattern that gitignore does not know either; the text says why."""


@dataclass(frozen=True, slots=True)
class One:
    """One character that passes a test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Many:
    """Any number of characters that each pass a test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Maybe:
    """These parts, or nothing."""

    parts: tuple[Part, ...]


Part = One | Many | Maybe


def is_any(character: str) -> bool:
    """Whether a regular expression's `.` matches it."""
    return character != "\n"


def is_inner(character: str) -> bool:
    """Whether it can stand in a file's name."""
    return character != "/"


def is_slash(character: str) -> bool:
    """Whether it parts names."""
    return character == "/"


SLASH = One(is_slash)
REST = Many(is_any)
NAME = (One(is_inner), Many(is_inner))
DEEPER = (One(is_any), REST)
BELOW = Maybe((SLASH, REST))


def matches(parts: Sequence[Part], text: str) -> bool:
    """Whether the parts match the whole text."""
    ends = reached(parts, text, {0})
    return len(text) in ends or (text.endswith("\n") and len(text) - 1 in ends)


def reached(parts: Sequence[Part], text: str, places: set[int]) -> set[int]:
    """The places in the text that the parts can end at, begun at any of these."""
    for part in parts:
        if isinstance(part, Maybe):
            places = places | reached(part.parts, text, places)
        elif isinstance(part, One):
            places = {at + 1 for at in places if at < len(text) and part.test(text[at])}
        else:
            places = set(extended(part.test, text, places))
        if not places:
            break
    return places


def extended(test: Test, text: str, places: set[int]) -> Iterator[int]:
    """The places, and all that follow each over characters that pass the test."""
    begun = False
    for at in range(len(text) + 1):
        begun = at in places or (begun and bool(test(text[at - 1])))
        if begun:
            yield at


def parts_of(pattern: str) -> list[Part]:
    """The parts of a pattern, its `!` taken off. Raises BadPattern."""
    names = pattern.split("/")
    is_folder = not names[-1]
    for at in range(len(names) - 1, 0, -1):
        if names[at - 1] == names[at] == "**":
            del names[at]
    if names == ["**", ""]:
        return [One(is_any), REST, SLASH, REST]
    if not names[0]:
        del names[0]
    elif (len(names) == 1 or (len(names) == 2 and not names[1])) and names[0] != "**":
        names.insert(0, "**")
    if not names:
        raise BadPattern("it names nothing")
    if not names[-1] and len(names) > 1:
        names[-1] = "**"
    return list(joined(names, is_folder))


def joined(names: list[str], is_folder: bool) -> Iterator[Part]:
    """The parts for names between slashes; `**` is any number of names."""
    end, after_name = len(names) - 1, False
    for at, name in enumerate(names):
        if name == "**" and at == 0:
            yield from (*NAME, BELOW) if at == end else (Maybe((*DEEPER, SLASH)),)
        elif name == "**" and at == end:
            yield from (SLASH, REST)
        elif name == "**":
            yield Maybe((SLASH, *DEEPER))
            after_name = True
        else:
            yield from (SLASH,) if after_name else ()
            yield from NAME if name == "*" else name_parts(name)
            yield from (BELOW,) if at == end else ()
            after_name = True


def name_parts(name: str) -> Iterator[Part]:
    """The parts of one name: characters, `?`, `*`, `[...]`, and what a backslash keeps from meaning these."""
    at = 0
    while at < len(name):
        character = name[at]
        at += 1
        closing = closing_bracket(name, at) if character == "[" else 0
        if character == "\\":
            if at == len(name):
                raise BadPattern("nothing follows its last backslash")
            yield One(name[at].__eq__)
            at += 1
        elif character in "*?":
            yield Many(is_inner) if character == "*" else One(is_inner)
        elif closing:
            yield One(bracket(name[at:closing]))
            at = closing + 1
        else:
            yield One(character.__eq__)


def closing_bracket(name: str, at: int) -> int:
    """Where the bracket that opens before `at` is closed, or 0."""
    start = at + 1 if name[at : at + 1] in ("!", "^") else at
    found = name.find("]", start + 1 if name[start : start + 1] == "]" else start)
    return max(found, 0)


def bracket(inside: str) -> Test:
    """The test for one character in brackets, as a regular expression's class."""
    negated = inside[:1] in ("!", "^")
    spelled = f"[{'^' if negated else ''}{(inside[1:] if negated else inside)}]".replace("\\", "\\\\")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(spelled).match
    except re.error as error:
        raise BadPattern(f"{error.msg} in its brackets") from error
