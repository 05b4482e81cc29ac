"""`migrate run`: a plan's assets in Dagster, one run per partitioning, in the order of the data."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg

from migrator.model import Plan, Step
from shim.events import Event, listening, publish
from shim.hosts import dagster as host
from shim.hosts.whole import definitions
from shim.moment import Moment
from shim.options import Options, selected
from shim.project import load_project
from shim.report import Report
from shim.resources import configure
from shim.slices import Slice, slices
from shim.when import key_meant, moment_meant

MATERIALIZED, SKIPPED, FAILED, NOT_RUN = "materialized", "skipped", "failed", "not run"


@dataclass
class Running:
    """One request at work: its graph, which partition and run each asset means, and how each did so far."""

    plan: Plan
    options: Options
    names: Mapping[str, tuple[str, ...]]
    whole: dg.Definitions
    graph: Any
    states: dict[dg.AssetKey, str] = field(default_factory=dict)
    rows: dict[dg.AssetKey, int | None] = field(default_factory=dict)
    meant: dict[dg.AssetKey, tuple[str | None, Moment]] = field(default_factory=dict)


def run_assets(plan: Plan, options: Options) -> Report:
    """Runs what is selected and reports it. What a failed or skipped asset feeds in a later run is not run."""
    os.environ[host.ROOT] = plan.root
    os.environ[host.ROOTS] = os.pathsep.join(options.roots)
    os.environ[host.STORE] = str(Path(options.home) / "store.db")
    configure(plan, options.override)
    chosen = [step for step in selected(plan, options) if step.writes]
    whole = definitions(plan, load_project(options.project) if options.project else None, chosen)
    names = dict(plan.names)
    running = Running(plan, options, names, whole, whole.resolve_asset_graph())
    keys = {dg.AssetKey(list(names[key])) for step in chosen for key in step.writes}
    cut = slices(running.graph, {key for key in keys if running.graph.has(key)})
    for each in cut:
        running.meant.update(dict.fromkeys(each.keys, key_meant(each.partitions_def, options, plan)))
    publish({"event": "plan", "runs": [_described(each) for each in cut]})
    report = Report()
    with listening(report.hear), _instance(options) as instance:
        try:
            for each in cut:
                _run_slice(each, running, instance)
        except dg.DagsterExecutionInterruptedError:
            raise KeyboardInterrupt from None
    _assemble(report, chosen, running)
    return report


def _instance(options: Options) -> dg.DagsterInstance:
    """Where Dagster remembers runs: nowhere, or the folder given."""
    if options.instance is None:
        return dg.DagsterInstance.ephemeral()
    Path(options.instance).mkdir(parents=True, exist_ok=True)
    return dg.DagsterInstance.local_temp(options.instance)


def _described(each: Slice) -> dict[str, Any]:
    return {"assets": [_name(key) for key in each.keys], "partitions": repr(each.partitions_def)}


# --------------------------------------------------------------------------------------------------------- one slice


def _run_slice(each: Slice, running: Running, instance: dg.DagsterInstance) -> None:
    """One Dagster run, of those of its assets whose parents are there."""
    keys = _fed(each.keys, running)
    running.states.update(dict.fromkeys(set(each.keys) - set(keys), NOT_RUN))
    if not keys:
        return
    partition, moment = running.meant[keys[0]]
    publish({"event": "run_started", "assets": [_name(key) for key in keys], "partition": partition})
    heard: list[Event] = []
    with listening(heard.append):
        result = running.whole.resolve_implicit_global_asset_job_def().execute_in_process(
            asset_selection=keys,
            partition_key=partition,
            instance=instance,
            raise_on_error=False,
            tags={host.DATE_TAG: moment.logical_date.isoformat()},
        )
    _note(result, keys, heard, running)
    for key in keys:
        publish({"event": "asset", "key": _name(key), "partition": partition, "state": running.states[key]})


def _fed(keys: Iterable[dg.AssetKey], running: Running) -> list[dg.AssetKey]:
    """Those whose parents of earlier runs were all materialized, and nothing above them in this run was left out."""
    left_out: set[dg.AssetKey] = set()
    found = list(keys)
    while True:
        bad = {key for key, state in running.states.items() if state != MATERIALIZED} | left_out
        more = {key for key in found if key not in left_out and set(running.graph.get(key).parent_keys) & bad}
        if not more:
            return [key for key in found if key not in left_out]
        left_out |= more


def _note(result: Any, keys: Collection[dg.AssetKey], heard: Iterable[Event], running: Running) -> None:
    """Takes in how a Dagster run went: islands have said it themselves, native assets by Dagster's events."""
    states = {each["key"]: each["state"] for each in heard if each["event"] == "asset_state"}
    for event in result.all_events:
        if event.event_type_value == "ASSET_MATERIALIZATION":
            found = event.event_specific_data.materialization
            rows = found.metadata.get("dagster/partition_row_count") or found.metadata.get("dagster/row_count")
            states[_name(found.asset_key)] = MATERIALIZED
            running.rows[found.asset_key] = None if rows is None else int(rows.value)
    ended = {"STEP_FAILURE": FAILED, "STEP_SKIPPED": SKIPPED, "STEP_SUCCESS": SKIPPED}
    steps = {
        each.step_key: ended[each.event_type_value] for each in result.all_events if each.event_type_value in ended
    }
    for key in keys:
        native = next(
            (state for step, state in steps.items() if _is_step(step, running.graph.assets_def_for_key(key))), NOT_RUN
        )
        running.states[key] = states.get(_name(key), native)


def _is_step(step: str, assets: dg.AssetsDefinition) -> bool:
    """Whether a step of the run is of these assets; a multi-asset that Dagster splits has `_2`, `_3` after its name."""
    name = assets.node_def.name
    return step == name or (step.startswith(f"{name}_") and step[len(name) + 1 :].isdigit())


def _name(key: dg.AssetKey) -> str:
    return "/".join(key.path)


# ------------------------------------------------------------------------------------------------------------- report


def _assemble(report: Report, chosen: Iterable[Step], running: Running) -> None:
    for step in chosen:
        dag = step.tasks[0].dag if step.tasks else step.group
        for key in step.writes:
            found = dg.AssetKey(list(running.names[key]))
            if found in running.meant:
                partition, moment = running.meant[found]
            else:
                partition, moment = None, moment_meant(step.partitions, running.options, running.plan)
            state = running.states.get(found, NOT_RUN)
            report.asset(dag, moment.run_id, _name(found), partition, state, running.rows.get(found))
