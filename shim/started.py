"""The run that a task starts of another DAG (`TriggerDagRunOperator`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from shim.moment import Moment, in_utc, moment_of_row, type_of
from shim.store import RunRow, Store

# Under which the configuration of each run of a DAG is kept, that has one.
CONF = "conf of "
# Under which the type of each run of a DAG is kept, whose id does not say it.
TYPE = "type of "
QUEUED = "queued"


def started_run(
    store: Store, dag: str, run: str, logical_date: datetime | None, conf: dict[str, Any], again: bool
) -> tuple[Moment, bool]:
    """The run, and whether it has been and is cleared: then it is what it was, with its own date and configuration."""
    row = next((each for each in store.runs(dag) if each.run == run), None) if again else None
    if row is not None:
        kept = store.kept(f"{CONF}{dag}", run)
        moment = moment_of_row(row)
        types = store.kept(f"{TYPE}{dag}", run)
        return replace(moment, conf=kept[0] if kept else {}, run_type=types[0] if types else moment.run_type), True
    date = in_utc(logical_date or datetime.now(timezone.utc))
    return Moment(run, date, date, date, "operator_triggered", conf), False


def keep_conf(store: Store, dag: str, moment: Moment) -> None:
    """Keeps a run's configuration, and its type where its id does not say that, for when it is cleared."""
    if moment.run_type != type_of(moment.run_id):
        store.keep(f"{TYPE}{dag}", moment.run_id, moment.run_type)
    if moment.conf:
        store.keep(f"{CONF}{dag}", moment.run_id, moment.conf)


def queue(store: Store, dag: str, moment: Moment) -> None:
    """Makes known that a run is to be."""
    date, start, end = (each.astimezone(timezone.utc).isoformat() if each else None for each in moment.dates)
    store.save_run(RunRow(dag, moment.run_id, date, start, end, datetime.now(timezone.utc).isoformat(), QUEUED))
