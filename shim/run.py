"""`migrate run`: a plan's assets in Dagster, one run per partitioning, in the order of the data."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import dagster as dg

from migrator.elsewhere import PYTHON
from migrator.errors import MigratorError
from migrator.model import Plan, Step
from shim.events import Event, listening, publish, reason
from shim.hosts import dagster as host
from shim.hosts.asked import CONF_TAG, ISLAND
from shim.hosts.whole import definitions
from shim.moment import Moment, key_of
from shim.options import Options, selected
from shim.project import load_project
from shim.report import Report
from shim.resources import configure
from shim.resumption import Asked, asked_for
from shim.slices import Slice, slices
from shim.slots import POOLS
from shim.store import Store
from shim.when import as_planned, key_meant, moment_meant, moments_meant


class SeveralRhythms(MigratorError):
    """A range of partitions of DAGs that are partitioned differently, or not at all."""

    def __init__(self, text: str, rhythms: list[str]) -> None:
        found = f"they have the schedules {', '.join(map(repr, rhythms))}" if rhythms else "none has partitions"
        super().__init__(f"{text!r} is a range for DAGs of one schedule, and {found}: choose with --dag or --select")


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
    request: Asked
    made: Mapping[str, int | None]
    states: dict[dg.AssetKey, str] = field(default_factory=dict)
    rows: dict[dg.AssetKey, int | None] = field(default_factory=dict)
    errors: dict[dg.AssetKey, str] = field(default_factory=dict)
    meant: dict[dg.AssetKey, tuple[str | None, Moment]] = field(default_factory=dict)


def run_assets(plan: Plan, options: Options) -> Report:
    """Runs what is selected and reports it. What a failed or skipped asset feeds in a later run is not run."""
    store = Store(options.store_place)
    try:
        with asked_for("run", plan, options, store) as request:
            report = _run(plan, request.options(options), request)
            request.ended(report.ok)
    finally:
        store.close()
    return report


def _run(plan: Plan, options: Options, request: Asked) -> Report:
    os.environ[host.ROOT] = plan.root
    os.environ[host.ROOTS] = os.pathsep.join(options.roots)
    os.environ[host.STORE] = options.store_place
    if options.python is not None:
        os.environ[PYTHON] = options.python
    os.environ[POOLS] = json.dumps({"pools": list(options.pools), "complete": options.pools_complete})
    configure(plan, options.override)
    chosen = [step for step in selected(plan, options) if step.writes]
    whole = definitions(plan, load_project(options.project) if options.project else None, chosen)
    names = dict(plan.names)
    dags = {dg.AssetKey(list(names[key])): _dag(step) for step in chosen for key in step.writes}
    graph = whole.resolve_asset_graph()
    cut = slices(graph, {key for key in dags if graph.has(key)})
    publish({"event": "plan", "runs": [_described(each) for each in cut]})
    report = Report()
    with listening(report.hear), _instance(options) as instance:
        try:
            for now, part in _rounds(cut, plan, options):
                running = Running(plan, now, names, dags, whole, graph, request, request.kept())
                for each in part:
                    running.meant.update(dict.fromkeys(each.keys, key_meant(each.partitions_def, now, plan)))
                for each in part:
                    _run_slice(each, running, instance)
                _assemble(report, [step for step in chosen if _is_made(step, running)], running)
        except dg.DagsterExecutionInterruptedError:
            raise KeyboardInterrupt from None
    return report


def _rounds(cut: list[Slice], plan: Plan, options: Options) -> Iterator[tuple[Options, list[Slice]]]:
    """One round for each partition asked for, the oldest first, so that what looks at the run before finds it ended;
    what has no partitions is made once, in the last. Raises SeveralRhythms."""
    if options.partition_range is None:
        yield options, cut
        return
    timed = [each for each in cut if isinstance(each.partitions_def, dg.TimeWindowPartitionsDefinition)]
    found = {as_planned(each.partitions_def): each for each in timed}
    if len(found) != 1:
        raise SeveralRhythms(options.partition_range, [rhythm.cron or "" for rhythm in found])
    rhythm = next(iter(found))
    moments = moments_meant(rhythm, options, plan)
    for moment in moments:
        now = replace(options, partition=key_of(rhythm, moment), partition_range=None)
        yield now, cut if moment is moments[-1] else timed


def _is_made(step: Step, running: Running) -> bool:
    """Whether a step has its turn in this round: all do but those left for the last."""
    keys = {dg.AssetKey(list(running.names[key])) for key in step.writes}
    return bool(keys & set(running.meant)) or not any(running.graph.has(key) for key in keys)


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
    made = [key for key in each.keys if _kept_as(key, running) in running.made]
    for key in made:
        running.states[key], running.rows[key] = MATERIALIZED, running.made[_kept_as(key, running)]
        publish({**_ended(key, running), "restored": True})
    wanted = [key for key in each.keys if key not in made]
    keys = _fed(wanted, running)
    running.states.update(dict.fromkeys(set(wanted) - set(keys), NOT_RUN))
    left = keys
    while left:
        # Dagster starts nothing below an island that failed, also not below those of its tasks that succeeded.
        never = _run_once(left, running, instance)
        again = never if len(never) < len(left) else []
        for key in again:
            del running.states[key]
        left = _fed(again, running)
        running.states.update(dict.fromkeys(set(again) - set(left), NOT_RUN))
    for key in keys:
        publish(_ended(key, running))


def _run_once(keys: Sequence[dg.AssetKey], running: Running, instance: dg.DagsterInstance) -> list[dg.AssetKey]:
    """One Dagster run of these assets; those whose step it never started."""
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
                tags=_tags(moment, running.options),
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


def _tags(moment: Moment, options: Options) -> dict[str, str]:
    """What tells an island which run it is, and its configuration."""
    conf = {} if options.conf is None else {CONF_TAG: json.dumps(dict(options.conf))}
    return {host.DATE_TAG: moment.logical_date.isoformat(), **conf}


def _begun(entry: Any, keys: Iterable[dg.AssetKey], running: Running) -> None:
    """Tells that assets are being made, of each step of Dagster's the first; keeps which native ones are made. Islands
    keep their own tasks."""
    event = entry.dagster_event
    if event is not None and event.event_type_value == "ASSET_MATERIALIZATION":
        made = event.event_specific_data.materialization
        if not running.graph.get(made.asset_key).metadata.get(ISLAND):
            running.request.keep(_kept_as(made.asset_key, running), _rows(made))
    if event is not None and event.event_type_value == "STEP_START":
        key = next((key for key in keys if _is_step(event.step_key, running.graph.assets_def_for_key(key))), None)
        if key is not None:
            publish({"event": "asset_started", "dag_id": running.dags.get(key), "key": _name(key)})


def _rows(made: Any) -> int | None:
    """How many rows a materialization says that it wrote."""
    rows = made.metadata.get("dagster/partition_row_count") or made.metadata.get("dagster/row_count")
    return None if rows is None else int(rows.value)


def _kept_as(key: dg.AssetKey, running: Running) -> str:
    """Under which name the request keeps that an asset is made."""
    return f"made {_name(key)} {running.meant[key][0] or ''}" if key in running.meant else ""


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


def _note(result: Any, keys: Collection[dg.AssetKey], heard: Iterable[Event], running: Running) -> list[dg.AssetKey]:
    """Takes in how a Dagster run went: islands have said it themselves, native assets by Dagster's events. Gives those
    that it never started."""
    states = {each["key"]: each["state"] for each in heard if each["event"] == "asset_state"}
    for event in result.all_events:
        if event.event_type_value == "ASSET_MATERIALIZATION":
            found = event.event_specific_data.materialization
            states[_name(found.asset_key)] = MATERIALIZED
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
        state = states.get(_name(key), native)
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
