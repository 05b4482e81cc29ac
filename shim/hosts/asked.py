"""Which Airflow run a Dagster step stands for, and which of the island's tasks it has to run.

A partition is a run. Unpartitioned, a Dagster run is a run of its own; one of some assets only, whose parents it does
not make, goes on with the DAG's last run, as clearing a task does in Airflow. Re-execution from failure goes on with
the run it repeats, and leaves alone what succeeded or was skipped there.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg

from migrator.model import Interval
from migrator.semantics import State
from shim.engine import LiveDag, reached, turned
from shim.hosts.run_tag import RUN_TAG, moment_told
from shim.moment import Moment, at_partition, at_window, by_hand, in_utc, moment_of_row
from shim.store import RunRow, Store
from shim.when import as_planned

# A run's tags, given by `migrate run`, by schedules and sensors, or by a person in the launchpad; RUN_TAG is another.
DATE_TAG, CONF_TAG = "migrate/logical_date", "airflow/conf"
# What says of an asset which tasks of which DAG write it, and whether they run unmodified.
DAG, FILE, TASKS, ISLAND = "airflow/dag", "airflow/file", "airflow/tasks", "airflow/island"
LOG = "airflow/log"
# Dagster's, of a run that repeats what failed in another: of its steps, or of its assets.
FROM_FAILURE = ("dagster/is_resume_retry", "dagster/is_asset_resume_retry")
DONE = (State.SUCCESS, State.SKIPPED)


def graph_of(context: dg.AssetExecutionContext) -> Any:
    """The asset graph of the job that runs."""
    return context.job_def.asset_layer.asset_graph


def selected_in(context: dg.AssetExecutionContext) -> set[dg.AssetKey]:
    """Every asset that this Dagster run makes, whatever step does."""
    chosen = context.run.asset_selection
    return set(context.job_def.asset_layer.selected_asset_keys if chosen is None else chosen)


def tasks_of(node: Any, dag_id: str, *, wrapped: bool = False) -> list[str]:
    """The tasks of a DAG that write an asset; of `wrapped`, those that run unmodified."""
    metadata = node.metadata
    if metadata.get(DAG) != dag_id or (wrapped and ISLAND not in metadata):
        return []
    return list(metadata.get(TASKS, ()))


@dataclass
class Asked:
    """A step's context, read with what the store knows of the DAG's runs."""

    context: dg.AssetExecutionContext
    dag_id: str
    store: Store

    def moment(self, interval: Interval, dag: LiveDag, chosen: Collection[str]) -> Moment:
        """The run these tasks belong to."""
        context, tags = self.context, self.context.run.tags
        conf = json.loads(tags.get(CONF_TAG, "{}"))
        if context.has_partition_key:
            return replace(_of_partition(context, interval), conf=conf)
        if RUN_TAG in tags:
            return replace(moment_told(json.loads(tags[RUN_TAG]), self.store, dag.written_for), conf=conf)
        if DATE_TAG in tags:
            return replace(by_hand(datetime.datetime.fromisoformat(tags[DATE_TAG])), conf=conf)
        run = context.run.root_run_id or context.run.run_id
        new = by_hand(in_utc(datetime.datetime.now(datetime.timezone.utc)), run)
        runs = self.store.runs(self.dag_id)
        begun = [row for row in runs if row.run == new.run_id]
        gone_on = begun or (self._last(runs, dag, chosen) if self._makes_none_of_its_parents() else [])
        return replace(moment_of_row(gone_on[-1]) if gone_on else new, conf=conf)

    def _makes_none_of_its_parents(self) -> bool:
        selected = selected_in(self.context)
        above = self.context.assets_def.asset_deps
        mine = self.context.selected_asset_keys
        return not {parent for key in mine for parent in above[key] if parent not in mine} & selected

    def _last(self, runs: list[RunRow], dag: LiveDag, chosen: Collection[str]) -> list[RunRow]:
        """The DAG's last run with any of the tasks above these, which would pass them their XComs."""
        above = reached(turned(dag.downstream), chosen) - set(chosen)
        for row in reversed(runs):
            if above & {each.key.task for each in self.store.tasks(self.dag_id, row.run)}:
                return [row]
        return []

    # ---------------------------------------------------------------------------------- re-execution from failure

    @property
    def _from_failure(self) -> bool:
        return any(self.context.run.tags.get(each) == "true" for each in FROM_FAILURE)

    @property
    def _scope(self) -> str:
        return f"dagster:{self.context.run.root_run_id or self.context.run.run_id}"

    def again(self, dag: LiveDag, chosen: Collection[str], run_id: str) -> list[str]:
        """Those of the tasks that have to run: all, but after a failure those that did not succeed and those below."""
        if not self._from_failure or not self._told("begun") & set(chosen):
            return list(chosen)
        states: dict[str, list[State]] = {}
        for row in self.store.tasks(self.dag_id, run_id):
            states.setdefault(row.key.task, []).append(row.state)
        open_ = {task for task in chosen if any(each not in DONE for each in states.get(task, [State.NONE]))}
        return [task for task in chosen if task in open_ | reached(dag.downstream, open_)]

    def begin(self, chosen: Collection[str]) -> None:
        """Remembers that this Dagster run has begun these tasks."""
        self._keep("begun", chosen)

    def end(self, chosen: Collection[str]) -> None:
        """Remembers that they have ended."""
        self._keep("ended", chosen)

    def last(self, tasks: Collection[str]) -> bool:
        """Whether all of these have ended in this Dagster run, or in the one that it goes on with. Of the processes
        that ask in one Dagster run, only the first is told so."""

        def work() -> bool:
            name, run = f"{self.dag_id} has ended", self.context.run.run_id
            if not self._told("ended") >= set(tasks) or self.store.kept(self._scope, name) == (run,):
                return False
            self.store.keep(self._scope, name, run)
            return True

        return self.store.exclusively(f"{self._scope} {self.dag_id}", work)

    def _keep(self, how: str, chosen: Collection[str]) -> None:
        for task in chosen:
            self.store.keep(self._scope, f"{self.dag_id}.{task}", [how, self.context.run.run_id])

    def _told(self, how: str) -> set[str]:
        """The DAG's tasks of which this Dagster run, or the one it goes on with, has said so; what ended had begun."""
        found = set()
        mine = [name for name in self.store.kept_keys(self._scope) if name.startswith(f"{self.dag_id}.")]
        for name in mine:
            (said, run), *_ = self.store.kept(self._scope, name) or [(None, None)]
            if said in ("ended", how) and (self._from_failure or run == self.context.run.run_id):
                found.add(name.removeprefix(f"{self.dag_id}."))
        return found


def _of_partition(context: dg.AssetExecutionContext, interval: Interval) -> Moment:
    """The run of the partition that is asked for. Where the clocks change, Airflow says where its window lies."""
    partitions = context.assets_def.partitions_def
    if isinstance(partitions, dg.TimeWindowPartitionsDefinition):
        return at_partition(replace(as_planned(partitions), interval=interval), context.partition_key)
    window = context.partition_time_window
    return at_window(window.start, window.end, interval)
