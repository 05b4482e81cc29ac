"""What templates may do with known values: the methods, filters and tests there are, each bounded."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Callable
from typing import Any

from migrator.lineage.symbols import MAX_TEXT, Exhausted, bounded, joined


def _formatted(text: str, *values: object, **named: object) -> str:
    if re.search(r"\{[^{}]*[.\[:!]", text):
        raise TypeError("only plain fields are filled")
    longest = max((len(str(value)) for value in (*values, *named.values())), default=0)
    if len(text) + text.count("{") * longest > MAX_TEXT:
        raise Exhausted("it builds a text out of bounds")
    return text.format(*values, **named)


def _replaced(text: Any, old: str, new: str, count: int = -1) -> str:
    if len(new) * len(text) > MAX_TEXT:
        raise Exhausted("it builds a text out of bounds")
    return str(text).replace(old, new, count)


METHODS: dict[tuple[type, str], Callable[..., Any]] = {
    **{
        (str, name): getattr(str, name)
        for name in str.split(
            "upper lower strip lstrip rstrip title capitalize startswith endswith split rsplit splitlines "
            "isdigit removeprefix removesuffix count find"
        )
    },
    (str, "replace"): _replaced,
    (str, "format"): _formatted,
    (str, "join"): lambda text, items: joined(list(items), text),
    (dict, "items"): lambda value: [list(pair) for pair in value.items()],
    (dict, "keys"): lambda value: list(value),
    (dict, "values"): lambda value: list(value.values()),
    (dict, "get"): lambda value, key, other=None: value.get(key, other),
    (dict, "update"): lambda value, other: bounded(value.update(other) or value) and "",
    (list, "append"): lambda value, item: bounded(value.append(item) or value) and "",
    (list, "extend"): lambda value, items: bounded(value.extend(list(items)) or value) and "",
    (list, "index"): lambda value, item: value.index(item),
    (list, "count"): lambda value, item: value.count(item),
}

FILTERS: dict[str, Callable[..., Any]] = {
    "upper": lambda v: str(v).upper(),
    "lower": lambda v: str(v).lower(),
    "title": lambda v: str(v).title(),
    "capitalize": lambda v: str(v).capitalize(),
    "trim": lambda v, chars=None: str(v).strip(chars),
    "replace": lambda v, old, new, count=-1: _replaced(str(v), old, new, count),
    "string": lambda v: str(v),
    "int": lambda v, default=0: _int(v, default),
    "float": lambda v, default=0.0: float(v),
    "abs": lambda v: abs(v),
    "round": lambda v, precision=0: round(v, precision),
    "length": lambda v: len(v),
    "count": lambda v: len(v),
    "first": lambda v: _at(v, 0),
    "last": lambda v: _at(v, -1),
    "list": lambda v: list(v),
    "sort": lambda v, reverse=False: sorted(v, reverse=reverse),
    "unique": lambda v: list(dict.fromkeys(v)),
    "reverse": lambda v: v[::-1] if isinstance(v, str) else list(v)[::-1],
    "min": lambda v: min(v),
    "max": lambda v: max(v),
    "sum": lambda v: sum(v),
    "items": lambda v: [list(pair) for pair in v.items()],
    "dictsort": lambda v: [list(pair) for pair in sorted(v.items())],
    "safe": lambda v: v,
    "e": lambda v: v,
    "escape": lambda v: v,
    "forceescape": lambda v: v,
    "sqlsafe": lambda v: v,
    "identifier": lambda v: v,
    "tojson": lambda v: json.dumps(bounded(v)),
    "urlencode": lambda v: urllib.parse.quote(str(v)),
    "wordcount": lambda v: len(str(v).split()),
    "indent": lambda v, width=4, first=False, blank=False: str(v),
    "center": lambda v, width=80: str(v),
    "batch": lambda v, count: [list(v)[at : at + count] for at in range(0, len(v), count)],
    "slice": lambda v, count: [list(v)[at::count] for at in range(min(count, len(v)))],
    "quote": lambda v: f"'{v}'",
}


def _at(value: Any, index: int) -> Any:
    return list(value)[index]


def _int(value: Any, default: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return default


TESTS: dict[str, Callable[..., bool]] = {
    "defined": lambda v: True,
    "undefined": lambda v: False,
    "none": lambda v: v is None,
    "string": lambda v: isinstance(v, str),
    "number": lambda v: isinstance(v, int | float),
    "integer": lambda v: isinstance(v, int),
    "mapping": lambda v: isinstance(v, dict),
    "iterable": lambda v: isinstance(v, str | list | tuple | dict),
    "sequence": lambda v: isinstance(v, str | list | tuple),
    "odd": lambda v: v % 2 == 1,
    "even": lambda v: v % 2 == 0,
    "divisibleby": lambda v, n: v % n == 0,
    "true": lambda v: v is True,
    "false": lambda v: v is False,
    "boolean": lambda v: isinstance(v, bool),
    "in": lambda v, items: v in items,
    "eq": lambda v, other: v == other,
    "equalto": lambda v, other: v == other,
    "ne": lambda v, other: v != other,
    "gt": lambda v, other: v > other,
    "ge": lambda v, other: v >= other,
    "lt": lambda v, other: v < other,
    "le": lambda v, other: v <= other,
    "lower": lambda v: str(v).islower(),
    "upper": lambda v: str(v).isupper(),
}
