"""The project as a graph of data, for walking up and down from a task, and of order, for what makes a reader wait."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from migrator.audit.scene import FILLING
from migrator.explaining.explained import Guard, Step
from migrator.lineage.same import joined, one_key, widened
from migrator.model import Access, Dependency, Edge, EdgeKind, Mode, Project, Standing, TaskRef

ORDERING = (EdgeKind.ORDER, EdgeKind.XCOM, EdgeKind.TRIGGER, EdgeKind.SENSOR)
Users = dict[str, dict[TaskRef, Access]]


@dataclass(frozen=True, slots=True)
class Flow:
    """Who fills and who reads each asset, one key for the same data, and every edge that orders tasks."""

    writers: Users
    readers: Users
    filled: dict[TaskRef, dict[str, None]]
    taken: dict[TaskRef, dict[str, None]]
    given: dict[TaskRef, list[TaskRef]]
    got: dict[TaskRef, list[TaskRef]]
    order: nx.DiGraph[TaskRef | str]
    first: dict[str, str]

    def above(self, task: TaskRef) -> tuple[Step, ...]:
        """What the data of a task comes from, nearest first; each task once."""
        return tuple(self._walk(task, self.taken, self.writers, self.got))

    def below(self, task: TaskRef) -> tuple[Step, ...]:
        """Where the data of a task goes, nearest first; each task once."""
        return tuple(self._walk(task, self.filled, self.readers, self.given))

    def _walk(
        self, start: TaskRef, assets: dict[TaskRef, dict[str, None]], users: Users, xcoms: dict[TaskRef, list[TaskRef]]
    ) -> Iterator[Step]:
        seen, pending = {start}, deque([start])
        while pending:
            here = pending.popleft()
            for asset in assets.get(here, ()):
                there = [user for user in users.get(asset, ()) if user != here]
                if not there:
                    yield Step(here, asset, None)
                for user in there:
                    if user not in seen:
                        seen.add(user)
                        pending.append(user)
                        yield Step(here, asset, user)
            for user in xcoms.get(here, ()):
                if user not in seen:
                    seen.add(user)
                    pending.append(user)
                    yield Step(here, None, user)

    def guard(self, dependency: Dependency) -> Guard:
        """A dependency with its two accesses and the shortest way of edges that makes the reader wait."""
        write = self.writers.get(dependency.asset, {}).get(dependency.writer)
        read = self.readers.get(dependency.asset, {}).get(dependency.reader)
        return Guard(dependency, write, read, self._way(dependency))

    def _way(self, dependency: Dependency) -> tuple[Edge, ...]:
        ends = (dependency.writer, dependency.reader)
        if dependency.standing is Standing.REVERSED:
            ends = (dependency.reader, dependency.writer)
        if not all(end in self.order for end in ends) or not nx.has_path(self.order, *ends):
            return ()
        way = nx.shortest_path(self.order, *ends)
        return tuple(self.order.edges[pair]["edge"] for pair in nx.utils.pairwise(way))


def flow_of(project: Project) -> Flow:
    """The graphs of a project after the audit."""
    writers: Users = defaultdict(dict)
    readers: Users = defaultdict(dict)
    filled: dict[TaskRef, dict[str, None]] = defaultdict(dict)
    taken: dict[TaskRef, dict[str, None]] = defaultdict(dict)
    for access in widened(joined(project)).accesses:
        if access.mode is Mode.WRITE and access.write in FILLING:
            writers[access.asset].setdefault(access.task, access)
            filled[access.task][access.asset] = None
        elif access.mode in (Mode.READ, Mode.CHECK) and not access.own:
            readers[access.asset].setdefault(access.task, access)
            taken[access.task][access.asset] = None
    given: dict[TaskRef, list[TaskRef]] = defaultdict(list)
    got: dict[TaskRef, list[TaskRef]] = defaultdict(list)
    for edge in project.edges:
        if edge.kind is EdgeKind.XCOM and isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef):
            given[edge.upstream].append(edge.downstream)
            got[edge.downstream].append(edge.upstream)
    return Flow(writers, readers, filled, taken, given, got, _order(project), one_key(project))


def _order(project: Project) -> nx.DiGraph[TaskRef | str]:
    """Tasks in order; through an asset that a DAG is scheduled on, or a sensor waits for, where one writes it."""
    graph: nx.DiGraph[TaskRef | str] = nx.DiGraph()
    awaited = {edge.upstream for edge in project.edges if edge.kind in ORDERING and isinstance(edge.upstream, str)}
    for edge in project.edges:
        if edge.kind in ORDERING or edge.downstream in awaited:
            graph.add_edge(edge.upstream, edge.downstream, edge=edge)
    return graph
