"""The nodes of a statement, sorted by what may stand below them.

Walking over every node takes as long as half of parsing, though nearly all are names, literals and columns. So what a
class of nodes is, is asked once; and of the expressions only those are walked that hold a query: the text says how many
queries there are, and where most of them stand is known.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import Any

from sqlglot import exp

# What a value among a node's arguments is: nothing to look at, a node below which no table is read, a list, or, above
# that, a node of one of these kinds; those from TABLE on are of queries.
NOTHING, UNREAD, COLUMN, LIST, NODE, EXPRESSION, JOIN, TABLE, CHANGE, SUBQUERY, UNION, SELECT = range(12)

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
    (CHANGE, (exp.DML,)),
    (EXPRESSION, (exp.Values, exp.Where, exp.Whens, exp.EQ)),
    (NODE, (exp.Expr,)),
)
# A query that no SELECT begins, or a table, within an expression.
_OPENS = frozenset("(,>=")
_UNUSUAL = re.compile(r"[(,>=](?:\s|--[^\n]*\n|/\*.*?\*/)*(?:FROM|TABLE)\b", re.S)
# A word, not a part of a name.
_SELECT = re.compile(r"\bSELECT\b")
# Where the rows of a SELECT or of a join come from.
ROWS = frozenset(("with_", "from_", "joins", "laterals", "this"))
# Its other clauses, likeliest to hold a query first; then come all the rest.
_CLAUSES: tuple[tuple[str, ...], ...] = (("where",), ("having", "qualify"), ())
_EARLIER = ROWS.union(*_CLAUSES)


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


def is_odd(node: Any) -> bool:
    """Whether this is a column that is made of more than names."""
    if KIND[node.__class__] != COLUMN:
        return False
    this = node.this
    return KIND[this.__class__] != NOTHING and this.__class__ is not exp.Star


def sources(select: Any) -> list[Any]:
    """Where the rows of a SELECT come from: what stands in its FROM, joins and laterals, in order."""
    args = select.args
    from_, joins, laterals = args.get("from_"), args.get("joins"), args.get("laterals")
    found = [] if from_ is None else [from_.args.get("this")]
    if joins and laterals:
        items = [item for key, value in args.items() if key in ("joins", "laterals") for item in value]
    else:
        items = joins or laterals or []
    found += [item.args.get("this") if KIND[item.__class__] == JOIN else item for item in items]
    return [node for node in found if KIND[node.__class__] > LIST]


class _Everywhere:
    def __contains__(self, clause: object) -> bool:
        return True


EVERYWHERE = _Everywhere()
NOWHERE: frozenset[int] = frozenset()


def holding(capitals: str, nodes: Sequence[Any]) -> Container[int]:
    """The ids of those clauses of SELECTs and joins in these nodes, or of items of clauses, that hold queries, by the
    statement's text in capitals. A word of a comment counts as a query too: that only costs a longer look."""
    written, froms = capitals.count("SELECT"), capitals.count("FROM")
    if "MODEL" in capitals:
        return EVERYWHERE
    if froms <= 1 and "TABLE" not in capitals and (written + froms == 0 or _is_only(written, froms, nodes)):
        return NOWHERE
    if _is_unusual(capitals):
        return EVERYWHERE
    if froms <= 1 and (not written or _is_only(written, froms, nodes)):
        return NOWHERE
    return _Search(capitals, written).run(nodes)


def _is_only(written: int, froms: int, nodes: Sequence[Any]) -> bool:
    """Whether the one SELECT of the text is that of the statement, and its one FROM too."""
    return (
        written == len(nodes) == 1
        and KIND[nodes[0].__class__] == SELECT
        and (not froms or nodes[0].args.get("from_") is not None)
    )


def _is_unusual(capitals: str) -> bool:
    """Whether a query that no SELECT begins, or a table, may stand in an expression."""
    if "*/" in capitals or "--" in capitals:
        return _UNUSUAL.search(capitals) is not None
    for word in ("FROM", "TABLE"):
        at = capitals.find(word, 1)
        while at >= 0:
            before = capitals[max(at - 100, 0) : at].rstrip()
            if before[-1:] in _OPENS or (not before and at):
                return True
            at = capitals.find(word, at + 4)
    return False


class _Search:
    """Looks for the queries of a statement, first where rows come from, then clause by clause."""

    def __init__(self, capitals: str, written: int) -> None:
        self.capitals = capitals
        self.missing = written
        self.selects: list[Any] = []
        self.held: set[int] = set()

    def run(self, nodes: Sequence[Any]) -> Container[int]:
        """What `holding` gives."""
        self._enter(nodes)
        if self.missing > 0:
            self.missing -= self.capitals.count("SELECT") - len(_SELECT.findall(self.capitals))
        looked = [0] * len(_CLAUSES)
        while self.missing > 0:
            turn = next((turn for turn, index in enumerate(looked) if index < len(self.selects)), None)
            if turn is None:
                # In a comment, or in a place of its own: then it may hold others.
                return EVERYWHERE
            for clause in _clauses(self.selects[looked[turn]], turn):
                found = _queries_below(clause)
                if found:
                    self.held.add(id(clause))
                    self._enter(found)
            looked[turn] += 1
        return self.held or NOWHERE

    def _enter(self, nodes: Iterable[Any]) -> None:
        """Counts the SELECTs where rows come from, in CTEs and as branches of unions."""
        stack = list(nodes)
        while stack:
            node = stack.pop()
            kind = KIND[node.__class__]
            if kind <= EXPRESSION:
                continue
            args = node.args
            if kind == SELECT:
                # One that the parser has made of `FROM t` alone has no such argument.
                self.missing -= "kind" in args
                self.selects.append(node)
                stack += sources(node)
            elif kind != TABLE:
                stack += (args.get("this"), args.get("expression"))
            if args.get("with_") is not None:
                stack += [cte.this for cte in args["with_"].expressions]
            if kind in (TABLE, SUBQUERY):
                stack += args.get("joins") or ()


def names_table(node: Any, name: str) -> bool:
    """Whether a table of this bare name stands anywhere below."""
    stack = [node]
    while stack:
        node = stack.pop()
        if KIND[node.__class__] == TABLE and not node.args.get("db") and node.name.lower() == name:
            return True
        stack += [child for child in children(node) if KIND[child.__class__] != COLUMN or is_odd(child)]
    return False


def _clauses(select: Any, turn: int) -> list[Any]:
    """The clauses of a SELECT, or their items, that have their turn."""
    args = select.args
    if turn < len(_CLAUSES) - 1:
        found = [args[key] for key in _CLAUSES[turn] if args.get(key) is not None]
    else:
        found = []
        for key, value in args.items():
            if key not in _EARLIER:
                found += value if value.__class__ is list else [value]
    if turn == 1:
        joins = args.get("joins") or ()
        found += [value for join in joins for key, value in join.args.items() if key != "this"]
    return [clause for clause in found if KIND[clause.__class__] > LIST]


def _queries_below(clause: Any) -> list[Any]:
    """The outermost queries and tables in an expression, in any order."""
    found = []
    stack = [clause]
    while stack:
        node = stack.pop()
        if KIND[node.__class__] >= TABLE:
            found.append(node)
            continue
        for value in node.args.values():
            kind = KIND[value.__class__]
            if kind > LIST:
                stack.append(value)
            elif kind == LIST:
                stack += [item for item in value if KIND[item.__class__] > LIST or is_odd(item)]
            elif kind == COLUMN and is_odd(value):
                stack.append(value)
    return found
