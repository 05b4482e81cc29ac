"""How one run of a DAG begins, or is taken up where it was broken off."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection
from datetime import datetime, timezone

from migrator.semantics import (
    FINISHED,
    State,
)
from shim.environment import require_airflow
from shim.store import AssetEvent, RunRow, StoreUnreachable

require_airflow()


from shim import assets  # noqa: E402
from shim.leases import Lease, LeaseLost, claim  # noqa: E402
from shim.past import keep_groups  # noqa: E402
from shim.resumption import request_of  # noqa: E402
from shim.rules import held_by_past  # noqa: E402
from shim.saved import Saved  # noqa: E402
from shim.standing import Standing  # noqa: E402
from shim.started import keep_conf  # noqa: E402
from shim.supervisor import Supervisor  # noqa: E402
from shim.triggers import Triggers  # noqa: E402
from shim.turns import Instance  # noqa: E402


class Beginning(Standing):
    """A run as it begins and is left."""

    def begin(self, triggers: Triggers, lease: Lease) -> None:
        """Makes the run and its task instances known; its time begins. Raises Held when somebody else is at work on
        them."""
        self.triggers = triggers
        request, self.goes_on = self.request, self.chosen
        if request is None:
            request, self.goes_on = request_of(self.dag_id, self.moment.run_id, self.chosen)
        self.saved = Saved(self.store, self.dag_id, self.moment.run_id, self.emit, lease, request)
        claim(lease, self.dag_id, self.moment.run_id, self.chosen, wait_s=self.wait_s)
        self.pending, self.moved = set(self.chosen), time.monotonic()
        self.held = held_by_past(self.graph, self.store, self.moment)
        assets.remember(self.store, (task for dag in (self.loaded.dag, *self.loaded.beside) for task in dag.tasks))
        keep_groups(self.store, self.loaded.dag)
        before = self.store.tasks(self.dag_id, self.moment.run_id) if self.again else ()
        self.tried = {(row.key.task, row.key.map_index): row.try_number for row in before}
        keep_conf(self.store, self.dag_id, self.moment)
        begun = self.saved.begin(self.chosen, self.goes_on)
        self._save_run("running", again=bool(begun))
        if self.loaded.dag.dagrun_timeout is not None and self.only is None:
            spent = self.saved.age_s(again=bool(begun))
            limit = self.loaded.dag.dagrun_timeout.total_seconds() * (self.pace.scale or 1)
            self.deadline = self.moved + limit - spent
        stored: dict[str, list[Instance]] = {}
        for row in self.store.tasks(self.dag_id, self.moment.run_id):
            found = Instance(row.key.task, row.key.map_index, row.state, row.try_number, row.max_tries, row.duration_s)
            if self.known is None or row.key.task in self.known:
                stored.setdefault(row.key.task, []).append(found)
        for name in self.graph.tasks:
            if name not in self.chosen:
                self.instances[name] = stored.get(name) or [Instance(name, state=State.SUCCESS)]
            elif self._exists(name):
                self.instances[name] = begun.get(name) or self._fresh(name)
            else:
                self.instances[name] = []
        self._go_on([each for found in begun.values() for each in found])

    def _go_on(self, begun: Collection[Instance]) -> None:
        """Takes up what was begun before: what has ended stays, what waited waits on, what was lost is tried again."""
        for each in (each for name in self.chosen for each in self.instances[name]):
            each.interrupted = max(each.interrupted, self.saved.lost.get((each.task, each.map_index), 0))
            if (each.task, each.map_index) in self.saved.lost:
                self.saved.save(each, self.saved.interrupted(each))
        for each in begun:
            if each.state in FINISHED:
                self.emit({**self._told(each), "restored": True})
            elif each.state in (State.UP_FOR_RETRY, State.UP_FOR_RESCHEDULE):
                self.waiting.append(each)
            elif each.state is State.DEFERRED and self._defer(each):
                self.ready.append(each)
            elif each.state is State.NONE:
                each.max_tries = self.graph.tasks[each.task].retries or 0
        self.ready += self.saved.rest_of_wave(begun)
        self.broken_off = bool(self.ready or self.saved.lost)

    def leave(self) -> None:
        """Saves what was in flight, of a run that is broken off, as interrupted."""
        with contextlib.suppress(LeaseLost, StoreUnreachable), self.saved.as_one():
            for each in (each for name in self.chosen for each in self.instances.get(name, ())):
                if each.state is State.RUNNING:
                    self.saved.lose(each)
                    self.saved.save(each, self.saved.interrupted(each))

    def _exists(self, name: str) -> bool:
        """Whether the run has this task: its own start and end dates may say no."""
        task, date = self.graph.tasks[name], self.moment.logical_date
        if not self.moment.dated:
            return True
        return (task.start_date is None or task.start_date <= date) and (task.end_date is None or date <= task.end_date)

    def _fresh(self, name: str) -> list[Instance]:
        retries = self.graph.tasks[name].retries or 0
        length = self.graph.length(name, lambda _: None) if self.graph.needs_expansion(name) else None
        if length:
            self.saved.expanded(name, length)
        found = [Instance(name, index, max_tries=retries) for index in (range(length) if length else (-1,))]
        for each in found:
            each.try_number = self.tried.get((name, each.map_index), 0)
            each.max_tries += each.try_number
        return found

    def _save_run(self, state: str, *, again: bool) -> None:
        after = datetime.now(timezone.utc).isoformat()
        if again:
            after = next((r.run_after for r in self.store.runs(self.dag_id) if r.run == self.moment.run_id), after)
        texts = [date.astimezone(timezone.utc).isoformat() if date else None for date in self.moment.dates]
        self.store.save_run(RunRow(self.dag_id, self.moment.run_id, texts[0], texts[1], texts[2], after, state))

    def _defer(self, instance: Instance) -> bool:
        """Waits for an instance's trigger; whether it fired at once."""
        assert instance.attempt is not None
        if self.triggers.start(instance, Supervisor(self.store, instance.attempt.key, self)):
            return True
        self.deferred.add(instance)
        return False

    def _end(self, instance: Instance, state: State, told: Collection[AssetEvent] = ()) -> None:
        instance.state, instance.ended = state, time.monotonic()
        self.saved.save(instance, self._told(instance), told)
        self.updates += told
