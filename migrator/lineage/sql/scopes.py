"""The columns a query gives, and where each comes from: walked scope by scope, keeping whatever can be resolved.

A column that does not resolve is left out alone; nothing else of the statement is lost with it. An open table (its
columns are not known) gives one output `*`, through which any column of it may be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from migrator.lineage.sql.names import Namespace
from migrator.lineage.sql.reads import children, table_parts

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


class Resolver:
    """Finds the outputs of queries in one dialect."""

    def __init__(self, dialect: str, names: Namespace, catalog: Catalog) -> None:
        self.dialect, self.names, self.catalog = dialect, names, catalog

    # ----------------------------------------------------------------------------------------------------- queries

    def query(self, node: Any, ctes: Ctes, outer: Scope | None = None) -> list[Out]:
        """The outputs of a query, in order."""
        ctes = self.extended(ctes, node.args.get("with_"), outer)
        if isinstance(node, exp.SetOperation):
            return self._union(node, ctes, outer)
        if isinstance(node, exp.Select):
            return self._select(node, ctes, outer)
        if isinstance(node, exp.Subquery | exp.Paren) and isinstance(node.this, exp.Expr):
            if isinstance(node.this, exp.Query | exp.Paren):
                return self.query(node.this, ctes, outer)
            return [out for relation in self.relations(node, ctes, outer) for out in relation.outs]
        if isinstance(node, exp.Table):
            return [out for relation in self.relations(node, ctes, outer) for out in relation.outs]
        if isinstance(node, exp.Values):
            return self._values(node, ctes, outer)
        return []

    def extended(self, ctes: Ctes, with_: Any, outer: Scope | None = None) -> Ctes:
        """The CTEs in sight after a WITH."""
        if with_ is None:
            return ctes
        ctes = dict(ctes)
        for cte in with_.expressions:
            name, query = cte.alias.lower(), cte.this
            if not isinstance(query, exp.Expr):
                continue
            inner = ctes
            if isinstance(query, exp.SetOperation):
                inner = {**ctes, name: _renamed(self.query(query.this, ctes, outer), cte.args.get("alias"))}
                recursive = with_.args.get("recursive") or name not in ctes
                inner = inner if recursive else ctes
            ctes[name] = _renamed(self.query(query, inner, outer), cte.args.get("alias"))
        return ctes

    def _union(self, node: Any, ctes: Ctes, outer: Scope | None) -> list[Out]:
        """The outputs of all branches, joined by position, or by name where a `*` hides the positions."""
        branches = []
        while isinstance(node, exp.SetOperation):
            branches.append(node.expression)
            node = node.this
            ctes = self.extended(ctes, node.args.get("with_"), outer)
        merged = self.query(node, ctes, outer)
        merged = [Out(out.name, dict(out.sources), out.star) for out in merged]
        for branch in reversed(branches):
            outs = self.query(branch, ctes, outer)
            if any(out.star for out in (*merged, *outs)):
                merged += [Out(out.name, dict(out.sources), out.star) for out in outs]
            else:
                for into, out in zip(merged, outs, strict=False):
                    into.sources.update(out.sources)
        return merged

    def _values(self, node: Any, ctes: Ctes, outer: Scope | None) -> list[Out]:
        width = max((len(getattr(row, "expressions", ())) for row in node.expressions), default=0)
        outs = [Out(f"column{index + 1}") for index in range(width)]
        scope = Scope([], outer, self.dialect)
        for row in node.expressions:
            for out, value in zip(outs, getattr(row, "expressions", ()), strict=False):
                out.sources.update(self.sources(value, scope, ctes))
        return _renamed(outs, node.args.get("alias"))

    def _select(self, node: Any, ctes: Ctes, outer: Scope | None) -> list[Out]:
        scope = self.scope(node, ctes, outer)
        outs: list[Out] = []
        starred: set[str] = set()
        for item in node.expressions:
            for out in self._projected(item, scope, ctes):
                if _is_star(item) and not out.star:
                    if out.name.lower() in starred:
                        continue
                    starred.add(out.name.lower())
                outs.append(out)
                if not out.star:
                    scope.named.setdefault(out.name.lower(), out.sources)
        return outs

    def scope(self, node: Any, ctes: Ctes, outer: Scope | None = None) -> Scope:
        """The scope of a SELECT's FROM, joins and laterals."""
        scope = Scope([], outer, self.dialect)
        from_ = node.args.get("from_")
        items = [from_.this] if from_ is not None else []
        items += [join.this for join in node.args.get("joins") or ()]
        items += list(node.args.get("laterals") or ())
        for item in items:
            scope.relations += self.relations(item, ctes, scope)
        return scope

    # --------------------------------------------------------------------------------------------------- relations

    def relations(self, item: Any, ctes: Ctes, scope: Scope | None) -> list[Relation]:
        """What one item of a FROM brings into scope."""
        if isinstance(item, exp.Table):
            found = [self._table(item, ctes, scope)]
            for join in item.args.get("joins") or ():
                found += self.relations(join.this, ctes, scope)
            return found
        alias = item.args.get("alias")
        name = item.alias.lower() if isinstance(alias, exp.TableAlias) else ""
        if isinstance(item, exp.Subquery | exp.Paren):
            joined = [r for join in item.args.get("joins") or () for r in self.relations(join.this, ctes, scope)]
            if isinstance(item.this, exp.Query):
                return [Relation(name, (name,), _renamed(self.query(item, ctes, scope), alias)), *joined]
            found = [*self.relations(item.this, ctes, scope), *joined]
            # `(a JOIN b ON ...) AS ab`
            return [Relation(name, (name,), [out for r in found for out in r.outs])] if name else found
        if isinstance(item, exp.Final | exp.Stream) and isinstance(item.this, exp.Expr):
            return self.relations(item.this, ctes, scope)
        if isinstance(item, exp.Values):
            return [Relation(name, (name,), self._values(item, ctes, scope))]
        if isinstance(item, exp.Lateral) and isinstance(item.this, exp.Subquery):
            return [Relation(name, (name,), _renamed(self.query(item.this, ctes, scope), alias))]
        return [self._function(item, name, alias, ctes, scope)]

    def _table(self, table: Any, ctes: Ctes, scope: Scope | None) -> Relation:
        alias = table.args.get("alias")
        parts = table_parts(table)
        if parts is None:
            return self._function(table, table.alias.lower(), alias, ctes, scope)
        name = (table.alias or parts[-1]).lower()
        if len(parts) == 1 and parts[0].lower() in ctes:
            return Relation(name, (name,), _renamed(ctes[parts[0].lower()], alias))
        full = self.names.spelled(parts, self.dialect)[0]
        columns = self.catalog.columns(full)
        outs = [Out(STAR, {(full, STAR): None}, star=True)]
        if columns is not None:
            outs = [Out(column, {(full, column): None}) for column in columns if "." not in column]
        lowered = tuple(part.lower() for part in self.names.qualified(parts))
        return Relation(name, lowered if not table.alias else (name,), _renamed(outs, alias))

    def _function(self, item: Any, name: str, alias: Any, ctes: Ctes, scope: Scope | None) -> Relation:
        """UNNEST, FLATTEN, EXPLODE and other functions in FROM: their columns come from their arguments' columns."""
        inner = scope or Scope([], None, self.dialect)
        sources: Sources = {}
        for child in children(item):
            if child is not alias and not isinstance(child, exp.Identifier | exp.TableAlias):
                sources.update(self.sources(child, inner, ctes))
        columns = [column.name for column in alias.args.get("columns") or ()] if alias is not None else []
        outs = [Out(column, sources) for column in columns or ["value", "key", "index", name]]
        return Relation(name, (name,), outs, hidden=not columns)

    # ------------------------------------------------------------------------------------------------- expressions

    def _projected(self, item: Any, scope: Scope, ctes: Ctes) -> Iterator[Out]:
        """The outputs of one expression of a SELECT list."""
        if isinstance(item, exp.Star):
            yield from self._expanded(scope.relations, item, scope, ctes)
        elif isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
            qualifier = tuple(part.name.lower() for part in item.parts[:-1])
            owners = [r for r in scope.relations if r.alias == qualifier[-1] or r.parts[-len(qualifier) :] == qualifier]
            yield from self._expanded(owners[:1], item.this, scope, ctes)
        elif isinstance(item, exp.Alias):
            yield Out(item.alias, self.sources(item.this, scope, ctes))
        elif isinstance(item, exp.Aliases):
            sources = self.sources(item.this, scope, ctes)
            for name in item.expressions:
                yield Out(name.name, sources)
        elif isinstance(item, exp.Column | exp.Dot):
            yield Out(item.name or item.output_name, self.sources(item, scope, ctes))
        elif not (isinstance(item, exp.EQ) and isinstance(item.this, exp.Parameter)):
            yield Out(item.sql(dialect=self.dialect or None, comments=False), self.sources(item, scope, ctes))

    def _expanded(self, relations: list[Relation], star: Any, scope: Scope, ctes: Ctes) -> Iterator[Out]:
        """The columns behind a `*`, its EXCEPT, REPLACE and RENAME applied."""
        left_out = {item.name.lower() for item in _listed(star, "except_", "except", "exclude")}
        replaced = {item.alias.lower(): item.this for item in _listed(star, "replace")}
        renamed = {item.this.name.lower(): item.alias for item in _listed(star, "rename") if item.args.get("this")}
        for relation in relations:
            if relation.hidden:
                continue
            opened = {source[0] for out in relation.outs if out.star for source in out.sources}
            for out in relation.outs:
                name = out.name.lower()
                # `SELECT a, * FROM t` inside: the star already carries `a`.
                covered = not out.star and {(table, out.name) for table in opened} >= set(out.sources) != set()
                if name in left_out or covered:
                    continue
                sources = self.sources(replaced[name], scope, ctes) if name in replaced else out.sources
                yield Out(renamed.get(name, out.name), dict(sources), out.star)

    def sources(self, node: Any, scope: Scope, ctes: Ctes) -> Sources:
        """The columns an expression's value comes from, in order; of a subquery, those of its outputs."""
        found: Sources = {}
        stack = [node]
        while stack:
            item = stack.pop()
            if isinstance(item, exp.Column | exp.Dot):
                parts, rest = _path(item)
                if parts:
                    found.update(scope.resolve(parts))
                elif rest is not None:
                    stack.append(rest)
            elif isinstance(item, exp.Query):
                for out in self.query(item, ctes, scope):
                    found.update(out.sources)
            elif not isinstance(item, exp.Exists | exp.Table):
                below = list(children(item))
                below.reverse()
                stack.extend(below)
        return found


def _path(node: Any) -> tuple[tuple[str, ...], Any]:
    """The parts of a column with the fields after it, or nothing and what else the fields are taken from."""
    fields: list[str] = []
    while isinstance(node, exp.Dot):
        if not isinstance(node.expression, exp.Identifier):
            return (), None
        fields.insert(0, node.expression.name)
        node = node.this
    if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star):
        return (), node if not isinstance(node, exp.Column) else None
    return (*(part.name for part in node.parts), *fields), None


def _is_star(item: Any) -> bool:
    return isinstance(item, exp.Star) or (isinstance(item, exp.Column) and isinstance(item.this, exp.Star))


def _listed(star: Any, *names: str) -> list[Any]:
    return [item for name in names for item in star.args.get(name) or ()]


def _renamed(outs: list[Out], alias: Any) -> list[Out]:
    """The outputs under the column names of an alias: `cte(a, b)`."""
    columns = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
    if not columns or any(out.star for out in outs) or len(columns) > len(outs):
        return outs
    names = [column.name for column in columns] + [out.name for out in outs[len(columns) :]]
    return [Out(name, out.sources) for name, out in zip(names, outs, strict=True)]
