"""Which tasks come after which: asked so often that it is worked out once, in memory that stays small.

The tasks that hang together are numbered, and what comes after a task is one whole number with a bit for each: 20,000
tasks in a row take 50 MB, and an answer is one operation on two numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field

import networkx as nx

from migrator.model import TaskRef

# Of more tasks that hang together no numbers are made: the graph is searched for each answer.
LARGEST = 40_000


@dataclass(slots=True)
class Order:
    """Which tasks come after which, within DAGs and across them; `open_waits` are the DAGs that wait for another DAG
    whose id only run time knows."""

    graph: nx.DiGraph[TaskRef]
    open_waits: frozenset[tuple[str, str]]
    # The part of the graph that a task is in, its bit there, and the bits of all that come after it.
    _parts: dict[TaskRef, int] = field(default_factory=dict)
    _bits: dict[TaskRef, int] = field(default_factory=dict)
    _after: dict[TaskRef, int] = field(default_factory=dict)

    def is_ordered(self, first: TaskRef, second: TaskRef) -> bool:
        """Whether the second always comes after the first."""
        self._number()
        part = self._parts.get(first)
        if part is None or part != self._parts.get(second):
            return False
        if first in self._after:
            return bool(self._after[first] & self._bits[second])
        return first != second and nx.has_path(self.graph, first, second)

    def leads_to(self, goals: Set[TaskRef]) -> Callable[[TaskRef], bool]:
        """Says of a task whether it is one of these, or one of these comes after it."""
        self._number()
        masks: dict[int, int] = {}
        for goal in goals:
            if goal in self._bits:
                masks[self._parts[goal]] = masks.get(self._parts[goal], 0) | self._bits[goal]

        def leads(task: TaskRef) -> bool:
            if task in goals:
                return True
            if task in self._after:
                return bool(self._after[task] & masks.get(self._parts[task], 0))
            return any(self.is_ordered(task, goal) for goal in goals)

        return leads

    def next_of(self, task: TaskRef) -> Iterator[TaskRef]:
        """The tasks directly after this one."""
        yield from self.graph.successors(task) if task in self.graph else ()

    def _number(self) -> None:
        if self._parts or not self.graph:
            return
        for part, tasks in enumerate(nx.weakly_connected_components(self.graph)):
            self._parts.update(dict.fromkeys(tasks, part))
            if len(tasks) <= LARGEST:
                # In the order in which they were added, so that neighbours have bits that lie together.
                self._bits.update((task, 1 << number) for number, task in enumerate(sorted(tasks)))
        # Each circle, most often one task, after all that come after it.
        for circle in nx.strongly_connected_components(self.graph):
            if any(task in self._bits for task in circle):
                self._close(circle)

    def _close(self, circle: Set[TaskRef]) -> None:
        below = 0
        for task in circle:
            for after in self.graph.successors(task):
                below |= self._bits[after] | self._after.get(after, 0)
        for task in circle:
            # A task comes not after itself, also where it stands in a circle.
            self._after[task] = below & ~self._bits[task]
