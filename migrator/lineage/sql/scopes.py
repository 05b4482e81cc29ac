"""What is in scope in a SELECT: relations with their outputs, and how a column's name is resolved among them.

An open table (its columns are not known) gives one output `*`, through which any column of it may be reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

STAR = "*"
Source = tuple[str, str]
# An ordered set.
Sources = dict[Source, None]

# Where a column may name an earlier output of its own SELECT.
LATERAL = frozenset(str.split("snowflake redshift databricks spark spark2 duckdb clickhouse teradata hive"))
# Where `a.b` may be a field of a column `a`.
STRUCTS = frozenset(
    str.split("bigquery spark spark2 databricks hive snowflake duckdb trino presto athena clickhouse redshift")
)


@dataclass(slots=True)
class Out:
    """One output column of a query; `star` says that it stands for all columns of an open table."""

    name: str
    sources: Sources = field(default_factory=dict)
    star: bool = False


@dataclass(slots=True)
class Relation:
    """Something in a FROM: its alias, the parts of its full name, and its outputs."""

    alias: str
    parts: tuple[str, ...]
    outs: list[Out]
    # Columns that `*` does not show.
    hidden: bool = False

    def definite(self, column: str) -> Sources | None:
        """Where a column that this surely has comes from."""
        for out in self.outs:
            if not out.star and out.name.lower() == column:
                return out.sources
        return None

    def possible(self, column: str) -> Sources | None:
        """Where a column comes from that an open table behind this may have; None when it has none or several."""
        tables = {source[0]: None for out in self.outs if out.star for source in out.sources}
        return {(next(iter(tables)), column): None} if len(tables) == 1 else None

    def column(self, column: str) -> Sources | None:
        """Where a column comes from that is said to be of this."""
        found = self.definite(column.lower())
        return self.possible(column) if found is None else found


Ctes = dict[str, list[Out]]


class Catalog:
    """The columns of tables, as far as a schema or the script itself says."""

    def __init__(self, tables: Iterable[tuple[str, Iterable[str]]] = ()) -> None:
        self.tables = {name.lower(): list(columns) for name, columns in tables}

    def columns(self, table: str) -> list[str] | None:
        """The columns of a table, found by its full name or by the only full name that ends so."""
        wanted = table.lower()
        if wanted in self.tables:
            return self.tables[wanted]
        ends = [name for name in self.tables if name.endswith(f".{wanted}")]
        return self.tables[ends[0]] if len(ends) == 1 else None


class Scope:
    """The relations of one SELECT, what it sees of the queries around it, and its outputs so far."""

    def __init__(self, relations: list[Relation], outer: Scope | None, dialect: str) -> None:
        self.relations = relations
        self.outer = outer
        self.dialect = dialect
        self.named: dict[str, Sources] = {}

    def resolve(self, parts: tuple[str, ...]) -> Sources:
        """Where a column comes from, by the parts of its name; empty when nobody can say."""
        if len(parts) > 1:
            found = self._qualified(parts)
            if found is not None:
                return found
        scope: Scope | None = self
        while scope is not None:
            found = scope._plain(parts[0]) if len(parts) == 1 or self.dialect in STRUCTS else None
            if found is not None:
                return _fields(found, parts[1:])
            scope = scope.outer
        return {}

    def _qualified(self, parts: tuple[str, ...]) -> Sources | None:
        """Where `alias.column` or `schema.table.column` comes from, fields of a struct after it included."""
        for length in range(1, len(parts)):
            qualifier = tuple(part.lower() for part in parts[:length])
            scope: Scope | None = self
            while scope is not None:
                for relation in scope.relations:
                    if relation.alias == qualifier[0] if length == 1 else relation.parts[-length:] == qualifier:
                        found = relation.column(parts[length])
                        return _fields(found or {}, parts[length + 1 :])
                scope = scope.outer
        return None

    def _plain(self, column: str) -> Sources | None:
        """Where an unqualified column comes from in this scope alone."""
        name = column.lower()
        definite = [found for relation in self.relations if (found := relation.definite(name)) is not None]
        if definite:
            return {source: None for found in definite for source in found}
        if name in self.named and self.dialect in LATERAL:
            return self.named[name]
        opened = [relation for relation in self.relations if any(out.star for out in relation.outs)]
        if len(opened) == 1:
            return opened[0].possible(column)
        return self.named.get(name) if not opened else None


def _fields(sources: Sources, fields: tuple[str, ...]) -> Sources:
    """The sources with the path into a struct appended."""
    if not fields:
        return sources
    path = ".".join(fields)
    return {(table, f"{column}.{path}"): None for table, column in sources}
