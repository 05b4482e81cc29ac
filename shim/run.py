"""`migrate run`: a plan's assets in Dagster, one run per partitioning, in the order of the data."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg

from migrator.model import Partitions, Plan, Step
from shim.events import Event, listening, publish
from shim.hosts import dagster as host
from shim.moment import at_date, at_partition, by_hand, in_utc
from shim.options import Options
from shim.project import load_project
from shim.report import Report
from shim.resources import configure
from shim.slices import Slice, slices

MATERIALIZED, SKIPPED, FAILED, NOT_RUN = "materialized", "skipped", "failed", "not run"


@dataclass
class Progress:
    """How each asset did so far: its state, its rows, and its partition."""

    states: dict[dg.AssetKey, str] = field(default_factory=dict)
    rows: dict[dg.AssetKey, int | None] = field(default_factory=dict)
    partitions: dict[dg.AssetKey, str | None] = field(default_factory=dict)


def run_assets(plan: Plan, options: Options) -> Report:
    """Runs what is selected and reports it. What a failed or skipped asset feeds in a later run is not run."""
    os.environ[host.ROOT] = plan.root
    os.environ[host.ROOTS] = os.pathsep.join(options.roots)
    os.environ[host.STORE] = str(Path(options.home) / "store.db")
    configure(plan)
    whole = host.definitions(plan, load_project(options.project) if options.project else None)
    graph = whole.resolve_asset_graph()
    chosen = [
        step
        for step in plan.steps
        if step.writes and options.selects(step, ["/".join(plan.name(key)) for key in step.writes])
    ]
    keys = {dg.AssetKey(list(plan.name(key))) for step in chosen for key in step.writes}
    selected = {key for key in keys if graph.has(key) and graph.get(key).is_materializable}
    cut = slices(graph, selected)
    publish({"event": "plan", "runs": [_described(each) for each in cut]})
    report, progress = Report(), Progress()
    with listening(report.hear), _instance(options) as instance:
        for each in cut:
            _run_slice(each, whole, graph, instance, plan, options, progress)
    _assemble(report, plan, chosen, progress, options)
    return report


def _instance(options: Options) -> dg.DagsterInstance:
    if options.instance is None:
        return dg.DagsterInstance.ephemeral()
    Path(options.instance).mkdir(parents=True, exist_ok=True)
    return dg.DagsterInstance.local_temp(options.instance)


def _described(each: Slice) -> dict[str, Any]:
    return {"assets": [_name(key) for key in each.keys], "partitions": repr(each.partitions_def)}


# --------------------------------------------------------------------------------------------------------- one slice


def _run_slice(
    each: Slice,
    whole: dg.Definitions,
    graph: Any,
    instance: dg.DagsterInstance,
    plan: Plan,
    options: Options,
    progress: Progress,
) -> None:
    keys = _fed(each.keys, graph, progress)
    for key in set(each.keys) - set(keys):
        progress.states[key] = NOT_RUN
    if not keys:
        return
    partition = partition_key(each.partitions_def, options)
    date = options.logical_date or _date_of(options.partition, plan)
    job = whole.resolve_implicit_global_asset_job_def()
    tags = {host.DATE_TAG: in_utc(date).isoformat()} if date is not None else {}
    publish({"event": "run_started", "assets": [_name(key) for key in keys], "partition": partition})
    heard: list[Event] = []
    with listening(heard.append):
        result = job.execute_in_process(
            asset_selection=keys, partition_key=partition, instance=instance, raise_on_error=False, tags=tags
        )
    _note(result, graph, keys, partition, heard, progress)
    for key in keys:
        publish({"event": "asset", "key": _name(key), "partition": partition, "state": progress.states[key]})


def _fed(keys: Iterable[dg.AssetKey], graph: Any, progress: Progress) -> list[dg.AssetKey]:
    """Those whose parents of earlier runs were all materialized, and nothing above them in this run was left out."""
    left_out: set[dg.AssetKey] = set()
    found = list(keys)
    while True:
        bad = {key for key, state in progress.states.items() if state != MATERIALIZED} | left_out
        more = {key for key in found if key not in left_out and set(graph.get(key).parent_keys) & bad}
        if not more:
            return [key for key in found if key not in left_out]
        left_out |= more


def _note(
    result: Any,
    graph: Any,
    keys: Collection[dg.AssetKey],
    partition: str | None,
    heard: Iterable[Event],
    progress: Progress,
) -> None:
    """Takes in how a Dagster run went: islands have said it themselves, native assets by Dagster's events."""
    states = {each["key"]: each["state"] for each in heard if each["event"] == "asset_state"}
    for event in result.all_events:
        if event.event_type_value == "ASSET_MATERIALIZATION":
            found = event.event_specific_data.materialization
            rows = found.metadata.get("dagster/partition_row_count") or found.metadata.get("dagster/row_count")
            states[_name(found.asset_key)] = MATERIALIZED
            progress.rows[found.asset_key] = None if rows is None else int(rows.value)
    ended = {"STEP_FAILURE": FAILED, "STEP_SKIPPED": SKIPPED, "STEP_SUCCESS": SKIPPED}
    steps = {
        each.step_key: ended[each.event_type_value] for each in result.all_events if each.event_type_value in ended
    }
    for key in keys:
        native = next(
            (state for step, state in steps.items() if _is_step(step, graph.assets_def_for_key(key))), NOT_RUN
        )
        progress.partitions[key] = partition
        progress.states[key] = states.get(_name(key), native)


def _is_step(step: str, assets: dg.AssetsDefinition) -> bool:
    """Whether a step of the run is of these assets; a multi-asset that Dagster splits has `_2`, `_3` after its name."""
    name = assets.node_def.name
    return step == name or (step.startswith(f"{name}_") and step[len(name) + 1 :].isdigit())


def _name(key: dg.AssetKey) -> str:
    return "/".join(key.path)


# --------------------------------------------------------------------------------------------------------- partitions


def partition_key(partitions: dg.PartitionsDefinition | None, options: Options) -> str | None:
    """The key of a partitioning that a run with these options stands for: as given, else the one whose window holds
    the date given, else the last complete one. None for unpartitioned assets."""
    if partitions is None:
        return None
    if options.partition is not None and partitions.has_partition_key(options.partition):
        return options.partition
    date = options.logical_date or _loose_date(options.partition)
    if date is None or not isinstance(partitions, dg.TimeWindowPartitionsDefinition):
        return str(partitions.get_last_partition_key())
    return str(partitions.get_partition_key_for_timestamp(in_utc(date).timestamp()))


def _loose_date(text: str | None) -> datetime.datetime | None:
    if text is None:
        return None
    for spelled in ("%Y-%m-%d", "%Y-%m-%d-%H:%M", "%Y-%m-%d-%H"):
        try:
            return in_utc(datetime.datetime.strptime(text, spelled))
        except ValueError:
            continue
    return None


def _date_of(partition: str | None, plan: Plan) -> datetime.datetime | None:
    """The logical date that a partition key means, for unpartitioned work beside it."""
    for partitions in dict.fromkeys(step.partitions for step in plan.steps):
        if partition is not None and partitions.key_format:
            try:
                return at_partition(partitions, partition).logical_date
            except ValueError:
                continue
    return _loose_date(partition)


# ------------------------------------------------------------------------------------------------------------- report


def _assemble(report: Report, plan: Plan, chosen: Iterable[Step], progress: Progress, options: Options) -> None:
    for step in chosen:
        for key in step.writes:
            found = dg.AssetKey(list(plan.name(key)))
            dag = step.tasks[0].dag if step.tasks else step.group
            partition = progress.partitions.get(found)
            report.asset(
                dag,
                run_name(step.partitions, partition, options),
                _name(found),
                partition,
                progress.states.get(found, NOT_RUN),
                progress.rows.get(found),
            )


def run_name(partitions: Partitions, partition: str | None, options: Options) -> str | None:
    """The run id Airflow would give the DAG run an asset's partition belongs to; None when only Dagster knows it."""
    if partition is not None and partitions.cron:
        return at_partition(partitions, partition).run_id
    if options.logical_date is not None:
        return (at_date(partitions, options.logical_date) if partitions.cron else by_hand(options.logical_date)).run_id
    return None
