"""What tasks wait for in other DAGs: the sensors on their tasks, and the assets by which a DAG is scheduled.

A sensor looks for a run that is over, and a DAG scheduled on assets begins when these were updated. Unless the other
DAG comes first, the first waits until its timeout and the second reads what was there before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import networkx as nx

from migrator import identity
from migrator.lineage.accesses import aliases_in
from migrator.model import Edge, EdgeKind, Project, Step, TaskRef
from migrator.planning.pieces import order_of

DagName = tuple[str, str]


def after_waits(steps: Sequence[Step], project: Project, first: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps, each following also what its tasks wait for in other DAGs. What would make a circle of DAGs is left
    out: that waits for an earlier run. `first` is the key that stands for each key whose data has another one."""
    found = _Places(steps, project)
    graph: nx.DiGraph[DagName] = nx.DiGraph()
    graph.add_nodes_from(_dag(step) for step in steps)
    for step in steps:
        graph.add_edges_from(
            (_dag(found.writers[key]), _dag(step)) for key in (*step.reads, *step.follows) if key in found.writers
        )
    more: dict[str, dict[str, None]] = defaultdict(dict)
    for edge in project.edges:
        for key in _keys_awaited(edge, found, first):
            writer = found.writers.get(key)
            for step in found.at(edge.downstream, down=True):
                if writer is None or not nx.has_path(graph, _dag(step), _dag(writer)):
                    more[step.id][key] = None
                    graph.add_edges_from([] if writer is None else [(_dag(writer), _dag(step))])
    return tuple(_following(step, more[step.id]) if step.id in more else step for step in steps)


def _keys_awaited(edge: Edge, found: _Places, first: Mapping[str, str]) -> Iterator[str]:
    if edge.kind is EdgeKind.SENSOR and isinstance(edge.upstream, TaskRef):
        yield from (key for step in found.at(edge.upstream, down=False) for key in step.writes)
    elif edge.kind is EdgeKind.TRIGGER and isinstance(edge.upstream, str):
        yield first.get(edge.upstream, edge.upstream)
        for task in found.tellers.get(edge.upstream, ()):
            yield from (key for step in found.at(task, down=False) for key in step.writes)


def _following(step: Step, keys: Mapping[str, None]) -> Step:
    known = {*step.reads, *step.writes, *step.follows}
    return replace(step, follows=(*step.follows, *(key for key in keys if key not in known)))


def _dag(step: Step) -> DagName:
    return step.tasks[0].path, step.tasks[0].dag


class _Places:
    """Which step has a task; of one that was folded away, those directly around it."""

    def __init__(self, steps: Sequence[Step], project: Project) -> None:
        self.by_task = {task: step for step in steps for task in step.tasks}
        self.writers = {key: step for step in steps for key in step.writes}
        self.dags = {(dag.path, dag.name): dag for dag in project.dags}
        self.orders: dict[DagName, nx.DiGraph[str]] = {}
        # What an alias stands for only a run says; who tells through it comes before what it starts.
        self.tellers: dict[str, list[TaskRef]] = defaultdict(list)
        for dag in project.dags:
            for task in dag.tasks:
                for alias in aliases_in(task.argument("outlets")):
                    self.tellers[identity.declared(alias).asset.key].append(dag.ref(task))

    def at(self, task: TaskRef | str, *, down: bool) -> Iterator[Step]:
        """The step of a task; of a folded one the next below or above; none of a task that stays in Airflow."""
        if not isinstance(task, TaskRef) or (task.path, task.dag) not in self.dags:
            return
        name = task.path, task.dag
        if name not in self.orders:
            self.orders[name] = order_of(self.dags[name])
        next_of = self.orders[name].successors if down else self.orders[name].predecessors
        pending, seen = [task.task], set[str]()
        while pending:
            one = pending.pop(0)
            step = self.by_task.get(replace(task, task=one))
            if step is not None:
                yield step
            elif one not in seen:
                pending.extend(next_of(one))
            seen.add(one)
