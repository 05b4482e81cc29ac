"""Airflow 3.3: our own schedule drives its task runner."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shim.engine import Beside, Emit, Ended, Part, RunEnd
from shim.load import Loaded, load_dag
from shim.params import unfit
from shim.schedule import Pace, Schedule
from shim.slots import slots_of_environment
from shim.store import Store


@dataclass
class Dag3:
    """A DAG of Airflow 3.3."""

    loaded: Loaded
    last: Schedule | None = None

    @property
    def dag_id(self) -> str:
        """Its id."""
        return str(self.loaded.dag.dag_id)

    @property
    def written_for(self) -> str:
        """Which Airflow its file means."""
        return self.loaded.written_for

    @property
    def downstream(self) -> Mapping[str, Collection[str]]:
        """The tasks directly below each task."""
        return {task.task_id: task.downstream_task_ids for task in self.loaded.dag.tasks}

    def run(self, part: Part, store: Store, emit: Emit, beside: Beside | None = None) -> RunEnd:
        """Runs a part of it; whole DAGs that start each other are run by `shim.session`."""
        asking: dict[str, Any] = {}
        if beside is not None:
            asking = {"on_trigger": beside.trigger, "on_wait": beside.bring_to_end, "on_look": beside.look}
        schedule = Schedule(
            self.loaded,
            part.moment,
            store,
            only=part.only,
            known=part.known,
            pace=Pace(part.pace),
            emit=emit,
            **asking,
            again=part.again,
            request=part.request,
            wait_s=part.wait_s,
            slots=slots_of_environment(),
        )
        self.last = schedule
        state = schedule.run(beside.next_run) if beside is not None else schedule.run()
        tasks = {
            name: [Ended(each.map_index, each.state, each.try_number, each.duration_s) for each in found]
            for name, found in schedule.instances.items()
        }
        return RunEnd(state, tasks)

    def unfit(self, conf: Mapping[str, Any]) -> str | None:
        """Why its params do not take a configuration."""
        return unfit(self.loaded, conf)

    def call_back(self) -> None:
        """Calls the DAG's own callbacks."""
        assert self.last is not None
        self.last.end_dag()


class Airflow3:
    """Loads files on Airflow 3.3, of whatever Airflow they are."""

    def open(self, root: str, path: str, dag_id: str, roots: Sequence[str] = ()) -> Dag3:
        """The DAG with this id. Raises CannotLoad or NoSuchDag."""
        return Dag3(load_dag(root, path, dag_id, roots))
