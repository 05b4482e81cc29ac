"""What a table is called: as it is written, qualified by USE and by the defaults of its connection."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from migrator.identity import split_name, stage

# `json.`path/to/files``: Spark reads files by their format's name.
FILE_FORMATS = frozenset(str.split("parquet json csv orc avro text delta binaryfile iceberg hudi xml dfs cp"))
# Words that no dialect takes for the name of a table without quotes: where one stands, the statement is wrong.
RESERVED = frozenset(
    str.split(
        "TABLE SELECT FROM WHERE INTO SET VALUES IF NOT EXISTS AND OR AS ON JOIN UNION CREATE INSERT UPDATE DELETE "
        "DROP ALTER MERGE TRUNCATE GROUP ORDER BY HAVING CASE WHEN THEN ELSE END USING LIKE IN IS NULL DISTINCT ALL "
        "WITH VIEW OVERWRITE RENAME TO BEGIN COPY REPLACE"
    )
)
# Tables of one row that only make a FROM complete.
_PSEUDO = frozenset(("dual", "sysdummy1"))
# A bare name in USE means the database here; elsewhere the schema.
_DATABASE_FIRST = frozenset(("", "tsql", "fabric", "snowflake", "redshift", "oracle", "postgres"))
_SETS_SCHEMA = re.compile(
    r"SET\s+(?:SESSION\s+|LOCAL\s+)?search_path\s*(?:=|TO)\s*['\"]?(\w+)['\"]?\s*;?$"
    r"|ALTER\s+SESSION\s+SET\s+CURRENT_SCHEMA\s*=\s*\"?(\w+)\"?\s*;?$"
    r"|SET\s+(?:CURRENT\s+)?SCHEMA\s*=?\s*['\"]?(\w+)['\"]?\s*;?$",
    re.I,
)
_DATE_SUFFIX = re.compile(r"^(.+)\$(\d{4,10}|\{[^{}]*\}|__[A-Z0-9_]+__)$")


class Quoted(str):
    """A part of a name that stands in quotes, which keep its case where the system has one."""

    __slots__ = ()


@dataclass(slots=True)
class Namespace:
    """Where an unqualified name lies, as far as the script or its connection has said; and which names it has spelled,
    those with quotes in them -> as they are then written."""

    database: str | None = None
    schema: str | None = None
    exact: dict[str, str] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)

    def qualified(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        """The name with what is known put before it."""
        if not self.database and not self.schema:
            return parts
        if len(parts) == 1 and is_place(parts[0]):
            return parts
        if len(parts) == 1 and self.schema:
            parts = (self.schema, *parts)
            return (self.database, *parts) if self.database else parts
        if len(parts) <= 2 and self.database:
            return (self.database, *parts)
        return parts

    def spelled(self, parts: tuple[str, ...], dialect: str) -> tuple[str, str | None]:
        """The qualified name for the parts of a name, and the partition they hold."""
        partition = None
        if dialect == "bigquery":
            # [project:dataset.table] is the older spelling.
            parts, partition = without_decorator(_modern(parts) if ":" in parts[0] else parts)
        elif dialect == "snowflake" and parts[0][:1] == "@":
            return self.placed(".".join(parts)), None
        full = self.qualified(parts)
        name = ".".join(full)
        if Quoted not in map(type, full) or dialect == "bigquery" or is_place(full[-1]):
            self.plain.add(name)
        elif name not in self.exact:
            self.exact[name] = ".".join(_in_quotes(part) if isinstance(part, Quoted) else part for part in full)
        return name, partition

    def quoted(self, name: str) -> str | None:
        """The name with its quotes, where the script always writes some."""
        return None if name in self.plain else self.exact.get(name)

    def placed(self, text: str) -> str:
        """The name of a file, URI or stage: a named stage is an object like a table, and so qualified; a path in it,
        and the stage of a user or a table, keep the form of places."""
        found = stage(text)
        if found is None:
            return text
        name, path = found
        parts = tuple(split_name(name))
        if path:
            return f"@{'.'.join(self.qualified(parts))}/{path}"
        return ".".join(self.qualified(tuple(part[1:-1] if part[:1] == '"' else part for part in parts)))

    def settle(self, text: str) -> None:
        """Takes note of a setting that says in which one schema unqualified names lie."""
        found = _SETS_SCHEMA.match(text)
        if found is not None:
            self.schema = next(group for group in found.groups() if group)

    def use(self, tree: Any, dialect: str) -> None:
        """Takes note of a USE statement."""
        kind = str(tree.args.get("kind") or "").upper()
        target = tree.this
        if not isinstance(target, exp.Table) or kind in ("ROLE", "WAREHOUSE", "SECONDARY ROLES"):
            return
        parts = written(target) or ()
        if [part.lower() for part in parts] == ["default"]:
            self.database = self.schema = None
        elif len(parts) >= 2:
            self.database, self.schema = parts[-2:]
        elif parts and (kind == "CATALOG" or (kind != "SCHEMA" and dialect in _DATABASE_FIRST)):
            self.database = parts[0]
            if dialect in ("tsql", "fabric"):
                # Two parts are schema.table there: without the schema, db.t would be another table.
                self.schema = self.schema or "dbo"
        elif parts:
            self.schema = parts[0]


def _modern(parts: tuple[str, ...]) -> tuple[str, ...]:
    project, _, rest = parts[0].partition(":")
    return (project, *rest.split("."), *parts[1:])


def is_place(name: str) -> bool:
    """Whether this is a file, a stage or a URI rather than a table's name."""
    return "/" in name or name[:1] == "@"


def written(table: Any) -> tuple[str, ...] | None:
    """The parts of a table's name as written, or None when it is no table or its name is computed."""
    args = table.args
    this = args.get("this")
    if this.__class__ is exp.Identifier and args.get("catalog") is None:
        # Nearly all names are of this form: one word or two.
        name, db = _part(this), args.get("db")
        if db is None:
            return (name,) if name and name.lower() not in _PSEUDO else None
        if db.__class__ is exp.Identifier and name and (first := _part(db)).lower() not in FILE_FORMATS:
            return (first, name) if first else (name,)
    if isinstance(this, exp.DynamicIdentifier):
        return _dynamic(this.this)
    if isinstance(this, exp.Identifier | exp.Dot):
        if any(isinstance(table.args.get(key), exp.Placeholder | exp.Parameter) for key in ("db", "catalog")):
            return None
        parts = tuple(_part(part) for part in table.parts if part.name)
        if len(parts) == 1 and parts[0].lower() in _PSEUDO:
            return None
        if len(parts) == 2 and parts[0].lower() in FILE_FORMATS and ("/" in parts[1] or ":" in parts[1]):
            return parts[1:]
        return parts or None
    if isinstance(this, exp.Var):
        return tuple(part.name for part in table.parts)
    if isinstance(this, exp.Literal) and this.is_string:
        return (this.name,)
    if isinstance(this, exp.Anonymous) and this.name.lower() == "identifier":
        arguments = this.expressions
        return _dynamic(arguments[0]) if len(arguments) == 1 else None
    return None


def _part(node: Any) -> str:
    args = node.args
    name: str = args["this"] if node.__class__ is exp.Identifier else node.name
    return Quoted(name) if args.get("quoted") else name


def _in_quotes(part: str) -> str:
    return '"' + part.replace('"', '""') + '"'


def _dynamic(argument: Any) -> tuple[str, ...] | None:
    """The name that IDENTIFIER('db.t') or IDENTIFIER(db.t) spells, or None when a variable holds it."""
    if isinstance(argument, exp.Literal) and argument.is_string:
        return tuple(part.strip('"`[]') for part in argument.name.split(".")) or None
    if isinstance(argument, exp.Column):
        parts = tuple(part.name for part in argument.parts)
        return None if parts[0][:1] in "$:?@" else parts
    return None


def is_computed(table: Any) -> bool:
    """Whether the name is one that only run time knows: IDENTIFIER($t), {db:Identifier}.t"""
    parts = (table.args.get("this"), table.args.get("db")) if isinstance(table, exp.Table) else ()
    kinds = (exp.DynamicIdentifier, exp.Placeholder)
    return any(
        isinstance(part, kinds) or (isinstance(part, exp.Anonymous) and part.name.lower() == "identifier")
        for part in parts
    )


def without_decorator(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The name without BigQuery's partition decorator, and the partition: `t$20260101` => (`t`, `20260101`)."""
    match = _DATE_SUFFIX.match(parts[-1])
    return ((*parts[:-1], match[1]), match[2]) if match else (parts, None)


def is_reserved(table: Any) -> bool:
    """Whether a word of the language stands where the table's name should."""
    this = table.this if isinstance(table, exp.Table) else None
    return isinstance(this, exp.Identifier) and not this.args.get("quoted") and this.name.upper() in RESERVED


def is_temporary(table: Any) -> bool:
    """Whether the name says that the table ends with the session (`#t`)."""
    this = table.this
    return bool(isinstance(this, exp.Identifier) and (this.args.get("temporary") or this.name.startswith("#")))
