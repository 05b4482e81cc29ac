"""Which tables a query reads: one walk that knows CTEs, so that a CTE nobody reads reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from migrator.lineage.sql.names import written
from migrator.lineage.sql.nodes import CHANGE, COLUMN, JOIN, KIND, LIST, NOTHING, SELECT, TABLE, UNREAD, VALUES, sources

# Functions that take a file's path and return its rows.
_READERS = frozenset(str.split("read_csv read_csv_auto read_parquet parquet_scan read_json read_json_auto csv_scan"))
# A name of this shape after FROM may be an array of a table that stands before it.
_UNNESTS = frozenset(("bigquery", "spark", "databricks", "duckdb", "trino", "presto", "athena", "clickhouse"))


@dataclass(slots=True)
class Cte:
    """A common table expression: its query, the names it sees, and whether somebody has read it."""

    query: Any
    scope: Scope
    read: bool = False


Scope = dict[str, Cte]


def tables(
    root: Any, dialect: str, scope: Scope | None = None, *, plain: bool = False
) -> list[tuple[Any, tuple[str, ...]]]:
    """Each table below `root` that is read, with the parts of its name, in the order of the text; `plain` says that
    there are no queries in its expressions."""
    found: list[tuple[Any, tuple[str, ...]]] = []
    stack: list[tuple[Any, Scope]] = [(root, scope or {})]
    while stack:
        node, seen = stack.pop()
        kind = KIND[node.__class__]
        if kind == UNREAD or (kind == CHANGE and isinstance(node.this, (exp.Table, exp.Schema))):
            continue
        with_ = node.args.get("with_")
        if kind == TABLE:
            parts = table_parts(node)
            cte = seen.get(parts[0].lower()) if parts and len(parts) == 1 and seen else None
            if cte is not None:
                if not cte.read:
                    cte.read = True
                    stack.append((cte.query, cte.scope))
            elif parts and not _is_array(node, parts, dialect):
                found.append((node, parts))
        if with_ is not None:
            seen = extended(seen, with_)
        below = _below(node, kind, plain)
        if below:
            below.reverse()
            format_ = node.args.get("format") if kind == TABLE else None
            stack += [(child, seen) for child in below if child is not with_ and child is not format_]
    return found


def _below(node: Any, kind: int, plain: bool) -> list[Any]:
    """The nodes directly below that may hold tables, in the order of the text as the parser keeps it."""
    if plain:
        if kind == SELECT:
            return sources(node)
        if kind == JOIN:
            return [node.this]
        if kind >= VALUES:
            return []
    below = []
    for value in node.args.values():
        what = KIND[value.__class__]
        if what > LIST:
            below.append(value)
        elif what == LIST:
            below += [item for item in value if KIND[item.__class__] > LIST or _is_odd(item)]
        elif what == COLUMN and _is_odd(value):
            below.append(value)
    return below


def _is_odd(node: Any) -> bool:
    """Whether this is a column that is made of more than names."""
    if KIND[node.__class__] != COLUMN:
        return False
    this = node.this
    return KIND[this.__class__] != NOTHING and this.__class__ is not exp.Star


def extended(scope: Scope, with_: Any) -> Scope:
    """The scope with the CTEs of a WITH; each sees those before it, and itself when it is recursive."""
    scope = dict(scope)
    recursive = bool(with_.args.get("recursive"))
    for cte in with_.expressions:
        name, query = cte.alias.lower(), cte.this
        if recursive:
            scope = {**scope, name: Cte(query, {}, False)}
            scope[name].scope = scope
        else:
            inner = {**scope, name: Cte(query, {}, True)} if recurs(query, name) else scope
            scope = {**scope, name: Cte(query, inner)}
    return scope


def recurs(query: Any, name: str) -> bool:
    """Whether a CTE reads itself in the last branch of a union; T-SQL and Oracle allow that without RECURSIVE."""
    if not isinstance(query, exp.SetOperation):
        return False
    return any(
        not table.args.get("db") and table.name.lower() == name for table in query.expression.find_all(exp.Table)
    )


def table_parts(table: Any) -> tuple[str, ...] | None:
    """The parts of a table's name, or the path of the file that a reading function is given."""
    parts = written(table)
    if parts is not None:
        return parts
    call = table.this
    if isinstance(call, exp.ReadCSV):
        return _path(call.this)
    if isinstance(call, exp.ReadParquet | exp.Anonymous) and call.expressions:
        path = _path(call.expressions[0])
        known = isinstance(call, exp.ReadParquet) or call.name.lower() in _READERS
        return path if path and (known or "://" in path[0]) else None
    return None


def _path(argument: Any) -> tuple[str, ...] | None:
    return (argument.name,) if isinstance(argument, exp.Literal) and argument.is_string else None


def _is_array(table: Any, parts: tuple[str, ...], dialect: str) -> bool:
    """Whether `t.items` in `FROM t, t.items` is an array of a table named before it."""
    if len(parts) < 2 or dialect not in _UNNESTS:
        return False
    join = table.parent
    select = join.parent if isinstance(join, exp.Join) else None
    if not isinstance(select, exp.Select) or join.args.get("on") is not None:
        return False
    before = [select.args["from_"].this] if select.args.get("from_") else []
    before += [other.this for other in select.args.get("joins") or () if other is not join]
    first = parts[0].lower()
    return any(other is not table and other.alias_or_name.lower() == first for other in before)
