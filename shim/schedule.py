"""Drives the tasks of a DAG, or some of them, through one run by Airflow's rules (`migrator.semantics`).

One task at a time: Airflow's runner owns the process while a task runs. What waits (a retry, a rescheduled sensor, a
trigger) waits while others run.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from migrator.semantics import (
    FAILURES,
    FINISHED,
    Decision,
    RetryDelay,
    State,
    retry_seed,
    run_state,
    should_retry,
)
from shim.attempt import Attempt, Outcome
from shim.environment import import_path, require_airflow
from shim.events import reason
from shim.load import Loaded
from shim.moment import Moment
from shim.store import RunRow, Store, TaskKey, TaskRow

require_airflow()


from shim import assets  # noqa: E402
from shim.execute import call_back, execute  # noqa: E402
from shim.graph import Graph  # noqa: E402
from shim.rules import Rules, held_by_past  # noqa: E402
from shim.supervisor import Supervisor  # noqa: E402
from shim.triggers import Triggers  # noqa: E402
from shim.turns import Instance  # noqa: E402

Emit = Callable[[dict[str, Any]], None]
Trigger = Callable[[str, str, "datetime | None", dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """How waits are kept: every retry delay and poke interval times `scale`."""

    scale: float = 1.0


@dataclass
class Schedule:
    """One run of a DAG. `only` names the tasks to run; of the others, those in `known` are as the store has them and
    the rest is taken to have succeeded."""

    loaded: Loaded
    moment: Moment
    store: Store
    only: Collection[str] | None = None
    pace: Pace = Pace()
    emit: Emit = lambda event: None
    on_trigger: Trigger | None = None
    known: Collection[str] | None = None
    instances: dict[str, list[Instance]] = field(default_factory=dict)
    ready: list[Instance] = field(default_factory=list)
    waiting: list[Instance] = field(default_factory=list)
    going: set[Instance] = field(default_factory=set)
    triggers: Triggers = field(default_factory=Triggers)

    def __post_init__(self) -> None:
        self.graph = Graph(self.loaded.dag)
        self.dag_id: str = self.loaded.dag.dag_id
        self.written_for: str | None = self.loaded.written_for
        self.chosen = frozenset(self.graph.tasks if self.only is None else self.only)
        self.held = held_by_past(self.graph, self.store, self.moment)
        self.rules = Rules(self.graph, self.store, self.moment.run_id, self.instances)

    def run(self) -> State:
        """Runs all it may and says how the run ended. The instances tell how each task did."""
        self._begin()
        pending: Collection[str] = self.chosen
        with import_path(list(self.loaded.folders)), self.triggers:
            while True:
                pending = self._settle(pending)
                wave = self._wave(wait=not pending)
                if not (wave or pending or self.waiting or self.triggers.running):
                    return self._finish()
                pending |= {name for instance in wave for name in self._advance(instance)}
                self.going.clear()

    # ---------------------------------------------------------------------------------------------- beginning and end

    def _begin(self) -> None:
        self._save_run("running")
        assets.remember(self.store, (task for dag in (self.loaded.dag, *self.loaded.beside) for task in dag.tasks))
        for name, group in self.loaded.dag.task_group_dict.items():
            self.store.keep(f"group:{self.dag_id}", name, sorted(task.task_id for task in group.iter_tasks()))
        self.store.forget(self.dag_id, self.moment.run_id, self.chosen)
        stored: dict[str, list[Instance]] = {}
        for row in self.store.tasks(self.dag_id, self.moment.run_id):
            found = Instance(row.key.task, row.key.map_index, row.state, row.try_number, row.max_tries, row.duration_s)
            if self.known is None or row.key.task in self.known:
                stored.setdefault(row.key.task, []).append(found)
        for name in self.graph.tasks:
            if name not in self.chosen:
                self.instances[name] = stored.get(name) or [Instance(name, state=State.SUCCESS)]
            elif self._exists(name):
                self.instances[name] = self._fresh(name)
            else:
                self.instances[name] = []

    def _exists(self, name: str) -> bool:
        """Whether the run has this task: its own start and end dates may say no."""
        task, date = self.graph.tasks[name], self.moment.logical_date
        return (task.start_date is None or task.start_date <= date) and (task.end_date is None or date <= task.end_date)

    def _fresh(self, name: str) -> list[Instance]:
        retries = self.graph.tasks[name].retries or 0
        length = self.graph.length(name, lambda _: None) if self.graph.needs_expansion(name) else None
        return [Instance(name, index, max_tries=retries) for index in (range(length) if length else (-1,))]

    def _save_run(self, state: str) -> None:
        dates = (self.moment.logical_date, self.moment.start, self.moment.end)
        after = datetime.now(timezone.utc).isoformat()
        texts = [date.astimezone(timezone.utc).isoformat() for date in dates]
        self.store.save_run(RunRow(self.dag_id, self.moment.run_id, texts[0], texts[1], texts[2], after, state))

    def _finish(self) -> State:
        """The run's end state; a task that could never run makes it fail, as a deadlock does in Airflow."""
        for name in sorted(self.held & self.chosen):
            if any(each.state is State.NONE for each in self.instances[name]):
                message = f"{self.dag_id}.{name} waits: it depends on its earlier run, which did not succeed"
                self.emit({"event": "log", "level": "warning", "message": message})
        states = {name: [each.state for each in found] for name, found in self.instances.items()}
        end = run_state(self.graph.nodes.values(), states)
        self.store.end_run(self.dag_id, self.moment.run_id, end.value)
        if self.only is None:
            self._call_back(end)
        return end

    def _call_back(self, end: State) -> None:
        dag = self.loaded.dag
        given = dag.on_success_callback if end is State.SUCCESS else dag.on_failure_callback
        callbacks = given if isinstance(given, list) else [given] if given else []
        last = [each for found in self.instances.values() for each in found if each.attempt is not None]
        if callbacks and last:
            task, attempt = self.graph.tasks[last[-1].task], last[-1].attempt
            assert attempt is not None
            call_back(callbacks, task, attempt, self, self.store)

    # -------------------------------------------------------------------------------------------------- what may run

    def _settle(self, pending: Iterable[str]) -> set[str]:
        """One pass of Airflow's scheduler, in its order, by the states at the beginning of the pass: ends what will not
        run, expands what is mapped, lines up what may run. The tasks to look at in the next pass."""
        names = sorted(self.chosen.intersection(pending))
        looked_at: list[Instance] = []
        expanded: list[Instance] = []
        while names:
            name = heapq.heappop(names)
            found = [each for each in self.instances[name] if each.state is State.NONE]
            for instance in found:
                expanded += self._look(instance)
            looked_at += found
            if any(each.coming for each in found):  # what is mapped over it, and comes later, sees that already
                mapped = self.chosen & self.graph.mapped_over[name]
                names = sorted({*names, *(each for each in mapped if each > name)})
        for instance in expanded:
            self._look(instance)
        ended = [each for each in (*looked_at, *expanded) if each.coming is not None]
        for instance in ended:
            assert instance.coming is not None
            self._end(instance, instance.coming)
        changed = {each.task for each in (*ended, *expanded)}
        return {below for name in changed for below in self.graph.dependents[name]}

    def _look(self, instance: Instance) -> list[Instance]:
        """Decides what becomes of an instance in this pass; those that take its place where it is mapped."""
        decision = self.rules.decide(instance)
        instance.coming = decision.state
        if decision is Decision.RUN and instance.task not in self.held:
            if instance.map_index < 0 and self.graph.needs_expansion(instance.task):
                return self._expand(instance)
            self.ready.append(instance)
        return []

    def _expand(self, instance: Instance) -> list[Instance]:
        """Puts the instances that a mapped task has in the place of the one that stood for them."""
        length = self.graph.length(instance.task, self.rules.pushed_length)
        if not length:
            instance.coming = State.UPSTREAM_FAILED if length is None else State.SKIPPED
            return []
        several = [Instance(instance.task, index, max_tries=instance.max_tries) for index in range(length)]
        self.instances[instance.task] = several
        return several

    # ------------------------------------------------------------------------------------------------------- running

    def _wave(self, wait: bool) -> list[Instance]:
        """The instances that may go on now; if there are none, those that may first. As in Airflow's scheduler, all of
        them run, whatever the first of them do to the rest."""
        fired: list[Instance] = []
        now = time.monotonic()
        first = min((each.due - now for each in self.waiting), default=None)
        idle = wait and not self.ready
        if self.triggers.running:
            fired = self.triggers.fired((None if first is None else max(0.0, first)) if idle else 0.0)
        elif idle and first is not None:
            time.sleep(max(0.0, first))
        now = time.monotonic()
        due = [each for each in fired if each.state is State.DEFERRED]
        due += (each for each in self.waiting if each.due <= now)
        self.waiting = [each for each in self.waiting if each.due > now]
        ready = sorted(self.ready, key=lambda each: (self.graph.order[each.task], each.map_index))
        wave, self.ready = [*due, *ready], []
        self.going.update(wave)
        return wave

    def _advance(self, instance: Instance) -> set[str]:
        """Takes an instance one step further; the tasks that must be looked at again."""
        key = TaskKey(self.dag_id, self.moment.run_id, instance.task, instance.map_index)
        task = self.graph.tasks[instance.task]
        self.emit({"event": "task_started", **self._named(instance)})
        if instance.state is State.DEFERRED:
            assert instance.attempt is not None
        elif instance.state is State.UP_FOR_RESCHEDULE and instance.attempt is not None:
            instance.attempt.reschedules += 1
            instance.attempt.next_method = None
        else:
            instance.try_number += 1
            instance.attempt = Attempt(key, instance.try_number, instance.max_tries)
            if _is_empty(task):
                self._end(instance, State.SUCCESS)
                return set(self.graph.dependents[instance.task])
        instance.state = State.RUNNING
        retry = should_retry(instance.try_number, instance.max_tries)
        return self._take(instance, execute(task, instance.attempt, self, self.store, retry))

    def _take(self, instance: Instance, outcome: Outcome) -> set[str]:
        instance.duration_s += outcome.duration_s
        instance.error = outcome.error
        assert instance.attempt is not None
        if instance.attempt.first_start is None:
            instance.attempt.first_start = datetime.now(timezone.utc) - timedelta(seconds=outcome.duration_s)
        if outcome.state in FINISHED:
            self._end(instance, outcome.state)
            changed = self._put_aside(outcome.skipped)
            if outcome.state is State.FAILED and self.loaded.dag.fail_fast:
                changed = self._stop_all(instance)
            return changed | self.graph.dependents[instance.task]
        instance.state, instance.deferred = outcome.state, outcome.deferred
        self._tell(instance)
        if outcome.state is State.DEFERRED:
            supervisor = Supervisor(self.store, instance.attempt.key, self)
            return self._advance(instance) if self.triggers.start(instance, supervisor) else set()
        wait = self._retry_wait(instance) if outcome.wait_s is None else outcome.wait_s
        instance.due = time.monotonic() + wait * self.pace.scale
        self.waiting.append(instance)
        return set()

    def _put_aside(self, skipped: Iterable[tuple[str, int]]) -> set[str]:
        """Skips what a branch or short circuit named, unless it has begun; the tasks to look at again."""
        changed: set[str] = set()
        for name, index in skipped:
            for each in self.instances.get(name, ()) if name in self.chosen else ():
                if each.map_index == index:
                    self._skip(each)
                    changed |= self.graph.dependents[name]
        return changed

    def _skip(self, instance: Instance) -> None:
        if instance not in self.going and instance.state not in (State.SUCCESS, State.FAILED, State.SKIPPED):
            self.waiting = [each for each in self.waiting if each is not instance]
            self._end(instance, State.SKIPPED)

    def _retry_wait(self, instance: Instance) -> float:
        task = self.graph.tasks[instance.task]
        delay = RetryDelay(task.retry_delay, float(task.retry_exponential_backoff or 0), task.max_retry_delay)
        seed = retry_seed(self.dag_id, instance.task, self.moment.logical_date, instance.try_number)
        return delay.after(instance.try_number, seed).total_seconds()

    def _stop_all(self, failed: Instance) -> set[str]:
        """Ends a run whose DAG fails fast: all but teardowns and the other instances of the task is skipped; the tasks
        to look at again, which are the teardowns."""
        for name in self.chosen - {failed.task}:
            for each in self.instances[name] if not self.graph.nodes[name].teardown else ():
                self._skip(each)
        return {name for name in self.chosen if self.graph.nodes[name].teardown}

    def _end(self, instance: Instance, state: State) -> None:
        instance.state = state
        key = TaskKey(self.dag_id, self.moment.run_id, instance.task, instance.map_index)
        row = TaskRow(key, state, instance.try_number, instance.max_tries, round(instance.duration_s, 6))
        self.store.save_task(row)
        self._tell(instance)

    def _tell(self, instance: Instance) -> None:
        event = {
            "event": "task",
            **self._named(instance),
            "state": instance.state.value,
            "try_number": instance.try_number,
            "duration_s": round(instance.duration_s, 6),
        }
        if instance.state in FAILURES and instance.error is not None:
            event["error"] = reason(instance.error)
        self.emit(event)

    def _named(self, instance: Instance) -> dict[str, Any]:
        names = {"dag_id": self.dag_id, "run_id": self.moment.run_id}
        return {**names, "task_id": instance.task, "map_index": instance.map_index}

    # ------------------------------------------------------------------------------------------- what a task may ask

    def states_of(self, dag: str, run: str) -> list[tuple[str, int, State]]:
        """(task, map index, state) of every task instance of a run, this one or an earlier one."""
        if (dag, run) == (self.dag_id, self.moment.run_id):
            return [(each.task, each.map_index, each.state) for found in self.instances.values() for each in found]
        return [(row.key.task, row.key.map_index, row.state) for row in self.store.tasks(dag, run)]

    def trigger(self, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any]) -> None:
        """Starts a run of another DAG now; without anyone to start it, only says so."""
        if self.on_trigger is not None:
            self.on_trigger(dag, run, logical_date, conf)
        else:
            self.emit({"event": "log", "level": "warning", "message": f"{self.dag_id} triggers {dag}: not started"})


def _is_empty(task: Any) -> bool:
    """Whether the scheduler itself would mark the task successful, without running it."""
    quiet = not (task.has_on_execute_callback or task.has_on_success_callback or task.outlets or task.inlets)
    return bool(quiet and task.inherits_from_empty_operator)
