"""One try of one task instance: what is asked, how it ended, and what it may know of its run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from migrator.semantics import State
from shim.moment import Moment
from shim.store import AssetEvent, Store, TaskKey


class RunView(Protocol):
    """What a task may learn of its run, and what it may start; `mapped` are the mapped tasks and groups of its DAG."""

    moment: Moment
    written_for: str | None
    mapped: Collection[Any]

    def states_of(self, dag: str, run: str) -> list[tuple[str, int, State]]:
        """(task, map index, state) of every task instance of a run, this one or an earlier one."""

    def trigger(
        self, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any], again: bool
    ) -> str | None:
        """Starts a run of another DAG, or one that has been `again`. Why not, if it cannot be."""

    def look(self, dag: str, dates: Collection[datetime]) -> None:
        """Sees to it that the store knows a DAG's runs at these dates, also those that were made outside of it."""

    def ended(self, dag: str, run: str) -> None:
        """Sees to it that a run which this process is to make, and a task waits for, has ended."""


class Asked(Protocol):
    """Who answers a task: what the answers are made of, and where they note what they could not give."""

    store: Store
    at: TaskKey
    run: RunView
    triggered: list[Any]
    refused: list[str]
    first_start: datetime | None


@dataclass
class Attempt:
    """One try of one task instance: which, and what went before it."""

    key: TaskKey
    try_number: int = 1
    max_tries: int = 0
    reschedules: int = 0
    first_start: datetime | None = None
    next_method: str | None = None
    next_kwargs: dict[str, Any] | None = None


@dataclass
class Outcome:
    """How a try ended. `wait_s` is when to come back: None where the task's own delay counts."""

    state: State
    duration_s: float
    skipped: list[tuple[str, int]] = field(default_factory=list)
    wait_s: float | None = None
    deferred: Any = None
    error: BaseException | None = None
    told: list[AssetEvent] = field(default_factory=list)
