"""How one run of a DAG ends: by itself, by the clock, or by giving up."""

from __future__ import annotations

import time

from migrator.semantics import (
    FINISHED,
    State,
    run_state,
)
from shim.environment import require_airflow

require_airflow()


from shim.beginning import Beginning  # noqa: E402
from shim.execute import call_back  # noqa: E402
from shim.turns import Instance  # noqa: E402


class Ending(Beginning):
    """A run as it ends, and what its DAG's callbacks are told."""

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
