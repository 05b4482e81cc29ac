"""Whose is an asset? The one task whose success means that it is there; the other writers follow in the DAG's order.

Several tasks of a DAG may write one table in turn (create, delete, insert): the last that fills it is its owner. When
two DAGs write it, the first by file and name is, and the audit has asked a person (`double-writer`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import networkx as nx

from migrator.model import Access, Dag, Mode, Task, TaskRef, Write
from migrator.planning.pieces import order_of

FILLS = (Write.APPEND, Write.OVERWRITE, Write.MERGE, Write.UNKNOWN)


def owners(
    dags: Iterable[Dag], accesses: Iterable[Access], chosen: Mapping[str, TaskRef] = MappingProxyType({})
) -> Mapping[TaskRef, tuple[str, ...]]:
    """The keys each task owns, in the order it writes them; `chosen` are a person's owners, by key."""
    rank = {dag.ref(task): place for dag in dags for task, place in ranked(dag)}
    writers: dict[str, list[Access]] = defaultdict(list)
    for access in accesses:
        if access.mode is Mode.WRITE and not access.unknown_parts and access.task in rank:
            writers[access.asset].append(access)
    owned: dict[TaskRef, list[str]] = defaultdict(list)
    for key, candidates in writers.items():
        owner = chosen.get(key)
        owned[owner if owner in rank else owner_of(candidates, rank)].append(key)
    return {task: tuple(keys) for task, keys in owned.items()}


def ranked(dag: Dag) -> list[tuple[Task, int]]:
    """Each task with its place in the DAG's order."""
    tasks = {task.id: task for task in dag.tasks}
    graph = order_of(dag)
    order = list(nx.lexicographical_topological_sort(graph)) if nx.is_directed_acyclic_graph(graph) else list(tasks)
    return [(tasks[task_id], place) for place, task_id in enumerate(order)]


def owner_of(writes: list[Access], rank: Mapping[TaskRef, int]) -> TaskRef:
    """The last task of the first DAG that fills the asset, or if none does, that touches it."""
    filling = [access for access in writes if access.write in FILLS] or writes
    path, dag = min((access.task.path, access.task.dag) for access in filling)
    here = [access.task for access in filling if (access.task.path, access.task.dag) == (path, dag)]
    return max(here, key=lambda task: (rank[task], task.task))
