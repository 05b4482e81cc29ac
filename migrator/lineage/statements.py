"""SQL of a task, wherever it is written: in the argument, in a list, or in a file of the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator import identity
from migrator.lineage.mentions import Found, Gap, Mention
from migrator.lineage.places import Filler
from migrator.lineage.sql import SqlLineage
from migrator.lineage.sql_files import because, find_file, is_file_name, read_file
from migrator.lineage.templated import task_lineage
from migrator.lineage.texts import plain_params, rendered, text_of
from migrator.model import Call, Evidence, Ground, Items, Known, Mapping, Mode, Span, Template, Value, Write, argument
from migrator.secrets import shown

# Calls that only wrap SQL: sqlalchemy.text("..."), psycopg2.sql.SQL("...")
WRAPPERS = ("text", "SQL")


@dataclass(frozen=True, slots=True)
class Statements:
    """Reads SQL for one task: `folders` are searched for its files, `span` is where the task stands, `names` are what
    else its Jinja knows."""

    filler: Filler
    folders: tuple[str, ...]
    span: Span
    names: dict[str, object] = field(default_factory=dict)

    def mentions(
        self, value: Value, database: identity.Database, around: tuple[str | None, ...], mode: Mode, label: str
    ) -> Iterator[Found]:
        """What the SQL in a value reads and writes; `mode` is what its reads count as, `label` how evidence begins."""
        if isinstance(value, Items):
            for inner in value.values:
                yield from self.mentions(inner, database, around, mode, label)
            if value.rest is not None:
                yield self._unreadable(text_of(value.rest) or "?", label)
            return
        if isinstance(value, Call) and value.name.rpartition(".")[2] in WRAPPERS:
            value = argument(value.arguments, "0") or argument(value.arguments, "text") or value
        text = value.value if isinstance(value, Known) else value.text if isinstance(value, Template) else None
        if not isinstance(text, str):
            yield self._unreadable(text_of(value) or "?", label)
            return
        source: Span = self.span
        sql: str | Template = value if isinstance(value, Template) else text
        if is_file_name(text):
            path = find_file(text.strip(), self.filler.root, self.folders)
            if path is None:
                yield self._missing(text.strip(), label)
                return
            source, sql = Span(path, 1), read_file(self.filler.root, path)
        if database.system == "teradata" and isinstance(sql, str):
            # BTEQ's own commands: .IF ERRORCODE <> 0 THEN .GOTO end
            sql = re.sub(r"(?m)^[ \t]*\.[A-Za-z].*$", "", sql)
        dialect = None if database.system == "sql" else database.system
        params = plain_params(self.filler.params)
        known = {**self.names, **({"params": params} if params else {})}
        lineage = task_lineage(sql, dialect, known, span=source, search=self._included)
        yield from self._placed(lineage, source, database, around, mode)

    def _included(self, name: str) -> str | None:
        path = find_file(name, self.filler.root, self.folders)
        return read_file(self.filler.root, path) if path else None

    def project_file(self, name: str) -> str | None:
        """The project's file that a name means: a path of its own, or the longest end of one of another machine's."""
        known = name.rpartition("}")[2]
        parts = [part for part in known.split("/") if part not in ("", ".")]
        ends = ["/".join(parts[start:]) for start in range(len(parts)) if ".." not in parts[start:]]
        found = (find_file(end, self.filler.root, self.folders) for end in ends[:20])
        return next((path for path in found if path is not None), None)

    def script(self, command: str, params: Mapping) -> str:
        """A command line with its Jinja as holes; one that is the name of a script of the project, that script."""
        is_script = command.endswith((".sh", ".bash")) and " " not in command
        path = find_file(command, self.filler.root, self.folders) if is_script else None
        text = read_file(self.filler.root, path) if path else command
        return rendered(text, params)

    def _placed(
        self,
        lineage: SqlLineage,
        source: Span,
        database: identity.Database,
        around: tuple[str | None, ...],
        mode: Mode,
    ) -> Iterator[Found]:
        places = {
            use.name: self.filler.location(use.name)
            if use.place
            else self.filler.table(database, use.exact or use.name, around)
            for use in lineage.uses
        }
        for use in lineage.uses:
            if database.authority == ":memory:" and places[use.name].asset.system == database.system:
                # Gone with the connection: nobody else ever sees it.
                continue
            line = source.line + use.line - 1 if source.path != self.span.path else self.span.line
            yield Mention(
                places[use.name],
                use.mode if use.mode is not Mode.READ else mode,
                Evidence(Ground.SQL, Span(source.path, line), use.quote),
                (use.write or Write.UNKNOWN) if use.mode is Mode.WRITE else None,
                use.when,
                use.partition,
                self._columns(lineage, use.name, places, database, around) if use.mode is Mode.WRITE else (),
                use.temporary,
            )
        for problem in lineage.findings:
            evidence = Evidence(Ground.SQL, source, shown(problem))
            fix = "Check the statement, or name its dialect for the connection in migrate.toml."
            yield Gap("sql-not-parsed", shown(problem), evidence, fix)

    def _columns(
        self,
        lineage: SqlLineage,
        target: str,
        places: dict[str, identity.Place],
        database: identity.Database,
        around: tuple[str | None, ...],
    ) -> tuple[tuple[str, str], ...]:
        pairs = []
        for read, written in lineage.columns:
            table, _, column = read.rpartition(".")
            if written.rpartition(".")[0] == target:
                place = places.get(table) or self.filler.table(database, table, around)
                pairs.append((f"{place.asset.key}.{column}", written.rpartition(".")[2]))
        return tuple(dict.fromkeys(pairs))

    def _missing(self, name: str, label: str) -> Gap:
        if "{" in name:
            return self._unreadable(name, label)
        why = because(name, self.filler.root, self.folders)
        message = f"{label}: {name} {why}, so what it reads and writes is not known"
        evidence = Evidence(Ground.OPERATOR, self.span, shown(name))
        return Gap("sql-file-missing", message, evidence, "Add the folder as a --root, or mend the name.")

    def _unreadable(self, source: str, label: str) -> Gap:
        message = f"{label}: only run time knows the SQL, {shown(source)}"
        fix = "Say what it reads and writes with inlets and outlets."
        return Gap("unknown-data", message, Evidence(Ground.OPERATOR, self.span, shown(source)), fix)
