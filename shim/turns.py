"""Task instances of a run at hand, and whose turn it is."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrator.semantics import State
from shim.attempt import Attempt


@dataclass(eq=False)
class Instance:
    """One task instance of the run at hand. `due` is when, on the monotonic clock, it may go on,
    `error` what its last try raised."""

    task: str
    map_index: int = -1
    state: State = State.NONE
    try_number: int = 0
    max_tries: int = 0
    duration_s: float = 0.0
    due: float = 0.0
    attempt: Attempt | None = None
    deferred: Any = None
    error: BaseException | None = None


@dataclass
class Ready:
    """Instances that may run, by their tasks' order and their map index. One that meanwhile got its end is dropped."""

    _heap: list[tuple[int, int, Instance]] = field(default_factory=list)
    _known: set[Instance] = field(default_factory=set)

    def add(self, order: int, instance: Instance) -> None:
        """Lines an instance up, once."""
        if instance not in self._known:
            self._known.add(instance)
            heapq.heappush(self._heap, (order, instance.map_index, instance))

    def pop(self) -> Instance | None:
        """The next one; None when there is none."""
        while self._heap:
            instance = heapq.heappop(self._heap)[2]
            if instance.state is State.NONE:
                return instance
        return None


class Queue:
    """Tasks to look at, in the DAG's order, each once at a time."""

    def __init__(self, order: Mapping[str, int], names: Iterable[str]) -> None:
        self._order = order
        self._names: set[str] = set()
        self._heap: list[tuple[int, str]] = []
        self.add(names)

    def add(self, names: Iterable[str]) -> None:
        """Adds those that are not there."""
        for name in names:
            if name not in self._names:
                self._names.add(name)
                heapq.heappush(self._heap, (self._order[name], name))

    def pop(self) -> str | None:
        """The first; None when there is none."""
        if not self._heap:
            return None
        name = heapq.heappop(self._heap)[1]
        self._names.discard(name)
        return name
