"""Whole DAGs under the semantics of Airflow 3, without Dagster."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Plan
from shim.asset_runs import updates, waits_for
from shim.engine import CannotLoad, NoSuchDag
from shim.events import publish
from shim.load import Loaded, load_dag
from shim.moments import moments_asked
from shim.options import Options
from shim.order import DagName, above_of, dags
from shim.report import Report
from shim.schedule import Pace
from shim.session import Session
from shim.slots import Slots, pools_of
from shim.store import Store
from shim.timetables import condition, is_timed
from shim.whole_dags import reported


def run_airflow(plan: Plan, options: Options) -> Report:
    """Runs the DAGs asked for, in the order of their data, and reports them.

    What a task or an asset starts runs too; a DAG that was started so is not run a second time. Raises UnfitConf.
    """
    return reported(plan, options, _carry_out)


def _carry_out(chosen: list[DagName], plan: Plan, options: Options, store: Store) -> None:
    """First the DAGs that start by themselves; then those that only assets start, and nothing here is to update."""
    load = _loader(plan, options)
    live = {dag: _loaded(load, dag) for _, dag in chosen}
    above = {dag: frozenset(name for _, name in each) for (_, dag), each in above_of(plan).items()}
    pace, slots = Pace(options.pace, options.longest_wait), Slots(pools_of(options.pools), options.pools_complete, _say)
    session = Session(store, load, above, [dag for _, dag in chosen], pace, slots)
    by_assets = {dag for dag, each in live.items() if each and condition(each) is not None and not is_timed(each)}
    runs = {name: moments_asked(name, live[name[1]], options, plan) for name in chosen}
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
            if waits_for(condition(found), told, store):
                _say(f"{dag} did not run: the assets that start it were not all updated")
            else:
                session.ask_unless_started(dag, moments)
    session.run()


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
