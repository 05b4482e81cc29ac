"""`migrate run`: a plan's assets in Dagster, one run per partitioning, in the order of the data."""

from __future__ import annotations

import os
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg

from migrator.model import Plan, Step
from shim.events import Event, listening, publish, reason
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
    dags: Mapping[dg.AssetKey, str]
    whole: dg.Definitions
    graph: Any
    states: dict[dg.AssetKey, str] = field(default_factory=dict)
    rows: dict[dg.AssetKey, int | None] = field(default_factory=dict)
    errors: dict[dg.AssetKey, str] = field(default_factory=dict)
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
    dags = {dg.AssetKey(list(names[key])): _dag(step) for step in chosen for key in step.writes}
    running = Running(plan, options, names, dags, whole, whole.resolve_asset_graph())
    cut = slices(running.graph, {key for key in dags if running.graph.has(key)})
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
    name = str(uuid.uuid4())
    instance.add_event_listener(name, lambda event: _begun(event, keys, running))
    with listening(heard.append):
        try:
            result = running.whole.resolve_implicit_global_asset_job_def().execute_in_process(
                run_id=name,
                asset_selection=keys,
                partition_key=partition,
                instance=instance,
                raise_on_error=False,
                tags={host.DATE_TAG: moment.logical_date.isoformat()},
            )
        except dg.DagsterError as error:  # the project's own: a resource without its settings, two of one name
            running.states.update(dict.fromkeys(keys, FAILED))
            running.errors[keys[0]] = reason(error)
        else:
            _note(result, keys, heard, running)
    for key in keys:
        publish(_ended(key, running))


def _begun(entry: Any, keys: Iterable[dg.AssetKey], running: Running) -> None:
    """Tells that assets are being made: of each step of Dagster's, the first."""
    event = entry.dagster_event
    if event is not None and event.event_type_value == "STEP_START":
        key = next((key for key in keys if _is_step(event.step_key, running.graph.assets_def_for_key(key))), None)
        if key is not None:
            publish({"event": "asset_started", "dag_id": running.dags.get(key), "key": _name(key)})


def _ended(key: dg.AssetKey, running: Running) -> Event:
    partition, _ = running.meant[key]
    event = {"event": "asset", "dag_id": running.dags.get(key), "key": _name(key), "partition": partition}
    error = {"error": running.errors[key]} if key in running.errors else {}
    return {**event, "state": running.states[key], **error}


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
        if event.event_type_value in ("STEP_FAILURE", "RUN_FAILURE"):
            _blame(event, keys, states, running)
    ended = {"STEP_FAILURE": FAILED, "STEP_SKIPPED": SKIPPED, "STEP_SUCCESS": SKIPPED}
    steps = {
        each.step_key: ended[each.event_type_value] for each in result.all_events if each.event_type_value in ended
    }
    for key in keys:
        native = next(
            (state for step, state in steps.items() if _is_step(step, running.graph.assets_def_for_key(key))), NOT_RUN
        )
        running.states[key] = states.get(_name(key), native)


def _blame(event: Any, keys: Iterable[dg.AssetKey], told: Mapping[str, str], running: Running) -> None:
    """Keeps why a step failed, once, for its first asset; an island's tasks have said it themselves."""
    error = getattr(event.event_specific_data, "error", None)
    made = [
        key for key in keys if event.step_key is None or _is_step(event.step_key, running.graph.assets_def_for_key(key))
    ]
    if error is None or not made or any(_name(key) in told for key in made) or set(made) & set(running.errors):
        return
    # What Dagster raises around a step is not what the person wrote.
    cause = error.cause if error.cause is not None and (error.cls_name or "").startswith("Dagster") else error
    _, found, text = cause.message.partition(f"{cause.cls_name}: ")
    running.errors[made[0]] = f"{cause.cls_name}: {text.strip()}" if found else cause.message.strip()


def _is_step(step: str, assets: dg.AssetsDefinition) -> bool:
    """Whether a step of the run is of these assets; a multi-asset that Dagster splits has `_2`, `_3` after its name."""
    name = assets.node_def.name
    return step == name or (step.startswith(f"{name}_") and step[len(name) + 1 :].isdigit())


def _name(key: dg.AssetKey) -> str:
    return "/".join(key.path)


# ------------------------------------------------------------------------------------------------------------- report


def _dag(step: Step) -> str:
    return step.tasks[0].dag if step.tasks else step.group


def _assemble(report: Report, chosen: Iterable[Step], running: Running) -> None:
    for step in chosen:
        for key in step.writes:
            found = dg.AssetKey(list(running.names[key]))
            if found in running.meant:
                partition, moment = running.meant[found]
            else:
                partition, moment = None, moment_meant(step.partitions, running.options, running.plan)
            state = running.states.get(found, NOT_RUN)
            report.asset(_dag(step), moment.run_id, _name(found), partition, state, running.rows.get(found))
