"""Strings with holes handed to Python's own string functions: each hole stands as one private character meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from migrator.model import Hole, Template, Unknown
from migrator.reading.costs import called
from migrator.reading.frames import Frame, Raised
from migrator.reading.meter import price, spend
from migrator.reading.text import compose, format_call, join, percent
from migrator.reading.values import Given, assume, describe, is_known, notes_of, plain

FIRST, LAST = 0xF0000, 0xFFFFD
PRIVATE = re.compile(f"([{chr(FIRST)}-{chr(LAST)}])")
# Holes of the context that are made of digits, and dashes where their name does not end in `nodash`.
DATES = re.compile(r"^(?:ds|yesterday_ds|tomorrow_ds|prev_ds|next_ds)(?:_nodash)?$")
EDGES = ("strip", "lstrip", "rstrip", "removeprefix", "removesuffix")
SPLITS = ("split", "rsplit", "splitlines", "partition", "rpartition")
CHANGES = ("lower", "upper", "casefold", "capitalize", "title", "swapcase", "replace")


@dataclass(slots=True)
class Coding:
    """Which private character stands for which hole."""

    holes: list[Hole] = field(default_factory=list)

    def encode(self, value: str | Template) -> str:
        """The text with its holes as private characters. Raises ValueError where they cannot be told apart."""
        literal, holes = (value, ()) if isinstance(value, str) else (value.text, value.holes)
        spend(price(literal) + len(holes))
        parts: list[str] = []
        end = 0
        for hole in holes:
            parts += [literal[end : hole.start], chr(FIRST + len(self.holes))]
            self.holes.append(hole)
            end = hole.start + len(hole.name) + 2
        parts.append(literal[end:])
        if PRIVATE.search(literal) or FIRST + len(self.holes) > LAST:
            raise ValueError("private characters in a string")
        return "".join(parts)

    def decode(self, value: Any) -> Any:
        """A string, or a list or tuple of strings, with the holes in their places again."""
        if isinstance(value, (list, tuple)):
            return type(value)(self.decode(element) for element in value)
        if not isinstance(value, (str, Template)):
            return value
        return compose([part for piece in pieces(value) for part in self.parts(piece)])

    def parts(self, piece: str | Template) -> Iterator[str | Template]:
        """The literal texts and holes of an encoded text."""
        if isinstance(piece, Template):
            yield piece
            return
        for part in PRIVATE.split(piece):
            hole = self.holes[ord(part) - FIRST] if PRIVATE.fullmatch(part) else None
            yield part if hole is None else alone(hole)


def alone(hole: Hole) -> Template:
    """A string that is only this hole."""
    return Template(f"{{{hole.name}}}", (Hole(0, hole.name, hole.because),))


def pieces(value: str | Template) -> Iterator[str | Template]:
    """The literal texts and the holes of a string, in order."""
    if isinstance(value, str):
        yield value
        return
    end = 0
    for hole in value.holes:
        yield value.text[end : hole.start]
        yield alone(hole)
        end = hole.start + len(hole.name) + 2
    yield value.text[end:]


def is_hole(value: Template) -> bool:
    """Whether there is nothing but one hole."""
    return len(value.holes) == 1 and len(value.text) == len(value.holes[0].name) + 2


def applied(value: Template, do: Callable[[str], Any]) -> Any:
    """What a string function makes of the text, the holes left as they are; the text itself where it cannot."""
    coding = Coding()
    try:
        return coding.decode(do(coding.encode(value)))
    except ValueError:
        return value


def method(value: Template, name: str, given: Given, frame: Frame) -> Any:
    """A method of a string with holes: what keeps the holes is done, the rest is unknown."""
    if name in ("encode", "decode"):
        return value
    if name == "join":
        return join(value, given, frame)
    if name == "format":
        return applied(value, lambda encoded: format_call(encoded, given))
    known = given.rest is None and all(is_known(argument) for argument in given.values())
    arguments = [plain(argument) for argument in given.positional] if known else []
    if known and name in ("startswith", "endswith") and arguments:
        decided = at_edge(value, name, arguments[0])
        if decided is not None:
            return decided
    if known and name in CHANGES and len(arguments) == (2 if name == "replace" else 0):
        value = changed(value, name, arguments)
    if known and (name in EDGES or name in CHANGES or (name in SPLITS and not is_hole(value))):
        found = applied(value, lambda encoded: called(encoded, name, arguments, plain(given.named)))
        notes = [note for argument in given.values() for note in notes_of(argument)]
        return assume(found, notes)
    shown = ", ".join(describe(argument) for argument in given.positional)
    return Unknown(f"{describe(value)}.{name}({shown})", value.holes[0].because)


def changed(value: Template, name: str, arguments: list[Any]) -> Template:
    """The string with each hole named after what becomes of its value."""
    literal = "".join(piece for piece in pieces(value) if isinstance(piece, str))
    if name == "replace" and str(arguments[0]) in literal and not any(DATES.match(h.name) for h in value.holes):
        # What is replaced stands in the text, and so is not looked for in the holes.
        return value
    renamed = [
        piece if isinstance(piece, str) else alone(changed_hole(piece.holes[0], name, arguments))
        for piece in pieces(value)
    ]
    found: Template = compose(renamed)
    return found


def changed_hole(hole: Hole, name: str, arguments: list[Any]) -> Hole:
    """`{ds}` without dashes is `{ds_nodash}`; a date has no letters to change; else the method joins the name."""
    if DATES.match(hole.name):
        if name != "replace" or not set(str(arguments[:1])) & set("-0123456789"):
            return hole
        if arguments == ["-", ""]:
            return Hole(0, f"{hole.name.removesuffix('_nodash')}_nodash", hole.because)
    shown = re.sub(r"[{}\s]+", "", ", ".join(map(repr, arguments)))
    return Hole(0, f"{hole.name}.{name}({shown})", hole.because)


def at_edge(value: Template, name: str, edge: Any) -> bool | None:
    """Whether the text begins or ends so, as far as the text before the first or after the last hole decides it."""
    first, last = value.holes[0], value.holes[-1]
    start = name == "startswith"
    fixed = value.text[: first.start] if start else value.text[last.start + len(last.name) + 2 :]
    for one in edge if isinstance(edge, tuple) else (edge,):
        if not isinstance(one, str):
            raise Raised("TypeError", f"{name} first arg must be str")
        whole = fixed.startswith(one) if start else fixed.endswith(one)
        if whole:
            return True
        if one.startswith(fixed) if start else one.endswith(fixed):
            return None
    return False


def percent_of(value: Template, argument: Any) -> Any:
    """`"..." % argument` where the left side has holes."""
    return applied(value, lambda encoded: percent(encoded, argument))


__all__ = ["Coding", "alone", "applied", "is_hole", "method", "percent_of", "pieces"]
