"""Facts as compact JSON data and back: what workers send and the cache keeps. No code is ever loaded from it.

Every distinct object has a number by which others refer to it; most facts share their parts (places, conditions,
arguments), so that these are far fewer than objects. The objects of a class are columns, one for each field: filling a
field of all of them at once takes less time than making one object after the other. How a field is packed follows from
its type.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import itertools
import json
import operator
import types
import typing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import Any, NamedTuple

from migrator.model import Dag, Finding, SourceFile
from migrator.model_json import decode_scalar, encode_scalar

ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
# The number of None among objects and texts: the last of their list.
NONE = -1


class Made(NamedTuple):
    """What columns refer to: the object and the text of a number."""

    item: Callable[[int], Any]
    text: Callable[[int], Any]


class Way(NamedTuple):
    """How the values of a type are packed, None when each stands for itself, and how a column of them is unpacked.

    `exact` where equal packed values are one value: True is equal to 1."""

    pack: Callable[[Any, Packer], Any] | None
    unpack: Callable[[Sequence[Any], Made], Iterable[Any]]
    exact: bool = True


class Shape:
    """How the objects of a class become columns: a dataclass of the model, or pairs."""

    def __init__(self, number: int, cls: type, ways: Sequence[Way]) -> None:
        self.number = number
        self.cls = cls
        self.ways = ways
        self.names = [field.name for field in dataclasses.fields(cls)] if dataclasses.is_dataclass(cls) else []
        # With one name attrgetter would not make a tuple.
        self.values: Callable[[Any], Iterable[Any]]
        self.values = operator.attrgetter(*self.names, "__class__") if self.names else iter
        # Slots are filled directly, since a frozen `__init__` takes half as long again.
        self.fill = [getattr(cls, name).__set__ for name in self.names]
        self.packs = [way.pack for way in ways]
        self.inexact = [position for position, way in enumerate(ways) if not way.exact]

    def row(self, item: Any, packer: Packer) -> tuple[Any, ...]:
        """The packed fields of an object."""
        each = zip(self.packs, self.values(item), strict=False)
        return tuple([value if pack is None else pack(value, packer) for pack, value in each])

    def key(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """What only the same row has: to a set, True and 1 are the same."""
        if not self.inexact:
            return row
        return tuple([value if way.exact else repr(value) for way, value in zip(self.ways, row, strict=True)])

    def columns(self, rows: Iterable[tuple[Any, ...]]) -> list[Sequence[Any]]:
        """The columns of rows; one after the first in which all is the same has it once."""
        first, *others = zip(*rows, strict=True)
        rest = zip(self.ways[1:], others, strict=True)
        return [first, *(column[:1] if uniform(column, way) else column for way, column in rest)]

    def new(self, columns: Sequence[Sequence[Any]], made: Made) -> list[Any]:
        """New objects, yet to be filled; pairs as they are. Raises ValueError where columns are not as long."""
        count = len(columns[0])
        if self.names:
            return list(map(object.__new__, itertools.repeat(self.cls, count)))
        return list(zip(*self.unpacked(count, columns, made), strict=True))

    def unpacked(self, count: int, columns: Sequence[Sequence[Any]], made: Made) -> Iterator[Iterable[Any]]:
        """The values of each column."""
        for way, column in zip(self.ways, columns, strict=True):
            if len(column) == count:
                yield way.unpack(column, made)
            elif len(column) == 1:
                (only,) = way.unpack(column, made)
                yield itertools.repeat(only, count)
            else:
                raise ValueError(f"{len(column)} values for {count} objects")

    def filled(self, items: Sequence[Any], columns: Sequence[Sequence[Any]], made: Made) -> None:
        """Fill the fields of new objects. Raises ValueError where columns and objects are not as many."""
        for fill, values in zip(self.fill, self.unpacked(len(items), columns, made), strict=False):
            # A deque that keeps nothing is the quickest loop there is.
            deque(map(fill, items, values), 0)


def uniform(column: Sequence[Any], way: Way) -> bool:
    """Whether all in a column is the same."""
    return column.count(column[0]) == len(column) and (way.exact or len(set(map(repr, column))) == 1)


class Packer:
    """Objects as they are collected."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}
        self.rows: list[list[tuple[Any, ...]]] = [[] for _ in ORDER]
        self.numbers: list[dict[tuple[Any, ...], int]] = [{} for _ in ORDER]
        self.by_object: dict[int, int] = {}

    def text(self, text: str) -> int:
        """The number of a text: paths and ids stand in many objects."""
        return self.texts.setdefault(text, len(self.texts))

    def number(self, item: Any, shape: Shape | None = None) -> int:
        """The number of an object: those of a class are as far apart as there are classes."""
        found = self.by_object.get(id(item))
        if found is None:
            shape = shape or SHAPES[item.__class__]
            row = shape.row(item, self)
            rows = self.rows[shape.number]
            new = len(rows) * len(ORDER) + shape.number
            found = self.by_object[id(item)] = self.numbers[shape.number].setdefault(shape.key(row), new)
            if found == new:
                rows.append(row)
        return found


def pack(items: Sequence[Any]) -> str:
    """Dataclasses of the model as entries of a JSON object."""
    packer = Packer()
    numbers = [packer.number(item) for item in items]
    columns = {shape.number: shape.columns(rows) for shape, rows in zip(ORDER, packer.rows, strict=True) if rows}
    return ENCODE({"texts": list(packer.texts), "columns": columns, "items": numbers})[1:-1]


def unpack(data: dict[str, Any]) -> list[Any]:
    """What `pack` was given. Raises TypeError, ValueError, LookupError or AttributeError for what it did not write."""
    held = [(ORDER[int(number)], columns) for number, columns in data["columns"].items()]
    most = max([len(columns[0]) for _, columns in held], default=0)
    # None is the last.
    slots: list[Any] = [None] * (most * len(ORDER) + 1)
    made = Made(slots.__getitem__, [*data["texts"], None].__getitem__)
    waiting = []
    # Pairs come last, when what they are of is there.
    for shape, columns in sorted(held, key=lambda each: each[0].number):
        items = shape.new(columns, made)
        slots[shape.number : -1 : len(ORDER)] = items + [None] * (most - len(items))
        waiting.append((shape, items, columns))
    for shape, items, columns in waiting:
        shape.filled(items, columns, made)
    return [slots[number] for number in data["items"]]


# ------------------------------------------------------------------------------------- ways, from the types of fields


def ways_of(cls: type) -> list[Way]:
    """How the fields of a dataclass are packed."""
    hints = typing.get_type_hints(cls)
    return [way_of(hints[field.name]) for field in dataclasses.fields(cls)]


@functools.cache
def way_of(hint: Any) -> Way:
    """How values of this type are packed. Raises TypeError for a type that there is no way for."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and parts[1:] == (Ellipsis,):
        return several(way_of(parts[0]))
    if origin is tuple and len(parts) == 2:
        return pair_way(*map(way_of, parts))
    if origin in (typing.Union, types.UnionType):
        return union_way(set(parts))
    if dataclasses.is_dataclass(hint):
        return ITEM
    if isinstance(hint, type) and issubclass(hint, Enum):
        members = {member.value: member for member in hint}
        return Way(lambda value, packer: value.value, lambda column, made: map(members.__getitem__, column))
    return TEXT if hint is str else scalar_way({hint})


def union_way(parts: set[Any]) -> Way:
    """One of several types: dataclasses, texts, scalars that JSON may lack, None."""
    may_lack = types.NoneType in parts
    others = {part for part in parts - {types.NoneType} if not dataclasses.is_dataclass(part)}
    if not others:
        return ITEM_OR_NONE if may_lack else ITEM
    if others == {str} and parts == {str, types.NoneType}:
        return TEXT_OR_NONE
    return ITEM_OR_TEXT if others == {str} and not may_lack else scalar_way(parts)


def scalar_way(parts: set[Any]) -> Way:
    """One of several scalars. Raises TypeError where there is something else among them."""
    if parts <= JSON_HAS:
        return Way(None, lambda column, made: column, exact=False)
    if parts <= JSON_HAS | JSON_LACKS:
        return Way(lambda value, packer: encode_scalar(value), lambda column, made: map(scalar, column), exact=False)
    raise TypeError(f"facts of {parts} cannot be packed")


def several(way: Way) -> Way:
    """A tuple of any length."""
    do, undo = way.pack or (lambda value, packer: value), way.unpack
    return Way(
        lambda value, packer: tuple([do(one, packer) for one in value]),
        lambda column, made: [tuple(undo(each, made)) if each else () for each in column],
        way.exact,
    )


def pair_way(first: Way, second: Way) -> Way:
    """Pairs, which are as good as the objects of a class: most tasks have the same arguments."""
    shape = Shape(len(CLASSES) + len(PAIRS), tuple, (first, second))
    PAIRS.append(shape)
    return Way(lambda value, packer: packer.number(value, shape), ITEM.unpack)


def scalar(data: Any) -> Any:
    """A scalar that JSON may lack."""
    return decode_scalar(data) if data.__class__ is dict else data


def reachable(roots: Sequence[type]) -> list[type]:
    """The dataclasses that these consist of, themselves included, each once."""
    found: dict[type, None] = {}
    waiting: list[Any] = list(roots)
    while waiting:
        hint = waiting.pop(0)
        waiting += typing.get_args(hint)
        if isinstance(hint, type) and dataclasses.is_dataclass(hint) and hint not in found:
            found[hint] = None
            waiting += typing.get_type_hints(hint).values()
    return list(found)


JSON_HAS = {str, bool, int, float, types.NoneType}
JSON_LACKS = {bytes, datetime.date, datetime.datetime, datetime.time, datetime.timedelta}
ITEM = Way(lambda value, packer: packer.number(value), lambda column, made: map(made.item, column))
ITEM_OR_NONE = Way(lambda value, packer: NONE if value is None else packer.number(value), ITEM.unpack)
TEXT = Way(lambda value, packer: packer.text(value), lambda column, made: map(made.text, column))
TEXT_OR_NONE = Way(lambda value, packer: NONE if value is None else packer.text(value), TEXT.unpack)
ITEM_OR_TEXT = Way(
    lambda value, packer: value if value.__class__ is str else packer.number(value),
    lambda column, made: [each if each.__class__ is str else made.item(each) for each in column],
)
CLASSES = reachable([SourceFile, Dag, Finding])
PAIRS: list[Shape] = []
SHAPES = {cls: Shape(number, cls, ways_of(cls)) for number, cls in enumerate(CLASSES)}
ORDER = [*SHAPES.values(), *PAIRS]
