"""Facts as compact JSON data and back: what workers send and the cache keeps. No code is ever loaded from it.

Every distinct object is one row, `[class, field, ...]`, and stands before the rows that refer to it by number; most
facts share their parts (places, conditions, default_args), so that rows are far fewer than objects. How a field is
packed follows from its type: a dataclass, or one of several, is the number of its row; a scalar stands for itself.
"""

from __future__ import annotations

import dataclasses
import json
import operator
import types
import typing
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from migrator.model import Dag, Finding, SourceFile
from migrator.model_json import decode_scalar, encode_scalar

Way = Callable[[Any, Any], Any]
Maker = Callable[[Any, Any, Any], Any]
TEXT, TEXT_OR_DEFAULT = "texts[{0}]", "texts[{0}] if {0}.__class__ is int else {0}"
ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class Shape:
    """How one dataclass becomes a row: `number` stands first in it, `packs` are the ways of its fields; None where a
    field stands for itself. Fields at the end that have their defaults are left out."""

    def __init__(self, cls: type, number: int) -> None:
        self.cls = cls
        self.number = number
        fields = dataclasses.fields(cls)
        # With one name attrgetter would not make a tuple.
        self.values = operator.attrgetter(*(field.name for field in fields), "__class__")
        self.defaults = [field.default for field in fields]
        self.required = sum(default is dataclasses.MISSING for default in self.defaults)
        ways = [way_of(typing.get_type_hints(cls)[field.name]) for field in fields]
        self.packs = [do for do, _ in ways]
        self.made = maker(cls, [undo for _, undo in ways], self.defaults)

    def row(self, item: Any, packer: Packer) -> list[Any]:
        """The row of an object."""
        values = self.values(item)
        last = len(self.packs)
        while last > self.required and same(values[last - 1], self.defaults[last - 1]):
            last -= 1
        row = [self.number]
        for pack, value in zip(self.packs, values[:last], strict=False):
            row.append(value if pack is None else pack(value, packer))
        return row


def maker(cls: type, unpacks: Sequence[str], defaults: Sequence[Any]) -> Maker:
    """The function from a row and the objects made before to the row's object.

    It is written out for each class, as dataclasses do for `__init__`, from the types of its fields and nothing else;
    the slots are filled directly, since a frozen `__init__` takes half as long again.
    """
    names: dict[str, Any] = {"cls": cls, "new": object.__new__, "scalar": decode_scalar, "members": MEMBERS}
    names["defaults"] = [None, *defaults]
    fill = f" if len(row) < {1 + len(defaults)}: row.extend(defaults[len(row):])"
    lines = ["def make(row, made, texts):", fill, " it = new(cls)"]
    for position, (field, unpack) in enumerate(zip(dataclasses.fields(cls), unpacks, strict=True), 1):
        names[f"set_{field.name}"] = getattr(cls, field.name).__set__
        if unpack == TEXT and isinstance(field.default, str):
            # What was left out is the default itself, not its number.
            unpack = TEXT_OR_DEFAULT
        lines.append(f" set_{field.name}(it, {unpack.format(f'row[{position}]')})")
    exec("\n".join([*lines, " return it"]), names)
    made: Maker = names["make"]
    return made


def same(value: Any, default: Any) -> bool:
    """Whether a value is a field's default, type included: True is not 1."""
    return type(value) is type(default) and bool(value == default)


class Packer:
    """Rows as they are collected."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.texts: dict[str, int] = {}
        self.by_object: dict[int, int] = {}

    def text(self, text: str) -> int:
        """The number of a text: paths and ids stand in many rows."""
        return self.texts.setdefault(text, len(self.texts))

    def number(self, item: Any) -> int:
        """The number of an object's row."""
        found = self.by_object.get(id(item))
        if found is None:
            row = ENCODE(SHAPES[item.__class__].row(item, self))
            found = self.by_object[id(item)] = self.rows.setdefault(row, len(self.rows))
        return found


def pack(items: Sequence[Any]) -> str:
    """Dataclasses of the model as two entries of a JSON object."""
    packer = Packer()
    numbers = [packer.number(item) for item in items]
    return f'"texts":{ENCODE(list(packer.texts))},"rows":[{",".join(packer.rows)}],"items":{ENCODE(numbers)}'


def unpack(data: dict[str, Any]) -> list[Any]:
    """What `pack` was given. Raises TypeError, ValueError or LookupError for data that it did not write."""
    made: list[Any] = []
    texts = data["texts"]
    makers = [shape.made for shape in ORDER]
    for row in data["rows"]:
        made.append(makers[row[0]](row, made, texts))
    return [made[number] for number in data["items"]]


# ------------------------------------------------------------------------------------- ways, from the types of fields


def way_of(hint: Any) -> tuple[Way | None, str]:
    """How a field of this type is packed, None when it stands for itself; and the expression that unpacks it."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        do, undo = way_of(parts[0])
        each = undo.format("each")
        pack = do or (lambda value, packer: value)
        return (lambda value, packer: [pack(one, packer) for one in value]), f"tuple([{each} for each in {{}}])"
    if origin is tuple:
        ways = [way_of(part) for part in parts]
        undo = "({},)".format(", ".join(undo.format(f"{{0}}[{n}]") for n, (_, undo) in enumerate(ways)))
        return pair_way([do for do, _ in ways]), undo
    if origin in (typing.Union, types.UnionType):
        return union_way(parts)
    if dataclasses.is_dataclass(hint):
        return (lambda value, packer: packer.number(value)), "made[{}]"
    if isinstance(hint, type) and issubclass(hint, Enum):
        MEMBERS[hint.__name__] = {member.value: member for member in hint}
        return (lambda value, packer: value.value), f"members['{hint.__name__}'][{{}}]"
    if hint is str:
        return (lambda value, packer: packer.text(value)), TEXT
    return None, "{}"


def pair_way(packs: Sequence[Way | None]) -> Way:
    """A tuple of a fixed shape."""
    return lambda value, packer: [
        part if pack is None else pack(part, packer) for pack, part in zip(packs, value, strict=True)
    ]


def union_way(parts: tuple[Any, ...]) -> tuple[Way | None, str]:
    """One of several types: dataclasses, scalars that JSON may lack, None."""
    classes = [part for part in parts if dataclasses.is_dataclass(part)]
    others = [part for part in parts if part is not types.NoneType and part not in classes]
    if classes and not others:
        unpack = "None if {0} is None else made[{0}]" if types.NoneType in parts else "made[{}]"
        return (lambda value, packer: None if value is None else packer.number(value)), unpack
    if classes:
        return (
            lambda value, packer: [packer.number(value)] if dataclasses.is_dataclass(value) else value,
            "made[{0}[0]] if {0}.__class__ is list else {0}",
        )
    if others == [str]:
        return (
            lambda value, packer: None if value is None else packer.text(value),
            "None if {0} is None else texts[{0}]",
        )
    if all(part in (str, int, float, bool) for part in others):
        return None, "{}"
    return (lambda value, packer: encode_scalar(value)), "scalar({0}) if {0}.__class__ is dict else {0}"


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


MEMBERS: dict[str, dict[Any, Enum]] = {}
ORDER = [Shape(cls, number) for number, cls in enumerate(reachable([SourceFile, Dag, Finding]))]
SHAPES = {shape.cls: shape for shape in ORDER}
