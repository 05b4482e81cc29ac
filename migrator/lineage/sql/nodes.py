"""The nodes of a statement, sorted by what may stand below them.

Looking at every node takes a quarter of the time of parsing, in which nearly all are names, literals and columns. So
what a class of nodes is, is asked once; and the expressions of a statement are only looked through where its text has
more queries than stand in its FROMs, joins and CTEs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlglot import exp

# What a value among a node's arguments is: nothing to look at, a node below which no table is read, a list, or, above
# that, a node of one of these kinds.
NOTHING, UNREAD, COLUMN, LIST, NODE, TABLE, CHANGE, SELECT, UNION, SUBQUERY, JOIN, VALUES, PREDICATE = range(13)

_KINDS: tuple[tuple[int, tuple[type, ...]], ...] = (
    (LIST, (list,)),
    (NOTHING, (exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Var)),
    # Below these, tables are named but not read.
    (UNREAD, (exp.Into, exp.Lock, exp.Reference, exp.ForeignKey, exp.TableAlias, exp.UserDefinedFunction)),
    (COLUMN, (exp.Column,)),
    (TABLE, (exp.Table,)),
    (SELECT, (exp.Select,)),
    (UNION, (exp.SetOperation,)),
    (SUBQUERY, (exp.Subquery, exp.Lateral, exp.From)),
    (JOIN, (exp.Join,)),
    (VALUES, (exp.Values,)),
    (CHANGE, (exp.DML,)),
    (PREDICATE, (exp.Where, exp.Whens, exp.Binary, exp.Not, exp.In, exp.Between)),
    (NODE, (exp.Expr,)),
)
# A query that no SELECT begins, or a table, within an expression.
_UNUSUAL = re.compile(r"[(,>=](?:\s|--[^\n]*\n|/\*.*?\*/)*(?:FROM|TABLE)\b", re.S)


class _Sorted(dict[type, int]):
    def __missing__(self, cls: type) -> int:
        self[cls] = kind = next((kind for kind, classes in _KINDS if issubclass(cls, classes)), NOTHING)
        return kind


KIND = _Sorted()


def children(node: Any) -> list[Any]:
    """The nodes directly below that are not names or literals, in the order of the text as the parser keeps it."""
    found = []
    for value in node.args.values():
        kind = KIND[value.__class__]
        if kind == LIST:
            found += [item for item in value if KIND[item.__class__] not in (NOTHING, LIST)]
        elif kind:
            found.append(value)
    return found


def sources(node: Any) -> list[Any]:
    """Where the rows of a SELECT come from: its FROM, joins and laterals, in order."""
    args = node.args
    found = [] if args.get("from_") is None else [args["from_"].this]
    joins, laterals = args.get("joins"), args.get("laterals")
    if joins and laterals:
        for key, value in args.items():
            if key in ("joins", "laterals"):
                found += value
        return found
    return found + (joins or laterals or [])


def hides_queries(capitals: str, nodes: Iterable[Any]) -> bool:
    """Whether there may be queries in the expressions of these nodes, by the statement's text in capitals; a word of a
    comment or a name counts too, which only costs a longer look."""
    written = capitals.count("SELECT")
    if written > 1 or capitals.count("FROM") > 1 or "TABLE" in capitals or "MODEL" in capitals:
        return "MODEL" in capitals or written > _in_place(nodes) or _UNUSUAL.search(capitals) is not None
    # The one SELECT is that of the statement, the one FROM its own.
    return any(node.args.get("from_") is None if KIND[node.__class__] == SELECT else written for node in nodes)


def _in_place(nodes: Iterable[Any]) -> int:
    """How many SELECTs there are where rows come from, in CTEs or as a branch of a union."""
    count = 0
    stack = list(nodes)
    while stack:
        node = stack.pop()
        kind = KIND[node.__class__]
        if kind <= NODE:
            continue
        args = node.args
        if kind == SELECT:
            count += 1
            stack += sources(node)
        elif kind in (UNION, SUBQUERY, JOIN):
            stack += (args.get("this"), args.get("expression"))
        if args.get("with_") is not None:
            stack += [cte.this for cte in args["with_"].expressions]
        if kind in (TABLE, SUBQUERY):
            stack += args.get("joins") or ()
    return count
