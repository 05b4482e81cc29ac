"""One slice of an asset graph as Dagster runs, and what became of each of its assets."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from migrator.model import Plan
from shim.events import Event, listening, publish, reason
from shim.hosts import dagster as host
from shim.hosts.asked import CONF_TAG, ISLAND
from shim.hosts.run_tag import RUN_TAG, told_of
from shim.moment import Moment
from shim.occasions import Occasions
from shim.resumption import Asked
from shim.rounds import Round
from shim.slices import Slice

MATERIALIZED, SKIPPED, FAILED, NOT_RUN = "materialized", "skipped", "failed", "not run"


@dataclass
class Running:
    """One request at work: its graph, which partition and run each asset means, and how each did so far."""

    plan: Plan
    round: Round
    names: Mapping[str, tuple[str, ...]]
    dags: Mapping[dg.AssetKey, str]
    whole: dg.Definitions
    graph: Any
    request: Asked
    occasions: Occasions
    made: Mapping[str, int | None]
    states: dict[dg.AssetKey, str] = field(default_factory=dict)
    rows: dict[dg.AssetKey, int | None] = field(default_factory=dict)
    errors: dict[dg.AssetKey, str] = field(default_factory=dict)
    meant: dict[dg.AssetKey, tuple[str | None, Moment]] = field(default_factory=dict)


def run_slice(each: Slice, running: Running, instance: dg.DagsterInstance) -> None:
    """One Dagster run, of those of its assets whose parents are there."""
    made = [key for key in each.keys if _kept_as(key, running) in running.made]
    for key in made:
        running.states[key], running.rows[key] = MATERIALIZED, running.made[_kept_as(key, running)]
        publish({**told(key, running), "restored": True})
    wanted = [key for key in each.keys if key not in made]
    keys = fed(wanted, running)
    running.states.update(dict.fromkeys(set(wanted) - set(keys), NOT_RUN))
    left = keys
    while left:
        # Dagster starts nothing below an island that failed, also not below those of its tasks that succeeded.
        never = _run_once(left, running, instance)
        again = never if len(never) < len(left) else []
        for key in again:
            del running.states[key]
        left = fed(again, running)
        running.states.update(dict.fromkeys(set(again) - set(left), NOT_RUN))
    for key in keys:
        publish(told(key, running))


def _run_once(keys: Sequence[dg.AssetKey], running: Running, instance: dg.DagsterInstance) -> list[dg.AssetKey]:
    """One Dagster run of these assets; those whose step it never started."""
    partition, _ = running.meant[keys[0]]
    publish({"event": "run_started", "assets": [name_of(key) for key in keys], "partition": partition})
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
                tags=_tags(keys[0], running),
            )
        except dg.DagsterError as error:  # the project's own: a resource without its settings, two of one name
            running.states.update(dict.fromkeys(keys, FAILED))
            running.errors[keys[0]] = reason(error)
        else:
            if _broken_off(result):
                raise KeyboardInterrupt
            return _note(result, keys, heard, running)
    return []


def _broken_off(result: Any) -> bool:
    """Whether Ctrl-C ended a Dagster run: in the midst of a step Dagster takes it for the step's failure."""
    failures = [each for each in result.all_events if each.event_type_value in ("STEP_FAILURE", "RUN_CANCELED")]
    errors = [getattr(each.event_specific_data, "error", None) for each in failures]
    names = {error.cls_name for error in errors if error is not None}
    return "DagsterExecutionInterruptedError" in names or any(e.event_type_value == "RUN_CANCELED" for e in failures)


def _tags(key: dg.AssetKey, running: Running) -> dict[str, str]:
    """What tells an island which run it is, and its configuration."""
    _, moment = running.meant[key]
    if running.dags.get(key) in running.occasions.live:
        return {RUN_TAG: json.dumps(told_of(moment)), CONF_TAG: json.dumps(moment.conf)}
    conf = running.round.options.conf
    return {
        host.DATE_TAG: moment.logical_date.isoformat(),
        **({} if conf is None else {CONF_TAG: json.dumps(dict(conf))}),
    }


def _begun(entry: Any, keys: Iterable[dg.AssetKey], running: Running) -> None:
    """Tells that assets are being made, of each step of Dagster's the first; keeps which native ones are made. Islands
    keep their own tasks."""
    event = entry.dagster_event
    if event is not None and event.event_type_value == "ASSET_MATERIALIZATION":
        made = event.event_specific_data.materialization
        if not running.graph.get(made.asset_key).metadata.get(ISLAND):
            running.request.keep(_kept_as(made.asset_key, running), _rows(made))
            _made(made.asset_key, running)
    if event is not None and event.event_type_value == "STEP_START":
        key = next((key for key in keys if _is_step(event.step_key, running.graph.assets_def_for_key(key))), None)
        if key is not None:
            publish({"event": "asset_started", "dag_id": running.dags.get(key), "key": name_of(key)})


def _made(key: dg.AssetKey, running: Running) -> None:
    """Has it remembered and told that a native asset was made."""
    steps = ((each, step) for step in running.plan.steps if step.tasks for each in step.writes)
    for asset, step in steps:
        if running.names[asset] == tuple(key.path) and key in running.meant:
            running.occasions.made(asset, step.tasks, running.meant[key][1])


def _rows(made: Any) -> int | None:
    """How many rows a materialization says that it wrote."""
    rows = made.metadata.get("dagster/partition_row_count") or made.metadata.get("dagster/row_count")
    return None if rows is None else int(rows.value)


def _kept_as(key: dg.AssetKey, running: Running) -> str:
    """Under which name the request keeps that an asset is made."""
    if key not in running.meant:
        return ""
    partition, moment = running.meant[key]
    return f"made {name_of(key)} {partition or moment.run_id}"


def told(key: dg.AssetKey, running: Running) -> Event:
    partition, _ = running.meant[key]
    event = {"event": "asset", "dag_id": running.dags.get(key), "key": name_of(key), "partition": partition}
    error = {"error": running.errors[key]} if key in running.errors else {}
    return {**event, "state": running.states[key], **error}


def fed(keys: Iterable[dg.AssetKey], running: Running) -> list[dg.AssetKey]:
    """Those whose parents of earlier runs were all materialized, and nothing above them in this run was left out."""
    left_out: set[dg.AssetKey] = set()
    found = list(keys)
    while True:
        bad = {key for key, state in running.states.items() if state != MATERIALIZED} | left_out
        more = {key for key in found if key not in left_out and set(running.graph.get(key).parent_keys) & bad}
        if not more:
            return [key for key in found if key not in left_out]
        left_out |= more


def _note(result: Any, keys: Collection[dg.AssetKey], heard: Iterable[Event], running: Running) -> list[dg.AssetKey]:
    """Takes in how a Dagster run went: islands have said it themselves, native assets by Dagster's events. Gives those
    that it never started."""
    states = {each["key"]: each["state"] for each in heard if each["event"] == "asset_state"}
    for event in result.all_events:
        if event.event_type_value == "ASSET_MATERIALIZATION":
            found = event.event_specific_data.materialization
            states[name_of(found.asset_key)] = MATERIALIZED
            running.rows[found.asset_key] = _rows(found)
        if event.event_type_value in ("STEP_FAILURE", "RUN_FAILURE"):
            _blame(event, keys, states, running)
    ended = {"STEP_FAILURE": FAILED, "STEP_SKIPPED": SKIPPED, "STEP_SUCCESS": SKIPPED}
    steps = {
        each.step_key: ended[each.event_type_value] for each in result.all_events if each.event_type_value in ended
    }
    never = []
    for key in keys:
        native = next(
            (state for step, state in steps.items() if _is_step(step, running.graph.assets_def_for_key(key))), None
        )
        state = states.get(name_of(key), native)
        running.states[key] = state or NOT_RUN
        if state is None:
            never.append(key)
    return never


def _blame(event: Any, keys: Iterable[dg.AssetKey], told: Mapping[str, str], running: Running) -> None:
    """Keeps why a step failed, once, for its first asset; an island's tasks have said it themselves."""
    error = getattr(event.event_specific_data, "error", None)
    made = [
        key for key in keys if event.step_key is None or _is_step(event.step_key, running.graph.assets_def_for_key(key))
    ]
    if error is None or not made or any(name_of(key) in told for key in made) or set(made) & set(running.errors):
        return
    # What Dagster raises around a step is not what the person wrote.
    cause = error.cause if error.cause is not None and (error.cls_name or "").startswith("Dagster") else error
    _, found, text = cause.message.partition(f"{cause.cls_name}: ")
    running.errors[made[0]] = f"{cause.cls_name}: {text.strip()}" if found else cause.message.strip()


def _is_step(step: str, assets: dg.AssetsDefinition) -> bool:
    """Whether a step of the run is of these assets; a multi-asset that Dagster splits has `_2`, `_3` after its name."""
    name = assets.node_def.name
    return step == name or (step.startswith(f"{name}_") and step[len(name) + 1 :].isdigit())


def name_of(key: dg.AssetKey) -> str:
    return "/".join(key.path)
