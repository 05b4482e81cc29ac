"""`TriggerDagRunOperator` inside Dagster: the other DAG's run, at once and in the same step.

Its tasks run unmodified, with their states and XComs in the store, so that the operator may wait for them; what its
islands would have made is reported as materialized.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg

from migrator.semantics import State
from shim.engine import Part
from shim.engines import engine
from shim.events import publish
from shim.hosts.asked import DAG
from shim.moment import Moment, by_hand
from shim.store import Store


@dataclass(frozen=True)
class Made:
    """An asset of an island: the file of its DAG, the tasks that write it, how it is divided."""

    file: str
    tasks: Sequence[str]
    partitions_def: dg.PartitionsDefinition | None


# The islands' assets of this process by DAG: a step loads the whole code location, but sees its own job only.
KNOWN: dict[str, dict[dg.AssetKey, Made]] = {}


@dataclass(frozen=True)
class Trigger:
    """Starts runs of the DAGs of one code location, whose files lie below `root`."""

    context: dg.AssetExecutionContext
    store: Store
    root: str
    roots: Sequence[str]

    def __call__(
        self, dag: str, run: str, logical_date: datetime.datetime | None, conf: dict[str, Any], again: bool = False
    ) -> bool:
        """Makes one run of another DAG. Of one that is not in the code location only the wish is told."""
        assets = KNOWN.get(dag, {})
        if not assets:
            self.context.log.warning(f"the DAG {dag} is triggered, which is not in this code location: not started")
            return False
        self.context.log.info(f"the run {run} of {dag} begins")
        file = next(iter(assets.values())).file
        live = engine(self.store.where).open(self.root, file, dag, self.roots)
        date = logical_date or datetime.datetime.now(datetime.timezone.utc)
        moment = replace(by_hand(date), run_id=run, conf=conf)
        end = live.run(Part(moment), self.store, publish, self)
        publish({"event": "run_finished", "dag_id": dag, "run_id": run, "state": end.state.value})
        level = 40 if end.state is State.FAILED else 20
        self.context.log.log(level, f"the run {run} of {dag} ended: {end.state.value}")
        states = {task: [each.state for each in found] for task, found in end.tasks.items()}
        for key, made in assets.items():
            tasks = [task for task in made.tasks if task in states] or list(states)
            found = {state for task in tasks for state in states[task]}
            if State.SUCCESS in found and found <= {State.SUCCESS, State.SKIPPED}:
                self._report(key, made, moment, dag)
        return True

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


def partition_at(partitions: dg.PartitionsDefinition | None, at: datetime.datetime) -> str | None:
    """The key of the window that a moment falls in; None where there is none."""
    if not isinstance(partitions, dg.TimeWindowPartitionsDefinition):
        return None
    key = partitions.get_partition_key_for_timestamp(at.timestamp())
    return key if partitions.has_partition_key(key) else None
