"""Assignment: to names, attributes, items and unpacked sequences."""

from __future__ import annotations

from typing import Any

import libcst as cst

from migrator.model import Unknown
from migrator.reading.frames import Frame, Raised
from migrator.reading.values import Object, Spread, describe, key_of, plain, unwrap


def assign(target: cst.CSTNode, value: Any, frame: Frame) -> None:
    """Bind what stands on the left of `=` to the value."""
    match target:
        case cst.Name():
            frame.machine.named(target.value, value)
            frame.bind(target.value, value)
        case cst.Tuple() | cst.List():
            unpack(target, value, frame)
        case cst.Attribute():
            set_attribute(frame.evaluate(target.value), target.attr.value, value, frame)
        case cst.Subscript():
            set_item(target, value, frame)
        case cst.StarredElement():
            assign(target.value, value, frame)


def unpack(target: cst.Tuple | cst.List, value: Any, frame: Frame) -> None:
    """`a, *b, c = value`; where the number of elements is not known, each name is."""
    found = frame.machine.iterate(value)
    names = target.elements
    starred = next((n for n, element in enumerate(names) if isinstance(element, cst.StarredElement)), None)
    if isinstance(found, Unknown) or any(isinstance(element, Spread) for element in found):
        for position, element in enumerate(names):
            assign(element.value, frame.machine.item_of(value, position, frame), frame)
        return
    if starred is None:
        for position, element in enumerate(names):
            lost = Unknown(f"{describe(value)[:40]}[{position}]", "there are fewer values than names")
            assign(element.value, found[position] if position < len(found) else lost, frame)
        return
    after = len(names) - starred - 1
    for element, part in zip(names[:starred], found, strict=False):
        assign(element.value, part, frame)
    assign(names[starred].value, found[starred : len(found) - after], frame)
    for element, part in zip(names[starred + 1 :], found[len(found) - after :], strict=False):
        assign(element.value, part, frame)


def set_attribute(owner: Any, name: str, value: Any, frame: Frame) -> None:
    """`owner.name = value`, where the owner is one of ours."""
    inner, _ = unwrap(owner)
    setter = getattr(inner, "set", None)
    if isinstance(inner, Object) and setter is not None:
        frame.machine.named(name, value)
        setter(name, value, frame)


def set_item(target: cst.Subscript, value: Any, frame: Frame) -> None:
    """`owner[key] = value`."""
    owner, _ = unwrap(frame.evaluate(target.value))
    if len(target.slice) != 1 or not isinstance(target.slice[0].slice, cst.Index):
        return
    key = frame.evaluate(target.slice[0].slice.value)
    setter = getattr(owner, "set_item", None)
    if isinstance(owner, Object) and setter is not None:
        setter(key, value, frame)
    elif isinstance(owner, dict):
        frame.machine.changing(owner)
        try:
            owner[key_of(key)] = value
        except TypeError as error:
            raise Raised("TypeError", str(error)) from error
    elif isinstance(owner, list) and isinstance(unwrap(key)[0], int) and -len(owner) <= plain(key) < len(owner):
        frame.machine.changing(owner)
        owner[plain(key)] = value
