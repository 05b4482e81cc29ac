"""What native assets have made, as runs and tasks in the store: what sensors on tasks, and events, lead back to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from migrator.semantics import FINISHED, State, run_state
from shim.load import Loaded
from shim.moment import Moment
from shim.store import RunRow, Store, TaskKey, TaskRow


@dataclass(frozen=True)
class NativeDag:
    """A DAG some of whose tasks are native assets. `wrapped` are those that run unmodified; without the live DAG only
    the tasks that the assets name are known."""

    id: str
    native: frozenset[str]
    wrapped: frozenset[str]
    loaded: Loaded | None

    def remember(self, store: Store, moment: Moment, made: Collection[str]) -> None:
        """Keeps that native assets have done these tasks of a run. With them succeed the tasks that became no asset of
        their own, once all above them has; and the run has ended once every task has."""
        if all(row.run != moment.run_id for row in store.runs(self.id)):
            texts = [date.astimezone(timezone.utc).isoformat() if date else None for date in moment.dates]
            now = datetime.now(timezone.utc).isoformat()
            store.save_run(RunRow(self.id, moment.run_id, texts[0], texts[1], texts[2], now, State.RUNNING.value))
        if self.loaded is not None:
            from shim.past import keep_groups  # Airflow looks at its settings once: not before the project is in use

            keep_groups(store, self.loaded.dag)
        states: dict[str, list[State]] = {}
        for row in store.tasks(self.id, moment.run_id):
            states.setdefault(row.key.task, []).append(row.state)
        done = {task for task, found in states.items() if set(found) <= {State.SUCCESS}}
        new = [task for task in sorted(made) if task not in done]
        new += self._folded(done | set(new), states)
        for task in new:
            store.save_task(TaskRow(TaskKey(self.id, moment.run_id, task), State.SUCCESS, 1, 0, 0.0))
            states[task] = [State.SUCCESS]
        store.end_run(self.id, moment.run_id, self._stands(states))

    def _folded(self, done: set[str], states: Mapping[str, Collection[State]]) -> list[str]:
        """The tasks that became no asset of their own, and below nothing but what is done."""
        if self.loaded is None:
            return []
        found, done = [], set(done)
        for task in self.loaded.dag.topological_sort():
            own = task.task_id in self.native | self.wrapped
            if not own and task.task_id not in states and task.upstream_task_ids <= done:
                found.append(task.task_id)
                done.add(task.task_id)
        return found

    def _stands(self, states: Mapping[str, list[State]]) -> str:
        """How a run stands: it goes on while a task has not ended."""
        if self.loaded is None:
            left = set(self.native | self.wrapped) - set(states)
            end = State.FAILED if any(State.FAILED in found for found in states.values()) else State.SUCCESS
        else:
            from shim.graph import Graph

            left = {task.task_id for task in self.loaded.dag.tasks} - set(states)
            end = run_state(Graph(self.loaded.dag).nodes.values(), {**states})
        going = left or any(each not in FINISHED for found in states.values() for each in found)
        return State.RUNNING.value if going else end.value
