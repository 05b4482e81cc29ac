"""From which columns to which: the edges of one statement, whatever kind of statement it is."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from migrator.lineage.sql.facts import RESULT, Effect
from migrator.lineage.sql.names import Namespace
from migrator.lineage.sql.queries import Resolver
from migrator.lineage.sql.reads import table_parts
from migrator.lineage.sql.scopes import STAR, Catalog, Ctes, Out, Relation, Scope, Sources


def add(effect: Effect, tree: Any, dialect: str, names: Namespace, catalog: Catalog) -> None:
    """Adds the edges of one statement to its effect, and what it says about columns to the catalog."""
    statement = _Statement(effect, tree, Resolver(dialect, names, catalog))
    if isinstance(tree, exp.Insert):
        statement.insert(tree)
    elif isinstance(tree, exp.Create | exp.Cache):
        statement.create(tree)
    elif isinstance(tree, exp.Merge):
        statement.merge(tree)
    elif isinstance(tree, exp.Update):
        statement.update(tree)
    elif isinstance(tree, exp.MultitableInserts):
        statement.inserts(tree)
    elif isinstance(tree, exp.Copy):
        statement.copy(tree)
    elif isinstance(tree, exp.Export):
        statement.unload(tree.this)
    elif isinstance(tree, exp.Query):
        statement.select(tree)
    elif isinstance(tree, exp.Drop):
        for touch in effect.touches:
            catalog.tables.pop(touch.name.lower(), None)


class _Statement:
    """One statement and the edges found so far."""

    def __init__(self, effect: Effect, tree: Any, resolver: Resolver) -> None:
        self.effect, self.resolver = effect, resolver
        self.ctes: Ctes = {} if isinstance(tree, exp.Query) else resolver.extended({}, tree.args.get("with_"))

    def named(self, table: Any) -> str | None:
        """A target's name; None when it is computed or no table."""
        if isinstance(table, exp.Schema):
            table = table.this
        parts = table_parts(table) if isinstance(table, exp.Table) else None
        return None if parts is None else self.resolver.names.spelled(parts, self.resolver.dialect)[0]

    def edge(self, sources: Sources, target: str, column: str) -> None:
        """Notes where one column of the target comes from."""
        self.effect.edges += [(table, name, target, column) for table, name in sources]

    def place(self, outs: list[Out], target: str, columns: list[str]) -> None:
        """Notes outputs written into a table: by position into `columns` where these are given."""
        by_position = columns and not any(out.star for out in outs)
        for index, out in enumerate(outs):
            given = columns[index] if by_position and index < len(columns) else out.name
            self.edge(out.sources, target, STAR if out.star else given)

    def select(self, tree: Any) -> None:
        """A bare SELECT, or SELECT INTO."""
        outs = self.resolver.query(tree, self.ctes)
        into = tree.find(exp.Into)
        target = self.named(into.this) if into is not None else None
        self.place(outs, target or RESULT, [])
        if target is not None:
            self._learn(target, [out.name for out in outs], outs)

    def insert(self, tree: Any) -> None:
        """INSERT ... SELECT or VALUES."""
        if isinstance(tree.this, exp.Directory):
            self.unload(tree.expression)
            return
        target = self.named(tree.this)
        if target is None or not isinstance(tree.expression, exp.Expr):
            return
        outs = self.resolver.query(tree.expression, self.ctes)
        given = _column_names(tree.this)
        known = self.resolver.catalog.columns(target) or []
        columns = given or (known if len(known) == len(outs) else [])
        self.place(outs, target, columns)
        conflict = tree.args.get("conflict")
        if conflict is not None and conflict.expressions:
            # `SET y = excluded.x`: the row that was to be inserted.
            row = [
                Out(name, out.sources) for name, out in zip(columns or [out.name for out in outs], outs, strict=False)
            ]
            own = self.resolver.relations(tree.this.this if isinstance(tree.this, exp.Schema) else tree.this, {}, None)
            scope = Scope([Relation("excluded", ("excluded",), row), *own], None, self.resolver.dialect)
            self._set(conflict.expressions, scope, target)

    def inserts(self, tree: Any) -> None:
        """INSERT ALL, and Hive's FROM ... INSERT ... INSERT: every branch takes columns of the one source."""
        source = tree.args.get("source")
        outs = self.resolver.query(source, self.ctes) if isinstance(source, exp.Query) else []
        row = Scope([Relation("", ("",), outs)], None, self.resolver.dialect)
        for part in tree.expressions:
            insert = part.this if isinstance(part, exp.ConditionalInsert) else part
            target, given = self.named(insert.this), _column_names(insert.this)
            if target is None:
                continue
            if insert.expression is None:
                self.place(outs, target, given)
            elif isinstance(insert.expression, exp.Select) and isinstance(source, exp.Expr):
                query = insert.expression.copy()
                query.set("from_", query.args.get("from_") or exp.From(this=source.copy()))
                self.place(self.resolver.query(query, self.ctes), target, given)
            elif isinstance(insert.expression, exp.Values):
                values = getattr(next(iter(insert.expression.expressions), None), "expressions", ())
                columns = given or self.resolver.catalog.columns(target) or []
                for column, value in zip(columns, values, strict=False):
                    self.edge(self.resolver.sources(value, row, self.ctes), target, column)

    def unload(self, query: Any) -> None:
        """Rows that go into a file, under the names they have in the query."""
        place = next((touch.name for touch in self.effect.touches if touch.write is not None), None)
        if place is not None and isinstance(query, exp.Query | exp.Subquery):
            self.place(self.resolver.query(query, self.ctes), place, [])

    def copy(self, tree: Any) -> None:
        """COPY INTO t FROM (query), and columns listed for a file, which bear the same names there."""
        files = tree.args.get("files") or []
        listed = _column_names(tree.this)
        if not tree.args.get("kind"):
            self.unload(tree.this)
            source = self.named(tree.this)
            places = [touch.name for touch in self.effect.touches if touch.write is not None]
            for column in listed if source and places else ():
                self.edge({(source or "", column): None}, places[0], column)
            return
        target = self.named(tree.this)
        if target is None:
            return
        if files and isinstance(files[0], exp.Query | exp.Subquery):
            self.place(self.resolver.query(files[0], self.ctes), target, listed)
            return
        for place in [touch.name for touch in self.effect.touches if touch.write is None]:
            for column in listed:
                self.edge({(place, column): None}, target, column)

    def create(self, tree: Any) -> None:
        """CREATE TABLE or VIEW, with the columns it declares."""
        target = self.named(tree.this)
        if target is None or not str(tree.args.get("kind") or "TABLE").upper().endswith(("TABLE", "VIEW", "MODEL")):
            return
        declared = _column_names(tree.this)
        if isinstance(tree.expression, exp.Query):
            outs = self.resolver.query(tree.expression, self.ctes)
            self.place(outs, target, declared)
            self._learn(target, declared or [out.name for out in outs], outs)
        elif declared:
            self._learn(target, declared, [])

    def _learn(self, target: str, columns: list[str], outs: list[Out]) -> None:
        """Keeps the columns of a table the script has made, for statements that say `*`."""
        if not any(out.star for out in outs):
            self.resolver.catalog.tables[target.lower()] = columns

    def update(self, tree: Any) -> None:
        """UPDATE ... SET, with all its forms of FROM."""
        scope = self.resolver.scope(tree, self.ctes)
        own = tree.this
        aliased = [r for r in scope.relations if not own.args.get("db") and r.alias == own.name.lower()]
        target = self._only_table(aliased[0].outs) if aliased else self.named(own)
        if not aliased:
            scope.relations = [*self.resolver.relations(own, self.ctes, None), *scope.relations]
        if target is not None:
            self._set(tree.expressions, scope, target)

    def _only_table(self, outs: list[Out]) -> str | None:
        tables = {table for out in outs for table, _ in out.sources}
        return tables.pop() if len(tables) == 1 else None

    def _set(self, items: list[Any], scope: Scope, target: str) -> None:
        """The pairs of a SET."""
        for item in items:
            if not isinstance(item, exp.EQ):
                continue
            if isinstance(item.this, exp.Tuple):
                self._set_tuple(item, scope, target)
            else:
                self.edge(self.resolver.sources(item.expression, scope, self.ctes), target, item.this.name)

    def _set_tuple(self, item: Any, scope: Scope, target: str) -> None:
        """`SET (a, b) = (SELECT x, y ...)`."""
        value = item.expression.unnest() if isinstance(item.expression, exp.Subquery) else item.expression
        if isinstance(value, exp.Query):
            given = [out.sources for out in self.resolver.query(value, self.ctes, scope)]
        else:
            given = [self.resolver.sources(part, scope, self.ctes) for part in getattr(value, "expressions", ())]
        for column, sources in zip(item.this.expressions, given, strict=False):
            self.edge(sources, target, column.name)

    def merge(self, tree: Any) -> None:
        """MERGE: the SETs and INSERTs of its branches."""
        target = self.named(tree.this)
        if target is None:
            return
        own = self.resolver.relations(tree.this, self.ctes, None)
        using = self.resolver.relations(tree.args["using"], self.ctes, None)
        scope = Scope([*own, *using], None, self.resolver.dialect)
        for when in getattr(tree.args.get("whens"), "expressions", ()):
            then = when.args.get("then")
            if isinstance(then, exp.Update):
                if then.expressions and all(isinstance(item, exp.EQ) for item in then.expressions):
                    self._set(then.expressions, scope, target)
                else:
                    self.place([out for relation in using for out in relation.outs], target, [])
            elif isinstance(then, exp.Insert):
                self._merge_insert(then, Scope(using, None, self.resolver.dialect), target)

    def _merge_insert(self, then: Any, scope: Scope, target: str) -> None:
        values = then.expression
        if not isinstance(values, exp.Tuple):
            self.place([out for relation in scope.relations for out in relation.outs], target, [])
            return
        columns = [column.name for column in then.this.expressions] if isinstance(then.this, exp.Tuple) else []
        columns = columns or self.resolver.catalog.columns(target) or []
        for column, value in zip(columns, values.expressions, strict=False):
            self.edge(self.resolver.sources(value, scope, self.ctes), target, column)


def _column_names(target: Any) -> list[str]:
    """The columns that a target lists: `t (a, b)`, `t (a int, b text)`."""
    if not isinstance(target, exp.Schema):
        return []
    kinds = (exp.Column, exp.ColumnDef, exp.Identifier)
    return [item.name for item in target.expressions if isinstance(item, kinds)]
