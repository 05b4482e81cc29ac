"""The columns a query gives, and where each comes from: walked scope by scope, keeping whatever can be resolved.

A column that does not resolve is left out alone; nothing else of the statement is lost with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from migrator.lineage.sql.names import Namespace
from migrator.lineage.sql.nodes import children
from migrator.lineage.sql.reads import recurs, table_parts
from migrator.lineage.sql.scopes import STAR, Catalog, Ctes, Out, Relation, Scope, Sources


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
        returning = node.args.get("returning")
        if isinstance(node, exp.DML) and returning is not None:
            changed = node.this.this if isinstance(node.this, exp.Schema) else node.this
            scope = Scope(self.relations(changed, ctes, outer), outer, self.dialect)
            return [out for item in returning.expressions for out in self._projected(item, scope, ctes)]
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
            if recurs(query, name) and (with_.args.get("recursive") or name not in ctes):
                inner = {**ctes, name: _renamed(self.query(query.this, ctes, outer), cte.args.get("alias"))}
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
            elif isinstance(item, exp.Parameter) and isinstance(item.this, exp.Literal) and not item.this.is_string:
                found.update(scope.resolve((f"${item.this.name}",)))
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
    # Snowflake's columns of files: $1, t.$2
    names = (f"${part.name}" if isinstance(part, exp.Parameter) else part.name for part in node.parts)
    return (*names, *fields), None


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
