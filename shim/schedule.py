"""One run of a DAG, or of some of its tasks, by Airflow's rules (`migrator.semantics`): what may run, and what became
of it.

`driver.py` moves it along, together with other runs: it says when, this file what.
"""

from __future__ import annotations

import copy
import heapq
import time
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

from migrator.semantics import (
    FINISHED,
    Decision,
    RetryDelay,
    State,
    retry_seed,
    should_retry,
)
from shim.attempt import Attempt, Outcome
from shim.environment import require_airflow
from shim.store import TaskKey

require_airflow()


from shim.driver import Driver  # noqa: E402
from shim.ending import Ending  # noqa: E402
from shim.execute import execute  # noqa: E402
from shim.slots import wanting  # noqa: E402
from shim.standing import Pace  # noqa: E402
from shim.turns import Instance  # noqa: E402

__all__ = ["Pace", "Schedule"]


class Schedule(Ending):
    """One run of a DAG, moved along by a driver: `Standing` says what it is told."""

    def run(self, more: Callable[[], bool] = lambda: False) -> State:
        """Runs all it may, alone, and says how the run ended. The instances tell how each task did. `more` is the
        driver's."""
        with Driver(self.slots) as driver:
            driver.add(self)
            driver.run(more)
        assert self.end is not None
        return self.end

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
