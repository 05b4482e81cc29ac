"""Whole DAGs, unmodified, under Airflow's semantics and without Dagster: the other side of `migrate verify`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from migrator.model import UNPARTITIONED, PartitionKind, Partitions, Plan, Step, Wrapped
from shim.events import listening, publish, reason
from shim.load import CannotLoad, NoSuchDag, load_dag
from shim.moment import Moment, by_hand
from shim.options import Options, selected
from shim.report import Report
from shim.schedule import Pace, Schedule
from shim.store import Store
from shim.when import moment_meant

DagName = tuple[str, str]


@dataclass
class Session:
    """One request: runs DAGs in the order of their data; a DAG started by another is not run a second time."""

    plan: Plan
    options: Options
    store: Store
    started: set[str]

    def run(self, name: DagName, moment: Moment) -> None:
        """One run of one DAG; it fails, and others go on, when its file does not load."""
        path, dag_id = name
        self.started.add(dag_id)
        run = {"dag_id": dag_id, "run_id": moment.run_id}
        publish({"event": "run_started", **run})
        try:
            loaded = load_dag(self.plan.root, path, dag_id, self.options.roots)
        except (CannotLoad, NoSuchDag) as error:
            publish({"event": "run_finished", **run, "state": "failed", "error": reason(error)})
            return
        pace = Pace(self.options.pace)
        schedule = Schedule(loaded, moment, self.store, pace=pace, emit=publish, on_trigger=self.trigger)
        state = schedule.run()
        publish({"event": "run_finished", **run, "state": state.value})

    def trigger(self, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any]) -> None:
        """A run that a task starts, with its configuration; of a DAG outside the plan only the wish is told."""
        name = next((each for each in dags(self.plan) if each[1] == dag), None)
        if name is None:
            publish({"event": "log", "level": "warning", "message": f"no DAG {dag!r} in the plan to trigger"})
            return
        moment = by_hand(logical_date or datetime.now(timezone.utc))
        self.run(name, replace(moment, run_id=run, conf=conf))


def run_airflow(plan: Plan, options: Options) -> Report:
    """Runs the DAGs asked for and reports them."""
    report = Report()
    store = Store(str(Path(options.home) / "store.db"))
    session = Session(plan, options, store, set())
    asked = {name for step in selected(plan, options) for name in dags_of(plan, step)}
    moments = {
        name: moment_meant(partitions_of(plan, name), options, plan)
        for name in in_order(plan)
        if name in asked and options.dag in (None, name[1])
    }
    publish({"event": "plan", "runs": [{"dag_id": dag} for _, dag in moments]})
    try:
        with listening(report.hear):
            for name, moment in moments.items():
                if name[1] not in session.started:
                    session.run(name, moment)
    finally:
        store.close()
    return report


def dags(plan: Plan) -> list[DagName]:
    """(path, DAG id) of every DAG a plan has steps of."""
    return list(dict.fromkeys(name for step in plan.steps for name in dags_of(plan, step)))


def dags_of(plan: Plan, step: Step) -> list[DagName]:
    """(path, DAG id) of the DAGs a step takes tasks from; of its island's when no task could be read."""
    refs = [(ref.path, ref.dag) for ref in step.tasks]
    islands = [(each.path, each.dag) for each in plan.islands if step.body == Wrapped(each.id)]
    return list(dict.fromkeys([*refs, *islands]))


def in_order(plan: Plan) -> list[DagName]:
    """The DAGs, each after those whose data it reads; in the plan's order where they read each other's."""
    writers = {key: dags_of(plan, step) for step in plan.steps for key in step.writes}
    above: dict[DagName, set[DagName]] = {name: set() for name in dags(plan)}
    for step in plan.steps:
        for name in dags_of(plan, step):
            above[name].update(each for key in (*step.reads, *step.follows) for each in writers.get(key, ()))
            above[name].discard(name)
    try:
        return list(TopologicalSorter({name: sorted(above[name]) for name in sorted(above)}).static_order())
    except CycleError:
        return list(above)


def partitions_of(plan: Plan, name: DagName) -> Partitions:
    """How the runs of a DAG lie in time: as its steps are partitioned."""
    found = (step.partitions for step in plan.steps if name in dags_of(plan, step))
    return next((each for each in found if each.kind is PartitionKind.TIME), UNPARTITIONED)
