"""The DAGs beside the one that an island runs, as its tasks may ask for them.

`TriggerDagRunOperator` starts another DAG's run in the same step: when the task waits for it, else once nothing of the
island's own run can go on. Its tasks run unmodified, with their states and XComs in the store; what its assets are,
native ones too, is reported as materialized. `ExternalTaskSensor` is shown what native assets have made.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import dagster as dg

from migrator.semantics import State
from shim.engine import CannotLoad, LiveDag, NoSuchDag, Part
from shim.engines import engine
from shim.events import Event, publish, reason
from shim.hosts.asked import DAG
from shim.hosts.location import Made, assets_of, partition_at
from shim.hosts.seen import Seen
from shim.moment import Moment, moment_of_row
from shim.resumption import current
from shim.started import queue, started_run
from shim.store import Store


@dataclass
class Beside:
    """The DAGs of one code location, whose files lie below `root`. A run that was asked for is kept until it has ended:
    a step that is executed again goes on with it."""

    context: dg.AssetExecutionContext
    store: Store
    root: str
    roots: Sequence[str]
    _live: dict[str, LiveDag] = field(default_factory=dict)
    _making: set[str] = field(default_factory=set)

    def trigger(
        self, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any], again: bool
    ) -> str | None:
        """Puts a run of another DAG in the queue, or one that has been and is cleared; why not, if it cannot be. Of a
        DAG that is not in the code location only the wish is told."""
        if not assets_of(self.context, dag):
            self.context.log.warning(f"the DAG {dag} is triggered, which is not in this code location: not started")
            return None
        moment, cleared = started_run(self.store, dag, run, logical_date, conf, again)
        try:
            why = None if cleared else self._open(dag).unfit(conf)
        except (CannotLoad, NoSuchDag) as error:
            why = reason(error)
        if why is None:
            queue(self.store, dag, moment)
            self.store.keep(self._queue, f"{dag} {run}", [dag, run, moment.conf, cleared])
        return why

    def bring_to_end(self, dag: str, run: str) -> None:
        """Makes a run that is in the queue now: a task waits for it."""
        self._make(f"{dag} {run}")

    def next_run(self) -> bool:
        """Makes the first run that is in the queue; whether there was one."""
        return any(self._make(name) for name in self.store.kept_keys(self._queue))

    def look(self, dag: str, dates: Collection[datetime]) -> None:
        """Sees to it that the store knows what native assets have made for a DAG's runs at these dates."""
        Seen(self.context, self.store, self.root, self.roots).look(dag, dates)

    # --------------------------------------------------------------------------------------------------------- the runs

    @property
    def _queue(self) -> str:
        """Where the runs are kept that this step is still to make."""
        request, run = current(), self.context.run
        whole = request.id if request is not None else run.root_run_id or run.run_id
        return f"started by {whole} {self.context.get_step_execution_context().step.key}"

    def _open(self, dag: str) -> LiveDag:
        if dag not in self._live:
            file = next(iter(assets_of(self.context, dag).values())).file
            self._live[dag] = engine(self.store.where).open(self.root, file, dag, self.roots)
        return self._live[dag]

    def _make(self, name: str) -> bool:
        """Makes a run that is in the queue and not at work; whether it was."""
        kept = None if name in self._making else self.store.kept(self._queue, name)
        if kept is not None:
            self._making.add(name)
            self._run(*kept[0])
            self._making.discard(name)
            self.store.drop(self._queue, name)
        return kept is not None

    def _run(self, dag: str, run: str, conf: dict[str, Any], again: bool) -> None:
        self.context.log.info(f"the run {run} of {dag} begins")
        row = next(each for each in self.store.runs(dag) if each.run == run)
        moment = replace(moment_of_row(row), conf=conf)
        end = self._open(dag).run(Part(moment, again=again), self.store, self._tell, self)
        publish({"event": "run_finished", "dag_id": dag, "run_id": run, "state": end.state.value})
        level = 40 if end.state is State.FAILED else 20
        self.context.log.log(level, f"the run {run} of {dag} ended: {end.state.value}")
        states = {task: [each.state for each in found] for task, found in end.tasks.items()}
        for key, made in assets_of(self.context, dag).items():
            tasks = [task for task in made.tasks if task in states] or list(states)
            found = {state for task in tasks for state in states[task]}
            if State.SUCCESS in found and found <= {State.SUCCESS, State.SKIPPED}:
                self._report(key, made, moment, dag)

    def _tell(self, event: Event) -> None:
        publish(event)
        if event["event"] == "task":
            level = 40 if event["state"] == State.FAILED.value else 20
            self.context.log.log(level, f"{event['dag_id']}.{event['task_id']}: {event['state']}")

    def _report(self, key: dg.AssetKey, made: Made, moment: Moment, dag: str) -> None:
        """Says that the run has made an asset, in the partition that it falls in."""
        partition = partition_at(made.partitions_def, moment.start)
        if made.partitions_def is not None and partition is None:
            self.context.log.warning(f"{key.to_user_string()} was made by {moment.run_id}, which is no partition")
            return
        told = {DAG: dag, "airflow/run_id": moment.run_id, "airflow/triggered_in": self.context.run.run_id}
        self.context.instance.report_runless_asset_event(
            dg.AssetMaterialization(key, metadata=told, partition=partition)
        )
