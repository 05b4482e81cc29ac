"""What one task's operator, code and declarations do to data, in order, by the facts in `operators/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrator import identity
from migrator.lineage import shell
from migrator.lineage.given import Given
from migrator.lineage.mentions import Found, Gap, Mention, is_nameless
from migrator.lineage.quotes import Quotes
from migrator.lineage.statements import Statements
from migrator.lineage.texts import text_of
from migrator.model import Call, Effect, Evidence, Ground, Items, Known, Mapping, Mode, Task, Value, Write
from migrator.operators import facts
from migrator.operators.rule import Kind, Rule
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
}

HIDDEN = "Make it visible: declare what it writes as outlets, or run it as a step of its own."


@dataclass(frozen=True, slots=True)
class Facts:
    """Turns rules and arguments into mentions, for one task."""

    statements: Statements
    quotes: Quotes

    def of_task(self, task: Task) -> Iterator[Found]:
        """Everything the task does to data: by its operator, then its code in order, then what it declares."""
        rule = facts.rule_of(task)
        if rule is not None:
            for found in self._by_operator(task, rule):
                yield _as_kind(found, rule.kind)
        for effect in task.effects:
            for found in self._by_effect(task, effect):
                as_kind = _as_kind(found, rule.kind if rule is not None else Kind.WORK)
                yield as_kind.under(effect.when) if isinstance(as_kind, Mention) else as_kind
        yield from self._declared(task)

    def _by_operator(self, task: Task, rule: Rule) -> Iterator[Found]:
        given = Given.of_task(task, rule)
        filler = self.statements.filler
        names = dict.fromkeys(hole.rstrip("?") for place in rule.places for hole in identity.holes(place))
        said = ((name.rpartition(".")[2], filler.texts(given, name)) for name in names)
        quote = ", ".join(f"{name}={filler.relative(', '.join(texts))!r}" for name, texts in said if texts)
        evidence = Evidence(Ground.OPERATOR, task.span, shown(f"{task.operator}({quote})"))
        yield from self._by_rule(rule, given, evidence, f"{task.operator} {task.id}")

    def _by_effect(self, task: Task, effect: Effect) -> Iterator[Found]:
        evidence = Evidence(Ground.CODE, effect.span, self.quotes.line(effect.span) or shown(effect.call))
        label = f"{task.id} ({effect.call.rpartition('.')[2]}() in line {effect.span.line})"
        if effect.call == "shell":
            for text in (text_of(value, self._params) for _, value in effect.arguments):
                yield from self._by_shell(text or "", evidence, label)
            return
        rule = facts.method_of(effect.call) or facts.call_of(effect.call)
        if rule is not None:
            given = Given.of_call(effect.arguments, rule.positions, dict(rule.defaults))
            if effect.receiver is not None:
                given.arguments["self"] = effect.receiver
            yield from self._by_rule(rule, given, evidence, label)

    def _by_rule(self, rule: Rule, given: Given, evidence: Evidence, label: str) -> Iterator[Found]:
        yield from self._by_sql(rule, given, evidence, label)
        if rule.shell is not None:
            for text in self._commands(given, rule.shell):
                yield from self._by_shell(text, evidence, label)
        reads, writes = rule.reads, rule.writes
        if rule.turned_by is not None and rule.turned_by[1] in self.statements.filler.texts(given, rule.turned_by[0]):
            reads, writes = writes, reads
        if rule.opens is not None:
            yield from self._opened(rule, given, evidence, label)
            return
        manner = self._manner(rule, given)
        for templates, mode, write in (
            (reads, Mode.READ, None),
            (rule.checks, Mode.CHECK, None),
            (rule.waits, Mode.WAIT, None),
            (writes, Mode.WRITE, manner),
            (rule.deletes, Mode.WRITE, Write.DELETE),
        ):
            for template in templates:
                yield from self._at(template, rule, given, mode, write, evidence, label)
        if rule.starts is not None:
            yield self._hidden(rule.starts, evidence, label)

    def _by_sql(self, rule: Rule, given: Given, evidence: Evidence, label: str) -> Iterator[Found]:
        around = tuple(next(iter(self.statements.filler.texts(given, name)), None) for name in rule.around)
        statements = replace(self.statements, span=evidence.span)
        for argument, connection in rule.statements:
            database = self.statements.filler.connections.database(given.first(connection), rule.system)
            values = [value for value in given.all(argument) if not _is_object(value)]
            for value in values:
                if database is None and rule.name.startswith("*.") and not _looks_like_sql(value):
                    continue
                # duckdb.sql("...") without a connection is a database in memory.
                is_own = rule.system == "duckdb" and connection not in given.arguments
                where = database or identity.Database(rule.system or "sql", ":memory:" if is_own else "{?}")
                yield from statements.mentions(value, where, around, Mode.READ, label)

    def _at(
        self, template: str, rule: Rule, given: Given, mode: Mode, write: Write | None, evidence: Evidence, label: str
    ) -> Iterator[Found]:
        parts = self.statements.filler.texts(given, rule.partition) if rule.partition else []
        for place in self.statements.filler.places(template, given, rule.around, rule.system):
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

    def _commands(self, given: Given, name: str) -> Iterator[str]:
        value = given.arguments.get(name)
        if isinstance(value, Items):
            # [*program, "run"]: what is not known may stand anywhere, most often it is the program.
            words = [text_of(value.rest) or "{?}"] if value.rest is not None else []
            words += [text_of(word, self._params) or "{?}" for word in value.values]
            # A list is one command, word by word; quotes keep its words whole.
            yield " ".join(word if word.startswith("{") else "'" + word.replace("'", "") + "'" for word in words)
        else:
            for inner in given.all(name):
                yield self.statements.script(text_of(inner) or "", self._params)

    def _by_shell(self, command: str, evidence: Evidence, label: str) -> Iterator[Found]:
        filler = self.statements.filler
        for step in shell.steps(command):
            match step:
                case shell.Touch(place=name, mode=mode, write=write, is_table=is_table):
                    google = identity.Database("bigquery", identity.connection("google_cloud_default"))
                    place = filler.table(google, name, ()) if is_table else filler.location(name)
                    if not is_nameless(place):
                        yield Mention(place, mode, evidence, write)
                case shell.Sql(text=text, database=database):
                    statements = replace(self.statements, span=evidence.span)
                    yield from statements.mentions(Known(text), database, (), Mode.READ, label)
                case shell.Start(system=system, command=started):
                    yield self._hidden(system, replace(evidence, quote=shown(started)), label)

    def _declared(self, task: Task) -> Iterator[Found]:
        for name, mode, write in (("inlets", Mode.READ, None), ("outlets", Mode.WRITE, Write.UNKNOWN)):
            value = task.argument(name)
            for uri in _uris(value):
                evidence = Evidence(Ground.DECLARED, task.span, shown(f"{name}: {uri}"))
                yield Mention(identity.declared(uri), mode, evidence, write)

    def _hidden(self, system: str, evidence: Evidence, label: str) -> Gap:
        message = f"{label} starts work in {system} that no edge shows: {evidence.quote}"
        return Gap("hidden-run", message, evidence, HIDDEN)

    def _manner(self, rule: Rule, given: Given) -> Write:
        texts = self.statements.filler.texts(given, rule.write_by) if rule.write_by else []
        for word, write in MANNERS.items():
            if texts and word in texts[0].lower():
                return write
        return Write(rule.write)

    @property
    def _params(self) -> Mapping:
        return self.statements.filler.params


def _as_kind(found: Found, kind: Kind) -> Found:
    """A check's reads are checks, and a sensor waits for what it reads."""
    modes = {Kind.CHECK: Mode.CHECK, Kind.SENSOR: Mode.WAIT}
    if isinstance(found, Mention) and found.mode is Mode.READ and kind in modes:
        return replace(found, mode=modes[kind])
    return found


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
            uri = given.get("uri") or given.get("0") or given.get("name") or given.get("1")
            yield from _uris(uri)


def _is_object(value: Value) -> bool:
    return isinstance(value, Call) and value.name.endswith(("select", "insert", "update", "delete"))


def _looks_like_sql(value: Value) -> bool:
    text = (text_of(value) or "").lstrip(" (\n\t").lower()
    return text.startswith(
        ("select", "insert", "update", "delete", "merge", "create", "with", "drop", "truncate", "copy")
    )
