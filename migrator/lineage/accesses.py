"""What one task's operator, code and declarations do to data, in order, by the facts in `operators/`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrator import identity, shell
from migrator.dbt.command import command as dbt_command
from migrator.lineage import expressions
from migrator.lineage.dbt_cosmos import cosmos_command
from migrator.lineage.dbt_runs import Dbt, Where
from migrator.lineage.given import Given, chain_of
from migrator.lineage.mentions import Found, Gap, Mention, is_nameless
from migrator.lineage.passed import Passed, passed, words
from migrator.lineage.statements import Statements
from migrator.lineage.texts import text_of
from migrator.lineage.xcoms import returned_by
from migrator.model import (
    Call,
    Effect,
    Evidence,
    Ground,
    Items,
    Known,
    Mapping,
    Mode,
    Reference,
    Span,
    Task,
    Value,
    Write,
)
from migrator.operators.facts import Catalogue
from migrator.operators.rule import HOLE, Kind, Rule
from migrator.secrets import shown

# What an argument such as `write_disposition`, `if_exists` or `method` says -> how it writes.
MANNERS = {
    "truncate": Write.OVERWRITE,
    "replace": Write.OVERWRITE,
    "overwrite": Write.OVERWRITE,
    "append": Write.APPEND,
    "insert": Write.APPEND,
    "empty": Write.OVERWRITE,
    "upsert": Write.MERGE,
    "merge": Write.MERGE,
    "update": Write.MERGE,
    "delete": Write.DELETE,
}

# How deep scripts are followed that run scripts.
DEEPEST = 4
# The effect by which reading says that it followed a program: its argument is the program's path.
SCRIPT = "script"
HIDDEN = "Make it visible: declare what it writes as outlets, or run it as a step of its own."


@dataclass(frozen=True, slots=True)
class Facts:
    """Turns rules and arguments into mentions, for one task."""

    statements: Statements
    dbt: Dbt
    dag_folder: str = ""
    # The programs of the project that the task starts and reading followed, by their paths.
    scripts: tuple[str, ...] = ()

    def of_task(self, task: Task) -> Iterator[Found]:
        """Everything the task does to data: by its operator, then its code in order, then what it declares."""
        rule = self._catalogue.rule_of(task)
        if rule is not None:
            for found in self._by_operator(task, rule):
                yield _as_kind(found, rule.kind)
            yield from self._by_cosmos(task)
        for effect in task.effects:
            for found in self._by_effect(task, effect):
                as_kind = _as_kind(found, rule.kind if rule is not None else Kind.WORK)
                yield as_kind.under(effect.when) if isinstance(as_kind, Mention) else as_kind
        yield from self._declared(task)

    def _by_operator(self, task: Task, rule: Rule) -> Iterator[Found]:
        evidence = Evidence(Ground.OPERATOR, task.span, task.operator)
        given = Given.of_task(task, rule)
        returned = next((value for value in map(returned_by, task.effects) if value is not None), None)
        if returned is not None:
            given.arguments["returned"] = returned
        yield from self._by_rule(rule, given, evidence, f"{task.operator} {task.id}")

    def _by_cosmos(self, task: Task) -> Iterator[Found]:
        """What one of Cosmos' operators runs: its class says the command, its arguments the project and selection."""
        asked = cosmos_command(task, self._params)
        if asked is None:
            return
        command, connection = asked
        quote = shown(f"{task.operator}(select={' '.join(command.select)!r})")
        evidence = Evidence(Ground.OPERATOR, task.span, quote)
        where = Where(dag_folder=self.dag_folder, connection=connection)
        yield from self.dbt.does(command, where, self.statements.filler, evidence, f"{task.operator} {task.id}")

    def _said(self, evidence: Evidence, given: Given, *names: str) -> Evidence:
        """The evidence with the arguments that say it, where an operator's own are the ground."""
        if evidence.ground is not Ground.OPERATOR:
            return evidence
        filler = self.statements.filler
        written = replace(given, defaults={})
        said = ((name.rpartition(".")[2], filler.texts(written, name)) for name in dict.fromkeys(names))
        quote = ", ".join(f"{name}={filler.relative(', '.join(texts))!r}" for name, texts in said if texts)
        return replace(evidence, quote=shown(f"{evidence.quote}({quote})"))

    def _by_effect(self, task: Task, effect: Effect) -> Iterator[Found]:
        evidence = Evidence(Ground.CODE, effect.span, effect.quote or shown(effect.call))
        label = f"{task.id} ({effect.call.rpartition('.')[2]}() in line {effect.span.line})"
        if effect.call == SCRIPT:
            return
        if effect.call == "shell":
            for text in (text_of(value, self._params) for _, value in effect.arguments):
                yield from self._by_shell(text or "", evidence, label)
            return
        rule = self._catalogue.call_of(effect.call)
        if rule is not None:
            given = Given.of_call(effect.arguments, rule.positions, dict(rule.defaults))
            if effect.receiver is not None:
                given.arguments["self"] = effect.receiver
                given.arguments["on"] = chain_of(effect.receiver)
            yield from self._by_rule(rule, given, evidence, label)

    def _by_rule(self, rule: Rule, given: Given, evidence: Evidence, label: str) -> Iterator[Found]:
        yield from self._by_sql(rule, given, evidence, label)
        if rule.shell is not None:
            told = self._said(evidence, given, rule.shell)
            around = self._environment(given)
            for text in self._commands(given, rule.shell):
                yield from self._by_shell(text, told, label, around, self._folder(given))
        for name in rule.passed:
            yield from self._by_passed(given, name, evidence, label)
        for decided in (rule.turned_by, rule.deleted_by, rule.moved_by):
            if decided is not None and _said_by(given, decided[0]) is None:
                argument = self._said(evidence, given, decided[0])
                yield _unknown(f"{label} moves data, and only run time knows which way: {argument.quote}", argument)
                return
        rule = _directed(rule, given)
        if rule.opens is not None:
            yield from self._opened(rule, given, evidence, label)
            return
        manner = self._manner(rule, given)
        for templates, mode, write in (
            (rule.reads, Mode.READ, None),
            (rule.checks, Mode.CHECK, None),
            (rule.waits, Mode.WAIT, None),
            (rule.writes, Mode.WRITE, manner or Write(rule.write)),
            (rule.appends, Mode.WRITE, manner or Write.APPEND),
            (rule.deletes, Mode.WRITE, Write.DELETE),
        ):
            for template in templates:
                yield from self._at(template, rule, given, mode, write, evidence, label)
        for place in self.statements.filler.datasets(given, rule.datasets_in):
            yield Mention(place, Mode.READ, evidence)
        for place in self.statements.filler.datasets(given, rule.datasets_out):
            yield Mention(place, Mode.WRITE, evidence, Write.UNKNOWN)
        if rule.starts is not None:
            yield self._hidden(rule.starts, evidence, label)

    def _by_sql(self, rule: Rule, given: Given, evidence: Evidence, label: str) -> Iterator[Found]:
        around = tuple(next(iter(self.statements.filler.texts(given, name)), None) for name in rule.around)
        statements = replace(self.statements, span=evidence.span)
        for argument, connection, system in rule.statements:
            database = self.statements.filler.connections.database(given.first(connection), system)
            host = self.statements.filler.host(rule.host, given)
            database = identity.Database(system or "sql", host) if host else database
            for value in given.all(argument):
                touched = list(expressions.touched(value))
                around_it = database or identity.Database(system or "sql", "{?}")
                for table, mode, write in touched:
                    yield Mention(self.statements.filler.table(around_it, table, around), mode, evidence, write)
                if not touched and expressions.is_expression(value):
                    yield _unknown(f"{label} runs an expression, and nothing here names its tables", evidence)
                if touched or expressions.is_expression(value):
                    continue
                if database is None and rule.name.startswith("*.") and not _looks_like_sql(value):
                    continue
                # duckdb.sql("...") without a connection is a database in memory.
                is_own = system == "duckdb" and connection not in given.arguments
                where = database or identity.Database(system or "sql", ":memory:" if is_own else "{?}")
                yield from statements.mentions(value, where, around, Mode.READ, label)

    def _at(
        self, template: str, rule: Rule, given: Given, mode: Mode, write: Write | None, evidence: Evidence, label: str
    ) -> Iterator[Found]:
        filler = self.statements.filler
        parts = filler.texts(given, rule.partition) if rule.partition else []
        sides = ((side, filler.places(side, given, rule.around, rule.system)) for side in template.split(" | "))
        side, places = next((found for found in sides if found[1]), (template, []))
        also = (rule.partition,) if parts and rule.partition else ()
        evidence = self._said(evidence, given, *(name for name, _ in HOLE.findall(side)), *also)
        for place in places:
            if "tempfile" in place.unknown_parts:
                # Nobody else ever sees it.
                continue
            if is_nameless(place):
                verb = "write" if mode is Mode.WRITE else "read"
                yield _unknown(f"{label} {verb}s data that only run time names: {shown(place.asset.key)}", evidence)
            else:
                yield Mention(place, mode, evidence, write, partition=next(iter(parts), None))

    def _opened(self, rule: Rule, given: Given, evidence: Evidence, label: str) -> Iterator[Found]:
        letters = next(iter(self.statements.filler.texts(given, rule.opens or "")), "r")
        for template in rule.reads:
            if "r" in letters or "+" in letters:
                yield from self._at(template, rule, given, Mode.READ, None, evidence, label)
            if any(letter in letters for letter in "wax+"):
                write = Write.APPEND if "a" in letters else Write.OVERWRITE
                yield from self._at(template, rule, given, Mode.WRITE, write, evidence, label)

    def _by_passed(self, given: Given, name: str, evidence: Evidence, label: str) -> Iterator[Found]:
        """What the arguments say that a job hands on to its program."""
        told = replace(evidence, quote=shown(f"{evidence.quote}({name})"))
        for value in given.whole(name):
            command = words(value, self._params)
            touched = []
            for text in (shlex.join(command), *(word for word in command if " " in word)):
                found = self._by_shell(text, told, label)
                # The job itself is no hidden run, and what lies on its own disk is not ours to name.
                touched += [one for one in found if isinstance(one, Mention) and "://" in one.place.asset.key]
            yield from touched
            keys = {one.place.asset.key for one in touched}
            for one in passed(value, self._params):
                place = self._place_of(one)
                if place.asset.key in keys:
                    continue
                said = replace(told, quote=shown(f"{evidence.quote}({name}: {one.option} {one.text})"))
                if one.mode is None or is_nameless(place):
                    message = f"{label} hands {shown(one.text)} to its program; nothing says if it is read or written"
                    yield _unknown(message, said)
                else:
                    yield Mention(place, one.mode, said, Write.UNKNOWN if one.mode is Mode.WRITE else None)

    def _place_of(self, one: Passed) -> identity.Place:
        google = identity.Database("bigquery", identity.connection("google_cloud_default"))
        filler = self.statements.filler
        return filler.table(google, one.text, ()) if one.is_table else filler.location(one.text)

    def _commands(self, given: Given, name: str) -> Iterator[str]:
        value = given.arguments.get(name)
        if isinstance(value, Items):
            # [*program, "run"]: what is not known may stand anywhere, most often it is the program.
            words = [text_of(value.rest) or "{?}"] if value.rest is not None else []
            words += [_program(text_of(word, self._params) or "{?}") for word in value.values]
            # A list is one command, word by word; quotes keep its words whole.
            yield " ".join(word if word.startswith("{") else "'" + word.replace("'", "") + "'" for word in words)
        else:
            for inner in given.all(name):
                yield self.statements.script(text_of(inner) or "", self._params)

    def _by_shell(
        self,
        command: str,
        evidence: Evidence,
        label: str,
        variables: dict[str, str] | None = None,
        folder: str = "",
        depth: int = 0,
    ) -> Iterator[Found]:
        filler = self.statements.filler
        for step in shell.steps(command, variables, folder=folder):
            match step:
                case shell.Touch(place=name, mode=mode, write=write, database=database):
                    place = filler.location(name) if database is None else filler.table(database, name, ())
                    if not is_nameless(place):
                        yield Mention(place, mode, evidence, write)
                case shell.Sql(text=text, database=database):
                    statements = replace(self.statements, span=evidence.span)
                    yield from statements.mentions(Known(text), database, (), Mode.READ, label)
                case shell.Start(system="dbt", words=words, folder=folder, variables=around, command=started):
                    told = replace(evidence, quote=shown(filler.relative(started)))
                    where = Where(folder, self.dag_folder, dict(around))
                    yield from self.dbt.does(dbt_command(words), where, filler, told, label)
                case shell.Script(path=path) if depth < DEEPEST:
                    file = self.statements.project_file(path)
                    if file is not None:
                        told = replace(evidence, span=Span(file, 1))
                        text = self.statements.script(file, self._params)
                        yield from self._by_shell(text, told, label, variables, folder, depth + 1)
                case shell.Python(path=path, module=module):
                    if not self._is_followed(path or f"{module.replace('.', '/')}.py"):
                        yield self._not_followed(path or f"-m {module}", evidence, label)
                case shell.Start(system="spark", words=words) if any(map(self._is_followed, words)):
                    # What it does is among the task's own effects.
                    pass
                case shell.Start(system=system, command=started):
                    yield self._hidden(system, replace(evidence, quote=shown(filler.relative(started))), label)

    def _is_followed(self, name: str) -> bool:
        """Whether reading has followed a program of that name, whatever the folders above it are called."""
        return any(
            script == name.lstrip("./") or f"/{script}".endswith("/" + name.rpartition("/")[2])
            for script in self.scripts
            if name.endswith(".py") or script.endswith("__main__.py")
        )

    def _not_followed(self, name: str, evidence: Evidence, label: str) -> Gap:
        message = (
            f"{label} starts the program {shown(self.statements.filler.relative(name))}, which is not in the project"
        )
        return Gap("unknown-data", message, evidence, "Say what it reads and writes with inlets and outlets.")

    def _folder(self, given: Given) -> str:
        """Where an operator's command is started, as far as its `cwd` is known."""
        return next(iter(self.statements.filler.texts(given, "cwd")), "")

    def _environment(self, given: Given) -> dict[str, str]:
        """The variables that an operator's `env` sets, as far as they are known."""
        found = given.arguments.get("env")
        entries = found.entries if isinstance(found, Mapping) else ()
        named = ((text_of(key), text_of(value, self._params)) for key, value in entries)
        return {name: text for name, text in named if name and text}

    def _declared(self, task: Task) -> Iterator[Found]:
        for name, mode, write in (("inlets", Mode.READ, None), ("outlets", Mode.WRITE, Write.UNKNOWN)):
            value = task.argument(name)
            for uri in _uris(value):
                evidence = Evidence(Ground.DECLARED, task.span, shown(f"{name}: {uri}"))
                yield Mention(identity.declared(uri), mode, evidence, write)
            for alias in aliases_in(value):
                evidence = Evidence(Ground.DECLARED, task.span, shown(f"{name}: {alias}"))
                yield _unknown(f"{task.id} names the alias {alias}: which assets it stands for a run says", evidence)

    def _hidden(self, system: str, evidence: Evidence, label: str) -> Gap:
        message = f"{label} starts work in {system} that no edge shows: {evidence.quote}"
        return Gap("hidden-run", message, evidence, HIDDEN)

    def _manner(self, rule: Rule, given: Given) -> Write | None:
        """How the arguments say that it writes; None when they do not."""
        for name in rule.write_by.split(" | ") if rule.write_by else ():
            texts = self.statements.filler.texts(given, name)
            for word, write in MANNERS.items():
                if texts and word in texts[0].lower():
                    return write
        return None

    @property
    def _catalogue(self) -> Catalogue:
        return self.statements.filler.connections.catalogue

    @property
    def _params(self) -> Mapping:
        return self.statements.filler.params


def _program(word: str) -> str:
    """A word of a command; the interpreter that runs the task is a python."""
    return "python" if word == "{sys.executable}" else word


def _as_kind(found: Found, kind: Kind) -> Found:
    """A check's reads are checks, and a sensor waits for what it reads."""
    modes = {Kind.CHECK: Mode.CHECK, Kind.SENSOR: Mode.WAIT}
    if isinstance(found, Mention) and found.mode is Mode.READ and kind in modes:
        return replace(found, mode=modes[kind])
    return found


def _said_by(given: Given, names: str) -> str | None:
    """The word an argument says, also where it is an enum's member (`SFTPOperation.GET`); None when nobody knows."""
    match next((found for name in names.split(" | ") if (found := given.first(name)) is not None), None):
        case None:
            return ""
        case Known(value=value):
            return str(value).lower()
        case Reference(qualname=name):
            return name.rpartition(".")[2].lower()
    return None


def _directed(rule: Rule, given: Given) -> Rule:
    """The rule as its arguments turn it: what is read and what written, or deleted."""
    if rule.deleted_by is not None and _said_by(given, rule.deleted_by[0]) == rule.deleted_by[1]:
        return replace(rule, reads=(), writes=(), deletes=(*rule.deletes, *rule.writes))
    if rule.turned_by is not None and _said_by(given, rule.turned_by[0]) == rule.turned_by[1]:
        return replace(rule, reads=rule.writes, writes=rule.reads)
    if rule.moved_by is not None and _said_by(given, rule.moved_by[0]) == rule.moved_by[1]:
        return replace(rule, deletes=(*rule.deletes, *rule.reads))
    return rule


def _unknown(message: str, evidence: Evidence) -> Gap:
    return Gap("unknown-data", message, evidence, "Say what it reads and writes with inlets and outlets.")


def _uris(value: Value | None) -> Iterator[str]:
    match value:
        case Items(values=values):
            for inner in values:
                yield from _uris(inner)
        case Known(value=str(text)):
            yield text
        case Call(name=name, arguments=arguments) if name.rpartition(".")[2] in ("Asset", "Dataset", "File", "Table"):
            given = dict(arguments)
            if {"database", "name"} <= given.keys():
                # Table(database="d", cluster="c", name="t") of airflow.lineage.entities
                parts = (text_of(given[part]) for part in ("cluster", "database", "name") if part in given)
                yield ".".join(part for part in parts if part)
                return
            # An Asset's name comes before its URI; a Dataset has a URI first.
            positions = ("1", "0") if name.rpartition(".")[2] == "Asset" else ("0", "1")
            yield from _uris(next((given[each] for each in ("uri", "url", *positions, "name") if each in given), None))


def aliases_in(value: Value | None) -> Iterator[str]:
    """The asset aliases that `outlets` name."""
    match value:
        case Items(values=values):
            for inner in values:
                yield from aliases_in(inner)
        case Call(name=name, arguments=arguments) if name.rpartition(".")[2] in ("AssetAlias", "DatasetAlias"):
            given = dict(arguments)
            yield text_of(given.get("name") or given.get("0") or Known("")) or "?"


def _looks_like_sql(value: Value) -> bool:
    text = (text_of(value) or "").lstrip(" (\n\t").lower()
    return text.startswith(
        ("select", "insert", "update", "delete", "merge", "create", "with", "drop", "truncate", "copy")
    )
