"""The part of a table that a statement touches, where it says so with fixed values: a PARTITION clause, or dates.

A date that a WHERE or ON fixes for a column of one table is the part of it that is read: `ds=2026-01-01`, and with both
ends `ds>=2026-01-01/ds<2026-02-01`. Which table owns an unqualified column is only sure where there is one; where it is
not, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlglot import exp

# Columns by which tables are cut: ds, event_date, _PARTITIONTIME, _TABLE_SUFFIX, year.
_DATED = re.compile(
    r"(?i)(?:^|_)(?:ds|dt|date|day|ymd|yyyymmdd|hour|hr|month|year|week|time|timestamp|ts|partition\w*|suffix)(?:$|_)"
    r"|(?:date|day|month|year|time)$|^date"
)
_DATE = re.compile(r"^\d{4}-\d{2}(?:-\d{2})?(?:[ T].*)?$|^(?:19|20)\d{6}(?:\d{2})?$")
# What stands for a template's hole in the text of a statement.
_HOLE = re.compile(r"(?i)j(?:hole|given)\d+_")
_COMPARISONS: tuple[tuple[Any, str, str], ...] = (
    (exp.EQ, "=", "="),
    (exp.GTE, ">=", "<="),
    (exp.GT, ">", "<"),
    (exp.LTE, "<=", ">="),
    (exp.LT, "<", ">"),
)
# DATE(ts), CAST(ts AS DATE), DATE_TRUNC('day', ts): the day of a column is that column's part.
_DAYS: tuple[Any, ...] = (
    exp.Date,
    exp.Cast,
    exp.TryCast,
    exp.TsOrDsToDate,
    exp.TimestampTrunc,
    exp.DateTrunc,
    exp.Timestamp,
    exp.Paren,
    exp.StrToDate,
    exp.StrToTime,
    exp.TsOrDsToTimestamp,
    exp.Datetime,
)


class Fixed(NamedTuple):
    """One condition on a column: `ds >= 2026-01-01`."""

    column: Any
    operator: str
    value: str


def partition_text(partition: Any) -> str | None:
    """A PARTITION clause's fixed values: `ds=2026-01-01/region=eu`; None when it fixes none."""
    pairs = getattr(partition, "expressions", None) or ()
    return _pairs(pair for pair in pairs if isinstance(pair, exp.EQ))


def condition_text(where: Any) -> str | None:
    """The part that a WHERE leaves: columns fixed to literals and nothing else, or a date; None when it says more."""
    if not isinstance(where, exp.Expr):
        return None
    parts = list(_conjuncts(where))
    equal = [part for part in parts if isinstance(part, exp.EQ)]
    text = _pairs(equal) if len(equal) == len(parts) else None
    return text or dates_text(_fixed(parts))


def owned_text(where: Any, table: Any, alone: bool) -> str | None:
    """The dates that a WHERE fixes for the table it changes, which may be the only one there is."""
    if not isinstance(where, exp.Expr) or not isinstance(table, exp.Table):
        return None
    name = table.alias_or_name.lower()
    return dates_text(one for one in _fixed(_conjuncts(where)) if _owned(one.column, name, alone))


def read_text(table: Any, known: dict[int, list[Fixed]]) -> str | None:
    """The dates that the SELECT around a table fixes for it; None when it fixes none, or it is not sure whose. `known`
    keeps what each SELECT of the statement fixes."""
    parent = table.parent
    select = parent.parent if isinstance(parent, (exp.From, exp.Join)) else None
    if not isinstance(select, (exp.Select, exp.Update, exp.Delete)):
        return None
    joins = select.args.get("joins") or ()
    alone = not joins and not select.args.get("laterals")
    fixed = known.get(id(select))
    if fixed is None:
        inner = (join.args.get("on") for join in joins if not join.args.get("side"))
        fixed = known[id(select)] = _all_fixed(select.args.get("where"), *inner)
    if isinstance(parent, exp.Join) and parent.args.get("side"):
        fixed = fixed + _all_fixed(parent.args.get("on"))
    if not fixed:
        return None
    name = table.alias_or_name.lower()
    return dates_text(one for one in fixed if _owned(one.column, name, alone))


def _all_fixed(*conditions: Any) -> list[Fixed]:
    return list(_fixed(part for condition in conditions if condition is not None for part in _conjuncts(condition)))


def dates_text(fixed: Iterable[Fixed]) -> str | None:
    """Conditions as text, where they fix a date or both its ends."""
    by_column: dict[str, list[Fixed]] = {}
    for one in fixed:
        by_column.setdefault(one.column.name, []).append(one)
    texts = []
    for column, conditions in by_column.items():
        operators = {one.operator[0] for one in conditions}
        if "=" in operators or {"<", ">"} <= operators:
            texts += [f"{column}{one.operator}{one.value}" for one in conditions]
    return "/".join(dict.fromkeys(texts)) or None


def _owned(column: Any, table: str, alone: bool) -> bool:
    """Whether a column is of the table of that name or alias, which may be the only one there is."""
    qualifier = column.table.lower()
    return alone if not qualifier else qualifier == table


def _fixed(parts: Iterable[Any]) -> Iterator[Fixed]:
    """The conditions that compare a dated column with a fixed value, or any column with a date."""
    for part in parts:
        if isinstance(part, exp.Between):
            sides = [(part.this, ">=", part.args["low"]), (part.this, "<=", part.args["high"])]
        else:
            sides = _sides(part)
        for left, operator, right in sides:
            value = _value(right)
            column = None if value is None else _column(left)
            if column is not None and value is not None and (_is_dated(column.name) or _DATE.match(value)):
                yield Fixed(column, operator, value)


def _sides(part: Any) -> list[tuple[Any, str, Any]]:
    """A comparison with its column on the left: `'2026-01-01' <= ds` is `ds >= '2026-01-01'`."""
    compared = _compared(part.__class__)
    if compared is None:
        return []
    left, right = part.args.get("this"), part.args.get("expression")
    return [(left, compared[0], right)] if _column(left) is not None else [(right, compared[1], left)]


@lru_cache(maxsize=1024)
def _compared(kind: type) -> tuple[str, str] | None:
    """The operator of a class of comparisons, and the same turned round."""
    return next(((operator, turned) for known, operator, turned in _COMPARISONS if issubclass(kind, known)), None)


@lru_cache(maxsize=1024)
def _is_day(kind: type) -> bool:
    return issubclass(kind, _DAYS)


@lru_cache(maxsize=4096)
def _is_dated(column: str) -> bool:
    return _DATED.search(column) is not None


def _is_hole(name: str) -> bool:
    return name[:1] in "jJ" and _HOLE.match(name) is not None


def _conjuncts(where: Any) -> Iterator[Any]:
    """The conditions that all hold."""
    stack = [where.this if isinstance(where, exp.Where) else where]
    while stack:
        part = stack.pop()
        if isinstance(part, exp.And):
            stack += [part.expression, part.this]
        elif isinstance(part, exp.Paren):
            stack.append(part.this)
        else:
            yield part


def _column(node: Any) -> Any:
    """The column that is compared, itself or by its day; None for anything else, a hole included."""
    while _is_day(node.__class__):
        node = node.this
    return node if isinstance(node, exp.Column) and not _is_hole(node.name) else None


def _value(node: Any) -> str | None:
    """A literal's text, or a hole's; through casts and constructors of dates."""
    while _is_day(node.__class__):
        node = node.this
    if isinstance(node, exp.Literal) or (
        isinstance(node, exp.Column) and _is_hole(node.name) and _HOLE.fullmatch(node.name)
    ):
        return str(node.name)
    return None


def _pairs(pairs: Iterable[Any]) -> str | None:
    texts = []
    for pair in pairs:
        if not isinstance(pair.this, exp.Column) or _value(pair.expression) is None:
            return None
        texts.append(f"{pair.this.name}={_value(pair.expression)}")
    return "/".join(texts) or None
