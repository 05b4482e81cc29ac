"""One run's task instances as the store keeps them while it runs: saved so that a crash leaves no half, and restored.

A try is saved when it begins, with who runs it, and when it ends, together with all that follows from its end. What a
dead process had in flight is *lost*: it is tried again under the same try number, and marked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from airflow.sdk.execution_time import comms

from migrator.semantics import FINISHED, State
from shim.attempt import Attempt
from shim.leases import Lease, LeaseLost
from shim.store import AssetEvent, Store, TaskKey, TaskRow
from shim.turns import Instance

Event = dict[str, Any]
Emit = Callable[[Event], None]
# The names under which a run keeps what is no row of a task's.
WAVE, LENGTH, BEGAN = "wave", "length of ", "began"


@dataclass
class Saved:
    """The instances of one run in the store. `request` is what they are run for: what was begun for the same request is
    gone on with, anything else forgotten. None goes on with nothing."""

    store: Store
    dag: str
    run: str
    emit: Emit
    lease: Lease
    request: str | None = None
    lost: dict[tuple[str, int], int] = field(default_factory=dict)
    _open: list[Callable[[], None]] | None = None
    _told: list[Event] = field(default_factory=list)

    def key(self, instance: Instance) -> TaskKey:
        """The instance's name in the store."""
        return TaskKey(self.dag, self.run, instance.task, instance.map_index)

    # -------------------------------------------------------------------------------------------------------- saving

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """What is saved inside is saved as one at its end, and told only then."""
        if self._open is not None:
            yield
            return
        self._open = []
        try:
            yield
            writes = self._open
            if writes:
                self.store.atomically(lambda: [write() for write in writes])
        except BaseException:
            self._told.clear()
            raise
        finally:
            self._open = None
        told, self._told = self._told, []
        for event in told:
            self.emit(event)

    def save(self, instance: Instance, event: Event | None = None, told: Collection[AssetEvent] = ()) -> None:
        """Saves how an instance stands, with what it told of assets. Raises LeaseLost when it is no longer ours."""
        row = self._row(instance)

        def write() -> None:
            if not self.lease.holds(self.dag, self.run, instance.task):
                raise LeaseLost(f"{self.dag} {self.run}")
            self.store.save_task(row)
            if told:
                self.store.tell_assets(told)

        with self.as_one():
            assert self._open is not None
            self._open.append(write)
            if event is not None:
                self._told.append(event)

    def _row(self, instance: Instance) -> TaskRow:
        holder = self.lease.id if instance.state is State.RUNNING else None
        return TaskRow(
            self.key(instance),
            instance.state,
            instance.try_number,
            instance.max_tries,
            round(instance.duration_s, 6),
            holder,
            instance.interrupted,
            self.request,
            None if instance.state in FINISHED else self._waits(instance),
        )

    def _waits(self, instance: Instance) -> dict[str, Any] | None:
        """What is needed to go on with it: when, since when, how often, and for which trigger."""
        attempt = instance.attempt
        found: dict[str, Any] = {}
        if attempt is not None and attempt.reschedules + (instance.state is State.UP_FOR_RESCHEDULE):
            found["reschedules"] = attempt.reschedules
            found["first_start"] = attempt.first_start.isoformat() if attempt.first_start else None
        if instance.state in (State.UP_FOR_RETRY, State.UP_FOR_RESCHEDULE):
            found["due"] = self.store.now() + instance.due - time.monotonic()
        if instance.state is State.DEFERRED:
            timeout = instance.deferred.trigger_timeout
            found["deferred"] = instance.deferred.model_dump(mode="json")
            found["until"] = None if timeout is None else self.store.now() + timeout.total_seconds()
        return found or None

    def wave(self, instances: Collection[Instance]) -> None:
        """Remembers what runs before anything is decided anew: by then, all of them have."""
        if len(instances) > 1:
            self.store.keep(self._scope, WAVE, [[each.task, each.map_index] for each in instances])

    def expanded(self, task: str, length: int) -> None:
        """Remembers how many instances a mapped task has."""
        self.store.keep(self._scope, f"{LENGTH}{task}", length)

    def age_s(self, *, again: bool) -> float:
        """How long ago the run began, by the database's clock: a run that is gone on with did when it first began."""
        now, kept = self.store.now(), self.store.kept(self._scope, BEGAN) if again else None
        if kept is None:
            self.store.keep(self._scope, BEGAN, now)
        return 0.0 if kept is None else float(now - kept[0])

    @property
    def _scope(self) -> str:
        return f"run:{self.dag}/{self.run}"

    # ------------------------------------------------------------------------------------------------------ restoring

    def begin(self, tasks: Collection[str], goes_on: Collection[str]) -> dict[str, list[Instance]]:
        """The instances, by task, of those in `goes_on` that were begun for the same request, as far as they came; what
        else is there of these tasks is cleared. Either way, what a dead process had in flight is noted as lost."""
        rows = [row for row in self.store.tasks(self.dag, self.run) if row.key.task in tasks]
        same = {row.key.task for row in rows if self.request is not None and row.request == self.request}
        ours = same & set(goes_on)
        self.lost = {
            (row.key.task, row.key.map_index): row.interrupted + 1 for row in rows if row.state is State.RUNNING
        }
        self.store.forget(self.dag, self.run, [task for task in tasks if task not in ours])
        lengths = {task: self.store.kept(self._scope, f"{LENGTH}{task}") for task in ours}
        found: dict[str, list[Instance]] = {}
        for task in sorted(ours):
            restored = {row.key.map_index: self._restored(row) for row in rows if row.key.task == task}
            length = lengths[task]
            expected = range(length[0]) if length is not None and -1 not in restored else restored
            found[task] = [restored.get(index) or Instance(task, index) for index in expected]
        return found

    def rest_of_wave(self, instances: Iterable[Instance]) -> list[Instance]:
        """Of a wave that was broken off, those that have not begun, or were lost."""
        kept = self.store.kept(self._scope, WAVE)
        names = {(task, index) for task, index in kept[0]} if kept is not None else set()
        names |= self.lost.keys()
        return [each for each in instances if each.state is State.NONE and (each.task, each.map_index) in names]

    def interrupted(self, instance: Instance) -> Event:
        """The event that a try was broken off from outside."""
        names = {"dag_id": self.dag, "run_id": self.run, "task_id": instance.task, "map_index": instance.map_index}
        return {"event": "task_interrupted", **names, "interrupted": instance.interrupted}

    def _restored(self, row: TaskRow) -> Instance:
        key, waits = row.key, row.waits or {}
        found = Instance(key.task, key.map_index, row.state, row.try_number, row.max_tries, row.duration_s)
        found.interrupted = row.interrupted
        first = waits.get("first_start")
        if row.try_number:
            began = None if first is None else datetime.fromisoformat(first)
            found.attempt = Attempt(key, row.try_number, row.max_tries, waits.get("reschedules", 0), began)
        if row.state is State.RUNNING:
            self.lose(found)
        now = self.store.now()
        found.due = time.monotonic() + max(0.0, waits.get("due", now) - now)
        if row.state is State.DEFERRED:
            found.deferred = comms.DeferTask.model_validate(waits["deferred"])
            if waits["until"] is not None:
                found.deferred.trigger_timeout = timedelta(seconds=max(0.0, waits["until"] - now))
        return found

    def lose(self, instance: Instance) -> None:
        """Takes back a try that was broken off from outside: it will begin again under its number."""
        instance.interrupted += 1
        if instance.attempt is not None and instance.attempt.reschedules:
            instance.attempt.reschedules -= 1
            instance.state, instance.due = State.UP_FOR_RESCHEDULE, time.monotonic()
        else:
            instance.try_number -= 1
            instance.state = State.NONE
