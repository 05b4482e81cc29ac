"""Assignment: to names, attributes, items and unpacked sequences."""

from __future__ import annotations

from typing import Any

import libcst as cst

from migrator.model import Unknown
from migrator.reading.bounds import within
from migrator.reading.frames import Frame, Raised
from migrator.reading.values import Object, Spread, describe, is_known, key_of, plain, unwrap


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
    """`owner[key] = value`, `owner[a:b] = values`."""
    owner, _ = unwrap(frame.evaluate(target.value))
    key = subscript_key(target, frame)
    setter = getattr(owner, "set_item", None)
    if isinstance(owner, Object) and setter is not None:
        setter(key, value, frame)
    elif isinstance(owner, dict):
        frame.machine.changing(owner)
        if isinstance(key, str):
            frame.machine.named(key, value)
        try:
            owner[key_of(key)] = value
        except TypeError as error:
            raise Raised("TypeError", str(error)) from error
    elif isinstance(owner, list) and is_known(key):
        put(owner, plain(key), value, frame)


def put(owner: list[Any], key: Any, value: Any, frame: Frame) -> None:
    """Set an element of a list, or a slice of it."""
    if isinstance(key, slice):
        found = frame.machine.iterate(value)
        value = [Spread(found)] if isinstance(found, Unknown) else found
        within(len(owner) + len(value), frame.machine.bounds.elements, "a list")
    frame.machine.changing(owner)
    try:
        owner[key] = value
    except (TypeError, ValueError, IndexError) as error:
        raise Raised(type(error).__name__, str(error)) from error


def delete(target: cst.CSTNode, frame: Frame) -> None:
    """`del name`, `del owner[key]`, `del owner.name`."""
    match target:
        case cst.Name():
            frame.variables.pop(target.value, None)
        case cst.Tuple() | cst.List():
            for element in target.elements:
                delete(element.value, frame)
        case cst.Attribute():
            owner, _ = unwrap(frame.evaluate(target.value))
            names = getattr(owner, "attributes", None)
            if isinstance(names, dict):
                frame.machine.changing(names)
                names.pop(target.attr.value, None)
        case cst.Subscript():
            owner, _ = unwrap(frame.evaluate(target.value))
            key = subscript_key(target, frame)
            if isinstance(owner, (list, dict)) and is_known(key):
                frame.machine.changing(owner)
                try:
                    del owner[plain(key)]
                except (TypeError, KeyError, IndexError) as error:
                    raise Raised(type(error).__name__, str(error)) from error


def subscript_key(node: cst.Subscript, frame: Frame) -> Any:
    """What stands in the brackets: a key, a slice, or several."""
    keys = [slice_key(element.slice, frame) for element in node.slice]
    return keys[0] if len(keys) == 1 else tuple(keys)


def slice_key(node: cst.BaseSlice, frame: Frame) -> Any:
    """An index, or a slice as Python's own; Unknown when its ends are."""
    if isinstance(node, cst.Index):
        return frame.evaluate(node.value)
    assert isinstance(node, cst.Slice)
    ends = [None if end is None else frame.evaluate(end) for end in (node.lower, node.upper, node.step)]
    if not all(is_known(end) for end in ends):
        return Unknown("slice", "its ends are not known before run time")
    return slice(*(plain(end) for end in ends))
