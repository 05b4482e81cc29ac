"""Attributes and methods of plain Python values, done by Python itself on values that are known through and through."""

from __future__ import annotations

import datetime
import functools
from pathlib import PurePath
from typing import Any
from urllib.parse import ParseResult, SplitResult

from migrator.model import Template, Unknown
from migrator.reading import moments, paths, templates, text
from migrator.reading.bounds import within
from migrator.reading.costs import called, weigh
from migrator.reading.frames import Frame, Raised
from migrator.reading.meter import price, spend
from migrator.reading.values import (
    NATIVE,
    Assumed,
    Defaults,
    Given,
    Native,
    assume,
    bounded,
    describe,
    is_known,
    key_of,
    notes_of,
    plain,
    unwrap,
)

STRING = (
    "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii "
    "isdecimal isdigit isidentifier islower isnumeric isspace istitle isupper join ljust lower lstrip partition "
    "removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip "
    "swapcase title translate upper zfill"
).split()
SEQUENCE = ["count", "index"]
LIST = [*SEQUENCE, "append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "copy"]
# what a `deque` has besides, which is a list here
QUEUE = {"popleft": ("pop", [0]), "appendleft": ("insert", [0])}
DICT = "get items keys values pop popitem setdefault update copy clear".split()
SET = (
    "add discard remove pop update clear copy union intersection difference symmetric_difference issubset issuperset "
    "isdisjoint intersection_update difference_update"
).split()
MOMENT = (
    "strftime isoformat replace date time timestamp weekday isoweekday timetuple astimezone utcoffset total_seconds "
    "isocalendar"
).split()
METHODS: dict[type, tuple[str, ...]] = {
    str: tuple(STRING),
    bytes: ("decode", "hex"),
    list: (*LIST, *QUEUE),
    tuple: tuple(SEQUENCE),
    dict: tuple(DICT),
    Defaults: tuple(DICT),
    set: tuple(SET),
    frozenset: tuple(SET[6:12]),
    datetime.datetime: tuple(MOMENT),
    datetime.date: tuple(MOMENT),
    datetime.time: tuple(MOMENT),
    datetime.timedelta: tuple(MOMENT),
    int: ("bit_length",),
    float: ("is_integer",),
}
CHANGING: dict[Any, set[str]] = {
    list: {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"},
    dict: {"pop", "popitem", "setdefault", "update", "clear"},
    Defaults: {"pop", "popitem", "setdefault", "update", "clear"},
    set: {"add", "discard", "remove", "pop", "update", "clear", "intersection_update", "difference_update"},
}
# Methods that compare elements, and those whose cost does not grow with the container.
SEARCHING = {"count", "index", "remove"}
STEADY = {"append", "add", "discard", "get", "setdefault", "popitem"}
SORTED_ONE_BY_ONE = 200
FIELDS = "year month day hour minute second microsecond days seconds microseconds tzinfo".split()


def attribute(value: Any, name: str) -> Any:
    """The value of an attribute of a plain value."""
    if isinstance(value, Template):
        return Native(name, lambda given, frame: templates.method(value, name, given, frame))
    if name == "__name__" and isinstance(value, type):
        return value.__name__
    if isinstance(value, PurePath):
        return paths.attribute(value, name)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)) and name in FIELDS:
        return getattr(value, name)
    if isinstance(value, (SplitResult, ParseResult)) and name in value._fields:
        return getattr(value, name)
    if name in METHODS.get(type(value), ()):
        return method(value, name)
    if isinstance(value, datetime.date) and name in moments.METHODS:
        return moments.method(value, name)
    if isinstance(value, datetime.date) and name in moments.PROPERTIES:
        return moments.PROPERTIES[name](value)
    return Unknown(f"{describe(value)}.{name}", f"no attribute {name} is known here")


def method(value: Any, name: str) -> Native:
    """A bound method of a plain value."""
    return Native(name, lambda given, frame: run(value, name, given, frame))


def run(value: Any, name: str, given: Given, frame: Frame) -> Any:
    """What a method of a plain value returns."""
    inner, notes = unwrap(value)
    if given.rest is not None:
        return Unknown(f"{describe(inner)}.{name}()", given.rest.because)
    if isinstance(inner, str) and name == "join":
        return text.join(value, given, frame)
    if isinstance(inner, str) and name == "format":
        return text.format_call(value, given)
    if isinstance(inner, str) and name == "format_map":
        entries, _ = unwrap(given.take("map", 0))
        rest = None if isinstance(entries, dict) else Unknown(describe(entries), "its entries are not known here")
        return text.format_call(value, Given([], entries if isinstance(entries, dict) else {}, rest))
    if isinstance(inner, (list, dict, set)):
        return container_call(inner, name, given, frame)
    if isinstance(inner, PurePath):
        return paths.method(inner, name, given)
    if not all(is_known(argument) for argument in given.values()):
        return unknown_call(inner, name, given)
    notes = (*notes, *(note for argument in given.values() for note in notes_of(argument)))
    return assume(called(inner, name, [plain(a) for a in given.positional], plain(given.named)), notes)


def unknown_call(value: Any, name: str, given: Given) -> Unknown:
    """The Unknown that a method returns because an argument is not known."""
    unsure = next(argument for argument in given.values() if not is_known(argument))
    because = unsure.because if isinstance(unsure, Unknown) else f"it depends on {describe(unsure)}"
    return Unknown(f"{describe(value)}.{name}({describe(unsure)})", because)


def is_thing(value: Any) -> bool:
    """Whether it is a thing that a dict finds by what it is: a member of an enum, a class, a task."""
    return getattr(unwrap(value)[0], "identity", False) is True


def container_call(container: Any, name: str, given: Given, frame: Frame) -> Any:
    """A method of a list, dict or set, whose elements may be anything."""
    if isinstance(container, list) and name in QUEUE:
        name, first = QUEUE[name]
        given = Given([*first, *given.positional], given.named, given.rest)
    if name in CHANGING[type(container)]:
        frame.machine.changing(container)
        within(len(container), frame.machine.bounds.elements, "a container")
    if name in SEARCHING:
        bounded(container)
    if name not in STEADY:
        spend(price(container))
    if name == "sort":
        return sort(container, given, frame)
    if name in ("extend", "update") and given.positional:
        return grow(container, given, frame)
    if isinstance(container, set) or name in SEARCHING:
        bounded(given.positional)
    positional = [
        key_of(argument) if name != "append" and not position else argument
        for position, argument in enumerate(given.positional)
    ]
    if isinstance(container, dict) and name in ("items", "keys", "values"):
        return list(getattr(container, name)())
    if isinstance(container, dict) and given.positional and is_thing(given.positional[0]):
        thing, _ = unwrap(given.positional[0])
        if thing in container or all(isinstance(key, NATIVE) or is_thing(key) for key in container):
            return called(container, name, [thing, *given.positional[1:]], given.named)
    if isinstance(container, dict) and name in ("get", "pop", "setdefault") and not is_known(given.positional[0]):
        return Unknown(f"{describe(container)}.{name}({describe(given.positional[0])})", "the key is not known")
    return called(container, name, positional, given.named)


def grow(container: Any, given: Given, frame: Frame) -> Any:
    """`list.extend`, `dict.update` or `set.update`."""
    more, _ = unwrap(given.positional[0])
    if isinstance(container, dict):
        if isinstance(more, dict):
            spend(price(more))
            container.update(more)
        container.update(given.named)
        return None
    elements = frame.machine.iterate(more)
    if isinstance(elements, Unknown):
        elements = [text.spread(elements)]
    spend(price(elements))
    if isinstance(container, set):
        bounded(elements)
    container.extend(elements) if isinstance(container, list) else container.update(elements)
    return None


def sort(container: list[Any], given: Given, frame: Frame) -> Any:
    """`list.sort`, in place."""
    container[:] = sorted_values(container, given, frame)
    return None


def sorted_values(values: list[Any], given: Given, frame: Frame) -> list[Any]:
    """The values in order where all their keys are known, else as they stand."""
    key = given.named.get("key")
    keys = [frame.machine.call(key, Given([value]), frame) for value in values] if key is not None else values
    spend(len(values))
    if not all(is_known(k) for k in keys):
        return by_their_own(values, keys, bool(given.named.get("reverse")))
    weigh(keys)
    try:
        order = sorted(range(len(values)), key=lambda n: plain(keys[n]), reverse=bool(given.named.get("reverse")))
    except TypeError as error:
        raise Raised("TypeError", str(error)) from error
    return [values[n] for n in order]


def by_their_own(values: list[Any], keys: list[Any], reverse: bool) -> list[Any]:
    """The values in the order their keys' own `__lt__` gives; as they stand where a key has none."""
    found = [unwrap(key)[0] for key in keys]
    ordered = [getattr(key, "asked", None) for key in found]
    if len(values) > SORTED_ONE_BY_ONE or any(
        ask is None or not isinstance(ask("__lt__", found[0]), bool) for ask in ordered
    ):
        return list(values)

    def compare(left: int, right: int) -> int:
        if found[left].asked("__lt__", found[right]) is True:
            return -1
        return int(found[right].asked("__lt__", found[left]) is True)

    order = sorted(range(len(values)), key=functools.cmp_to_key(compare), reverse=reverse)
    return [values[n] for n in order]


def restore(container: Any, copy: Any) -> None:
    """Make a list, dict or set again what it was."""
    container.clear()
    container.extend(copy) if isinstance(container, list) else container.update(copy)


__all__ = ["METHODS", "Assumed", "attribute", "container_call", "method", "restore", "sorted_values"]
