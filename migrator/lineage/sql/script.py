"""A script as a whole: its statements one after the other, and then their net effect.

What a script makes and removes itself is nobody else's business, and a temporary table only passes data on. Reads of
what the script itself has made are therefore left out, and columns are followed through to where they came from.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlglot import exp

from migrator.lineage.sql import blocks, columns, commands, tables
from migrator.lineage.sql.command import Command
from migrator.lineage.sql.facts import RESULT, Effect, Quote, SqlLineage, TableUse
from migrator.lineage.sql.names import Namespace
from migrator.lineage.sql.parse import Parsed, parsed, texts
from migrator.lineage.sql.scopes import Catalog
from migrator.model import ALWAYS, Mode
from migrator.secrets import shown

MAX_INNER = 8
# The trees of a text of this length take some 60 MB.
MAX_UNCOLLECTED = 200_000
# Procedures of Trino's and Spark's connectors that keep tables in order.
_UPKEEP = re.compile(
    r"(?i)(?:^|\.)system\.(?:rewrite|expire|remove|sync|ancestors|fast_forward|set_|rollback|flush|optimize|drop_|unregister"
    r"|create_empty)"
)


@dataclass(slots=True)
class Done:
    """A statement and what it does."""

    text: str
    line: int
    effect: Effect


@dataclass(slots=True)
class Script:
    """The statements read so far, and what they have said about names and columns."""

    dialect: str | None
    names: Namespace
    schema: Catalog
    columns: bool = True
    done: list[Done] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    source: str = ""

    def run(self, sql: str, *, line: int = 1, depth: int = 0, body: bool = False) -> None:
        """Reads the statements of a text, and of the texts inside it; `body` says that it is one of PL/pgSQL or so."""
        for statement in parsed(sql, self.dialect):
            if body:
                statement = statement._replace(body=True)
            try:
                self._statement(statement, line + statement.line - 1, depth)
            except RecursionError:
                self._problem("is nested too deeply", statement.text)

    def _statement(self, statement: Parsed, line: int, depth: int) -> None:
        tree = statement.tree
        if statement.text[:3].upper() in ("SET", "ALT"):
            self.names.settle(statement.text)
        if (
            tree is None
            or isinstance(tree, exp.Command)
            or (isinstance(tree, exp.Execute) and commands.knows(statement.text))
        ):
            self._command(statement, line, depth)
            return
        if isinstance(tree, exp.Use):
            self.names.use(tree, statement.dialect)
            return
        if isinstance(tree, exp.Execute):
            self._call(tree.this.sql(), statement.text)
            return
        if statement.body:
            _without_variables(tree)
        effect = tables.effect(tree, statement.dialect, self.names, statement.rewritten or statement.text)
        if not effect.problems and _loses_write(tree, effect):
            effect.problems.append("which table it writes is not known")
        self.problems += [f"{problem}: {shown(statement.text)}" for problem in effect.problems]
        if self.columns:
            columns.add(effect, tree, statement.dialect, self.names, self.schema)
        self.done.append(Done(statement.text, line, effect))

    def _command(self, statement: Parsed, line: int, depth: int) -> None:
        """The second stage, for what the parser refused or kept as text."""
        found = commands.command(statement.text, self.names)
        called = commands.called(statement.text)
        if called is not None:
            self._call(called, statement.text)
            return
        if found is None:
            if statement.problem is not None or _may_touch(statement):
                self._problem(statement.problem or "is not a form we know", statement.text)
            return
        if found.variable is not None:
            given = commands.assigned(self.source, found.variable)
            found.inner += [given] if given is not None else []
            found.effect.problems += ["the SQL is put together at run time"] if given is None else []
        self.problems += [f"{problem}: {shown(statement.text)}" for problem in found.effect.problems]
        first = len(self.done)
        is_block = statement.text[:2].upper() == "DO" or statement.text[:7].upper() == "EXECUTE"
        for inner in found.inner if depth < MAX_INNER else ():
            self.run(inner, line=line, depth=depth + 1, body=is_block or statement.body)
        self._deliver(self.done[first:], found)
        self.done.append(Done(statement.text, line, found.effect))

    def _deliver(self, inner: list[Done], command: Command) -> None:
        """What a query inside a command gives goes where the command writes, and as the command writes."""
        if command.inner_write is not None:
            for done in inner:
                for touch in done.effect.touches:
                    touch.write = touch.write and command.inner_write
        targets = [touch.name for touch in command.effect.touches if touch.write is not None]
        for done in inner if targets else ():
            done.effect.edges = [
                (table, column, targets[-1] if target == RESULT else target, written)
                for table, column, target, written in done.effect.edges
            ]

    def _call(self, name: str, text: str) -> None:
        """A procedure whose body stands elsewhere; those of the system only administer."""
        if _UPKEEP.search(name):
            return
        system = ("sp_", "sys.", "system.", "system$", "xp_", "master.", "dbms_", "dbo.sp_", "sysproc.")
        if not name.lower().startswith(system) and not commands.defined(self.source, name):
            self.problems.append(f"what the procedure {name} reads and writes is not known: {shown(text)}")

    def _problem(self, problem: str, text: str) -> None:
        self.problems.append(f"statement not understood ({problem}): {shown(text)}")


def _may_touch(statement: Parsed) -> bool:
    words = [word.upper().strip("(;") for word in statement.text.split(None, 2)[:2]]
    first = "" if not words else "INSTALL" if words[0] == "LOAD" and words[1:] != ["DATA"] else words[0]
    return first not in blocks.QUIET and first not in blocks.CONTROL


def _loses_write(tree: Any, effect: Effect) -> bool:
    """Whether a statement that changes rows has left no trace of it; T-SQL's table variables leave none."""
    if not isinstance(tree, (exp.Insert, exp.Update, exp.Delete, exp.Merge)):
        return False
    target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    variable = isinstance(target, exp.Parameter) or isinstance(getattr(target, "this", None), exp.Parameter)
    return not variable and all(touch.write is None for touch in effect.touches)


def _without_variables(tree: Any) -> None:
    """Takes INTO out of a statement where it fills variables."""
    for into in list(tree.find_all(exp.Into)):
        into.pop()


def lineage(
    sql: str,
    dialect: str | None = None,
    *,
    schema: Mapping[str, Sequence[str]] | None = None,
    default_db: str | None = None,
    default_schema: str | None = None,
    columns: bool = True,
) -> SqlLineage:
    """What a script reads and writes, and from which columns to which unless `columns` says that nobody asks;
    problems are findings, never exceptions."""
    names = Namespace(default_db, default_schema)
    script = Script(dialect, names, Catalog((schema or {}).items()), columns, source=sql)
    # Held back, but for long scripts: the collector would walk each tree several times while it is made, in vain.
    held_back = len(sql) < MAX_UNCOLLECTED and gc.isenabled()
    if held_back:
        gc.disable()
    try:
        script.run(sql)
    finally:
        if held_back:
            gc.enable()
    hidden = _hidden(script.done)
    pairs = _columns(script.done, hidden) if columns else ()
    return SqlLineage(_uses(script.done, hidden, script.names), pairs, tuple(dict.fromkeys(script.problems)))


def _hidden(done: list[Done]) -> set[str]:
    """The tables nobody outside the script sees: made and removed in it, renamed away, or temporary and read in it."""
    made: set[str] = set()
    gone: set[str] = set()
    temporary: set[str] = set()
    for statement in done:
        for touch in statement.effect.touches:
            if not made and not touch.makes:
                continue
            key = touch.name.lower()
            if touch.write is None and key in temporary:
                gone.add(key)
            if touch.makes:
                made.add(key)
                gone.discard(key)
                if touch.temporary:
                    temporary.add(key)
            elif touch.ends and key in made:
                gone.add(key)
        if statement.effect.renames:
            gone |= {old.lower() for old, _ in statement.effect.renames if old.lower() in made}
    return gone


def _uses(done: list[Done], hidden: set[str], names: Namespace) -> tuple[TableUse, ...]:
    """The uses in order, without what is hidden and without reads of what the script itself has made."""
    uses: list[TableUse] = []
    made: set[str] = set()
    temporary: set[str] = set()
    for number, statement in enumerate(done):
        said = Quote(partial(shown, statement.text))
        touches = statement.effect.touches
        for touch in touches:
            name, write = touch.name, touch.write
            key = name.lower()
            if touch.temporary and write is not None:
                temporary.add(key)
            if key in hidden or (write is None and key in made):
                continue
            mode = Mode.READ if write is None else Mode.WRITE
            what = (name, mode, write, len(uses), number, touch.partition, said, statement.line, ALWAYS)
            uses.append(TableUse(*what, touch.place, touch.tied, names.quoted(name), key in temporary))
        made.update([touch.name.lower() for touch in touches if touch.makes and not touch.kept])
    return tuple(uses)


def _columns(done: list[Done], hidden: set[str]) -> tuple[tuple[str, str], ...]:
    """The column pairs, looked through the hidden tables, each once and in order."""
    origins: dict[tuple[str, str], list[tuple[str, str]]] = {}
    pairs: dict[tuple[str, str], None] = {}
    for statement in done:
        for table, column, target, written in statement.effect.edges:
            sources = _origins((table, column), hidden, origins)
            if target.lower() in hidden:
                origins.setdefault((target.lower(), written.lower()), []).extend(sources)
            else:
                pairs.update(((f"{a}.{b}", f"{target}.{written}"), None) for a, b in sources)
        _renamed(statement.effect, hidden, origins)
    return tuple(pairs)


def _origins(
    source: tuple[str, str], hidden: set[str], origins: dict[tuple[str, str], list[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """Where a column comes from outside the script: itself, unless its table is hidden."""
    table, column = source
    if table.lower() not in hidden:
        return [source]
    return origins.get((table.lower(), column.lower()), [])


def _renamed(effect: Effect, hidden: set[str], origins: dict[tuple[str, str], list[tuple[str, str]]]) -> None:
    """A rename carries a hidden table's origins to its new name when that is hidden too."""
    for old, new in effect.renames:
        if old.lower() in hidden and new.lower() in hidden:
            for (table, column), sources in list(origins.items()):
                if table == old.lower():
                    origins[new.lower(), column] = sources


def statements(sql: str, dialect: str | None = None) -> tuple[str, ...]:
    """The script split into its statements, as they are written; one text when no dialect can read it."""
    return tuple(text for text, _ in texts(sql, dialect))
