"""The tables of dbt's nodes as assets, and which columns a model's SQL makes of which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator import identity
from migrator.dbt.jinja import calls_in
from migrator.dbt.nodes import DbtProject, Node
from migrator.dbt.profiles import Profile
from migrator.dbt.relations import BEHIND
from migrator.lineage.mentions import Mention
from migrator.lineage.places import THREE_LEVELS, Filler
from migrator.lineage.sql import SqlLineage
from migrator.lineage.templated import templated_lineage
from migrator.model import Evidence, Ground, Mode, Span, Write
from migrator.secrets import shown

WRITES = {"incremental": Write.MERGE, "snapshot": Write.MERGE}
# What a query without a target gives its columns to.
RESULT = "@result."
UNSAID = "{dbt:schema}"
MADE = ("model", "seed", "snapshot")
Pairs = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Tables:
    """Names the tables of one project's nodes as one target has them; `folder` is the project's, as it is shown."""

    project: DbtProject
    target: tuple[Profile, identity.Database]
    filler: Filler
    folder: str
    _columns: dict[str, tuple[Pairs, str]] = field(default_factory=dict)
    _lineage: dict[str, SqlLineage] = field(default_factory=dict)

    def made(self, node: Node) -> Iterator[Mention]:
        """What building a model, seed or snapshot reads, and the table it writes."""
        if node.materialized == "ephemeral":
            return
        if node.kind == "seed":
            yield Mention(self.filler.location(self._path(node)), Mode.READ, self._evidence(node, node.path))
        pairs, because = self.columns(node.id, ())
        quote = f"{node.path} ({because})" if because else node.path
        evidence = self._evidence(node, quote)
        for need in self.needs(node):
            yield Mention(self.place(need), Mode.READ, evidence)
        if node.kind == "model" and not node.path.endswith(".py"):
            yield from self._written_out(node, evidence)
        write = WRITES.get(node.materialized, Write.OVERWRITE)
        yield Mention(self.place(node), Mode.WRITE, evidence, write, columns=pairs)

    def checked(self, node: Node) -> Iterator[Mention]:
        """What a test, or a look at how fresh a source is, reads."""
        evidence = self._evidence(node, node.name if node.kind == "test" else node.path)
        for need in self.needs(node) if node.kind == "test" else (node,):
            yield Mention(self.place(need), Mode.CHECK, evidence)

    def needs(self, node: Node) -> list[Node]:
        """The nodes with a table that a node reads, those behind ephemeral ones included."""
        found: dict[str, Node] = {}
        seen: set[str] = set()
        waiting = list(reversed(node.needs))
        while waiting:
            need = self.project.nodes.get(waiting.pop())
            if need is None or need.id in seen:
                continue
            seen.add(need.id)
            if need.materialized == "ephemeral" and need.kind == "model":
                waiting += reversed(need.needs)
            elif need.kind in (*MADE, "source"):
                found[need.id] = need
        return list(found.values())

    def place(self, node: Node) -> identity.Place:
        """Where a node's table is."""
        profile, database = self.target
        relation = node.relation
        name = relation.name if relation is not None else node.name
        own = relation.schema if relation is not None else None
        schema = own or profile.schema or UNSAID
        if schema.startswith(BEHIND):
            schema = f"{profile.schema or UNSAID}_{schema[1:]}"
            if "generate_schema_name" in self.project.macros:
                # The project's own macro makes the name.
                schema = "{generate_schema_name(" + (own or "")[1:] + ")}"
        above = relation.database if relation is not None else None
        is_default = above is None or above == profile.database
        is_named = database.authority.startswith("{conn:")
        if is_default:
            above = (
                profile.database if not is_named and database.system in (*THREE_LEVELS, "bigquery", "oracle") else None
            )
        if database.system in ("mysql", "clickhouse", "hive", "spark") and not is_named:
            above = None
        parts = [part.replace("?", "{?}") if part == "?" else part for part in (above, schema, name) if part]
        return self.filler.table(database, ".".join(parts), ())

    def columns(self, name: str, above: tuple[str, ...]) -> tuple[Pairs, str]:
        """(`asset key.column` read, column) of a model's query, ephemeral ones seen through; or why not."""
        if name not in self._columns:
            self._columns[name] = self._columns_of(self.project.nodes[name], above)
        return self._columns[name]

    def _columns_of(self, node: Node, above: tuple[str, ...]) -> tuple[Pairs, str]:
        if node.kind not in ("model", "snapshot") or not node.code or node.id in above:
            return (), "" if node.kind == "seed" else "its columns are not known: its text is not SQL"
        if node.path.endswith(".py"):
            return (), "its columns are not known: it is Python"
        calls = calls_in(node.code)
        if calls.macros or calls.problem:
            because = calls.problem or f"the macro {min(calls.macros)}"
            return (), shown(f"its columns are not known: {because}")
        found = self._read(node)
        if found.findings:
            return (), shown(f"its columns are not known: {found.findings[0]}")
        pairs: dict[tuple[str, str], None] = {}
        for read, written in found.columns:
            if written.startswith(RESULT):
                for source in self._sources(read, node, above):
                    pairs[source, written.removeprefix(RESULT)] = None
        return tuple(pairs), ""

    def _sources(self, read: str, node: Node, above: tuple[str, ...]) -> Iterator[str]:
        """The columns of assets that a column read by a query is."""
        table, _, column = read.rpartition(".")
        need = self._referred(table, node)
        if need is None:
            if table and not table.startswith(("ref:", "source:", "{", "@")):
                yield f"{self._plain(table).asset.key}.{column}"
        elif need.materialized == "ephemeral" and need.kind == "model":
            yield from (one for one, written in self.columns(need.id, (*above, node.id))[0] if written == column)
        else:
            yield f"{self.place(need).asset.key}.{column}"

    def _referred(self, table: str, node: Node) -> Node | None:
        """The node that `ref:orders` or `source:raw.orders` means among those a node needs."""
        what, _, name = table.partition(":")
        if what not in ("ref", "source"):
            return None
        needs = [self.project.nodes[need] for need in node.needs if need in self.project.nodes]
        if what == "source":
            return next((need for need in needs if need.kind == "source" and need.name == name), None)
        last = name.rpartition(".")[2]
        return next((need for need in needs if need.kind in MADE and need.name.split(".")[0] == last), None)

    def _written_out(self, node: Node, evidence: Evidence) -> Iterator[Mention]:
        """The tables that a model names itself, without `ref` or `source`."""
        found = self._read(node)
        for use in found.uses if not found.findings else ():
            if use.mode is Mode.READ and not use.place and not use.name.startswith(("ref:", "source:", "{")):
                yield Mention(self._plain(use.exact or use.name), Mode.READ, evidence, when=use.when)

    def _plain(self, name: str) -> identity.Place:
        profile, database = self.target
        return self.filler.table(database, name, (profile.database or None, profile.schema or None))

    def _read(self, node: Node) -> SqlLineage:
        if node.id not in self._lineage:
            system = self.target[1].system
            self._lineage[node.id] = templated_lineage(node.code, None if system == "sql" else system)
        return self._lineage[node.id]

    def _path(self, node: Node) -> str:
        return f"{self.folder}/{node.path}" if self.folder != "." else node.path

    def _evidence(self, node: Node, quote: str) -> Evidence:
        return Evidence(Ground.SQL, Span(self._path(node), 1), quote)
