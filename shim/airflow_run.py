"""Whole DAGs, unmodified, under Airflow's semantics and without Dagster: the other side of `migrate verify`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from migrator.errors import MigratorError
from migrator.model import PartitionKind, Plan
from shim.engine import CannotLoad, NoSuchDag
from shim.events import listening, publish
from shim.load import Loaded, load_dag
from shim.moment import Moment, in_utc
from shim.options import Options, selected
from shim.order import DagName, above_of, dags, dags_of, in_order, partitions_of
from shim.report import Report
from shim.resumption import asked_for
from shim.schedule import Pace
from shim.session import Session, unfit, updates
from shim.slots import Slots, pools_of
from shim.store import Store
from shim.timetables import by_hand_there, condition, is_timed, last_date_of, runs_due
from shim.when import SPELLINGS, ends_of, moments_meant


class UnfitConf(MigratorError):
    """A configuration that a DAG's params refuse."""


def run_airflow(plan: Plan, options: Options) -> Report:
    """Runs the DAGs asked for, in the order of their data, and reports them.

    What a task or an asset starts runs too; a DAG that was started so is not run a second time. Raises UnfitConf.
    """
    store = Store(options.store_place)
    try:
        with asked_for("airflow", plan, options, store) as request:
            report = _run(plan, request.options(options), store)
            request.ended(report.ok)
    finally:
        store.close()
    return report


def _run(plan: Plan, options: Options, store: Store) -> Report:
    report = Report()
    asked = {name for step in selected(plan, options) for name in dags_of(plan, step)}
    chosen = [name for name in in_order(plan) if name in asked and options.dag in (None, name[1])]
    publish({"event": "plan", "runs": [{"dag_id": dag} for _, dag in chosen]})
    with listening(report.hear):
        _carry_out(chosen, plan, options, store)
    return report


def _carry_out(chosen: list[DagName], plan: Plan, options: Options, store: Store) -> None:
    """First the DAGs that start by themselves; then those that only assets start, and nothing here is to update."""
    load = _loader(plan, options)
    live = {dag: _loaded(load, dag) for _, dag in chosen}
    above = {dag: frozenset(name for _, name in each) for (_, dag), each in above_of(plan).items()}
    pace, slots = Pace(options.pace, options.longest_wait), Slots(pools_of(options.pools), options.pools_complete, _say)
    session = Session(store, load, above, [dag for _, dag in chosen], pace, slots)
    by_assets = {dag for dag, each in live.items() if each and condition(each) is not None and not is_timed(each)}
    runs = {name: _moments(name, live[name[1]], options, plan) for name in chosen}
    session.go_on()
    for (_, dag), moments in runs.items():
        if dag not in by_assets:
            session.ask_unless_started(dag, moments)
    session.outstanding()
    session.run()
    told = updates(each for each in live.values() if each is not None)
    for (_, dag), moments in runs.items():
        found = live[dag]
        if dag in by_assets and dag not in session.started and found is not None:
            if session.waits_for(found, told):
                _say(f"{dag} did not run: the assets that start it were not all updated")
            else:
                session.ask_unless_started(dag, moments)
    session.run()


def _moments(name: DagName, loaded: Loaded | None, options: Options, plan: Plan) -> list[Moment]:
    """The runs of one DAG. A schedule that is no partitioning is asked of Airflow's timetable."""
    partitions = partitions_of(plan, name)
    timed = loaded is not None and is_timed(loaded)
    if options.partition_range and partitions.kind is not PartitionKind.TIME and loaded is not None and timed:
        first, last = (_date(key) for key in ends_of(options.partition_range))
        moments = runs_due(loaded, options.now, first, last)
    else:
        moments = moments_meant(partitions, options, plan)
        last_date = last_date_of(loaded) if loaded is not None and options.partition_range else None
        moments = [each for each in moments if last_date is None or each.logical_date <= last_date]
        if loaded is not None and timed and partitions.kind is not PartitionKind.TIME:
            moments = [by_hand_there(loaded, each) if each.run_type == "manual" else each for each in moments]
    if options.conf is None:
        return moments
    why = unfit(loaded, options.conf) if loaded is not None else None
    if why is not None:
        raise UnfitConf(why)
    return [replace(each, conf=dict(options.conf)) for each in moments]


def _date(key: str) -> datetime | None:
    for spelled in SPELLINGS if key else ():
        try:
            return in_utc(datetime.strptime(key, spelled))
        except ValueError:
            continue
    return None


def _loaded(load: Callable[[str], Loaded | None], dag: str) -> Loaded | None:
    """The live DAG; None for one whose file does not load, which its run will say."""
    try:
        return load(dag)
    except (CannotLoad, NoSuchDag):
        return None


def _say(message: str) -> None:
    publish({"event": "log", "level": "warning", "message": message})


def _loader(plan: Plan, options: Options) -> Callable[[str], Loaded | None]:
    """How a session comes to the live DAG of a name."""
    paths = {dag: path for path, dag in dags(plan)}

    def load(dag: str) -> Loaded | None:
        return load_dag(plan.root, paths[dag], dag, options.roots) if dag in paths else None

    return load
