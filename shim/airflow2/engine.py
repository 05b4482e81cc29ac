"""Runs DAGs with Airflow 2.10 or 2.11 and tells of them as the shim does: events, and the store's rows and XComs."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

from migrator.semantics import FAILURES, FINISHED, State
from shim.airflow2 import private
from shim.airflow2.private import CannotStart, Key, Row, Run
from shim.airflow2.waits import Waits
from shim.engine import Beside, CannotLoad, Emit, Ended, NoSuchDag, Part, RunEnd
from shim.environment import import_path
from shim.events import reason
from shim.load import search_path
from shim.moment import Moment
from shim.resumption import current
from shim.store import RunRow, Store, TaskKey, TaskRow

# The shortest wait between two looks at what waits by itself.
LOOK_S = 0.02


class Airflow2:
    """Loads files with the Airflow 2 that is installed, each once while it does not change."""

    def __init__(self) -> None:
        self._dags: dict[tuple[str, str], dict[str, Any]] = {}
        self._ready = False

    def open(self, root: str, path: str, dag_id: str, roots: Sequence[str] = ()) -> Dag2:
        """The DAG with this id. Raises CannotLoad or NoSuchDag."""
        if not self._ready:
            plugins = Path(root, "plugins")
            private.migrated(str(plugins) if plugins.is_dir() else None)
            self._ready = True
        file = Path(root, path).resolve()
        if not file.is_file():
            raise CannotLoad(path, f"FileNotFoundError: no file {file}")
        folders = search_path(root, path, roots)
        known = (str(file), hashlib.sha256(file.read_bytes()).hexdigest())
        if known not in self._dags:
            with import_path(folders):
                dags, error = private.loaded(file)
            if error is not None:
                raise CannotLoad(path, error)
            self._dags[known] = dags
        found = self._dags[known]
        if dag_id not in found:
            raise NoSuchDag(path, dag_id, sorted(found))
        return Dag2(found[dag_id], tuple(folders))


@dataclass
class Dag2:
    """A DAG of Airflow 2."""

    dag: Any
    folders: tuple[str, ...]
    last: Run | None = None

    @property
    def dag_id(self) -> str:
        """Its id."""
        return str(self.dag.dag_id)

    @property
    def written_for(self) -> str:
        """The Airflow here is what it means."""
        return "2"

    @property
    def downstream(self) -> Mapping[str, Collection[str]]:
        """The tasks directly below each task."""
        return {task.task_id: task.downstream_task_ids for task in self.dag.tasks}

    def run(self, part: Part, store: Store, emit: Emit, beside: Beside | None = None) -> RunEnd:
        """Runs a part of it; a run that Airflow does not begin has failed."""
        request = current()
        resumed = request is not None and request.resumed
        try:
            run = Run(self.dag, part.moment, part.only, part.known, resumed)
        except CannotStart as error:
            emit({"event": "log", "level": "error", "message": str(error)})
            return RunEnd(State.FAILED, {name: [Ended(-1, State.NONE, 0, 0.0)] for name in self.dag.task_ids})
        self.last = run
        with import_path(list(self.folders)):
            return _Drive(run, part.moment, store, emit, beside).run(resumed)

    def unfit(self, conf: Mapping[str, Any]) -> str | None:
        """None: its run says it."""
        return None

    def call_back(self) -> None:
        """Calls the DAG's own callbacks, if its run began."""
        if self.last is not None:
            with import_path(list(self.folders)):
                self.last.call_back()


@dataclass
class _Drive:
    """One run on its way."""

    at: Run
    moment: Moment
    store: Store
    emit: Emit
    beside: Beside | None
    told: dict[Key, Row] = field(default_factory=dict)
    pushed: dict[Key, set[str]] = field(default_factory=dict)
    waits: Waits = field(default_factory=Waits)

    def run(self, resumed: bool) -> RunEnd:
        dag, run = self.at.dag.dag_id, self.moment.run_id
        self._save_run("running")
        if not resumed:
            self.store.forget(dag, run, sorted(self.at.chosen))
        rows = self.at.rows()
        self.told = {(row.task, row.map_index): row for row in rows if resumed or row.task not in self.at.chosen}
        stuck = False
        try:
            while self.at.going and not stuck:
                before = set(self.at.rows())
                ready = self.at.schedule()
                self._tell_changes()
                for key in ready:
                    self._attempt(key)
                # A pass may only skip tasks, or make those that another maps into: the next one goes on from there.
                moved = ready or set(self.at.rows()) != before
                stuck = not moved and self.at.going and not self._wait()
        finally:
            end = self.at.end(self._stuck() if stuck else None)
        self._tell_changes()
        self.store.end_run(dag, run, end.value)
        tasks: dict[str, list[Ended]] = {name: [] for name in self.at.dag.task_ids}
        for row in self.at.rows():
            tasks.setdefault(row.task, []).append(Ended(row.map_index, row.state, row.try_number, row.duration_s))
        return RunEnd(end, tasks)

    def _save_run(self, state: str) -> None:
        date, start, end = (each.astimezone(timezone.utc).isoformat() for each in self.at.dates)
        now = datetime.now(timezone.utc).isoformat()
        self.store.save_run(RunRow(self.at.dag.dag_id, self.moment.run_id, date, start, end, now, state))

    def _attempt(self, key: Key) -> None:
        self.emit({"event": "task_started", **self._named(key)})
        error = self.at.attempt(key, self._start)
        row = self.at.row(key)
        self._keep_xcoms(key)
        self._tell(row, error)

    def _start(self, dag: str, run: str, date: datetime, conf: dict[str, Any]) -> str | None:
        """Starts a run that a task asks for, where there is somebody to; why it cannot be."""
        if self.beside is not None:
            why = self.beside.trigger(dag, run, date, conf, False)
            self.beside.bring_to_end(dag, run)
            return why
        message = f"{self.at.dag.dag_id} triggers {dag}: not started"
        self.emit({"event": "log", "level": "warning", "message": message})
        return None

    # ----------------------------------------------------------------------------------------------------- telling

    def _tell_changes(self) -> None:
        """Tells of the instances that have ended since, without having run: skipped, for one."""
        for row in self.at.rows():
            known = self.told.get((row.task, row.map_index))
            if row.task in self.at.chosen and row.state in FINISHED and (known is None or known.state != row.state):
                self._tell(row, None)

    def _tell(self, row: Row, error: BaseException | None) -> None:
        key = (row.task, row.map_index)
        self.told[key] = row
        at = TaskKey(self.at.dag.dag_id, self.moment.run_id, *key)
        if row.state in FINISHED:
            self.store.save_task(TaskRow(at, row.state, row.try_number, row.max_tries, round(row.duration_s, 6)))
        event = {
            "event": "task",
            **self._named(key),
            "state": row.state.value,
            "try_number": row.try_number,
            "duration_s": round(row.duration_s, 6),
            "interrupted": 0,
        }
        if row.state in FAILURES and error is not None:
            event["error"] = reason(error)
        self.emit(event)

    def _named(self, key: Key) -> dict[str, Any]:
        names = {"dag_id": self.at.dag.dag_id, "run_id": self.moment.run_id}
        return {**names, "task_id": key[0], "map_index": key[1]}

    def _keep_xcoms(self, key: Key) -> None:
        at = TaskKey(self.at.dag.dag_id, self.moment.run_id, *key)
        found = self.at.xcoms(key)
        for name in self.pushed.get(key, set()) - {each[0] for each in found}:
            self.store.delete(at, name)
        for name, value, length in found:
            self.store.push(at, name, value, length)
        self.pushed[key] = {each[0] for each in found}

    # ------------------------------------------------------------------------------------------------------- waiting

    def _wait(self) -> bool:
        """Waits for the first of what waits; whether anything did."""
        due, deferred = self.at.due_s(), self.at.deferred()
        for trigger, (row, _) in deferred.items():
            self.waits.start(trigger, partial(private.first_event, row))
        times = [each for each in (due, *(over for _, over in deferred.values())) if each is not None]
        if not deferred:
            if due is not None:
                time.sleep(max(LOOK_S, due))
            return due is not None
        fired = self.waits.fired(max(LOOK_S, min(times)) if times else None)
        if fired is not None:
            self.at.fire(*fired)
        for trigger, (_, over) in self.at.deferred().items():
            if over is not None and over <= 0:
                self.at.time_out(trigger)
        return True

    def _stuck(self) -> State:
        """Says what can never go on: the run has failed."""
        for row in self.at.rows():
            if row.state is State.NONE and row.task in self.at.chosen:
                message = f"{self.at.dag.dag_id}.{row.task} waits for what does not come, its earlier run for one"
                self.emit({"event": "log", "level": "warning", "message": message})
        return State.FAILED
