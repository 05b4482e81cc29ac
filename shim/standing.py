"""Where one run of a DAG stands: its task instances, what is asked of it, and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from migrator.semantics import (
    FAILURES,
    State,
)
from shim.engine import Emit
from shim.environment import require_airflow
from shim.events import reason
from shim.load import Loaded
from shim.moment import Moment
from shim.options import LONGEST_WAIT_S
from shim.store import AssetEvent, Store

require_airflow()


from shim.graph import Graph  # noqa: E402
from shim.rules import Rules  # noqa: E402
from shim.slots import Slots  # noqa: E402
from shim.turns import Instance  # noqa: E402

Trigger = Callable[[str, str, "datetime | None", dict[str, Any], bool], "str | None"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How waits are kept: every retry delay, poke interval and `dagrun_timeout` times `scale`; at most `longest_s` in
    which nothing of a run goes on. With a scale of 0 nothing waits, and a run has all of its `dagrun_timeout`."""

    scale: float = 1.0
    longest_s: float = LONGEST_WAIT_S


@dataclass
class Standing:
    """One run of a DAG. `only` names the tasks to run; of the others, those in `known` are as the store has them and
    the rest is taken to have succeeded. What was begun for the same `request` is gone on with; None is the one this
    process is at work on (`shim.resumption`). It waits at most `wait_s` for another process that has these tasks.
    `again` says that the run was cleared: its tries are counted on."""

    loaded: Loaded
    moment: Moment
    store: Store
    only: Collection[str] | None = None
    pace: Pace = Pace()
    emit: Emit = lambda event: None
    on_trigger: Trigger | None = None
    known: Collection[str] | None = None
    again: bool = False
    on_wait: Callable[[str, str], None] | None = None
    on_assets: Callable[[list[AssetEvent]], None] | None = None
    on_look: Callable[[str, Collection[datetime]], None] | None = None
    slots: Slots = field(default_factory=Slots)
    request: str | None = None
    wait_s: float = 0.0
    instances: dict[str, list[Instance]] = field(default_factory=dict)
    ready: list[Instance] = field(default_factory=list)
    waiting: list[Instance] = field(default_factory=list)
    deferred: set[Instance] = field(default_factory=set)
    going: set[Instance] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    deadline: float | None = None
    moved: float = 0.0
    end: State | None = None

    def __post_init__(self) -> None:
        self.graph = Graph(self.loaded.dag)
        self.mapped: Collection[Any] = self.graph.mapped
        self.dag_id: str = self.loaded.dag.dag_id
        self.written_for: str | None = self.loaded.written_for
        self.chosen = frozenset(self.graph.tasks if self.only is None else self.only)
        self.held: frozenset[str] = frozenset()
        self.rules = Rules(self.graph, self.store, self.moment.run_id, self.instances)
        self.broken_off = False
        self.tried: dict[tuple[str, int], int] = {}
        self.updates: list[AssetEvent] = []

    def _log(self, message: str) -> None:
        self.emit({"event": "log", "level": "warning", "message": message})

    def _shown(self, each: Instance) -> str:
        index = f"[{each.map_index}]" if each.map_index >= 0 else ""
        return f"{self.dag_id}.{each.task}{index}"

    def _told(self, instance: Instance) -> dict[str, Any]:
        event = {
            "event": "task",
            **self._named(instance),
            "state": instance.state.value,
            "try_number": instance.try_number,
            "duration_s": round(instance.duration_s, 6),
            "interrupted": instance.interrupted,
        }
        if instance.state in FAILURES and instance.error is not None:
            event["error"] = reason(instance.error)
        return event

    def _named(self, instance: Instance) -> dict[str, Any]:
        names = {"dag_id": self.dag_id, "run_id": self.moment.run_id}
        return {**names, "task_id": instance.task, "map_index": instance.map_index}

    # ------------------------------------------------------------------------------------------- what a task may ask

    def states_of(self, dag: str, run: str) -> list[tuple[str, int, State]]:
        """(task, map index, state) of every task instance of a run, this one or an earlier one."""
        if (dag, run) == (self.dag_id, self.moment.run_id):
            return [(each.task, each.map_index, each.state) for found in self.instances.values() for each in found]
        return [(row.key.task, row.key.map_index, row.state) for row in self.store.tasks(dag, run)]

    def trigger(
        self, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any], again: bool
    ) -> str | None:
        """Starts a run of another DAG; without anyone to start it, only says so."""
        if self.on_trigger is not None:
            return self.on_trigger(dag, run, logical_date, conf, again)
        self._log(f"{self.dag_id} triggers {dag}: not started")
        return None

    def look(self, dag: str, dates: Collection[datetime]) -> None:
        """Sees to it that the store knows a DAG's runs, also those that were made outside of it."""
        if self.on_look is not None:
            self.on_look(dag, dates)

    def ended(self, dag: str, run: str) -> None:
        """Sees to it that a run which this process is to make has ended."""
        if self.on_wait is not None:
            self.on_wait(dag, run)
