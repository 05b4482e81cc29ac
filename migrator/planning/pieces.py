"""The tasks of a DAG as `islands.py` weighs them: the state machine's nodes, and what each could become by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

import networkx as nx

from migrator.model import Dag, Items, Known, Output, Reference, Task, TaskRef, Value
from migrator.model import Mapping as Entries
from migrator.operators.rule import Kind, Rule
from migrator.semantics import Node

# What may end as skipped by its own doing: code that may raise AirflowSkipException, a shell that may exit with 99.
MAY_SKIP = {Kind.PYTHON, Kind.BASH, Kind.BRANCH, Kind.SHORT_CIRCUIT}
LATEST_ONLY = "LatestOnlyOperator"
SENSORS_OF_CODE = ("PythonSensor", "task.sensor")


class Gate(str, Enum):
    """How a task decides what below it runs. A BRANCH chooses among the tasks directly below, a DOOR all of them or
    none (latest only), a WALL all that is below at any distance or none (a short circuit)."""

    BRANCH = "branch"
    DOOR = "door"
    WALL = "wall"


@dataclass(frozen=True, slots=True)
class Piece:
    """A task. `native` says why it could not be native even where nothing around it stands in the way; None: it could.

    `folds`: it does nothing but join edges. `hook`: nothing but a run's end needs it, so that it may be called then;
    `tells`: it is there to tell people. `watches`: all it does is fail. `fails` and `skips`: whether it may end so by
    itself. `past`: it looks at how it ended in the run before; `past_below`: at those below it as well.
    """

    node: Node
    native: str | None = None
    gate: Gate | None = None
    folds: bool = False
    hook: bool = False
    tells: bool = False
    watches: bool = False
    fails: bool = True
    skips: bool = True
    past: bool = False
    past_below: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What a task could become natively: `because` says why it has no form at all. `folds`: the form is no step of its
    own. `owns`: it writes data that is there afterwards. `skips`: whether it may end as skipped; None: nobody knows."""

    because: str | None
    folds: bool = False
    owns: bool = False
    skips: bool | None = None


def scoped(nodes: Iterable[Node]) -> dict[str, Node]:
    """The nodes with what setups and teardowns mean for those that are not next to them: which setups further up must
    have succeeded (those without a teardown, or with one below the task), and what a teardown waits for."""
    known = {node.id: node for node in nodes}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(known)
    graph.add_edges_from((up, node.id) for node in known.values() for up in node.upstream)
    setups: dict[str, list[str]] = {}
    for name in (each for each in known if known[each].setup):
        below = nx.descendants(graph, name)
        teardowns = [each for each in graph.successors(name) if known[each].teardown]
        if teardowns:
            below &= set[str]().union(*(nx.ancestors(graph, each) for each in teardowns))
        for each in below - set(graph.successors(name)):
            if not known[each].teardown:
                setups.setdefault(each, []).append(name)
    scopes = {name: _scope(name, known, graph) for name, node in known.items() if node.teardown}
    return {
        name: replace(node, setups=tuple(sorted(setups.get(name, ()))), scope=scopes.get(name, ()))
        for name, node in known.items()
    }


def _scope(teardown: str, nodes: Mapping[str, Node], graph: nx.DiGraph[str]) -> tuple[str, ...]:
    """The tasks between a teardown and its setups."""
    above = nx.ancestors(graph, teardown) - set(graph.predecessors(teardown))
    setups = [each for each in graph.predecessors(teardown) if nodes[each].setup]
    return tuple(sorted(above & set[str]().union(*(nx.descendants(graph, each) for each in setups))))


# ------------------------------------------------------------------------------------------------------- of a real DAG


def order_of(dag: Dag) -> nx.DiGraph[str]:
    """The DAG's tasks and the edges between them, order and XCom alike."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(task.id for task in dag.tasks)
    for edge in dag.order:
        if isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef):
            graph.add_edge(edge.upstream.task, edge.downstream.task)
    return graph


def pieces_of(dag: Dag, rule_of: Callable[[Task], Rule | None], native: Mapping[str, Form]) -> dict[str, Piece]:
    """The tasks of a DAG in its order; `native` says what each could become by itself."""
    order = order_of(dag)
    nodes = scoped(node_of(dag, task, tuple(sorted(order.predecessors(task.id)))) for task in dag.tasks)
    return {task.id: piece_of(task, nodes[task.id], rule_of(task), native[task.id]) for task in dag.tasks}


def node_of(dag: Dag, task: Task, upstream: tuple[str, ...]) -> Node:
    """The task as the state machine sees it, but for setups that are not next to it."""
    parents = {group.id: group for group in dag.groups}
    group = parents.get(task.group or "")
    while group is not None and not group.mapped:
        group = parents.get(group.parent or "")
    return Node(
        task.id,
        upstream,
        task.trigger_rule.rpartition(".")[2].lower(),
        task.setup,
        task.teardown,
        over=tuple(sorted({name for _, value in task.mapped_arguments for name in outputs_in(value)} & set(upstream))),
        inside=group.id if group is not None else "",
        mapped=task.mapped,
    )


def outputs_in(value: Value) -> Iterator[str]:
    """The tasks whose values a value is made of."""
    match value:
        case Output(task=task):
            yield task
        case Items(values=values):
            for each in values:
                yield from outputs_in(each)
        case Entries(entries=entries):
            for _, each in entries:
                yield from outputs_in(each)


def piece_of(task: Task, node: Node, rule: Rule | None, form: Form) -> Piece:
    """One task, by the fact about its operator and its arguments."""
    kind = rule.kind if rule else None
    past_below = is_true(task, "wait_for_downstream")
    works = kind is not Kind.EMPTY
    return Piece(
        node,
        native=because_of(task, node) or form.because,
        gate=gate_of(task, rule),
        folds=form.folds,
        hook=not form.owns,
        tells=kind is Kind.NOTIFICATION,
        watches=kind is Kind.PYTHON and node.rule == "one_failed" and only_fails(task),
        fails=works,
        skips=works and (may_skip(task, rule) if form.skips is None else form.skips),
        past=past_below or is_true(task, "depends_on_past"),
        past_below=past_below,
    )


def because_of(task: Task, node: Node) -> str | None:
    """What of a task itself only Airflow can do, whatever its operator does."""
    if node.mapped or node.inside:
        return "how many tasks it maps to only run time knows"
    for setting in ("depends_on_past", "wait_for_downstream"):
        if is_true(task, setting):
            return f"{setting} makes it wait for an earlier run"
    return None


def gate_of(task: Task, rule: Rule | None) -> Gate | None:
    """How a task decides what runs below it, if it does."""
    if rule is None or rule.kind not in (Kind.BRANCH, Kind.SHORT_CIRCUIT):
        return None
    if rule.kind is Kind.BRANCH:
        return Gate.BRANCH
    rules_count = task.argument("ignore_downstream_trigger_rules") == Known(False)
    return Gate.DOOR if rules_count or rule.name.endswith(LATEST_ONLY) else Gate.WALL


def may_skip(task: Task, rule: Rule | None) -> bool:
    """Whether a task may end as skipped though nothing above it skips it."""
    if rule is None or (rule.kind in MAY_SKIP and not rule.name.endswith(LATEST_ONLY)):
        return True
    asked = [value for name, value in task.arguments if name == "soft_fail" or "skip" in name]
    return rule.name.endswith(SENSORS_OF_CODE) or any(value not in (Known(False), Known(None)) for value in asked)


def only_fails(task: Task) -> bool:
    """Whether a task's code is known to do nothing but raise, as a watcher's does."""
    code = task.argument("python_callable")
    if not isinstance(code, Reference) or code.path is None:
        return False
    return all(call.call.endswith(("Error", "Exception")) for call in task.effects)


def is_true(task: Task, setting: str) -> bool:
    """Whether an argument is given and known to be true."""
    value = task.argument(setting)
    return isinstance(value, Known) and bool(value.value)
