"""Unmodified Airflow tasks as Dagster assets: an island is one subsettable multi-asset that runs its own tasks.

The island, not Dagster, decides order, skips, retries and trigger rules. Only a task that succeeded materializes; a
skipped one yields nothing; when any failed the step fails, after all that may run has run. Dagster's RetryPolicy stays
off: tries would multiply.
"""

# Without `from __future__ import annotations`: Dagster wants the context's type, not its name.
import datetime
import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg

from migrator import model as planned
from migrator.model import Interval, PartitionKind, Partitions, Plan, Step, Wrapped
from migrator.semantics import FAILURES, State
from shim.events import Event, publish
from shim.moment import Moment, at_window, by_hand, in_utc
from shim.store import Store

WHOLE = "*"
ROOT, STORE, ROOTS = "MIGRATE_DAGS_ROOT", "MIGRATE_STORE", "MIGRATE_ROOTS"
DATE_TAG = "migrate/logical_date"
_ONE_AT_A_TIME = threading.Lock()

KeyPath = Sequence[str]


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
    specs = [
        dg.AssetSpec(
            key,
            deps=[each for each in dict.fromkeys(_above(key, keys_of, above)) if each != key],
            skippable=True,
            group_name=group_name,
            partitions_def=partitions_def,
            kinds={"airflow"},
            metadata={"airflow/dag": dag_id, "airflow/tasks": [task for task in keys_of if key in keys_of[task]]},
        )
        for key in dict.fromkeys(key for keys in keys_of.values() for key in keys)
    ]

    @dg.multi_asset(name=name or f"{_identifier(dag_id)}_island", specs=specs, can_subset=True)  # type: ignore[untyped-decorator]
    def run_island(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        yield from _run(island, context)

    return run_island


def _above(
    key: dg.AssetKey, tasks: Mapping[str, Sequence[dg.AssetKey]], above: Mapping[str, Sequence[dg.AssetKey]]
) -> Iterator[dg.AssetKey]:
    for task, keys in tasks.items():
        if key in keys:
            yield from above[task]


def _identifier(text: str) -> str:
    return "".join(each if each.isalnum() else "_" for each in text)


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


# -------------------------------------------------------------------------------------------- the graph of a whole plan


def definitions(plan: Plan, project: dg.Definitions | None = None) -> dg.Definitions:
    """Every step of a plan as assets: native ones from the generated project, the others as islands around it.

    Without a project every step is wrapped, so that a plan runs before anything is generated.
    """
    written = _written(project)
    names = dict(plan.names)
    islands = []
    for group in _islands(plan, wrap_all=project is None):
        keys = {dg.AssetKey(list(names[key])) for step in group for key in step.writes}
        if not keys <= written:
            islands.append(_of_steps(plan, group))
    ours = {key for island in islands for key in island.keys}
    read = {dg.AssetKey(list(names[key])) for step in plan.steps for key in (*step.reads, *step.follows)}
    outside = [dg.AssetSpec(key) for key in sorted(read - written - ours, key=lambda each: each.to_user_string())]
    new = dg.Definitions(assets=[*islands, *outside])
    return new if project is None else dg.Definitions.merge(project, new)


def _written(project: dg.Definitions | None) -> set[dg.AssetKey]:
    """The keys a project has, external ones included."""
    return set() if project is None else set(project.resolve_asset_graph().get_all_asset_keys())


def _islands(plan: Plan, wrap_all: bool) -> list[list[Step]]:
    """The steps of each island that have one partitioning; those that are not wrapped, when asked, by their DAG."""
    groups: dict[tuple[str, Partitions], list[Step]] = {}
    for step in plan.steps:
        if isinstance(step.body, Wrapped):
            name = step.body.island
        elif wrap_all and step.tasks:
            name = f"{step.tasks[0].path}:{step.tasks[0].dag}"
        else:
            continue
        groups.setdefault((name, step.partitions), []).append(step)
    return list(groups.values())


def _of_steps(plan: Plan, steps: Sequence[Step]) -> dg.AssetsDefinition:
    names, island = dict(plan.names), island_of(plan, steps[0])
    outputs: dict[str, list[KeyPath]] = {}
    deps: dict[str, list[KeyPath]] = {}
    for step in steps:
        for task in [ref.task for ref in step.tasks] if island.tasks else [WHOLE]:
            outputs.setdefault(task, []).extend(names[key] for key in step.writes)
            above = [key for key in (*step.reads, *step.follows) if key not in step.writes]
            deps.setdefault(task, []).extend(names[key] for key in above)
    return airflow_island(
        file=island.path,
        dag_id=island.dag,
        outputs=outputs,
        deps=deps,
        partitions_def=partitions_definition(steps[0].partitions),
        group_name=_identifier(steps[0].group) or None,
        name=_identifier(island.id),
        interval=steps[0].partitions.interval.value,
        root=plan.root,
        tasks=island.tasks,
    )


def island_of(plan: Plan, step: Step) -> planned.Island:
    """The island a step runs in; one of its own DAG for a step that the plan does not wrap."""
    if isinstance(step.body, Wrapped):
        return next(each for each in plan.islands if each.id == step.body.island)
    first = step.tasks[0]
    tasks = tuple(ref.task for ref in step.tasks)
    return planned.Island(f"{first.path}:{first.dag}", first.path, first.dag, tasks, "nothing is generated yet")


def partitions_definition(partitions: Partitions) -> dg.PartitionsDefinition | None:
    """The model's partitions as Dagster's; None for unpartitioned work."""
    if partitions.kind is PartitionKind.NONE:
        return None
    if partitions.kind is PartitionKind.STATIC:
        return dg.StaticPartitionsDefinition(list(partitions.keys))
    if partitions.kind is PartitionKind.MULTI:
        parts = {name: partitions_definition(each) for name, each in partitions.dimensions}
        return dg.MultiPartitionsDefinition({name: each for name, each in parts.items() if each is not None})
    return dg.TimeWindowPartitionsDefinition(
        cron_schedule=partitions.cron,
        start=datetime.datetime.fromisoformat(partitions.start or "2020-01-01"),
        timezone=partitions.zone,
        fmt=partitions.key_format or "%Y-%m-%d",
        end_offset=1 if partitions.interval is Interval.AT else 0,
    )
