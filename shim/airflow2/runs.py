"""Whole DAGs under the Airflow 2 that is installed, one after the other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from migrator.model import Plan
from shim.airflow2.engine import Airflow2
from shim.airflow2.private import BY_ASSETS, waits_for_datasets
from shim.engine import CannotLoad, NoSuchDag, Part
from shim.events import publish, reason
from shim.moment import Moment, by_hand
from shim.options import Options
from shim.order import DagName, dags, partitions_of
from shim.report import Report
from shim.resumption import current
from shim.store import Store
from shim.when import moments_meant
from shim.whole_dags import reported

# Under which a request keeps the runs that its tasks started.
TRIGGERED = "triggered "


@dataclass
class Session:
    """One request: runs DAGs in the order of their data; a DAG started by another is not run a second time."""

    plan: Plan
    options: Options
    store: Store
    started: set[str]
    engine: Airflow2

    def run(self, name: DagName, moment: Moment) -> None:
        """One run of one DAG; it fails, and others go on, when its file does not load."""
        path, dag_id = name
        self.started.add(dag_id)
        run = {"dag_id": dag_id, "run_id": moment.run_id}
        publish({"event": "run_started", **run})
        try:
            dag = self.engine.open(self.plan.root, path, dag_id, self.options.roots)
        except (CannotLoad, NoSuchDag) as error:
            publish({"event": "run_finished", **run, "state": "failed", "error": reason(error)})
            return
        if waits_for_datasets(dag.dag) and moment.run_type == "manual":
            moment = replace(moment, run_type=BY_ASSETS)
        end = dag.run(Part(moment, pace=self.options.pace), self.store, publish, self)
        publish({"event": "run_finished", **run, "state": end.state.value})

    def trigger(
        self, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any], again: bool
    ) -> str | None:
        """A run that a task starts, with its configuration, at once; of a DAG outside the plan only the wish is told.
        None: Airflow itself says why one cannot be."""
        name = next((each for each in dags(self.plan) if each[1] == dag), None)
        if name is None:
            publish({"event": "log", "level": "warning", "message": f"no DAG {dag!r} in the plan to trigger"})
            return None
        moment = replace(by_hand(logical_date or datetime.now(timezone.utc)), run_id=run, conf=conf)
        if (request := current()) is not None:
            request.keep(f"{TRIGGERED}{run}", [*name, moment.logical_date.isoformat(), conf])
        self.run(name, moment)
        return None

    def bring_to_end(self, dag: str, run: str) -> None:
        """A run has ended when `trigger` has."""

    def next_run(self) -> bool:
        """None is left."""
        return False

    def look(self, dag: str, dates: Collection[datetime]) -> None:
        """Airflow's own database knows what has run there."""

    def go_on(self) -> None:
        """Goes on with the runs that tasks had started when the request was broken off."""
        request = current()
        for key, (path, dag, date, conf) in (request.kept() if request is not None else {}).items():
            moment = by_hand(datetime.fromisoformat(date))
            self.run((path, dag), replace(moment, run_id=key.removeprefix(TRIGGERED), conf=conf))


def run_airflow(plan: Plan, options: Options) -> Report:
    """Runs the DAGs asked for, one after the other in the order of their data, and reports them."""
    return reported(plan, options, _carry_out)


def _carry_out(chosen: list[DagName], plan: Plan, options: Options, store: Store) -> None:
    moments = {name: moments_meant(partitions_of(plan, name), options, plan) for name in chosen}
    session = Session(plan, options, store, set(), Airflow2())
    session.go_on()
    for name, found in moments.items():
        for moment in found if name[1] not in session.started else ():
            session.run(name, replace(moment, conf=dict(options.conf or {})))
