"""One statement on its way to what it does: the words in which `tables.py` notes reads and writes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Any

from sqlglot import exp

from migrator.lineage.sql.facts import Effect, Touch
from migrator.lineage.sql.names import Namespace, is_computed, is_reserved, is_temporary
from migrator.lineage.sql.nodes import KIND, LIST, holding
from migrator.lineage.sql.partitions import Fixed, partition_text, read_text
from migrator.lineage.sql.reads import ELSEWHERE, Scope, extended, is_file, table_parts, tables
from migrator.model import Write

# The rows a statement changes, as its trigger sees them.
_CHANGED_ROWS = frozenset(("inserted", "deleted"))
# A function that may be one of those that ask another database.
_ASKS = re.compile(r"(?:QUERY|DBLINK|OPENROWSET)[\"`\]]?\s*\(")


class Statement:
    """One statement on its way to an `Effect`: the tree, its dialect, and where unqualified names lie."""

    def __init__(self, tree: Any, dialect: str, names: Namespace, text: str) -> None:
        self.tree = tree
        self.capitals = text.upper()
        self.dialect = dialect
        self.names = names
        self.effect = Effect()
        self.fixed: dict[int, list[Fixed]] = {}
        with_ = tree.args.get("with_")
        self.ctes: Scope = extended({}, with_) if with_ is not None and not isinstance(tree, exp.Query) else {}

    def named(self, table: Any) -> tuple[str, str | None] | None:
        """A table's qualified name and the partition its name holds; None when it is computed or no table."""
        parts = table_parts(table) if isinstance(table, exp.Table) else None
        return None if parts is None else self.spelled(parts)

    def spelled(self, parts: tuple[str, ...]) -> tuple[str, str | None]:
        """The qualified name for the parts of a name, and the partition they hold."""
        return self.names.spelled(parts, self.dialect)

    def read(self, *nodes: Any, but: Container[str | None] = ()) -> None:
        """Notes every table read below the nodes, once each; `but` leaves out the target of an update itself."""
        there = [node for node in nodes if KIND[node.__class__] > LIST]
        if not there:
            return
        touches = self.effect.touches
        noted = {touch.name for touch in touches if touch.write is None}
        queries = [*there, *(cte.query for cte in self.ctes.values())] if self.ctes else there
        held = holding(self.capitals, queries)
        if ("QUERY" in self.capitals or "DBLINK" in self.capitals or "OPENROWSET" in self.capitals) and _ASKS.search(
            self.capitals
        ):
            self._elsewhere(there)
        filtered = "WHERE" in self.capitals or "JOIN" in self.capitals
        for node in there:
            for table, parts in tables(node, self.dialect, self.ctes, held):
                name, partition = self.names.spelled(parts, self.dialect)
                if self.dialect in ("tsql", "fabric") and name.lower() in _CHANGED_ROWS:
                    continue
                if name in but and _is_joined(table, self.tree):
                    continue
                partition = partition or (read_text(table, self.fixed) if filtered else None)
                if name in noted:
                    self._widen(name, partition)
                    continue
                noted.add(name)
                touches.append(Touch(name, None, partition, place=is_file(table)))

    def _widen(self, name: str, partition: str | None) -> None:
        """Of a table that is read twice, the part is only known when it is the same."""
        for touch in self.effect.touches:
            if touch.name == name and touch.write is None and touch.partition != partition:
                touch.partition = None

    def _elsewhere(self, nodes: Iterable[Any]) -> None:
        """Says what is asked of another database: its tables are not of this one."""
        for call in (call for node in nodes for call in node.find_all(exp.Anonymous)):
            name = call.name.upper()
            # Trino's TABLE(catalog.system.query(query => '...'))
            asks = name != "QUERY" or any(item.name == "query" for item in call.expressions)
            if name in ELSEWHERE and asks:
                self.effect.problems.append(f"what {call.name} asks of another database is not known")

    def write(self, table: Any, how: Write, **more: Any) -> str | None:
        """Notes a table as written and gives its name; nothing when the name is computed."""
        if isinstance(table, exp.Schema):
            table = table.this
        found = self.named(table)
        if found is not None and is_reserved(table):
            self.effect.problems.append(f"{table.name} is no name of a table")
            return None
        if found is None:
            if is_computed(table):
                self.effect.problems.append("only run time knows the name of the table it writes")
            return None
        name, decorator = found
        partition = more.pop("partition", None) or decorator or partition_text(table.args.get("partition"))
        more.setdefault("temporary", is_temporary(table))
        self.effect.touches.append(Touch(name, how, partition, **more))
        return name

    def place(self, node: Any, how: Write | None, **more: Any) -> None:
        """Notes a file, stage or URI that stands as a literal, a stage reference or a quoted name."""
        if isinstance(node, exp.Array | exp.Tuple | exp.Paren):
            for item in node.expressions or [node.this]:
                self.place(item, how, **more)
        elif isinstance(node, exp.Literal | exp.Var) and node.name and (node.is_string or node.name[:1] == "@"):
            name = self.names.placed(node.name)
            self.effect.touches.append(Touch(name, how, place=node.name[:1] != "@", **more))
        elif isinstance(node, exp.Table):
            parts = table_parts(node)
            if parts:
                name, partition = self.spelled(parts)
                self.effect.touches.append(Touch(name, how, partition, place=parts[0][:1] != "@", **more))


def _is_joined(table: Any, tree: Any) -> bool:
    """Whether the table stands in the statement's own FROM, not in a subquery."""
    node = table.parent
    while node is not None and node is not tree:
        if isinstance(node, exp.Query):
            return False
        node = node.parent
    return True
