"""What real Airflow says: the runs of a DAG's own timetable, and what a task is told of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from airflow.timetables.base import TimeRestriction

from shim.airflow3 import Airflow3
from shim.engine import Part
from shim.load import load_dag
from shim.moment import UTC, Moment
from shim.store import Store, TaskKey
from shim.timetables import _bounds, _timetable

Span = tuple[datetime, datetime]


def intervals(root: str, file: str, name: str) -> Iterator[Span]:
    """The data intervals of its scheduled runs, in UTC, one after the other, without end or to its `end_date`."""
    dag = load_dag(root, file, name).dag
    table, (earliest, latest) = _timetable(dag), _bounds(dag)
    last, first = None, TimeRestriction(earliest, latest, catchup=True)
    while True:
        # Once it has begun, the scheduler's lower bound changes nothing but how long it takes to ask.
        found = table.next_dagrun_info(
            last_automated_data_interval=last,
            restriction=first if last is None else TimeRestriction(None, latest, catchup=True),
        )
        if found is None:
            return
        last = found.data_interval
        yield _plain(last.start), _plain(last.end)


def told(root: str, file: str, name: str, span: Span) -> dict[str, Any]:
    """What a task of the run of this interval is told, by its template."""
    store = Store(":memory:")
    run = f"scheduled__{span[0].isoformat()}"
    moment = Moment(run, span[0], span[0], span[1], "scheduled")
    Airflow3().open(root, file, name).run(Part(moment), store, lambda event: None)
    (row,) = store.pull(TaskKey(name, run, "row"), "return_value") or ({},)
    store.close()
    return dict(row)


def _plain(moment: Any) -> datetime:
    return datetime.fromisoformat(moment.isoformat()).astimezone(UTC)
