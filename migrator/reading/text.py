"""Strings with parts that only run time fills: joining, formatting and the methods that keep their holes."""

from __future__ import annotations

import collections
import re
import string
from collections.abc import Sequence
from typing import Any

from migrator.model import Hole, Template, Unknown
from migrator.reading.bounds import within
from migrator.reading.costs import ERRORS, shown, weigh
from migrator.reading.frames import Frame, Raised
from migrator.reading.meter import CHARACTERS, LOOKED_AT, price, running, spend
from migrator.reading.values import (
    NATIVE,
    Assumed,
    Given,
    Object,
    Spread,
    assume,
    describe,
    hole,
    is_known,
    notes_of,
    plain,
    unwrap,
)

UNSET = "the environment variable is not set here"


def spread(unknown: Unknown) -> Spread:
    """The list element that stands for unknown further ones."""
    return Spread(unknown)


def compose(parts: Sequence[Any]) -> Any:
    """The parts joined into one string, a Template when one of them is not known."""
    texts: list[str] = []
    holes: list[Hole] = []
    notes: list[str] = []
    length, longest = 0, running().bounds.text
    for part in parts:
        piece = piece_of(part)
        if isinstance(piece, Template):
            holes.extend(Hole(h.start + length, h.name, h.because) for h in piece.holes)
            piece = piece.text
        else:
            notes.extend(notes_of(part))
        texts.append(piece)
        length += len(piece)
        within(length, longest, "a string")
    spend(length // CHARACTERS + (len(texts) + len(holes)) // 4)
    joined = "".join(texts)
    return Template(joined, tuple(holes)) if holes else assume(joined, notes)


def piece_of(part: Any) -> str | Template:
    """One part as text; what is not known becomes a hole named after its source."""
    inner, notes = unwrap(part)
    if inner is None and notes and UNSET in notes[0]:
        return unset(notes[0].split(" ")[1])
    if isinstance(inner, str):
        return inner
    if isinstance(inner, Template):
        return inner
    if isinstance(inner, Unknown):
        return hole(inner.source, inner.because)
    if isinstance(inner, Object):
        text = getattr(inner, "text", None)
        return text if isinstance(text, (str, Template)) else hole(inner.describe(), "only run time knows it")
    if is_known(inner):
        return shown(plain(inner))
    return hole(describe(inner)[:60], "it holds values that only run time knows")


def unset(name: str) -> Template:
    """What stands in a string for an environment variable that is not set here."""
    return hole(f"env.{name}", f"environment {name} ({UNSET})")


def formatted(value: Any, specification: str, conversion: str | None) -> Any:
    """One field of an f-string or of `format`."""
    if conversion == "r" and is_known(value):
        value = assume(shown(plain(value), "r"), notes_of(value))
    elif conversion == "s":
        value = compose([value])
    inner, _ = unwrap(value)
    number = getattr(inner, "plain_value", None)
    if specification and number is not None:
        inner = value = number
    if not specification or not isinstance(inner, NATIVE) or not is_known(inner):
        return value
    for width in re.findall(r"\d{1,18}", specification):
        within(int(width), running().bounds.text, "a string")
    try:
        return assume(format(weigh(plain(inner)), specification), notes_of(value))
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error


def format_call(value: Any, given: Given) -> Any:
    """`"...".format(...)` with arguments of any kind."""
    inner, notes = unwrap(value)
    parts: list[Any] = []
    automatic = 0
    try:
        fields = list(string.Formatter().parse(inner))
        spend(price(inner) + len(fields))
    except ValueError as error:
        raise Raised("ValueError", str(error)) from error
    for literal, name, specification, conversion in fields:
        parts.append(literal)
        if name is None:
            continue
        if name == "" or (not name[0].isalnum() and name[0] != "_"):
            name = f"{automatic}{name}"
            automatic += 1
        specification = specification or ""
        if "{" in specification:
            inside = unwrap(format_call(specification, given))[0]
            specification = inside if isinstance(inside, str) else ""
        parts.append(formatted(field_value(name, given), specification, conversion))
    return assume(compose(parts), notes)


def field_value(name: str, given: Given) -> Any:
    """The argument that a replacement field names: `0`, `name`, `name.part` or `name[part]`."""
    first, *rest = re.findall(r"[^.\[\]]+", name) or [name]
    if is_index(first):
        found = given.positional[int(first)] if int(first) < len(given.positional) else MISSING
    else:
        found = given.named.get(first, MISSING)
    if found is MISSING:
        if given.rest is not None:
            return Unknown(name, given.rest.because)
        raise Raised("KeyError", first)
    for part in rest:
        inner, _ = unwrap(found)
        index = int(part) if is_index(part) and isinstance(inner, (list, tuple)) else part
        try:
            found = (
                inner[index] if isinstance(inner, (list, tuple, dict)) else Unknown(name, "a part of it is not known")
            )
        except (KeyError, IndexError) as error:
            raise Raised(type(error).__name__, str(error)) from error
    return found


def is_index(name: str) -> bool:
    """Whether a replacement field names a position."""
    return name.isdecimal() and len(name) < 10


MISSING = object()
# Counted repetitions, so that no text of users' makes it search long.
PERCENT = re.compile(
    r"%(?:\((?P<key>[^()%]{0,100})\))?(?P<spec>[-#0 +]{0,5}\d{0,18}(?:\.\d{0,18})?)(?P<kind>[sdrifgexXuoEGFca%])"
)


def percent(value: Any, argument: Any) -> Any:
    """`"..." % argument` with arguments of any kind."""
    inner, notes = unwrap(value)
    given, more = unwrap(argument)
    queue = collections.deque(given if isinstance(given, tuple) else [given])
    spend(price(inner) + len(queue) // LOOKED_AT)
    parts: list[Any] = []
    end = 0
    for match in PERCENT.finditer(inner):
        if "%" in inner[end : match.start()]:
            break
        parts.append(inner[end : match.start()])
        end = match.end()
        if match["kind"] == "%":
            parts.append("%")
            continue
        if match["key"] is not None and isinstance(given, dict):
            field = given.get(match["key"], MISSING)
        else:
            field = queue.popleft() if queue else MISSING
        if field is MISSING:
            raise Raised("TypeError", "not enough arguments for format string")
        parts.append(percent_field(field, match))
    if "%" in inner[end:]:
        return Unknown(f"{describe(value)} % {describe(argument)}", "how it formats is not followed")
    parts.append(inner[end:])
    return assume(compose(parts), (*notes, *more))


def percent_field(field: Any, match: re.Match[str]) -> Any:
    """One `%` field, formatted when it is known."""
    spend()
    if not is_known(field):
        return field
    for width in re.findall(r"\d{1,18}", match["spec"]):
        within(int(width), running().bounds.text, "a string")
    try:
        return assume(f"%{match['spec']}{match['kind']}" % (weigh(plain(field)),), notes_of(field))
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error


def join(value: Any, given: Given, frame: Frame) -> Any:
    """`separator.join(values)` with values of any kind."""
    elements = frame.machine.iterate(given.take("iterable", 0, []))
    if isinstance(elements, Unknown):
        return Unknown(f"{describe(value)}.join({describe(elements)})", elements.because)
    parts: list[Any] = []
    for element in elements:
        if parts:
            parts.append(value)
        parts.append(element.unknown if isinstance(element, Spread) else element)
    return compose(parts)


def as_name(value: Any) -> str | None:
    """A string for an id: known, with what is unset spelled as Python would; None when it has unknown parts."""
    inner, _ = unwrap(value)
    if isinstance(inner, str):
        return inner
    if isinstance(inner, Template) and all(UNSET in h.because for h in inner.holes):
        name = inner.text
        for h in reversed(inner.holes):
            name = f"{name[: h.start]}None{name[h.start + len(h.name) + 2 :]}"
        return name
    return shown(inner) if isinstance(inner, (int, float)) else None


__all__ = ["Assumed", "as_name", "compose", "format_call", "formatted", "join", "percent", "spread"]
