"""What tasks hand each other by XCom: who pulls from whom, and the names of data that travel so.

What a task's function returns or pushes is known as far as its code was read; where another task pulls it, the value
stands in the place of the XCom. A pull by name makes an edge that nobody declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import jinja2
from jinja2 import nodes

from migrator import identity
from migrator.lineage.mentions import Mention
from migrator.lineage.rendering import parse
from migrator.lineage.symbols import Exhausted
from migrator.lineage.texts import rendered
from migrator.model import (
    Arguments,
    Call,
    Condition,
    Dag,
    Edge,
    EdgeKind,
    Effect,
    Evidence,
    Ground,
    Hole,
    Items,
    Known,
    Mapping,
    Output,
    Task,
    TaskRef,
    Template,
    Value,
    argument,
)
from migrator.secrets import shown

INSTANCE = "airflow.models.TaskInstance"
# Arguments of every operator in which Airflow looks for no template.
UNTEMPLATED = frozenset("executor_config params inlets outlets pool queue doc doc_md doc_rst owner task_id".split())
# `{{ ti.xcom_pull('a') }}`, in a longer text
EXPRESSION = re.compile(r"\{\{(?:(?!\}\}).){0,500}?xcom_pull(?:(?!\}\}).){0,500}\}\}", re.DOTALL)
PARTS = re.compile(r"[^.\[\]'\"]+")
# Holes that mean the same in every task of a run: `{ds}`, `{params.table}`, `{xcom:a.key}`
FROM_AIRFLOW = re.compile(
    r"^(?:xcom:|(?:ds|ts|run_id|params|conf|var|dag_run|data_interval_\w+|logical_date|execution_date|macros"
    r"|(?:prev|next|yesterday|tomorrow)_ds)(?![a-z]))"
)
# How often a value may be handed on before it is let go.
FURTHEST = 8
# Names shorter than this are no sign of an XCom in the key of an asset.
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Pull:
    """One XCom that a task asks for: `task` None for whoever pushed the key, `dag` None for its own DAG."""

    task: str | None
    key: str
    evidence: Evidence
    when: Condition
    dag: str | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """What a task hands on, and where its code says so."""

    value: Value
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Handed:
    """The XComs of one DAG whose values its code tells, by task and key."""

    dag: str | None = None
    pushes: dict[tuple[str, str], Push] = field(default_factory=dict)

    @staticmethod
    def of(dag: Dag) -> Handed:
        """What the tasks of a DAG push. What is pushed twice, or by each copy of a mapped task, is not known."""
        found: dict[tuple[str, str], list[Push]] = {}
        for task in dag.tasks:
            for effect in task.effects if not task.mapped else ():
                key = _given(effect, "key", 0)
                value = _given(effect, "value", 1)
                if effect.call == f"{INSTANCE}.xcom_push" and isinstance(key, Known) and value is not None:
                    push = Push(value, Evidence(Ground.XCOM, effect.span, shown(f"{task.id}: {effect.quote}")))
                    found.setdefault((task.id, str(key.value)), []).append(push)
        return Handed(
            dag.id, {name: made[0] for name, made in found.items() if len({repr(one.value) for one in made}) == 1}
        )

    def find(self, task: str, path: list[str]) -> tuple[Value, Push] | None:
        """The value of `task.key.part`, and the push it comes from; a key may also be one of what is returned."""
        key, *rest = path or ["return_value"]
        push = self.pushes.get((task, key))
        if push is None:
            push, rest = self.pushes.get((task, "return_value")), path
        value: Value | None = push.value if push is not None else None
        for part in rest:
            value = _part(value, part)
        return None if push is None or value is None or not _tells(value) else (value, push)

    def named(self, name: str) -> tuple[Value, Push] | None:
        """The value of a hole `xcom:group.task.key.part`."""
        rest = name.removeprefix("xcom:")
        tasks = {task for task, _ in self.pushes if rest.startswith(f"{task}.")}
        for task in sorted(tasks, key=len, reverse=True):
            found = self.find(task, PARTS.findall(rest.removeprefix(task)))
            if found is not None:
                return found
        return None

    def into(self, task: Task) -> Task:
        """The task as it is once the XComs it is given are there."""
        if not self.pushes:
            return task
        arguments = self._all(task.arguments, UNTEMPLATED)
        mapped = self._all(task.mapped_arguments, UNTEMPLATED)
        effects = tuple([self._effect(effect) for effect in task.effects])
        return replace(task, arguments=arguments, mapped_arguments=mapped, effects=effects)

    def _effect(self, effect: Effect) -> Effect:
        if effect.call.startswith(f"{INSTANCE}.xcom_"):
            return effect
        arguments = self._all(effect.arguments)
        receiver = None if effect.receiver is None else self.filled(effect.receiver)
        if arguments is effect.arguments and receiver is effect.receiver:
            return effect
        return replace(effect, arguments=arguments, receiver=receiver)

    def _all(self, arguments: Arguments, but: frozenset[str] = frozenset()) -> Arguments:
        found = tuple([(name, value if name in but else self.filled(value)) for name, value in arguments])
        return arguments if all(new[1] is old[1] for new, old in zip(found, arguments, strict=True)) else found

    def filled(self, value: Value, depth: int = 0) -> Value:
        """The value with each XCom that is known in its place; itself where there is none."""
        if depth > FURTHEST:
            return value
        match value:
            case Output(task=task, key=key):
                found = self.find(task, [key])
                return value if found is None else self.filled(found[0], depth + 1)
            case Known(value=str(text)) if "xcom_pull" in text:
                return self._spliced(text, (), depth)
            case Template(text=text, holes=holes) if "xcom_pull" in text or _is_given(holes):
                return self._spliced(text, holes, depth)
            case Items(values=values):
                inner = tuple([self.filled(one, depth + 1) for one in values])
                same = all(new is old for new, old in zip(inner, values, strict=True))
                return value if same else replace(value, values=inner)
            case Mapping(entries=entries):
                pairs = tuple([(key, self.filled(one, depth + 1)) for key, one in entries])
                same = all(new[1] is old[1] for new, old in zip(pairs, entries, strict=True))
                return value if same else replace(value, entries=pairs)
            case Call(arguments=given):
                inside = tuple([(name, self.filled(one, depth + 1)) for name, one in given])
                same = all(new[1] is old[1] for new, old in zip(inside, given, strict=True))
                return value if same else replace(value, arguments=inside)
        return value

    def _pulled(self, expression: str) -> tuple[Value, Push] | None:
        """What an expression of a template pulls, from this DAG."""
        if any(not self.owns(dag) for _, _, dag, _ in asked_in(expression)):
            return None
        return self.named(_hole_of(expression))

    def owns(self, dag: str | None) -> bool:
        """Whether a pull that names this DAG, or none, means the DAG at hand."""
        return dag in (None, "None", self.dag)

    def _spliced(self, text: str, holes: tuple[Hole, ...], depth: int) -> Value:
        """A text whose XComs are filled as far as they are known; where it is nothing but one, the value itself."""
        parts: list[str] = []
        left: list[Hole] = []
        end = 0
        for start, stop, hole, found in sorted(self._cuts(text, holes), key=lambda cut: cut[:2]):
            if start < end:
                continue
            value = None if found is None else self.filled(found[0], depth + 1)
            if value is not None and text.strip() == text[start:stop]:
                return value
            parts.append(text[end:start])
            length = sum(map(len, parts))
            if isinstance(value, Template):
                left += [replace(inner, start=inner.start + length) for inner in value.holes]
            elif hole is not None and _text(value) is None:
                left.append(replace(hole, start=length))
            parts.append(_text(value) or text[start:stop])
            end = stop
        joined = "".join([*parts, text[end:]])
        return Template(joined, tuple(left)) if left else Known(joined)

    def _cuts(
        self, text: str, holes: tuple[Hole, ...]
    ) -> Iterator[tuple[int, int, Hole | None, tuple[Value, Push] | None]]:
        """Where the holes of a text and its pulls stand, and what is known of each."""
        for hole in holes:
            found = self.named(hole.name) if _is_given((hole,)) else None
            yield hole.start, hole.start + len(hole.name) + 2, hole, found
        for match in EXPRESSION.finditer(text):
            yield match.start(), match.end(), None, self._pulled(match[0])

    def known_to(self, pulls: list[Pull]) -> dict[str, object]:
        """What the templates of a task find when they pull: each value under the name of its hole."""
        own = [(pull.task, pull.key) for pull in pulls if pull.task and self.owns(pull.dag)]
        found = {f"xcom:{task}.{key}": self.find(task, [key]) for task, key in own}
        return {name: self.filled(one[0]) for name, one in found.items() if one is not None}

    def seen_in(self, mention: Mention, pulls: list[Pull]) -> Mention:
        """The mention with the pushes that its name came from, as far as the name tells."""
        found = [self.find(pull.task, [pull.key]) for pull in pulls if pull.task and self.owns(pull.dag)]
        key = mention.place.asset.key
        through = [one[1].evidence for one in found if one is not None and _names(self.filled(one[0]), key)]
        return replace(mention, through=tuple(dict.fromkeys(through))) if through else mention


def pulls_of(task: Task, texts: Iterator[str] | tuple[str, ...] = ()) -> list[Pull]:
    """Every XCom that a task asks for by name or is given: in its arguments, its code, and `texts` of its files."""
    found: list[Pull] = []
    for name, value in (*task.arguments, *task.mapped_arguments):
        if name not in UNTEMPLATED:
            found += _in_value(value, name, task)
    for text in texts:
        evidence = Evidence(Ground.XCOM, task.span, shown(task.source))
        found += [replace(pull, evidence=evidence) for pull in _in_text(text, "", task)]
    for effect in task.effects:
        if effect.call == f"{INSTANCE}.xcom_pull":
            found += _in_code(effect)
    return found


def edges(dag: Dag, pulls: dict[str, list[Pull]], handed: Handed, by_id: dict[str, Dag | None]) -> Iterator[Edge]:
    """An edge for each XCom that is pulled, where no declared one says so; `pulls` by the task that asks."""
    declared = {(edge.upstream, edge.downstream) for edge in dag.order if edge.kind is EdgeKind.XCOM}
    ids = {task.id: task for task in dag.tasks}
    for name, asked in pulls.items():
        task = ids[name]
        joint: dict[TaskRef, list[Pull]] = {}
        for pull in asked:
            for up in _pushers(pull, dag, handed, by_id):
                if up != dag.ref(task) and (up, dag.ref(task)) not in declared:
                    joint.setdefault(up, []).append(pull)
        for up, those in joint.items():
            when = those[0].when if len({one.when for one in those}) == 1 else task.when
            evidence = tuple(dict.fromkeys(one.evidence for one in those))
            yield Edge(up, dag.ref(task), EdgeKind.XCOM, when, evidence)


def _pushers(pull: Pull, dag: Dag, handed: Handed, by_id: dict[str, Dag | None]) -> Iterator[TaskRef]:
    """The tasks a pull may mean. Without a name, Airflow 2 takes whoever pushed the key, Airflow 3 the task itself."""
    owner = dag if pull.dag in (None, dag.id, "None") else by_id.get(pull.dag or "")
    if owner is None:
        return
    if pull.task is None:
        if dag.written_for != "3" and pull.key != "return_value":
            yield from (TaskRef(dag.path, dag.name, task) for task, key in handed.pushes if key == pull.key)
        return
    yield from (owner.ref(task) for task in owner.tasks if task.id == pull.task)


def _in_value(value: Value, name: str, task: Task) -> Iterator[Pull]:
    match value:
        case Output(task=up, key=key):
            yield Pull(up, key, Evidence(Ground.XCOM, task.span, shown(f"{name}: {up}.{key}")), task.when)
        case Known(value=str(text)) | Template(text=text) if "xcom_pull" in text:
            yield from _in_text(text, name, task)
        case Items(values=values):
            for inner in values:
                yield from _in_value(inner, name, task)
        case Mapping(entries=entries):
            for _, inner in entries:
                yield from _in_value(inner, name, task)
        case Call(arguments=arguments):
            for _, inner in arguments:
                yield from _in_value(inner, name, task)


def _in_text(text: str, name: str, task: Task) -> Iterator[Pull]:
    for up, key, dag, quote in asked_in(text):
        evidence = Evidence(Ground.XCOM, task.span, shown(f"{name}: {quote}"))
        yield Pull(up, key, evidence, task.when, dag)


def _in_code(effect: Effect) -> Iterator[Pull]:
    evidence = Evidence(Ground.XCOM, effect.span, effect.quote)
    key, dag = _given(effect, "key", 2), _given(effect, "dag_id", 1)
    key_text = key.value if isinstance(key, Known) and isinstance(key.value, str) else "return_value"
    dag_text = dag.value if isinstance(dag, Known) and isinstance(dag.value, str) else None
    if dag is not None and dag_text is None and not (isinstance(dag, Known) and dag.value is None):
        return
    tasks = _given(effect, "task_ids", 0)
    named = tasks.values if isinstance(tasks, Items) else () if tasks is None else (tasks,)
    for one in named:
        if isinstance(one, Known) and isinstance(one.value, str):
            yield Pull(one.value, key_text, evidence, effect.when, dag_text)
    if tasks is None or (isinstance(tasks, Known) and tasks.value is None):
        yield Pull(None, key_text, evidence, effect.when, dag_text)


@lru_cache(maxsize=5_000)
def asked_in(text: str) -> tuple[tuple[str | None, str, str | None, str], ...]:
    """Each (task or None, key, DAG or None, how it is written) that a template pulls; none where it cannot be read.

    >>> asked_in("{{ ti.xcom_pull(task_ids=['a', 'b'], key='k')['x'] }}")[1][:3]
    ('b', 'k', None)
    """
    try:
        tree = parse(text)
    except (jinja2.TemplateSyntaxError, RecursionError, Exhausted):
        return ()
    found: list[tuple[str | None, str, str | None, str]] = []
    for call in tree.find_all(nodes.Call):
        if not (isinstance(call.node, nodes.Getattr) and call.node.attr == "xcom_pull"):
            continue
        named = {pair.key: pair.value for pair in call.kwargs}
        given = [_constant(named.get(name, call.args[at] if at < len(call.args) else None)) for at, name in ORDER]
        tasks, dag, key = given
        if UNREADABLE in given:
            continue
        quote = f"xcom_pull({', '.join(map(repr, filter(None, given)))})"
        for task in tasks if isinstance(tasks, list) else [tasks]:
            found.append((task, key or "return_value", dag, quote))
    return tuple(found)


@lru_cache(maxsize=5_000)
def _hole_of(expression: str) -> str:
    """What a hole is called that an expression of a template leaves: `xcom:a.return_value`"""
    return rendered(expression, None).strip("{}")


# The arguments of `xcom_pull`, and where they stand without their name.
ORDER = ((0, "task_ids"), (1, "dag_id"), (2, "key"))
UNREADABLE = object()


def _constant(node: nodes.Node | None) -> Any:
    """What a literal of a template is worth: a text, a list of texts, or None; UNREADABLE for anything else."""
    if node is None:
        return None
    try:
        value = node.as_const()  # type: ignore[attr-defined]
    except (nodes.Impossible, AttributeError):
        return UNREADABLE
    if isinstance(value, (list, tuple)):
        return list(value) if all(isinstance(one, str) for one in value) else UNREADABLE
    return value if value is None or isinstance(value, str) else UNREADABLE


def returned_by(effect: Effect) -> Value | None:
    """What a task's own function returns, where an effect says so."""
    is_return = effect.call == f"{INSTANCE}.xcom_push" and effect.receiver is None
    return _given(effect, "value", 1) if is_return else None


def _given(effect: Effect, name: str, position: int) -> Value | None:
    found = argument(effect.arguments, name)
    return argument(effect.arguments, str(position)) if found is None else found


def _is_given(holes: tuple[Hole, ...]) -> bool:
    """Whether one of the holes is an XCom."""
    return any(hole.name.startswith("xcom:") for hole in holes)


def _tells(value: Value) -> bool:
    """Whether a value says more than that another task made it: then the XCom's own name is the better one."""
    if isinstance(value, Template):
        literal = value.text
        for hole in value.holes:
            literal = literal.replace("{" + hole.name + "}", "", 1)
        return any(map(str.isalnum, literal)) or all(FROM_AIRFLOW.match(hole.name) for hole in value.holes)
    return isinstance(value, (Known, Items, Mapping, Output))


def _part(value: Value | None, part: str) -> Value | None:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, Items) and part.lstrip("-").isdigit() and value.rest is None:
        return value.values[int(part)] if -len(value.values) <= int(part) < len(value.values) else None
    return None


def _text(value: Value | None) -> str | None:
    if isinstance(value, Known) and isinstance(value.value, (str, int, float)) and not isinstance(value.value, bool):
        return str(value.value)
    return value.text if isinstance(value, Template) else None


def _names(value: Value, key: str) -> bool:
    """Whether a value that was handed on is what an asset is named by."""
    match value:
        case Items(values=values):
            return any(_names(one, key) for one in values)
        case Mapping(entries=entries):
            return any(_names(one, key) for _, one in entries)
    text = _text(value)
    if text is None or len(text) < SHORTEST:
        return False
    written = rendered(text, None)
    return written.lower() in key.lower() or identity.location(written).asset.key.removeprefix("file:") in key


__all__ = ["Handed", "Pull", "Push", "asked_in", "edges", "pulls_of", "returned_by"]
