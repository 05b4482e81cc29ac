"""Jinja expressions over known and symbolic values: nothing is ever executed, and attributes are only entries of data.

An expression that hangs on something unknown becomes a symbol that spells it; a condition that does is decided by the
run it belongs to, so that each side is rendered in turn.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from migrator.lineage.calls import SPECIAL
from migrator.lineage.filters import FILTERS, METHODS, TESTS
from migrator.lineage.symbols import (
    Exhausted,
    Mixed,
    Named,
    Symbol,
    added,
    bounded,
    is_unknown,
    joined,
    mixed,
    multiplied,
    parts_of,
    power,
    text_of,
)

_COMPARES: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "eq": ("==", operator.eq),
    "ne": ("!=", operator.ne),
    "lt": ("<", operator.lt),
    "lteq": ("<=", operator.le),
    "gt": (">", operator.gt),
    "gteq": (">=", operator.ge),
    "in": ("in", lambda a, b: a in b),
    "notin": ("not in", lambda a, b: a not in b),
}
_ARITHMETIC: dict[type, tuple[str, Callable[[Any, Any], object]]] = {
    nodes.Add: ("+", added),
    nodes.Sub: ("-", operator.sub),
    nodes.Mul: ("*", multiplied),
    nodes.Div: ("/", operator.truediv),
    nodes.FloorDiv: ("//", operator.floordiv),
    nodes.Mod: ("%", operator.mod),
    nodes.Pow: ("**", power),
}
_FIELD = re.compile(r"(?<!\{)(\{\w*\})(?!\})")
# How large a value may be that costs no more than a step.
FREE = 200
# Filters that do something to the elements of a list, and those that change nothing that is shown.
PICKS = ("map", "select", "reject", "selectattr", "rejectattr")
SAME = ("safe", "e", "escape", "forceescape", "list", "sqlsafe", "identifier", "bind")
# What may go wrong when a template computes with data of the wrong shape; the result is then unknown.
_MISFITS = (TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError, OverflowError)


@dataclass(frozen=True)
class Macro:
    """A macro of the template, and the names it was defined among."""

    node: Any
    scope: dict[str, object]


@dataclass
class Method:
    """A method of a plain value or of a symbol, about to be called."""

    owner: object
    name: str


@dataclass
class Expressions:
    """Evaluates expressions in the current scope. `decide` says which side an unknown condition takes here, `call`
    runs a macro."""

    decide: Callable[[str, str | None, object, int], bool]
    call: Callable[[Macro, list[object], dict[str, object]], object]
    tick: Callable[[int], None]
    scopes: list[dict[str, object]] = field(default_factory=list)

    def lookup(self, name: str) -> object:
        """The value of a name, or a symbol that spells it."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return Symbol(name)

    def value(self, node: Any) -> object:
        """The value of an expression. A large one costs steps by its size: what makes it takes as long."""
        self.tick(1)
        kind = type(node)
        if kind in _ARITHMETIC:
            found = self._arithmetic(node, *_ARITHMETIC[kind])
        else:
            evaluate = getattr(self, f"_{kind.__name__.lower()}", None)
            found = evaluate(node) if evaluate is not None else Symbol(kind.__name__.lower())
        if isinstance(found, str | list) and kind is not nodes.Name and len(found) > FREE:
            self.tick(len(found) // FREE)
        return found

    def truth(self, node: Any) -> bool:
        """Whether a condition holds in this run."""
        self.tick(1)
        if isinstance(node, nodes.And):
            return self.truth(node.left) and self.truth(node.right)
        if isinstance(node, nodes.Or):
            return self.truth(node.left) or self.truth(node.right)
        if isinstance(node, nodes.Not):
            return not self.truth(node.node)
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in ("ne", "notin"):
            positive = {"ne": "eq", "notin": "in"}[node.ops[0].op]
            same = nodes.Compare(node.expr, [nodes.Operand(positive, node.ops[0].expr)], lineno=node.lineno)
            return not self.truth(same)
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in ("lteq", "gteq"):
            # One condition with its opposite: `n <= 5` is `not n > 5`.
            opposite = {"lteq": "gt", "gteq": "lt"}[node.ops[0].op]
            left, right = self.value(node.expr), self.value(node.ops[0].expr)
            if is_unknown(left) or is_unknown(right):
                other = nodes.Compare(node.expr, [nodes.Operand(opposite, node.ops[0].expr)], lineno=node.lineno)
                return not self.truth(other)
        value = self.value(node)
        if isinstance(value, Symbol):
            return self._decided(node, value)
        return True if isinstance(value, Mixed) else bool(value)

    def _decided(self, node: Any, value: Symbol) -> bool:
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op == "eq":
            left, right = self.value(node.expr), self.value(node.ops[0].expr)
            if isinstance(left, Symbol) and not is_unknown(right):
                return self.decide(value.text, left.text, right, node.lineno)
        return self.decide(value.text, None, None, node.lineno)

    # --------------------------------------------------------------------------------------------- leaves and data

    def _const(self, node: Any) -> object:
        return node.value

    def _templatedata(self, node: Any) -> object:
        return node.data

    def _name(self, node: Any) -> object:
        return self.lookup(node.name)

    def _list(self, node: Any) -> object:
        return bounded([self.value(item) for item in node.items])

    _tuple = _list

    def _dict(self, node: Any) -> object:
        pairs = [(self.value(pair.key), self.value(pair.value)) for pair in node.items]
        return bounded({key: value for key, value in pairs if isinstance(key, str | int | float | bool)})

    def _condexpr(self, node: Any) -> object:
        if self.truth(node.test):
            return self.value(node.expr1)
        return self.value(node.expr2) if node.expr2 is not None else ""

    def _concat(self, node: Any) -> object:
        return mixed([part for item in node.nodes for part in parts_of(self.value(item))])

    def _and(self, node: Any) -> object:
        left = self.value(node.left)
        if isinstance(left, Symbol):
            return self.value(node.right) if self.truth(node.left) else False
        return self.value(node.right) if left else left

    def _or(self, node: Any) -> object:
        left = self.value(node.left)
        if isinstance(left, Symbol):
            return left if self.truth(node.left) else self.value(node.right)
        return left if left else self.value(node.right)

    def _not(self, node: Any) -> object:
        return not self.truth(node.node)

    def _neg(self, node: Any) -> object:
        value = self.value(node.node)
        return -value if isinstance(value, int | float) else Symbol(f"-{text_of(value)}")

    def _pos(self, node: Any) -> object:
        return self.value(node.node)

    # ------------------------------------------------------------------------------------- operators, tests, filters

    def _arithmetic(self, node: Any, sign: str, compute: Callable[[Any, Any], object]) -> object:
        left, right = self.value(node.left), self.value(node.right)
        if sign == "%" and isinstance(left, str):
            return self._percent(left, right)
        if sign == "+" and isinstance(left, list) != isinstance(right, list):
            # ['a'] + params.more: what is not known is one element.
            left, right = (
                [Symbol(f"{text_of(side)}[]")] if isinstance(side, Symbol) else side for side in (left, right)
            )
        if sign != "+" and (is_unknown(left) or is_unknown(right)):
            return Symbol(f"{text_of(left)}{sign}{text_of(right)}")
        try:
            return compute(left, right)
        except _MISFITS:
            return Symbol(f"{text_of(left)}{sign}{text_of(right)}")

    def _filled(self, text: str, given: list[object], named: dict[str, object]) -> object:
        """`'{}.{name}'.format(...)` for plain fields."""
        values = iter(given)
        parts: list[str | Symbol] = []
        for piece in _FIELD.split(text):
            if not _FIELD.fullmatch(piece):
                parts.append(piece.replace("{{", "{").replace("}}", "}"))
                continue
            name = piece[1:-1]
            value = named[name] if name in named else given[int(name)] if name.isdigit() else next(values)
            parts += parts_of(value)
        return mixed(parts)

    def _percent(self, text: str, values: object) -> object:
        """`'raw_%s' % table` for plain `%s` and `%d`, `'%(a)s' % {'a': table}`."""
        if isinstance(values, dict):
            names = re.findall(r"%\((\w+)\)[sd]", text)
            text, values = re.sub(r"%\(\w+\)([sd])", r"%\1", text), [values.get(name, Symbol(name)) for name in names]
        given = list(values) if isinstance(values, list | tuple) else [values]
        pieces = text.replace("%d", "%s").split("%s")
        if len(pieces) != len(given) + 1 or "%" in "".join(pieces):
            return Symbol(f"{text_of(text)}%{text_of(values)}")
        parts = list(parts_of(pieces[0]))
        for value, piece in zip(given, pieces[1:], strict=True):
            parts += [*parts_of(value), piece]
        return mixed(parts)

    def _compare(self, node: Any) -> object:
        left = self.value(node.expr)
        for operand in node.ops:
            sign, compare = _COMPARES[operand.op]
            right = self.value(operand.expr)
            if is_unknown(left) or is_unknown(right):
                return Symbol(f"{text_of(left)} {sign} {text_of(right)}")
            try:
                if not compare(left, right):
                    return False
            except _MISFITS:
                return Symbol(f"{text_of(left)} {sign} {text_of(right)}")
            left = right
        return True

    def _test(self, node: Any) -> object:
        value = self.value(node.node)
        given = [self.value(argument) for argument in node.args]
        shown = f"({','.join(map(text_of, given))})" if given else ""
        if isinstance(value, Symbol) or is_unknown(given) or node.name not in TESTS:
            return Symbol(f"{text_of(value)} is {node.name}{shown}")
        try:
            return TESTS[node.name](value, *given)
        except _MISFITS:
            return Symbol(f"{text_of(value)} is {node.name}{shown}")

    def _filter(self, node: Any) -> object:
        value = self.value(node.node) if node.node is not None else ""
        return self.filtered(node, value)

    def filtered(self, node: Any, value: object) -> object:
        """The value after one filter."""
        given = [self.value(argument) for argument in node.args]
        named = {pair.key: self.value(pair.value) for pair in node.kwargs}
        if node.name in ("default", "d"):
            return self._default(node, value, given, named)
        if node.name == "join" and isinstance(value, list | tuple):
            items = [self.attribute(item, str(named["attribute"])) for item in value] if "attribute" in named else value
            return joined(list(items), str(given[0] if given else named.get("d", "")))
        if node.name in SAME and isinstance(value, Mixed | Symbol):
            return value
        if node.name == "format" and isinstance(value, str):
            return self._percent(value, named if named else given)
        if node.name in PICKS and isinstance(value, list | tuple | dict):
            return self._picked(node, list(value), given, named)
        shown = ",".join([*map(text_of, given), *(f"{key}={text_of(item)}" for key, item in named.items())])
        symbol = Symbol(f"{text_of(value)}|{node.name}{f'({shown})' if shown else ''}")
        if is_unknown([value, given, list(named.values())]) or node.name not in FILTERS:
            return symbol
        try:
            return FILTERS[node.name](value, *given, **named)
        except _MISFITS:
            return symbol

    def _picked(self, node: Any, values: list[object], given: list[object], named: dict[str, object]) -> object:
        """`map`, `select`, `reject` and their kin: each element by itself, unknown ones too."""
        if node.name == "map":
            if "attribute" in named or not given:
                return [self._inner(value, named.get("attribute", "")) for value in values]
            # The filter by its name, with the arguments that follow it.
            arguments = [nodes.Const(argument, lineno=node.lineno) for argument in given[1:]]
            one = nodes.Filter(None, str(given[0]), arguments, node.kwargs, None, None, lineno=node.lineno)
            self.tick(10 * len(values))
            return bounded([self.filtered(one, value) for value in values])
        by_attribute = node.name.endswith("attr")
        test = [*given[by_attribute:], None][0]
        kept: list[object] = []
        for value in values:
            self.tick(1)
            asked = self._inner(value, given[0]) if by_attribute else value
            held = self._tested(asked, test, given[by_attribute + 1 :], node.lineno)
            if held is not node.name.startswith("reject"):
                kept.append(value)
        return kept

    def _inner(self, value: object, path: object) -> object:
        """What a dotted attribute leads to."""
        for name in str(path).split("."):
            value = value[int(name)] if name.isdigit() and isinstance(value, list) else self.attribute(value, name)
        return value

    def _tested(self, value: object, test: object, given: list[object], line: int) -> bool:
        """Whether a value passes a test; what is not known is decided by the run."""
        if is_unknown(value) or is_unknown(given) or (test is not None and test not in TESTS):
            shown = f" is {test}" if test is not None else ""
            return self.decide(
                f"{text_of(value)}{shown}{'(' + ','.join(map(text_of, given)) + ')' if given else ''}", None, None, line
            )
        return bool(value) if test is None else TESTS[str(test)](value, *given)

    def _default(self, node: Any, value: object, given: list[object], named: dict[str, object]) -> object:
        """`x|default(y)`: both where x is unknown, each in its own run."""
        other = given[0] if given else named.get("default_value", "")
        if isinstance(value, Symbol):
            return value if self.decide(f"{value.text} is defined", None, None, node.lineno) else other
        empty = (len(given) > 1 and given[1] is True) or named.get("boolean") is True
        return other if value is None or (empty and not value) else value

    # ------------------------------------------------------------------------------------------ attributes and calls

    def _getattr(self, node: Any) -> object:
        return self.attribute(self.value(node.node), node.attr)

    def attribute(self, owner: object, name: str) -> object:
        """An entry of data, a method on the list of allowed ones, or a symbol."""
        if isinstance(owner, dict) and name in owner:
            return owner[name]
        if isinstance(owner, Symbol):
            return Symbol(f"{owner.text}.{name}")
        if name == "get" and isinstance(owner, Named):
            return Symbol(f"{owner.name}.get")
        if (_kind(owner), name) in METHODS or isinstance(owner, Mixed):
            return Method(owner, name)
        return Symbol(f"{text_of(owner)}.{name}")

    def _getitem(self, node: Any) -> object:
        owner = self.value(node.node)
        if isinstance(node.arg, nodes.Slice):
            return self._slice(owner, node.arg)
        key = self.value(node.arg)
        if isinstance(owner, Symbol | Mixed) or is_unknown(key):
            plain = isinstance(key, str) and key.replace("_", "a").isalnum() and isinstance(owner, Symbol)
            return Symbol(f"{text_of(owner)}.{key}" if plain else f"{text_of(owner)}[{text_of(key)}]")
        try:
            return owner[key]  # type: ignore[index]
        except _MISFITS:
            if isinstance(owner, Named) and isinstance(key, str):
                return Symbol(f"{owner.name}.{key}")
            return Symbol(f"{text_of(owner)}[{text_of(key)}]")

    def _slice(self, owner: object, node: Any) -> object:
        bounds = [None if part is None else self.value(part) for part in (node.start, node.stop, node.step)]
        shown = ":".join("" if bound is None else text_of(bound) for bound in bounds[:2])
        if is_unknown(owner) or is_unknown(bounds) or not isinstance(owner, str | list | tuple):
            return Symbol(f"{text_of(owner)}[{shown}]")
        try:
            return owner[slice(*bounds)]
        except _MISFITS:
            return Symbol(f"{text_of(owner)}[{shown}]")

    def _call(self, node: Any) -> object:
        called = self.value(node.node)
        given = [self.value(argument) for argument in node.args]
        named = {pair.key: self.value(pair.value) for pair in node.kwargs}
        if isinstance(called, Macro):
            return self.call(called, given, named)
        if isinstance(called, Symbol):
            if isinstance(node.node, nodes.Getattr) and node.node.attr == "get" and given:
                owner = self.value(node.node.node)
                if isinstance(owner, Named) and isinstance(given[0], str) and given[0] in owner:
                    return owner[given[0]]
            return self._symbolic(called.text, given, named, node.lineno)
        shown = f"({','.join(map(text_of, given))})"
        if callable(called):
            return called(*given)
        if not isinstance(called, Method):
            return Symbol(text_of(called) + shown)
        if called.name == "format" and isinstance(called.owner, str) and is_unknown([given, list(named.values())]):
            try:
                return self._filled(called.owner, given, named)
            except (*_MISFITS, StopIteration):
                pass
        method = METHODS.get((_kind(called.owner), called.name))
        # Lists and mappings may be worked with though something in them is unknown; text may not.
        if method is not None and (
            isinstance(called.owner, list | dict) or called.name == "join" or not is_unknown(given)
        ):
            try:
                return method(called.owner, *given, **named)
            except _MISFITS:
                pass
        return Symbol(f"{text_of(called.owner)}.{called.name}{shown}")

    def _symbolic(self, name: str, given: list[object], named: dict[str, object], line: int) -> object:
        """A call of something only a run knows; what Airflow and dbt mean by a few names is known."""
        special = SPECIAL.get(name.rpartition(".")[2] if name.endswith((".get", ".xcom_pull")) else name)
        if special is not None:
            try:
                return special(self, name, given, named, line)
            except Exhausted:
                raise
            except _MISFITS:
                pass
        shown = ",".join([*map(text_of, given), *(f"{key}={text_of(item)}" for key, item in named.items())])
        return Symbol(f"{name}({shown})")


def _kind(owner: object) -> type:
    """The type under which a value's methods are listed."""
    return dict if isinstance(owner, dict) else type(owner)
