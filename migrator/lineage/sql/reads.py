"""Which tables a query reads: one walk that knows CTEs, so that a CTE nobody reads reads nothing."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from migrator.lineage.sql.names import written
from migrator.lineage.sql.nodes import (
    CHANGE,
    COLUMN,
    EVERYWHERE,
    EXPRESSION,
    JOIN,
    KIND,
    LIST,
    NODE,
    NOWHERE,
    ROWS,
    SELECT,
    TABLE,
    UNREAD,
    is_odd,
    names_table,
    sources,
)

# Functions that take a file's path and return its rows.
_READERS = frozenset(
    str.split(
        "read_csv read_csv_auto read_parquet parquet_scan read_json read_json_auto csv_scan read_ndjson "
        "read_ndjson_auto read_text read_blob read_xlsx read_files cloud_files files iceberg_scan delta_scan st_read "
        "sniff_csv file s3 gcs url hdfs azureblobstorage iceberg deltalake hudi s3cluster urlcluster hdfscluster "
        "filecluster"
    )
)
# Functions that name a table of another server: function -> system. `remote('host:9000', 'db', 't')`
_SERVERS = {
    "remote": "clickhouse",
    "remotesecure": "clickhouse",
    "mysql": "mysql",
    "postgresql": "postgres",
}
_CLUSTERS = frozenset(("cluster", "clusterallreplicas"))
# Functions that send a query to another database.
ELSEWHERE = frozenset(("OPENQUERY", "OPENROWSET", "EXTERNAL_QUERY", "DBLINK", "POSTGRES_QUERY", "MYSQL_QUERY", "QUERY"))
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
    root: Any, dialect: str, scope: Scope | None = None, held: Container[int] = EVERYWHERE
) -> list[tuple[Any, tuple[str, ...]]]:
    """Each table or place below `root` that is read, with the parts of its name, in the order of the text; only the
    clauses that are `held` are known to hold queries."""
    found: list[tuple[Any, tuple[str, ...]]] = []
    stack: list[tuple[Any, Scope]] = [(root, scope or {})]
    while stack:
        node, seen = stack.pop()
        kind = KIND[node.__class__]
        args = node.args
        if kind == UNREAD or (kind == CHANGE and isinstance(args.get("this"), (exp.Table, exp.Schema))):
            continue
        if kind == NODE and node.__class__ is exp.TableFromRows:
            # Snowflake's TABLE('db.s.t') and TABLE(INFER_SCHEMA(LOCATION => '@stage'))
            found += [(exp.Table(this=node.this), (path,)) for path in paths(node.this)]
            if isinstance(node.this, exp.Literal) and node.this.is_string:
                node, kind = exp.to_table(node.this.name, dialect="snowflake"), TABLE
        skipped = None
        if kind == TABLE:
            parts = table_parts(node)
            cte = seen.get(parts[0].lower()) if seen and parts and len(parts) == 1 else None
            if cte is not None:
                if not cte.read:
                    cte.read = True
                    stack.append((cte.query, cte.scope))
            elif parts and not (len(parts) > 1 and dialect in _UNNESTS and _is_array(node, parts)):
                found.append((node, parts))
            elif parts is None:
                found += [(node, (path,)) for path in paths(args.get("this"))]
            skipped = args.get("format")
        elif (with_ := args.get("with_")) is not None:
            seen = extended(seen, with_)
            stack += [(cte.this, seen) for cte in with_.expressions if cte.args.get("scalar")]
            skipped = with_
        below = _below(node, kind, held)
        if below:
            below.reverse()
            stack += [(child, seen) for child in below if child is not skipped]
    return found


def _below(node: Any, kind: int, held: Container[int]) -> list[Any]:
    """The nodes directly below that may hold tables, in the order of the text as the parser keeps it."""
    if held is NOWHERE:
        if kind == SELECT:
            return sources(node)
        if kind == EXPRESSION:
            return []
    below = []
    chosen = kind in (SELECT, JOIN) and held is not EVERYWHERE
    for key, value in node.args.items():
        what = KIND[value.__class__]
        if what == LIST:
            items = [item for item in value if KIND[item.__class__] > LIST or is_odd(item)]
            below += [item for item in items if id(item) in held] if chosen and key not in ROWS else items
        elif (what > LIST or (what == COLUMN and is_odd(value))) and (not chosen or key in ROWS or id(value) in held):
            below.append(value)
    return below


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
    return isinstance(query, exp.SetOperation) and names_table(query.expression, name)


def is_file(table: Any) -> bool:
    """Whether what stands in FROM is a file whatever its name looks like: `FROM 'x.csv'`, `read_csv('x.csv')`."""
    this = table.this
    if isinstance(this, (exp.Identifier, exp.Dot, exp.Var)):
        return False
    return isinstance(this, exp.Literal) or bool(paths(this))


def table_parts(table: Any) -> tuple[str, ...] | None:
    """The parts of a table's name, or the path of the file that a reading function is given."""
    parts = written(table)
    if parts is not None:
        return parts
    found = paths(table.this)
    if found:
        return (found[0],) if len(found) == 1 else None
    return _served(table.this)


def paths(call: Any) -> list[str]:
    """The files, stages and URIs that a function in FROM reads, as far as they are literals."""
    if isinstance(call, exp.ReadCSV):
        return _texts(call.this)
    if isinstance(call, exp.DirectoryStage):
        return [call.this.name]
    if not isinstance(call, exp.ReadParquet | exp.Anonymous):
        return []
    arguments = call.expressions
    if call.name.lower() == "infer_schema":
        return [text for item in arguments if item.name.upper() == "LOCATION" for text in _texts(item.expression)]
    found = _texts(arguments[0]) if arguments else []
    found += [text for item in arguments for text in _texts(_option(item))]
    known = isinstance(call, exp.ReadParquet) or call.name.lower() in _READERS
    return found if known else [text for text in found if "://" in text and call.name.upper() not in ELSEWHERE]


def _option(item: Any) -> Any:
    """The place in an argument like 'path' = 's3://b/x'."""
    pair = isinstance(item, exp.EQ | exp.PropertyEQ | exp.Kwarg)
    return item.expression if pair and item.this.name.lower() in ("path", "uri", "url") else None


def _texts(argument: Any) -> list[str]:
    """The texts that an argument is, or that it lists."""
    items = argument.expressions if isinstance(argument, exp.Array | exp.Tuple) else [argument]
    return [item.name for item in items if isinstance(item, exp.Literal) and item.is_string and item.name]


def _served(call: Any) -> tuple[str, ...] | None:
    """The table that ClickHouse asks another server or its own cluster for."""
    name = call.name.lower() if isinstance(call, exp.Anonymous) else ""
    if name == "table_changes" and call.expressions and (text := _argument(call.expressions[0])):
        return tuple(text.split("."))
    if name not in _CLUSTERS and name not in _SERVERS:
        return None
    texts = [_argument(item) for item in call.expressions[:3]]
    where = texts[1] if len(texts) > 1 and "." in (texts[1] or "") else ".".join(text or "" for text in texts[1:])
    if len(texts) < 2 or not where or "" in where.split("."):
        return None
    return tuple(where.split(".")) if name in _CLUSTERS else (f"{_SERVERS[name]}://{texts[0]}/{where}",)


def _argument(item: Any) -> str | None:
    if isinstance(item, exp.Column):
        return ".".join(part.name for part in item.parts)
    return item.name if isinstance(item, exp.Literal) and item.is_string else None


def _is_array(table: Any, parts: tuple[str, ...]) -> bool:
    """Whether `t.items` in `FROM t, t.items` is an array of a table named before it."""
    join = table.parent
    select = join.parent if isinstance(join, exp.Join) else None
    if not isinstance(select, exp.Select) or join.args.get("on") is not None:
        return False
    before = [select.args["from_"].this] if select.args.get("from_") else []
    before += [other.this for other in select.args.get("joins") or () if other is not join]
    first = parts[0].lower()
    return any(other is not table and other.alias_or_name.lower() == first for other in before)
