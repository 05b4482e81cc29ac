"""Which tasks of a DAG make one asset together: those that write it one after the other, with nothing in between.

Create, delete, insert: the steps of one asset. They are one step only where nobody could tell: whatever else is above
one of them is above the first, and whatever else is below one of them is below the last, so that they run, and fail,
together. Any other writer is a step of its own, which the asset's follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from itertools import pairwise

import networkx as nx

from migrator.model import Access, Dag, Mode, Write

# What may be done once more when a later step fails and the whole is tried again.
REPEATABLE = (Write.DELETE, Write.OVERWRITE, Write.DDL, Write.MERGE)


def groups_of(
    dag: Dag,
    graph: nx.DiGraph[str],
    accesses: Mapping[str, tuple[Access, ...]],
    native: Container[str],
    owned: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """By task, the tasks that are one step, in their order; the last but for what only tidies up gives it its name."""
    group: dict[str, tuple[str, ...]] = {task.id: (task.id,) for task in dag.tasks}
    if not nx.is_directed_acyclic_graph(graph):
        return group
    order = {task: place for place, task in enumerate(nx.lexicographical_topological_sort(graph))}
    writers: dict[str, dict[str, None]] = defaultdict(dict)
    for task in sorted(order, key=order.__getitem__):
        for access in accesses.get(task, ()):
            if access.mode is Mode.WRITE and not access.unknown_parts:
                writers[access.asset][task] = None
    owner = {key: task for task, keys in owned.items() for key in keys}
    for key, tasks in sorted(writers.items()):
        last = owner.get(key)
        if last is None or last not in native or len(tasks) < 2:
            continue
        for task in sorted(tasks, key=order.__getitem__, reverse=True):
            before = order[task] < order[last] and task in native and len(group[task]) == 1 and task != last
            if before and not owned.get(task) and _repeatable(accesses.get(task, ()), key):
                together = (task, *group[last])
                if _as_one(together, graph):
                    group |= dict.fromkeys(together, together)
    return group


def _repeatable(accesses: tuple[Access, ...], key: str) -> bool:
    """Whether a task may be run again though the whole failed only later, and writes nothing but this asset."""
    writes = [access for access in accesses if access.mode is Mode.WRITE]
    return all(access.asset == key and access.write in REPEATABLE for access in writes)


def _as_one(together: tuple[str, ...], graph: nx.DiGraph[str]) -> bool:
    """Whether these tasks, in this order, run and fail as one would."""
    first, last, inside = together[0], together[-1], set(together)
    if not all(nx.has_path(graph, upper, lower) for upper, lower in pairwise(together)):
        return False
    above, below = nx.ancestors(graph, first), nx.descendants(graph, last)
    others_above = {each for task in together for each in graph.predecessors(task)} - inside
    others_below = {each for task in together for each in graph.successors(task)} - inside
    return others_above <= above and others_below <= below
