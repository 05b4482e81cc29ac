"""The value of each kind of expression."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

import libcst as cst

from migrator.model import Choice, Unknown
from migrator.reading import operations, text
from migrator.reading.bounds import within
from migrator.reading.frames import MISSING, Frame, Raised
from migrator.reading.functions import make_lambda
from migrator.reading.meter import price, spend
from migrator.reading.targets import assign, subscript_key
from migrator.reading.values import (
    Assumed,
    Given,
    Outside,
    Spread,
    assume,
    bounded,
    describe,
    key_of,
    notes_of,
    truth,
    unwrap,
)


def name(node: cst.Name, frame: Frame) -> Any:
    """A name: a variable, a name of the module, or a builtin."""
    found = frame.lookup(node.value)
    if found is MISSING and frame.module.stars:
        return from_stars(node.value, frame)
    if found is MISSING:
        return Unknown(node.value, f"the name {node.value} is not defined here")
    return found


def from_stars(name: str, frame: Frame) -> Any:
    """A name that only `from outside import *` can have brought: from the standard library's where it is there."""
    known = [star for star in frame.module.stars if hasattr(sys.modules.get(star), name)]
    return frame.machine.outside(f"{(known or frame.module.stars)[-1]}.{name}")


def attribute(node: cst.Attribute, frame: Frame) -> Any:
    """`value.name`."""
    return frame.machine.attribute(frame.evaluate(node.value), node.attr.value, frame)


def number(node: cst.Integer | cst.Float | cst.Imaginary, frame: Frame) -> Any:
    """A number as it is written."""
    if len(node.value) < 10 and node.value.isdecimal():
        return int(node.value)
    within(len(node.value), 5000, "a number's digits")
    return ast.literal_eval(node.value)


def simple_string(node: cst.SimpleString, frame: Frame) -> Any:
    """A string or bytes literal; without escapes and a prefix that matters it is what stands between its quotes."""
    text = node.value
    if "\\" not in text:
        text = text[1:] if text[0] in "rRuU" and text[1] in "\"'" else text
        if text[0] in "\"'":
            quotes = 3 if text[:3] in ('"""', "'''") else 1
            return text[quotes:-quotes]
    return node.evaluated_value


def concatenated(node: cst.ConcatenatedString, frame: Frame) -> Any:
    """`"a" "b"`, which libcst nests to the right."""
    parts: list[Any] = []
    rest: cst.CSTNode = node
    while isinstance(rest, cst.ConcatenatedString):
        parts.append(frame.evaluate(rest.left))
        rest = rest.right
    parts.append(frame.evaluate(rest))
    return b"".join(parts) if isinstance(parts[0], bytes) else text.compose(parts)


def formatted_string(node: cst.FormattedString, frame: Frame) -> Any:
    """An f-string."""
    raw = "r" in node.prefix.lower()
    return text.compose([part for piece in node.parts for part in string_part(piece, raw, frame)])


def string_part(piece: cst.BaseFormattedStringContent, raw: bool, frame: Frame) -> list[Any]:
    """The texts of one part of an f-string."""
    if isinstance(piece, cst.FormattedStringText):
        return [literal(piece.value, raw)]
    if not isinstance(piece, cst.FormattedStringExpression):
        return []
    value = frame.evaluate(piece.expression)
    specification = text.compose([p for s in piece.format_spec or () for p in string_part(s, raw, frame)])
    shown = text.formatted(value, specification if isinstance(specification, str) else "", piece.conversion)
    if piece.equal is None:
        return [shown]
    return [f"{frame.code(piece.expression)}=", text.formatted(value, "", "r") if not specification else shown]


def literal(value: str, raw: bool) -> str:
    """The text of a literal part of an f-string, escapes and doubled braces read."""
    if raw:
        return value.replace("{{", "{").replace("}}", "}")
    return ESCAPE.sub(unescaped, value)


# What Python reads in an f-string: a doubled brace, a line that goes on, a character by name, number or letter.
ESCAPE = re.compile(
    r"\{\{|\}\}|\\(?:\r\n|[\r\n\\'\"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}"
    r"|N\{[\w -]{1,100}\})"
)


def unescaped(match: re.Match[str]) -> str:
    """What an escape or a doubled brace stands for; nothing for the end of a line that goes on."""
    if match[0] in ("{{", "}}"):
        return match[0][0]
    if match[0][1] in "\r\n":
        return ""
    try:
        return str(ast.literal_eval(f'"{match[0]}"'))
    except (SyntaxError, ValueError):
        return match[0]


def sequence(node: cst.List | cst.Tuple | cst.Set, frame: Frame) -> Any:
    """A list, tuple or set display."""
    values: list[Any] = []
    for element in node.elements:
        value = frame.evaluate(element.value)
        if isinstance(element, cst.StarredElement):
            found = frame.machine.iterate(value)
            values.extend([Spread(found)] if isinstance(found, Unknown) else found)
        else:
            values.append(value)
    within(len(values), frame.machine.bounds.elements, "a display")
    if isinstance(node, cst.Set):
        return make_set(values)
    return values if isinstance(node, cst.List) else tuple(values)


def make_set(values: Sequence[Any]) -> Any:
    """A set of the values; Unknown when one cannot be in a set."""
    bounded(values)
    try:
        return set(values)
    except TypeError as error:
        raise Raised("TypeError", str(error)) from error


def dictionary(node: cst.Dict, frame: Frame) -> Any:
    """A dict display."""
    out: dict[Any, Any] = {}
    for element in node.elements:
        value = frame.evaluate(element.value)
        if isinstance(element, cst.DictElement):
            key = frame.evaluate(element.key)
            if key.__class__ is str:
                frame.machine.named(key, value)
            put(out, key, value)
        else:
            merge(out, value)
    return out


def put(out: dict[Any, Any], key: Any, value: Any) -> None:
    """Set an entry; a key that rests on assumptions is looked up without them."""
    try:
        out[key_of(key)] = value
    except TypeError as error:
        raise Raised("TypeError", str(error)) from error


def merge(out: dict[Any, Any], value: Any) -> None:
    """`**value` into a dict; unknown entries stand under a Spread."""
    inner, _ = unwrap(value)
    if isinstance(inner, dict):
        spend(price(inner))
        out.update(inner)
    else:
        out[Spread(Unknown(describe(inner), "its entries are not known before run time"))] = None


def binary(node: cst.BinaryOperation, frame: Frame) -> Any:
    """`left operator right`; a long chain is walked, not recursed into."""
    chain: list[cst.BinaryOperation] = []
    left: cst.CSTNode = node
    while isinstance(left, cst.BinaryOperation):
        chain.append(left)
        left = left.left
    value = frame.evaluate(left)
    for step in reversed(chain):
        value = operations.binary(value, frame.evaluate(step.right), type(step.operator), frame)
    return value


def boolean(node: cst.BooleanOperation, frame: Frame) -> Any:
    """`and`, `or`; an unknown left side leaves the whole unknown."""
    left = frame.evaluate(node.left)
    decided = truth(left)
    if decided is None:
        return either(left, node, frame)
    if decided == isinstance(node.operator, cst.Or):
        return left
    right = frame.evaluate(node.right)
    return assume(right, notes_of(left)) if isinstance(left, Assumed) else right


def either(left: Any, node: cst.BooleanOperation, frame: Frame) -> Any:
    """`unknown or right` is right's kind of thing, perhaps; `unknown and False` is false, `unknown or True` true."""
    with frame.machine.unsure(Choice(frame.code(node.left), isinstance(node.operator, cst.And), frame.span)):
        right = frame.evaluate(node.right)
    if truth(right) is False and isinstance(node.operator, cst.And):
        return False
    if unwrap(right)[0] is True and isinstance(node.operator, cst.Or):
        return right
    inner, _ = unwrap(left)
    because = inner.because if isinstance(inner, Unknown) else "only run time knows it"
    return Unknown(frame.code(node), because)


def unary(node: cst.UnaryOperation, frame: Frame) -> Any:
    """`not`, `-`, `+`, `~`."""
    value = frame.evaluate(node.expression)
    if not isinstance(node.operator, cst.Not):
        return operations.negate(value, type(node.operator))
    decided = truth(value)
    if decided is None:
        inner, _ = unwrap(value)
        return frame.unknown(node, inner.because if isinstance(inner, Unknown) else "only run time knows it")
    return assume(not decided, notes_of(value) if isinstance(value, Assumed) else ())


def comparison(node: cst.Comparison, frame: Frame) -> Any:
    """`a < b <= c`."""
    left = frame.evaluate(node.left)
    result: Any = True
    for target in node.comparisons:
        right = frame.evaluate(target.comparator)
        if isinstance(right, Outside) and isinstance(target.operator, (cst.In, cst.NotIn)):
            found = frame.machine.call_outside(f"{right.name}.__contains__", Given([left]), frame)
            right = [left] if truth(found) else [] if truth(found) is False else right
            left = assume(left, notes_of(found))
        result = operations.compare(left, target.operator, right, lambda: frame.code(node))
        if truth(result) is not True:
            return result
        left = right
    return result


def conditional(node: cst.IfExp, frame: Frame) -> Any:
    """`a if test else b`; both when only run time knows, if they agree."""
    test = frame.evaluate(node.test)
    decided = truth(test)
    if decided is not None:
        value = frame.evaluate(node.body if decided else node.orelse)
        return assume(value, notes_of(test)) if isinstance(test, Assumed) else value
    sides: list[Any] = []
    for taken, side in ((True, node.body), (False, node.orelse)):
        with frame.machine.unsure(Choice(frame.code(node.test), taken, frame.span)):
            sides.append(frame.evaluate(side))
    inner, _ = unwrap(test)
    return frame.machine.join(sides, frame.unknown(node, f"it depends on {describe(inner)}"))


def subscript(node: cst.Subscript, frame: Frame) -> Any:
    """`value[index]`, `value[a:b]`."""
    value = frame.evaluate(node.value)
    return operations.item(value, subscript_key(node, frame), frame)


def call(node: cst.Call, frame: Frame) -> Any:
    """`function(arguments)`."""
    if isinstance(node.func, cst.Name) and node.func.value == "super":
        return super_call(node, frame)
    function = frame.evaluate(node.func)
    return frame.machine.call(function, arguments(node.args, frame), frame)


def super_call(node: cst.Call, frame: Frame) -> Any:
    """`super()` and `super(Class, self)`."""
    given = [frame.evaluate(argument.value) for argument in node.args]
    above = getattr(given[0], "above", None) if len(given) == 2 else None
    return frame.machine.super_of(frame) if above is None else above(given[1])


def arguments(nodes: Sequence[cst.Arg], frame: Frame) -> Given:
    """The arguments of a call, stars unpacked."""
    given = Given()
    for node in nodes:
        value = frame.evaluate(node.value)
        if node.keyword is not None:
            frame.machine.named(node.keyword.value, value)
            given.named[node.keyword.value] = value
        elif node.star == "":
            given.positional.append(value)
        elif node.star == "*":
            found = frame.machine.iterate(value)
            if isinstance(found, Unknown):
                given.rest = found
            else:
                given.positional.extend(found)
        else:
            entries, _ = unwrap(value)
            if isinstance(entries, dict):
                spend(price(entries))
                given.named.update({k: v for k, v in entries.items() if isinstance(k, str)})
            if not isinstance(entries, dict) or any(isinstance(k, Spread) for k in entries):
                given.rest = Unknown(f"**{describe(entries)[:60]}", "its entries are not known before run time")
    return given


def comprehension(node: cst.ListComp | cst.SetComp | cst.GeneratorExp, frame: Frame) -> Any:
    """A list of what the comprehension yields; a set where it is one."""
    inner = Frame(frame.machine, frame.module, {}, frame, frame.name)
    inner.line = frame.line
    values: list[Any] = []
    for because in each(node.for_in, inner):
        value = inner.evaluate(node.elt)
        values.append(Spread(element_unknown(value, because)) if because and isinstance(value, Unknown) else value)
        within(len(values), frame.machine.bounds.elements, "a comprehension")
    return make_set(values) if isinstance(node, cst.SetComp) else values


def element_unknown(value: Any, because: Unknown) -> Unknown:
    """The Unknown for elements of a comprehension over something unknown."""
    return value if isinstance(value, Unknown) else because


def dict_comprehension(node: cst.DictComp, frame: Frame) -> Any:
    """A dict comprehension."""
    inner = Frame(frame.machine, frame.module, {}, frame, frame.name)
    inner.line = frame.line
    out: dict[Any, Any] = {}
    for _ in each(node.for_in, inner):
        put(out, inner.evaluate(node.key), inner.evaluate(node.value))
    return out


def each(clause: cst.CompFor, frame: Frame) -> Iterator[Unknown | None]:
    """Once for each round of a comprehension, its names bound; the Unknown when rounds are not known."""
    for element, unknown in frame.machine.rounds(frame.evaluate(clause.iter), clause.target, frame):
        assign(clause.target, element, frame)
        unsure: Choice | None = None
        for test in clause.ifs:
            decided = truth(frame.evaluate(test.test))
            if decided is False:
                break
            if decided is None:
                unsure = Choice(frame.code(test.test), True, frame.span)
        else:
            with frame.machine.unsure(unsure) if unsure is not None else nullcontext():
                yield from inside(clause, unknown, frame)


def inside(clause: cst.CompFor, unknown: Unknown | None, frame: Frame) -> Iterator[Unknown | None]:
    """Once for each round of the clauses inside one."""
    if clause.inner_for_in is None:
        yield unknown
    else:
        for deeper in each(clause.inner_for_in, frame):
            yield unknown or deeper


def named(node: cst.NamedExpr, frame: Frame) -> Any:
    """`name := value`."""
    value = frame.evaluate(node.value)
    assign(node.target, value, frame)
    return value


def awaited(node: cst.Await, frame: Frame) -> Any:
    """`await value`."""
    return frame.evaluate(node.expression)


def yielded(node: cst.Yield, frame: Frame) -> Any:
    """`yield value`: the value joins what the call returns."""
    value = None
    if isinstance(node.value, cst.From):
        value = frame.evaluate(node.value.item)
    elif node.value is not None:
        value = frame.evaluate(node.value)
    if frame.on_yield is not None:
        frame.on_yield(value)
        return None
    found = frame.machine.iterate(value) if isinstance(node.value, cst.From) else [value]
    frame.yields.extend([Spread(found)] if isinstance(found, Unknown) else found)
    return Unknown("yield", "what is sent in is not known before run time")


EXPRESSIONS: dict[type[cst.CSTNode], Callable[[Any, Frame], Any]] = {
    cst.Name: name,
    cst.Attribute: attribute,
    cst.Integer: number,
    cst.Float: number,
    cst.Imaginary: number,
    cst.SimpleString: simple_string,
    cst.ConcatenatedString: concatenated,
    cst.FormattedString: formatted_string,
    cst.List: sequence,
    cst.Tuple: sequence,
    cst.Set: sequence,
    cst.Dict: dictionary,
    cst.BinaryOperation: binary,
    cst.BooleanOperation: boolean,
    cst.UnaryOperation: unary,
    cst.Comparison: comparison,
    cst.IfExp: conditional,
    cst.Subscript: subscript,
    cst.Call: call,
    cst.ListComp: comprehension,
    cst.SetComp: comprehension,
    cst.GeneratorExp: comprehension,
    cst.DictComp: dict_comprehension,
    cst.NamedExpr: named,
    cst.Lambda: make_lambda,
    cst.Await: awaited,
    cst.Yield: yielded,
    cst.Ellipsis: lambda node, frame: None,
}
