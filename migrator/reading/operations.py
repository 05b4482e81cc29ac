"""Operators of Python on values of any kind: arithmetic, comparison, items and slices."""

from __future__ import annotations

import operator
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import libcst as cst

from migrator.model import Template, Unknown
from migrator.reading import paths, templates, text
from migrator.reading.bounds import BoundReached, within
from migrator.reading.frames import Frame, Raised
from migrator.reading.meter import price, spend
from migrator.reading.values import (
    Assumed,
    Defaults,
    Given,
    Object,
    Spread,
    assume,
    describe,
    is_known,
    key_of,
    notes_of,
    plain,
    unwrap,
)

Operation = Callable[[Any, Any], Any]
BINARY: dict[type[cst.CSTNode], tuple[Operation, str]] = {
    cst.Add: (operator.add, "+"),
    cst.AddAssign: (operator.add, "+"),
    cst.Subtract: (operator.sub, "-"),
    cst.SubtractAssign: (operator.sub, "-"),
    cst.Multiply: (operator.mul, "*"),
    cst.MultiplyAssign: (operator.mul, "*"),
    cst.MatrixMultiply: (operator.matmul, "@"),
    cst.MatrixMultiplyAssign: (operator.matmul, "@"),
    cst.Divide: (operator.truediv, "/"),
    cst.DivideAssign: (operator.truediv, "/"),
    cst.FloorDivide: (operator.floordiv, "//"),
    cst.FloorDivideAssign: (operator.floordiv, "//"),
    cst.Modulo: (operator.mod, "%"),
    cst.ModuloAssign: (operator.mod, "%"),
    cst.Power: (operator.pow, "**"),
    cst.PowerAssign: (operator.pow, "**"),
    cst.BitOr: (operator.or_, "|"),
    cst.BitOrAssign: (operator.or_, "|"),
    cst.BitAnd: (operator.and_, "&"),
    cst.BitAndAssign: (operator.and_, "&"),
    cst.BitXor: (operator.xor, "^"),
    cst.BitXorAssign: (operator.xor, "^"),
    cst.LeftShift: (operator.lshift, "<<"),
    cst.LeftShiftAssign: (operator.lshift, "<<"),
    cst.RightShift: (operator.rshift, ">>"),
    cst.RightShiftAssign: (operator.rshift, ">>"),
}
COMPARE: dict[type[cst.CSTNode], Operation] = {
    cst.Equal: operator.eq,
    cst.NotEqual: operator.ne,
    cst.LessThan: operator.lt,
    cst.LessThanEqual: operator.le,
    cst.GreaterThan: operator.gt,
    cst.GreaterThanEqual: operator.ge,
}
METHODS: dict[type[cst.CSTNode], str] = {
    cst.Equal: "__eq__",
    cst.NotEqual: "__ne__",
    cst.LessThan: "__lt__",
    cst.LessThanEqual: "__le__",
    cst.GreaterThan: "__gt__",
    cst.GreaterThanEqual: "__ge__",
}
ERRORS = (TypeError, ValueError, ZeroDivisionError, OverflowError, KeyError, IndexError)


def binary(left: Any, right: Any, node: type[cst.CSTNode], frame: Frame) -> Any:
    """The value of `left <operator> right`."""
    do, sign = BINARY[node]
    ours, _ = unwrap(left)
    theirs, _ = unwrap(right)
    for value, other, reflected in ((ours, theirs, False), (theirs, ours, True)):
        if isinstance(value, Object):
            combine = getattr(value, "combine", None)
            done = NotImplemented if combine is None else combine(sign, other, reflected, frame)
            if done is not NotImplemented:
                return done
    if sign == "%" and isinstance(ours, str):
        return text.percent(left, right)
    if sign == "%" and isinstance(ours, Template):
        return templates.percent_of(ours, right)
    if sign == "/" and is_path(ours, theirs):
        return paths.joined([left, right])
    if sign == "+" and any(isinstance(v, (str, Template)) for v in (ours, theirs)):
        return text.compose([left, right])
    if (
        sign in "|&-^"
        and isinstance(ours, (list, set))
        and isinstance(theirs, (list, set))
        and {type(ours), type(theirs)} != {set}
    ):
        # The keys of a dict, which are a list here and a kind of set in Python.
        left, right = (set(map(plain, each)) if is_known(each) else each for each in (ours, theirs))
    if sign in "+*|" and isinstance(ours, (list, tuple, dict)) and isinstance(theirs, type(ours) | int):
        return arithmetic(do, sign, ours, theirs, frame)
    if is_known(left) and is_known(right):
        notes = (*notes_of(left), *notes_of(right))
        return assume(arithmetic(do, sign, plain(left), plain(right), frame), notes)
    return joined_unknown(left, right, sign)


def combined(left: Any, right: Any, sign: str, frame: Frame) -> Any:
    """The value of an operation by its sign."""
    return binary(left, right, next(node for node, (_, each) in BINARY.items() if each == sign), frame)


def is_path(left: Any, right: Any) -> bool:
    """Whether `left / right` is a path: one side is one, or a text meets something unknown, which then must be one."""
    sides = (left, right)
    if not all(isinstance(side, (str, Template, PurePath, Unknown, Object)) for side in sides):
        return False
    if any(isinstance(side, PurePath) for side in sides):
        return True
    return any(isinstance(side, (str, Template)) for side in sides) and any(
        isinstance(side, (Unknown, Object)) for side in sides
    )


def joined_unknown(left: Any, right: Any, sign: str) -> Any:
    """What an operation on something unknown yields."""
    unsure = left if not is_known(left) else right
    inner, _ = unwrap(unsure)
    because = inner.because if isinstance(inner, Unknown) else "only run time knows it"
    return Unknown(f"{describe(left)[:200]} {sign} {describe(right)[:200]}", because)


def arithmetic(do: Operation, sign: str, left: Any, right: Any, frame: Frame) -> Any:
    """Python's own operation, within bounds; what it raises is raised in the evaluated code."""
    bounds = frame.machine.bounds
    if sign == "*" and (hasattr(left, "__len__") or hasattr(right, "__len__")):
        sized, times = (left, right) if hasattr(left, "__len__") else (right, left)
        if isinstance(times, int):
            bound = bounds.text if isinstance(sized, (str, bytes)) else bounds.elements
            within(len(sized) * max(times, 0), bound, "a value")
    elif sign in ("+", "|") and hasattr(left, "__len__") and hasattr(right, "__len__"):
        within(len(left) + len(right), bounds.text if isinstance(left, (str, bytes)) else bounds.elements, "a value")
    elif sign in ("**", "<<", "*") and isinstance(left, int) and isinstance(right, int):
        grown = {"**": left.bit_length() * max(right, 1), "<<": left.bit_length() + right}
        within(grown.get(sign, left.bit_length() + right.bit_length()), bounds.number_bits, "a number's bits")
    try:
        result = do(left, right)
        spend(price(result))
        return result
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error


def compare(left: Any, sign: cst.BaseCompOp, right: Any, source: Callable[[], str]) -> Any:
    """The value of one comparison; Unknown when only run time knows."""
    ours, theirs = comparable(left, right)
    notes = (*notes_of(left), *notes_of(right))
    if isinstance(sign, (cst.Is, cst.IsNot)):
        same = identical(ours, theirs)
        return unsure(left, right, source) if same is None else assume(same == isinstance(sign, cst.Is), notes)
    if isinstance(sign, (cst.In, cst.NotIn)):
        found = contains(ours, theirs)
        return unsure(left, right, source) if found is None else assume(found == isinstance(sign, cst.In), notes)
    if not (is_known(ours) and is_known(theirs)):
        asked = getattr(ours, "asked", None)
        own = None if asked is None else asked(METHODS.get(type(sign), ""), right)
        if own is not None:
            return own
        if isinstance(sign, (cst.Equal, cst.NotEqual)) and objects(ours, theirs):
            return (ours is theirs) == isinstance(sign, cst.Equal)
        return unsure(left, right, source)
    spend(price(ours))
    try:
        return assume(COMPARE[type(sign)](plain(ours), plain(theirs)), notes)
    except TypeError as error:
        raise Raised("TypeError", str(error)) from error


def comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Both without assumptions; a member of an enum that is a string or number as that, unless both are members."""
    ours, theirs = unwrap(left)[0], unwrap(right)[0]
    plain_ours, plain_theirs = (getattr(value, "plain_value", None) for value in (ours, theirs))
    if plain_ours is not None and plain_theirs is not None:
        return ours, theirs
    return ours if plain_ours is None else plain_ours, theirs if plain_theirs is None else plain_theirs


def is_thing(value: Any) -> bool:
    """Whether it is a thing that a dict finds by what it is: a member of an enum, a class, a task."""
    return getattr(unwrap(value)[0], "identity", False) is True


def objects(left: Any, right: Any) -> bool:
    """Whether both are things whose identity we know: tasks, DAGs, classes of the project."""
    return all(getattr(value, "identity", False) for value in (left, right))


def identical(left: Any, right: Any) -> bool | None:
    """Whether both are the same object; None when unknown."""
    if left is right:
        return True
    if any(isinstance(value, Unknown) for value in (left, right)):
        return None
    if is_known(left) and is_known(right):
        return left == right and isinstance(left, (bool, int, str, type(None)))
    if (left is None or right is None) and not getattr(left if right is None else right, "optional", False):
        other = left if right is None else right
        return False if isinstance(other, (Template, list, dict)) or getattr(other, "identity", False) else None
    return False if objects(left, right) else None


def contains(element: Any, container: Any) -> bool | None:
    """Whether the element is in the container; None when unknown."""
    asked = getattr(container, "asked", None)
    own = None if asked is None else asked("__contains__", element)
    if own is not None:
        answer = unwrap(own)[0]
        return answer if isinstance(answer, bool) else None
    inside = getattr(container, "data", None) if asked is not None else None
    container = inside if inside is not None else container
    if asked is not None and inside is None:
        container = container.elements
    if isinstance(container, Template) or (not is_known(element) and not getattr(element, "identity", False)):
        return None
    if isinstance(container, (str, bytes)):
        spend(price(container))
        return isinstance(element, (str, bytes)) and plain(element) in container
    if isinstance(container, range):
        number = plain(element) if is_known(element) else None
        return number in container if isinstance(number, int) else None
    elements = getattr(container, "elements", None)
    container = list(elements) if elements is not None and isinstance(container, Object) else container
    if isinstance(container, (dict, set, frozenset, list, tuple)):
        kinds = set(map(type, container))
        if kinds.isdisjoint(OPEN) and (not isinstance(container, (list, tuple)) or kinds <= SIMPLE):
            spend(price(container))
            return looked_up(element, container)
        spend(len(container) // 4)
        for other in container:
            inner, _ = unwrap(other)
            if inner is element or (is_known(inner) and is_known(element) and plain(inner) == plain(element)):
                return True
        return None if any(isinstance(unwrap(o)[0], (Unknown, Template, Spread)) for o in container) else False
    return None


# What a comparison must look into, and what Python itself compares as it should.
OPEN = (Unknown, Template, Spread, Assumed)
SIMPLE = {str, int, float, bool, type(None), bytes}


def looked_up(element: Any, container: Any) -> bool:
    """Whether Python finds the element in a container."""
    try:
        return key_of(element) in container
    except TypeError as error:
        raise Raised("TypeError", str(error)) from error


def unsure(left: Any, right: Any, source: Callable[[], str]) -> Unknown:
    """The Unknown of a comparison."""
    for value in (left, right):
        inner, _ = unwrap(value)
        if isinstance(inner, Unknown):
            return Unknown(source(), inner.because)
    return Unknown(source(), "only run time knows it")


def item(container: Any, key: Any, frame: Frame) -> Any:
    """The value of `container[key]`."""
    inner, notes = unwrap(container)
    if isinstance(inner, Object):
        return inner.item(key, frame)
    if isinstance(inner, Unknown):
        return Unknown(f"{describe(inner)}[{describe(key)}]", inner.because)
    if isinstance(inner, dict) and is_thing(key) and unwrap(key)[0] in inner:
        return assume(inner[unwrap(key)[0]], notes)
    if isinstance(inner, Template) or not is_known(key):
        because = key.because if isinstance(key, Unknown) else "only run time knows it"
        return Unknown(f"{describe(inner)}[{describe(key)}]", because)
    if not isinstance(inner, (str, bytes, list, tuple, dict, range)):
        raise Raised("TypeError", f"{type(inner).__name__} has no items")
    if isinstance(inner, list):
        spend(len(inner) // 256)
        if Spread in map(type, inner):
            return Unknown(f"{describe(inner)[:30]}[{describe(key)}]", "the list has unknown elements")
    if isinstance(inner, Defaults) and plain(key) not in inner and inner.factory is not None:
        frame.machine.changing(inner)
        inner[plain(key)] = frame.machine.call(inner.factory, Given(), frame)
    try:
        found = inner[plain(key)]
        if isinstance(key, slice):
            spend(price(found))
        return assume(found, (*notes, *notes_of(key)))
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error


def negate(value: Any, node: type[cst.CSTNode]) -> Any:
    """The value of `-value`, `+value` or `~value`."""
    if not is_known(value):
        return Unknown(f"-{describe(value)}", "only run time knows it")
    do: dict[type[cst.CSTNode], Callable[[Any], Any]] = {
        cst.Minus: operator.neg,
        cst.Plus: operator.pos,
        cst.BitInvert: operator.invert,
    }
    try:
        return assume(do[node](plain(value)), notes_of(value))
    except TypeError as error:
        raise Raised("TypeError", str(error)) from error


__all__ = ["BoundReached", "binary", "compare", "item", "negate"]
