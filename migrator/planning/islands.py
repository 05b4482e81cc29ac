"""Which tasks must stay together, run unchanged by the shim, because only Airflow's own rules decide among them.

A weakly connected part of a DAG in which every task simply runs when all before it succeeded is *plain*: each of its
tasks may become native by itself. In any other part a native task would change who runs (Dagster never starts what is
below a failed or missing output), so the whole part is one island. That is closed, but not yet minimal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import networkx as nx

from migrator.model import Dag, Known, Task, TaskRef
from migrator.operators.rule import Kind

PLAIN_RULES = {"all_success", "TriggerRule.ALL_SUCCESS"}
DECIDES = {
    Kind.BRANCH: "it decides which of the tasks below it run",
    Kind.SHORT_CIRCUIT: "it decides whether the tasks below it run",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A weakly connected part of a DAG: its task ids in the file's order, and why it is not plain, if so."""

    tasks: tuple[str, ...]
    because: str | None


def order_of(dag: Dag) -> nx.DiGraph[str]:
    """The DAG's tasks and the edges between them, order and XCom alike."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(task.id for task in dag.tasks)
    for edge in dag.order:
        if isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef):
            graph.add_edge(edge.upstream.task, edge.downstream.task)
    return graph


def parts_of(dag: Dag, kind_of: Callable[[Task], Kind | None]) -> tuple[Part, ...]:
    """The weakly connected parts of a DAG, in the file's order. `kind_of` is the operator fact's kind of a task."""
    tasks = {task.id: task for task in dag.tasks}
    position = {task_id: number for number, task_id in enumerate(tasks)}
    components = [sorted(part, key=position.__getitem__) for part in nx.weakly_connected_components(order_of(dag))]
    parts = []
    for ids in sorted(components, key=lambda ids: position[ids[0]]):
        reasons = [(task_id, why) for task_id in ids if (why := decides(tasks[task_id], kind_of(tasks[task_id])))]
        because = f"{reasons[0][0]}: {reasons[0][1]}" if reasons else None
        parts.append(Part(tuple(ids), because))
    return tuple(parts)


def decides(task: Task, kind: Kind | None) -> str | None:
    """Why this task needs Airflow's own decisions about itself or its neighbours; None when it is plain."""
    if task.when:
        return f"whether it exists hangs on {task.when.text()}"
    if task.mapped:
        return "how many tasks it maps to only run time knows"
    if task.setup or task.teardown:
        return "it is a setup or teardown task"
    if kind in DECIDES:
        return DECIDES[kind]
    if task.trigger_rule not in PLAIN_RULES:
        return f"its trigger rule is {task.trigger_rule}"
    for setting in ("depends_on_past", "wait_for_downstream"):
        if is_true(task, setting):
            return f"{setting} makes it wait for an earlier run"
    return None


def is_true(task: Task, setting: str) -> bool:
    """Whether an argument is given and known to be true."""
    value = task.argument(setting)
    return isinstance(value, Known) and bool(value.value)


def groups(tasks: tuple[str, ...], graph: nx.DiGraph[str]) -> tuple[tuple[str, ...], ...]:
    """Tasks that are neighbours, together, unless that would make a circle with the others; in the given order.

    A group is one step for a person and one line of code; `a -> native -> b` with `a -> b` is two, lest b's group
    stand both above and below the native one.
    """
    position = {task: number for number, task in enumerate(tasks)}
    found = [sorted(part, key=position.__getitem__) for part in nx.weakly_connected_components(graph.subgraph(tasks))]
    home = {task: number for number, part in enumerate(found) for task in part}
    contracted: nx.DiGraph[object] = nx.DiGraph()
    for upstream, downstream in graph.edges:
        ends = home.get(upstream, upstream), home.get(downstream, downstream)
        if ends[0] != ends[1]:
            contracted.add_edge(*ends)
    circular = {node for part in nx.strongly_connected_components(contracted) if len(part) > 1 for node in part}
    split: list[tuple[str, ...]] = []
    for number, part in enumerate(found):
        split += [(task,) for task in part] if number in circular else [tuple(part)]
    return tuple(sorted(split, key=lambda part: position[part[0]]))
