"""When a DAG runs next by its own timetable, whatever that is: Airflow's own is asked."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from shim.environment import require_airflow
from shim.load import Loaded
from shim.moment import UTC, in_utc


@dataclass(frozen=True, slots=True)
class NextRun:
    """A run that is due: its id and data interval; `cursor` says that it has been started."""

    run_id: str
    start: datetime.datetime
    end: datetime.datetime
    cursor: str


def next_run(loaded: Loaded, cursor: str | None, now: datetime.datetime) -> NextRun | None:
    """The run after the one of the cursor (None: the first), or None when none is due yet."""
    require_airflow()
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import DataInterval, TimeRestriction
    from pendulum import instance

    dag, last = loaded.dag, None
    if cursor is not None:
        start, end = (instance(datetime.datetime.fromisoformat(each)) for each in json.loads(cursor))
        last = DataInterval(start=start, end=end)
    starts = [date for date in (dag.start_date, *(task.start_date for task in dag.tasks)) if date is not None]
    earliest = instance(in_utc(min(starts))) if starts else None
    latest = instance(in_utc(dag.end_date)) if dag.end_date is not None else None
    found = coerce_to_core_timetable(dag.timetable).next_dagrun_info(
        last_automated_data_interval=last,
        restriction=TimeRestriction(earliest=earliest, latest=latest, catchup=dag.catchup),
    )
    if found is None or found.run_after > instance(now):
        return None
    dates = [datetime.datetime.fromisoformat(each.isoformat()).astimezone(UTC) for each in found.data_interval]
    texts = [each.isoformat() for each in dates]
    # 3.0 names a run after when it may begin; before it was its logical date.
    after = datetime.datetime.fromisoformat(found.run_after.isoformat()).astimezone(UTC)
    named = after.isoformat() if loaded.written_for == "3" else texts[0]
    return NextRun(f"scheduled__{named}", dates[0], dates[1], json.dumps(texts))
