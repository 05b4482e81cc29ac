"""Constants that code spells out: as Python values, and as values of the model."""

from __future__ import annotations

import ast

import libcst as cst

from migrator.model import Items, Known, Mapping, Value

# Stands for what is no constant, since None is one.
NONE = object()
LITERALS = (
    cst.SimpleString,
    cst.ConcatenatedString,
    cst.Integer,
    cst.Float,
    cst.List,
    cst.Tuple,
    cst.Dict,
    cst.UnaryOperation,
)


def constant_of(node: cst.CSTNode) -> object:
    """The constant that an expression spells; NONE for any other."""
    is_word = isinstance(node, cst.Name) and node.value in ("None", "True", "False")
    if not is_word and not isinstance(node, LITERALS):
        return NONE
    return constant_in(cst.Module([]).code_for_node(node))


def constant_in(text: str) -> object:
    """The constant that a text spells; NONE for any other."""
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return NONE


def as_value(constant: object) -> Value | None:
    """A constant as the model holds it; None for what is none."""
    if constant is None or isinstance(constant, (str, int, float, bool, bytes)):
        return Known(constant)
    if isinstance(constant, (list, tuple)):
        values = [as_value(each) for each in constant]
        kind = "tuple" if isinstance(constant, tuple) else "list"
        return None if None in values else Items(tuple(v for v in values if v is not None), kind)
    if isinstance(constant, dict):
        keys = [as_value(each) for each in constant]
        values = [as_value(each) for each in constant.values()]
        pairs = [(k, v) for k, v in zip(keys, values, strict=True) if k is not None and v is not None]
        return Mapping(tuple(pairs)) if len(pairs) == len(constant) else None
    return None
