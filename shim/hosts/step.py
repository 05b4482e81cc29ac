"""One Dagster step of an island: which of its tasks run, in which Airflow run, and what Dagster is told of them.

The island, not Dagster, decides order, skips, retries and trigger rules. Only a task that succeeded materializes; a
skipped one is an observation; when any failed the step fails, after all that may run has run.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg

from migrator.model import Interval
from migrator.semantics import FAILURES, State
from shim.engine import LiveDag, Part, reached
from shim.engines import engine
from shim.events import Event, publish
from shim.hosts import shown
from shim.hosts.asked import DAG, LOG, TASKS, Asked, graph_of, selected_in, tasks_of
from shim.hosts.beside import Beside
from shim.hosts.store_here import open_store
from shim.imported import PARSING
from shim.installation import use_project
from shim.leases import Pulse
from shim.resumption import current

WHOLE = "*"
ROOT, ROOTS = "MIGRATE_DAGS_ROOT", "MIGRATE_ROOTS"
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Island:
    """What `airflow_island` was told: tasks by id, the keys each writes (none: it only steers the others), and how its
    runs lie in time."""

    file: str
    dag_id: str
    tasks: Mapping[str, tuple[dg.AssetKey, ...]]
    interval: Interval
    root: str | None

    def writers(self, key: dg.AssetKey) -> list[str]:
        """The tasks that write a key; `*` for a DAG whose tasks only run time knows."""
        return [task for task, keys in self.tasks.items() if key in keys]

    def chosen(self, dag: LiveDag, selected: Collection[dg.AssetKey]) -> list[str]:
        """The tasks that write what is selected, and those below them in the island that write nothing but steer."""
        if WHOLE in self.tasks:
            return list(dag.downstream)
        writing = {task for task, keys in self.tasks.items() if set(keys) & set(selected)}
        below = reached(dag.downstream, writing)
        everything = {key for keys in self.tasks.values() for key in keys} <= set(selected)
        return [t for t, keys in self.tasks.items() if t in writing or (not keys and (everything or t in below))]


@dataclass
class Done:
    """What became of the tasks of a step: the states of their instances, and those that ran in an earlier try."""

    dag_id: str
    run_id: str
    states: Mapping[str, Sequence[State]]
    kept: Collection[str]
    told: shown.Told

    def bad(self) -> list[str]:
        """The tasks that failed, or could not run."""
        return sorted(name for name, found in self.states.items() if FAILURES & set(found) or State.NONE in found)


def run_step(island: Island, context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Runs the tasks of what is selected. Raises dg.Failure when any failed, once all that may run has run."""
    done = _run(island, context)
    writers = {key: _writers(island, key, done) for key in _in_order(context)}
    quiet = [task for task, keys in island.tasks.items() if not keys]
    for key, tasks in writers.items():
        state = _asset_state([done.states[task] for task in tasks])
        publish({"event": "asset_state", "key": "/".join(key.path), "state": state})
        metadata = _metadata(done, tasks, quiet)
        if state == "materialized":
            yield dg.MaterializeResult(asset_key=key, metadata=metadata)
        elif state == "skipped":
            partition = context.partition_key if context.has_partition_key else None
            context.log_event(
                dg.AssetObservation(key, description="skipped in Airflow", metadata=metadata, partition=partition)
            )
    bad = done.bad()
    if bad:
        text = "\n".join([f"tasks of {island.dag_id} failed: {', '.join(bad)}", *done.told.errors(bad)])
        metadata = {
            "airflow/run_id": done.run_id,
            TASKS: done.told.table(list(done.states)),
            LOG: done.told.log_of(bad),
        }
        raise dg.Failure(text, metadata=metadata, allow_retries=False)


def _run(island: Island, context: dg.AssetExecutionContext) -> Done:
    from shim.secrets import register

    root = island.root or os.environ.get(ROOT) or str(Path.cwd())
    extra = [each for each in os.environ.get(ROOTS, "").split(os.pathsep) if each]
    use_project(root, extra)
    told = shown.Told(lambda level, text: context.log.log(level, text))
    store = open_store()
    PARSING.store = store.where
    with _ONE_AT_A_TIME:
        try:
            register()
            dag = engine(store.where).open(root, island.file, island.dag_id, extra)
            chosen = island.chosen(dag, context.selected_asset_keys)
            asked = Asked(context, island.dag_id, store)
            moment = asked.moment(island.interval, dag, chosen)
            again = asked.again(dag, chosen, moment.run_id)
            part = Part(
                moment,
                tuple(again),
                None if WHOLE in island.tasks else tuple(island.tasks),
                request=_request(context),
                wait_s=Pulse.of_environment().timeout_s,
            )
            asked.begin(chosen)
            with shown.heard(told):
                beside = Beside(context, store, root, extra)
                end = dag.run(part, store, lambda event: _tell(told, event), beside)
            run = {"dag_id": island.dag_id, "run_id": moment.run_id}
            publish({"event": "run_finished", **run, "state": end.state.value})
            asked.end(chosen)
            for row in store.tasks(island.dag_id, moment.run_id):
                told.remembered(row)
            states = {task: [each.state for each in end.tasks[task]] for task in chosen}
            _end_of_dag(island, context, dag, asked)
        finally:
            store.close()
    return Done(island.dag_id, moment.run_id, states, set(chosen) - set(again), told)


def _request(context: dg.AssetExecutionContext) -> str | None:
    """What a step that is executed again goes on with: what it did before in the same Dagster run, whose worker was
    lost. In `migrate run` it is the whole request."""
    if current() is not None:
        return None
    return f"{context.run.run_id}:{context.get_step_execution_context().step.key}"


def _tell(told: shown.Told, event: Event) -> None:
    told.hear(event)
    publish(event)


def _end_of_dag(island: Island, context: dg.AssetExecutionContext, dag: LiveDag, asked: Asked) -> None:
    """Calls the DAG's own callbacks once the last of its islands in this Dagster run has ended."""
    graph = graph_of(context)
    wrapped = {task for key in selected_in(context) for task in tasks_of(graph.get(key), island.dag_id, wrapped=True)}
    if asked.last(wrapped - {WHOLE}):
        dag.call_back()


def _writers(island: Island, key: dg.AssetKey, done: Done) -> list[str]:
    writers = island.writers(key)
    return list(done.states) if WHOLE in writers else [task for task in writers if task in done.states]


def _asset_state(tasks: Sequence[Sequence[State]]) -> str:
    """What became of an asset, from the states of the instances of each task that writes it. A mapped task of which one
    instance was skipped counts as skipped: so it does for what is below it in Airflow."""
    states = {state for each in tasks for state in each}
    if State.FAILED in states:
        return "failed"
    if State.UPSTREAM_FAILED in states or State.NONE in states:
        return "not run"
    whole = any(State.SUCCESS in each and State.SKIPPED not in each for each in tasks)
    return "materialized" if whole else "skipped"


def _in_order(context: dg.AssetExecutionContext) -> list[dg.AssetKey]:
    """The selected keys, each after those of the island it depends on: Dagster insists."""
    above = context.assets_def.asset_deps
    order = TopologicalSorter({key: sorted((above[key] & set(above)) - {key}) for key in sorted(above)}).static_order()
    return [key for key in order if key in context.selected_asset_keys]


def _metadata(done: Done, tasks: Sequence[str], quiet: Sequence[str]) -> dict[str, Any]:
    records = [record for (task, _), record in done.told.records.items() if task in tasks]
    kept = sorted(set(tasks) & set(done.kept))
    return {
        DAG: done.dag_id,
        "airflow/run_id": done.run_id,
        "airflow/tries": sum(each.tries for each in records),
        "airflow/duration_s": round(sum(each.seconds for each in records), 6),
        TASKS: done.told.table([*tasks, *quiet]),
        LOG: done.told.log_of(tasks),
        **({"airflow/kept": f"{', '.join(kept)}: succeeded in an earlier try of this run"} if kept else {}),
    }
