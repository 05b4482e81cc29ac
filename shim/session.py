"""Runs of several DAGs in one process: those asked for, those that tasks start, and those that assets start."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from migrator.semantics import State
from shim.engine import CannotLoad, NoSuchDag
from shim.environment import require_airflow
from shim.events import publish, reason
from shim.load import Loaded
from shim.moment import Moment
from shim.params import unfit
from shim.started import queue, started_run
from shim.store import AssetEvent, Store

require_airflow()

from airflow.sdk.definitions.asset import BaseAsset  # noqa: E402

from shim.asset_runs import by_assets, consumed, names_of  # noqa: E402
from shim.driver import Driver  # noqa: E402
from shim.resumption import current  # noqa: E402
from shim.schedule import Pace, Schedule  # noqa: E402
from shim.slots import Slots  # noqa: E402
from shim.timetables import condition  # noqa: E402

# Under which a request keeps the runs that its tasks started.
TRIGGERED = "triggered "


@dataclass(frozen=True, slots=True)
class Queued:
    """A run that is to be; `again` when it has been and was cleared."""

    dag: str
    moment: Moment
    again: bool = False


@dataclass
class Session:
    """Runs begin in the order in which they were asked for; a later one goes on while all that go on only wait.

    `load` gives a DAG by its id, or None for one that is not known here; `above` the DAGs that are to be done before
    one begins; `listeners` are those that assets may start.
    """

    store: Store
    load: Callable[[str], Loaded | None]
    above: Mapping[str, frozenset[str]] = field(default_factory=dict)
    listeners: Iterable[str] = ()
    pace: Pace = field(default_factory=Pace)
    slots: Slots = field(default_factory=Slots)
    queue: deque[Queued] = field(default_factory=deque)
    going: dict[tuple[str, str], Schedule] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)
    _conditions: dict[str, tuple[Loaded, BaseAsset]] | None = None

    def ask(self, dag: str, moment: Moment, again: bool = False) -> None:
        """Puts a run in the queue."""
        self.queue.append(Queued(dag, moment, again))
        queue(self.store, dag, moment)

    def ask_unless_started(self, dag: str, moments: Iterable[Moment]) -> None:
        """Puts runs of a DAG in the queue, but for one that something here has started already."""
        if dag not in self.started:
            for moment in moments:
                self.ask(dag, moment)

    def run(self) -> None:
        """Until every run has ended, those included that others start."""
        with Driver(self.slots) as driver:
            driver.run(lambda: self._next(driver))
        self._report()

    # ------------------------------------------------------------------------------------------------------ beginning

    def _next(self, driver: Driver) -> bool:
        """Begins the first run that may; whether there was one."""
        self._report()
        before: set[str] = set()
        for each in list(self.queue):
            if self._may_begin(each, before):
                self.queue.remove(each)
                schedule = self._begun(each)
                if schedule is not None:
                    driver.add(schedule)
                return True
            before.add(each.dag)
        return False

    def _may_begin(self, queued: Queued, before: set[str]) -> bool:
        """Whether neither its DAG's limit nor what has to be done before holds a run back, nor an earlier run of it
        that is in the queue."""
        active = [dag for dag, _ in self.going]
        if queued.dag in before or {*active, *before} & self.above.get(queued.dag, frozenset()):
            return False
        if queued.dag not in active:
            return True
        loaded = self._loaded(queued.dag)
        return loaded is None or active.count(queued.dag) < _most_runs(loaded.dag)

    def _begun(self, queued: Queued) -> Schedule | None:
        """The run, which begins; None, and it has failed, when its file does not load."""
        self.started.add(queued.dag)
        run = {"dag_id": queued.dag, "run_id": queued.moment.run_id}
        publish({"event": "run_started", **run})
        try:
            loaded = self.load(queued.dag)
        except (CannotLoad, NoSuchDag) as error:
            self.store.end_run(queued.dag, queued.moment.run_id, State.FAILED.value)
            publish({"event": "run_finished", **run, "state": "failed", "error": reason(error)})
            return None
        assert loaded is not None
        schedule = Schedule(
            loaded, queued.moment, self.store, pace=self.pace, emit=publish, slots=self.slots, again=queued.again,
            on_trigger=self.trigger, on_wait=self.bring_to_end, on_assets=self.updated,
        )  # fmt: skip
        self.going[queued.dag, queued.moment.run_id] = schedule
        return schedule

    def _report(self) -> None:
        """Says which runs have ended."""
        for (dag, run), schedule in list(self.going.items()):
            if schedule.end is not None:
                del self.going[dag, run]
                publish({"event": "run_finished", "dag_id": dag, "run_id": run, "state": schedule.end.value})

    def _loaded(self, dag: str) -> Loaded | None:
        with contextlib.suppress(CannotLoad, NoSuchDag):
            return self.load(dag)
        return None

    # ------------------------------------------------------------------------------------------------ started by tasks

    def trigger(
        self, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any], again: bool
    ) -> str | None:
        """A run that a task starts, with its configuration, or one that has been; why not, if it cannot be. Of a DAG
        outside of what is known here only the wish is told."""
        try:
            loaded = self.load(dag)
        except (CannotLoad, NoSuchDag) as error:
            return reason(error)
        if loaded is None:
            publish({"event": "log", "level": "warning", "message": f"no DAG {dag!r} in the plan to trigger"})
            return None
        moment, cleared = started_run(self.store, dag, run, logical_date, conf, again)
        why = None if cleared else unfit(loaded, conf)
        if why is not None:
            return why
        if (request := current()) is not None:
            request.keep(f"{TRIGGERED}{run}", [dag, moment.logical_date.isoformat(), moment.conf, cleared])
        self.ask(dag, moment, cleared)
        self.started.add(dag)
        return None

    def go_on(self) -> None:
        """Queues the runs that tasks had started when the request was broken off."""
        request = current()
        for key, (dag, date, conf, again) in (request.kept() if request is not None else {}).items():
            at = datetime.fromisoformat(date)
            run = key.removeprefix(TRIGGERED)
            self.ask(dag, Moment(run, at, at, at, "operator_triggered", conf), again)
            self.started.add(dag)

    def bring_to_end(self, dag: str, run: str) -> None:
        """Makes a run that is in the queue now: a task waits for it, which has the process to itself."""
        queued = next((each for each in self.queue if (each.dag, each.moment.run_id) == (dag, run)), None)
        if queued is None:
            return
        self.queue.remove(queued)
        schedule = self._begun(queued)
        if schedule is not None:
            with Driver(self.slots) as driver:
                driver.add(schedule)
                driver.run()
        self._report()

    # ----------------------------------------------------------------------------------------------- started by assets

    def updated(self, events: Iterable[AssetEvent]) -> None:
        """Queues the runs that these events complete the conditions of."""
        names = {each.name for each in events} | {each.alias for each in events if each.alias}
        for dag, (loaded, wanted) in self._listening().items():
            if names & set(names_of(wanted, self.store)):
                self._run_by_assets(dag, loaded, wanted)

    def outstanding(self) -> list[str]:
        """The DAGs that assets start, whose condition the store's events complete already; their runs are queued."""
        return [dag for dag, found in self._listening().items() if self._run_by_assets(dag, *found)]

    def _listening(self) -> dict[str, tuple[Loaded, BaseAsset]]:
        if self._conditions is None:
            found = {dag: self._loaded(dag) for dag in self.listeners}
            self._conditions = {
                dag: (loaded, wanted)
                for dag, loaded in found.items()
                if loaded is not None and (wanted := condition(loaded)) is not None
            }
        return self._conditions

    def _run_by_assets(self, dag: str, loaded: Loaded, wanted: BaseAsset) -> bool:
        """Queues a run of a DAG when what it has not consumed completes its condition; each event is consumed once."""

        events = consumed(self.store, dag, wanted)
        if events:
            self.ask(dag, by_assets(events, loaded.written_for, self.store))
        return bool(events)


def _most_runs(dag: Any) -> int:
    """How many runs of a DAG may go on at once. Where a task looks at the run before, one: it must have ended."""
    return 1 if any(task.depends_on_past for task in dag.tasks) else int(dag.max_active_runs or 1)
