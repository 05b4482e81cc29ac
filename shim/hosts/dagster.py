"""Unmodified Airflow tasks as Dagster assets: an island is one subsettable multi-asset that runs its own tasks.

The island, not Dagster, decides order, skips, retries and trigger rules. Only a task that succeeded materializes; a
skipped one yields nothing; when any failed the step fails, after all that may run has run. Dagster's RetryPolicy stays
off: tries would multiply.
"""

# Without `from __future__ import annotations`: Dagster wants the context's type, not its name.
import datetime
import hashlib
import keyword
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
from shim.events import Event, publish
from shim.moment import Moment, at_window, by_hand, in_utc
from shim.store import Store

WHOLE = "*"
ROOT, STORE, ROOTS = "MIGRATE_DAGS_ROOT", "MIGRATE_STORE", "MIGRATE_ROOTS"
DATE_TAG = "migrate/logical_date"
_ONE_AT_A_TIME = threading.Lock()

KeyPath = Sequence[str]
# What Dagster lets nothing be called, beside Python's keywords.
RESERVED = frozenset(
    "context conf config meta arg_dict dict input_arg_dict output_arg_dict int str float bool input output type".split()
)


@dataclass(frozen=True)
class Island:
    """What `airflow_island` was told: tasks by id, the keys each writes (none: it only steers the others), and how its
    runs lie in time."""

    file: str
    dag_id: str
    tasks: Mapping[str, tuple[dg.AssetKey, ...]]
    interval: Interval
    root: str | None


def airflow_island(
    *,
    file: str,
    dag_id: str,
    outputs: Mapping[str, Sequence[KeyPath]],
    deps: Sequence[KeyPath] | Mapping[str, Sequence[KeyPath]] = (),
    partitions_def: dg.PartitionsDefinition | None = None,
    group_name: str | None = None,
    name: str | None = None,
    interval: str = "before",
    root: str | None = None,
    tasks: Sequence[str] = (),
) -> dg.AssetsDefinition:
    """The tasks named in `outputs`, unmodified, as assets with the keys they write; `*` stands for the whole DAG.

    `file` is the DAG file relative to `root` (default: the environment's MIGRATE_DAGS_ROOT). `deps` are the asset keys
    above: of every output, or by task id, other outputs of the island included, so that Dagster can split the island
    around native assets. `tasks` may name more tasks of the island, which write nothing. `interval` says
    whether a partition is the data interval ("before") or its moment ("at").
    """
    keys_of = {task: tuple(dg.AssetKey(list(path)) for path in paths) for task, paths in outputs.items()}
    island = Island(file, dag_id, {**dict.fromkeys(tasks, ()), **keys_of}, Interval(interval), root)
    above = {
        task: [dg.AssetKey(list(path)) for path in (deps.get(task, ()) if isinstance(deps, Mapping) else deps)]
        for task in keys_of
    }
    # Dagster makes names of keys, by which `a-b` and `a_b` are one and `output` is none: ours are numbers.
    written = list(dict.fromkeys(key for keys in keys_of.values() for key in keys))
    needed = {key: {each for each in _above(key, keys_of, above) if each != key} for key in written}
    outside = sorted({each for keys in needed.values() for each in keys} - set(written))
    outs = {
        f"asset_{number}": dg.AssetOut(
            key=key,
            is_required=False,
            dagster_type=dg.Nothing,
            group_name=group_name,
            kinds={"airflow"},
            metadata={"airflow/dag": dag_id, "airflow/tasks": [task for task in keys_of if key in keys_of[task]]},
        )
        for number, key in enumerate(written)
    }

    @dg.multi_asset(  # type: ignore[untyped-decorator]
        name=op_name(name, dag_id),
        outs=outs,
        ins={f"above_{number}": dg.AssetIn(key, dagster_type=dg.Nothing) for number, key in enumerate(outside)},
        internal_asset_deps={f"asset_{number}": needed[key] for number, key in enumerate(written)},
        partitions_def=partitions_def,
        can_subset=True,
    )
    def run_island(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        yield from _run(island, context)

    return run_island


def _above(
    key: dg.AssetKey, tasks: Mapping[str, Sequence[dg.AssetKey]], above: Mapping[str, Sequence[dg.AssetKey]]
) -> Iterator[dg.AssetKey]:
    for task, keys in tasks.items():
        if key in keys:
            yield from above[task]


def op_name(name: str | None, dag_id: str) -> str:
    """What Dagster calls an island: as asked, else after its DAG."""
    return f"{identifier(dag_id)}_island" if name is None else identifier(name)


def identifier(text: str, apart: str = "") -> str:
    """A name Dagster accepts: the text where it is one, else with a mark of the text, so that `a-b` is not `a_b`.

    `apart` is what else tells two of the same text apart.
    """
    plain = "".join(each if each.isascii() and each.isalnum() else "_" for each in text)
    if plain == text and not apart and text not in RESERVED and not keyword.iskeyword(text):
        return plain
    mark = hashlib.sha256(f"{text}\n{apart}".encode()).hexdigest()[:8]
    # Dagster numbers the parts of an island that it splits: a mark is no number.
    return f"{plain}_x{mark}"


# -------------------------------------------------------------------------------------------------------- one step run


def _run(island: Island, context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    from shim.load import load_dag
    from shim.schedule import Schedule

    root = island.root or os.environ.get(ROOT) or str(Path.cwd())
    extra = [each for each in os.environ.get(ROOTS, "").split(os.pathsep) if each]
    store = Store(os.environ.get(STORE) or str(Path(".migrate", "store.db")))
    with _ONE_AT_A_TIME:
        try:
            loaded = load_dag(root, island.file, island.dag_id, extra)
            chosen = _chosen(island, loaded.dag, context.selected_asset_keys)
            schedule = Schedule(
                loaded,
                moment_of(context, island.interval),
                store,
                only=chosen,
                known=None if WHOLE in island.tasks else frozenset(island.tasks),
                emit=lambda event: _tell(context, event),
            )
            end = schedule.run()
        finally:
            store.close()
    run = {"dag_id": island.dag_id, "run_id": schedule.moment.run_id, "state": end.value}
    publish({"event": "run_finished", **run})
    found = {task: [each.state for each in schedule.instances[task]] for task in chosen}
    for key in _in_order(context):
        writers = chosen if key in island.tasks.get(WHOLE, ()) else [t for t in chosen if key in island.tasks[t]]
        state = _asset_state([state for task in writers for state in found[task]])
        publish({"event": "asset_state", "key": "/".join(key.path), "state": state})
        if state == "materialized":
            yield dg.MaterializeResult(asset_key=key, metadata=_metadata(schedule, island, key))
    bad = sorted(task for task, states in found.items() if FAILURES & set(states) or State.NONE in states)
    if bad:
        raise dg.Failure(f"tasks of {island.dag_id} failed: {', '.join(bad)}", allow_retries=False)


def _asset_state(states: Sequence[State]) -> str:
    """What became of an asset, from the states of the tasks that write it."""
    if State.FAILED in states:
        return "failed"
    if State.UPSTREAM_FAILED in states or State.NONE in states:
        return "not run"
    return "materialized" if State.SUCCESS in states else "skipped"


def _in_order(context: dg.AssetExecutionContext) -> list[dg.AssetKey]:
    """The selected keys, each after those of the island it depends on: Dagster insists."""
    above = context.assets_def.asset_deps
    order = TopologicalSorter({key: sorted(above[key] & set(above)) for key in sorted(above)}).static_order()
    return [key for key in order if key in context.selected_asset_keys]


def _chosen(island: Island, dag: Any, selected: Collection[dg.AssetKey]) -> list[str]:
    """The tasks that write what is selected, and those below them in the island that write nothing but steer."""
    if WHOLE in island.tasks:
        return list(dag.task_ids)
    writing = {task for task, keys in island.tasks.items() if set(keys) & set(selected)}
    below = {each for task in writing for each in dag.get_task(task).get_flat_relative_ids(upstream=False)}
    everything = {key for keys in island.tasks.values() for key in keys} <= set(selected)
    return [t for t, keys in island.tasks.items() if t in writing or (not keys and (everything or t in below))]


def _tell(context: dg.AssetExecutionContext, event: Event) -> None:
    if event["event"] == "task":
        index = f"[{event['map_index']}]" if event["map_index"] >= 0 else ""
        context.log.info(f"{event['task_id']}{index}: {event['state']} (try {event['try_number']})")
    publish(event)


def _metadata(schedule: Any, island: Island, key: dg.AssetKey) -> dict[str, Any]:
    instances = [each for task, keys in island.tasks.items() if key in keys for each in schedule.instances[task]]
    return {
        "airflow/run_id": schedule.moment.run_id,
        "airflow/tries": sum(each.try_number for each in instances),
        "airflow/duration_s": round(sum(each.duration_s for each in instances), 6),
    }


def moment_of(context: dg.AssetExecutionContext, interval: Interval) -> Moment:
    """The Airflow run that a Dagster step stands for: its partition's; unpartitioned, one by hand per Dagster run."""
    if context.has_partition_key:
        window = context.partition_time_window
        return at_window(window.start, window.end, interval)
    date = context.run.tags.get(DATE_TAG)
    if date is not None:
        return by_hand(datetime.datetime.fromisoformat(date))
    return by_hand(in_utc(datetime.datetime.now(datetime.timezone.utc)), context.run.root_run_id or context.run.run_id)
