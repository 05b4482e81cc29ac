"""`migrate run`: a plan's assets in Dagster, one run per partitioning, in the order of the data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from migrator.elsewhere import PYTHON
from migrator.model import Plan, Step
from shim.events import listening, publish
from shim.hosts import dagster as host
from shim.hosts.whole import definitions
from shim.moment import Moment
from shim.occasions import Occasions, occasions_of
from shim.options import Options, selected
from shim.project import load_project
from shim.report import Report
from shim.resources import configure
from shim.resumption import Asked, asked_for
from shim.rounds import rounds
from shim.slice_run import NOT_RUN, Running, fed, name_of, run_slice, told
from shim.slices import Slice, slices
from shim.slots import POOLS
from shim.store import Store
from shim.when import key_meant, moment_meant


def run_assets(plan: Plan, options: Options) -> Report:
    """Runs what is selected and reports it. What a failed or skipped asset feeds in a later run is not run."""
    store = Store(options.store_place)
    try:
        with asked_for("run", plan, options, store) as request:
            report = _run(plan, request.options(options), request, store)
            request.ended(report.ok)
    finally:
        store.close()
    return report


def _run(plan: Plan, options: Options, request: Asked, store: Store) -> Report:
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
    occasions = occasions_of(plan, chosen, options, store, request)
    keys = {key for key in dags if graph.has(key)}
    cut = slices(graph, keys, {key: dags[key] for key in keys if _has_own_runs(key, graph, dags, occasions)})
    publish({"event": "plan", "runs": [_described(each) for each in cut]})
    report = Report()
    with listening(report.hear), _instance(options) as instance:
        try:
            for each in rounds(cut, plan, options, occasions, dags):
                running = Running(plan, each, names, dags, whole, graph, request, occasions, request.kept())
                _carry_out(running, instance)
                _assemble(report, [step for step in chosen if _is_made(step, running)], running)
        except dg.DagsterExecutionInterruptedError:
            raise KeyboardInterrupt from None
    return report


def _has_own_runs(key: dg.AssetKey, graph: Any, dags: Mapping[dg.AssetKey, str], occasions: Occasions) -> bool:
    """Whether no other asset's run can be an asset's: a partition would say which run it is."""
    return dags[key] in occasions.live and graph.get(key).partitions_def is None


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
    return {"assets": [name_of(key) for key in each.keys], "partitions": repr(each.partitions_def)}


# --------------------------------------------------------------------------------------------------------- one round


def _carry_out(running: Running, instance: dg.DagsterInstance) -> None:
    now = running.round
    for each in now.slices:
        if each.dag is None or each.dag in now.moments:
            partition, moment = key_meant(each.partitions_def, now.options, running.plan)
            own = now.moments.get(each.dag) if each.dag is not None else None
            running.meant.update(dict.fromkeys(each.keys, (partition, own or moment)))
    started: dict[str, Moment | None] = {}
    for each in now.slices:
        if each.dag in running.occasions.by_assets:
            if each.dag not in started and fed(each.keys, running):
                started[each.dag] = running.occasions.started(each.dag, now.number, now.last)
            if not _may_run(each, started.get(each.dag), running):
                continue
        run_slice(each, running, instance)


def _may_run(each: Slice, moment: Moment | None, running: Running) -> bool:
    """Whether a slice of a DAG that assets start has a run. One that had none at all is shown as not run."""
    if moment is not None:
        running.meant.update(dict.fromkeys(each.keys, (None, moment)))
        return True
    if running.round.last and each.dag not in running.occasions.begun:
        meant = key_meant(None, running.round.options, running.plan)
        running.meant.update(dict.fromkeys(each.keys, meant))
        running.states.update(dict.fromkeys(each.keys, NOT_RUN))
        for key in each.keys:
            publish(told(key, running))
    return False


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
                partition, moment = None, moment_meant(step.partitions, running.round.options, running.plan)
            state = running.states.get(found, NOT_RUN)
            report.asset(_dag(step), moment.run_id, name_of(found), partition, state, running.rows.get(found))
