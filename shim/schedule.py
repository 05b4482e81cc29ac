"""One run of a DAG, or of some of its tasks, by Airflow's rules (`migrator.semantics`): what may run, and what became
of it.

`driver.py` moves it along, together with other runs: it says when, this file what.
"""

from __future__ import annotations

import contextlib
import copy
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
from shim.engine import Emit
from shim.environment import require_airflow
from shim.events import reason
from shim.load import Loaded
from shim.moment import Moment
from shim.options import LONGEST_WAIT_S
from shim.store import AssetEvent, RunRow, Store, StoreUnreachable, TaskKey

require_airflow()


from shim import assets  # noqa: E402
from shim.driver import Driver  # noqa: E402
from shim.execute import call_back, execute  # noqa: E402
from shim.graph import Graph  # noqa: E402
from shim.leases import Lease, LeaseLost, claim  # noqa: E402
from shim.past import keep_groups  # noqa: E402
from shim.resumption import request_of  # noqa: E402
from shim.rules import Rules, held_by_past  # noqa: E402
from shim.saved import Saved  # noqa: E402
from shim.slots import Slots, wanting  # noqa: E402
from shim.started import keep_conf  # noqa: E402
from shim.supervisor import Supervisor  # noqa: E402
from shim.triggers import Triggers  # noqa: E402
from shim.turns import Instance  # noqa: E402

Trigger = Callable[[str, str, "datetime | None", dict[str, Any], bool], "str | None"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How waits are kept: every retry delay, poke interval and `dagrun_timeout` times `scale`; at most `longest_s` in
    which nothing of a run goes on. With a scale of 0 nothing waits, and a run has all of its `dagrun_timeout`."""

    scale: float = 1.0
    longest_s: float = LONGEST_WAIT_S


@dataclass
class Schedule:
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

    def run(self, more: Callable[[], bool] = lambda: False) -> State:
        """Runs all it may, alone, and says how the run ended. The instances tell how each task did. `more` is the
        driver's."""
        with Driver(self.slots) as driver:
            driver.add(self)
            driver.run(more)
        assert self.end is not None
        return self.end

    # ---------------------------------------------------------------------------------------------- beginning and end

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

    @property
    def over(self) -> bool:
        """Whether nothing of the run can go on any more; what is left then could never run."""
        stuck = all(self.slots.never(each.wanting) for each in self.ready if each.wanting)
        return not (self.pending or self.waiting or self.deferred) and stuck

    def finish(self) -> None:
        """Ends the run. A task that could never run makes it fail, as a deadlock does in Airflow; in a run that has a
        time to end in it is skipped, as when Airflow has waited for that."""
        left = [each for found in self.instances.values() for each in found if each.state not in FINISHED]
        for each in sorted(left, key=lambda each: (each.task, each.map_index)):
            self._tell_stuck(each)
        if left and self.deadline is not None:
            self.time_out()
            return
        states = {name: [each.state for each in found] for name, found in self.instances.items()}
        end = run_state(self.graph.nodes.values(), states)
        word = "all_tasks_deadlocked" if left else "success" if end is State.SUCCESS else "task_failure"
        self._conclude(end, word, left[-1] if left and left[-1].attempt else None)

    def time_out(self) -> None:
        """Ends a run whose time is over: it fails, and what has not ended is skipped."""
        left = [each for found in self.instances.values() for each in found if each.state not in FINISHED]
        for each in self.ready:  # lined up, which is when Airflow counts a try
            each.try_number += each.state is State.NONE
        self.ready, self.waiting, self.pending = [], [], set()
        with self.saved.as_one():
            for each in left:
                if each in self.deferred:
                    self.triggers.stop(each)
                each.error = None
                self._end(each, State.SKIPPED)
        self.deferred.clear()
        named = f"{self.dag_id} {self.moment.run_id}"
        self._log(f"{named} ran longer than its dagrun_timeout of {self.loaded.dag.dagrun_timeout}: it failed")
        begun = [each for each in left if each.attempt is not None]
        self._conclude(State.FAILED, "timed_out", begun[-1] if begun else None)

    def give_up(self) -> None:
        """Fails what has waited longer than anything may, and says so; the run goes on with what is below."""
        for each in (*self.waiting, *self.deferred):
            if each in self.deferred:
                self.triggers.stop(each)
            self._log(
                f"{self._shown(each)} has waited for {self.pace.longest_s:g} s, the longest wait there is: it failed"
            )
            self._end(each, State.FAILED)
            self.pending |= self.graph.dependents[each.task]
        self.waiting, self.moved = [], time.monotonic()
        self.deferred.clear()

    def _tell_stuck(self, each: Instance) -> None:
        if each.task in self.held:
            self._log(f"{self.dag_id}.{each.task} waits: it depends on its earlier run, which did not succeed")
        elif each.wanting is not None and (why := self.slots.never(each.wanting)):
            self._log(f"{self._shown(each)} can never run: {why}")

    def _log(self, message: str) -> None:
        self.emit({"event": "log", "level": "warning", "message": message})

    def _shown(self, each: Instance) -> str:
        index = f"[{each.map_index}]" if each.map_index >= 0 else ""
        return f"{self.dag_id}.{each.task}{index}"

    def _conclude(self, end: State, why: str, about: Instance | None = None) -> None:
        self.end = end
        run_key = (self.dag_id, self.moment.run_id)
        # Other parts of the run may end at this moment, in other processes.
        self.store.exclusively(f"end of {run_key}", lambda: self.store.end_run(*run_key, self._standing(end)))
        if self.only is None:
            self._call_back(end, why, about)
        self.saved.lease.give_up(self.dag_id, self.moment.run_id)

    def end_dag(self) -> None:
        """Calls the DAG's own callbacks where only some of its tasks were run: what ran elsewhere is in the store."""
        end = run_state(self.graph.nodes.values(), self._everywhere())
        self._call_back(end, "success" if end is State.SUCCESS else "task_failure", None)

    def _standing(self, end: State) -> str:
        """How the run stands once this part of it has ended: `running` while another part goes on."""
        if self.only is None:
            return end.value
        states = self._everywhere()
        if any(each not in FINISHED for name in states.keys() - self.chosen for each in states[name]):
            return State.RUNNING.value
        return run_state(self.graph.nodes.values(), states).value

    def _everywhere(self) -> dict[str, list[State]]:
        """The states of all tasks: of those that ran elsewhere as the store has them; what has not begun counts as
        done."""
        elsewhere: dict[str, list[State]] = {}
        for row in self.store.tasks(self.dag_id, self.moment.run_id):
            elsewhere.setdefault(row.key.task, []).append(row.state)
        return {
            name: [each.state for each in found] if name in self.chosen else elsewhere.get(name, [State.SUCCESS])
            for name, found in self.instances.items()
        }

    def _call_back(self, end: State, why: str, about: Instance | None) -> None:
        """As Airflow does, with the last task that ended as the run did."""
        dag = self.loaded.dag
        given = dag.on_success_callback if end is State.SUCCESS else dag.on_failure_callback
        callbacks = given if isinstance(given, list) else [given] if given else []
        alike = (each for found in self.instances.values() for each in found if each.state is end and each.attempt)
        last = about or max(alike, key=lambda each: each.ended, default=None)
        if callbacks:
            task = self.graph.tasks[last.task] if last is not None else None
            call_back(callbacks, dag, task, last.attempt if last is not None else None, self, self.store, why)

    # -------------------------------------------------------------------------------------------------- what may run

    def settle(self) -> None:
        """One pass of Airflow's scheduler, in its order, by the states at the beginning of the pass: ends what will not
        run, expands what is mapped, lines up what may run. What is then pending is for the next pass."""
        if self.broken_off:  # first the rest of what was going on: all of it goes on whatever the others do
            self.broken_off = False
            return
        names = sorted(self.chosen.intersection(self.pending))
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
        with self.saved.as_one():
            for instance in ended:
                assert instance.coming is not None
                self._end(instance, instance.coming)
        changed = {each.task for each in (*ended, *expanded)}
        self.pending = {below for name in changed for below in self.graph.dependents[name]}

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
        for each in several:
            each.interrupted = self.saved.lost.get((each.task, each.map_index), 0)
        self.saved.expanded(instance.task, length)
        self.instances[instance.task] = several
        return several

    # ------------------------------------------------------------------------------------------------------- running

    def lined_up(self, fired: Collection[Instance], now: float) -> list[Instance]:
        """The instances that may start or go on, as far as limits let them: those ready, those whose wait is over, and
        those whose trigger fired."""
        came = [each for each in fired if each in self.deferred]
        self.deferred.difference_update(came)
        came += (each for each in self.waiting if each.due <= now)
        self.waiting = [each for each in self.waiting if each.due > now]
        self.ready += came
        for each in self.ready:
            if each.wanting is None:
                each.wanting = wanting(self.graph, self.moment, each.task, each.map_index)
        return self.ready

    def start(self, wave: Collection[Instance]) -> None:
        """All of these go on, whatever the first of them do to the rest: as in Airflow's scheduler."""
        chosen = set(wave)
        self.ready = [each for each in self.ready if each not in chosen]
        self.going.update(chosen)
        self.saved.wave(chosen)

    def advance(self, instance: Instance) -> None:
        """Takes an instance of the wave one step further."""
        changed = self._advance(instance)
        self.pending.update(changed)
        self.going.discard(instance)
        self.moved = time.monotonic()
        updates, self.updates = self.updates, []
        if updates and self.on_assets is not None:
            self.on_assets(updates)

    def wait_for_slot(self, instance: Instance, why: str) -> None:
        """Says, once, that an instance which may run waits, and for what."""
        if instance.slot_missed != why:
            instance.slot_missed = why
            self.emit({"event": "task_waits", **self._named(instance), "because": why})

    def _advance(self, instance: Instance) -> Collection[str]:
        """The tasks that must be looked at again."""
        key = TaskKey(self.dag_id, self.moment.run_id, instance.task, instance.map_index)
        task = self.graph.tasks[instance.task]
        if instance.state is State.DEFERRED:
            assert instance.attempt is not None
        elif instance.state is State.UP_FOR_RESCHEDULE and instance.attempt is not None:
            instance.attempt.reschedules += 1
            instance.attempt.next_method = None
        else:
            instance.try_number += 1
            instance.attempt = Attempt(key, instance.try_number, instance.max_tries)
            if _is_empty(task):
                self.emit({"event": "task_started", **self._named(instance)})
                self._end(instance, State.SUCCESS)
                return self.graph.dependents[instance.task]
        instance.state = State.RUNNING
        self.saved.save(instance, {"event": "task_started", **self._named(instance)})
        retry = should_retry(instance.try_number, instance.max_tries)
        outcome = execute(_patient(task), instance.attempt, self, self.store, retry, self.deadline)
        return self._take(instance, outcome)

    def _take(self, instance: Instance, outcome: Outcome) -> Collection[str]:
        instance.duration_s += outcome.duration_s
        instance.error = outcome.error
        assert instance.attempt is not None
        if instance.attempt.first_start is None:
            instance.attempt.first_start = datetime.now(timezone.utc) - timedelta(seconds=outcome.duration_s)
        if outcome.state in FINISHED:
            with self.saved.as_one():
                self._end(instance, outcome.state, outcome.told)
                changed = self._put_aside(outcome.skipped)
                if outcome.state is State.FAILED and self.loaded.dag.fail_fast:
                    changed = self._stop_all(instance)
            return changed | self.graph.dependents[instance.task]
        instance.state, instance.deferred = outcome.state, outcome.deferred
        if outcome.state is not State.DEFERRED:
            wait = self._retry_wait(instance) if outcome.wait_s is None else outcome.wait_s
            instance.due = time.monotonic() + wait * self.pace.scale
            self.waiting.append(instance)
        self.saved.save(instance, self._told(instance))
        return self._advance(instance) if outcome.state is State.DEFERRED and self._defer(instance) else set()

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
            self.ready = [each for each in self.ready if each is not instance]
            if instance in self.deferred:
                self.deferred.discard(instance)
                self.triggers.stop(instance)
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


def _patient(task: Any) -> Any:
    """A sensor that pokes another DAG's tasks until they have ended comes back to do so: they may be this process's."""
    others = any(each.__name__ == "ExternalTaskSensor" for each in type(task).__mro__)
    if not (others and task.mode == "poke"):
        return task
    found = copy.copy(task)
    found.mode = "reschedule"
    return found


def _is_empty(task: Any) -> bool:
    """Whether the scheduler itself would mark the task successful, without running it."""
    quiet = not (task.has_on_execute_callback or task.has_on_success_callback or task.outlets or task.inlets)
    return bool(quiet and task.inherits_from_empty_operator)
