"""Which runs a DAG's schedule has, asked of Airflow's own timetables: cron, intervals, events, a project's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from migrator.errors import MigratorError
from shim.environment import require_airflow
from shim.load import Loaded
from shim.moment import UTC, Moment

require_airflow()

from airflow.sdk.definitions.asset import BaseAsset  # noqa: E402
from airflow.serialization.encoders import coerce_to_core_timetable  # noqa: E402
from airflow.timetables.base import TimeRestriction  # noqa: E402
from airflow.timetables.simple import ContinuousTimetable, NullTimetable  # noqa: E402
from pendulum import instance  # noqa: E402


class ContinuousSchedule(MigratorError):
    """A schedule that has no end of runs."""

    def __init__(self, dag_id: str) -> None:
        super().__init__(
            f"{dag_id} is scheduled @continuous, a run after each other without end: run it with --dag alone"
        )


def runs_due(
    loaded: Loaded, now: datetime, first: datetime | None = None, last: datetime | None = None
) -> list[Moment]:
    """The runs that Airflow's scheduler would have made by now, the oldest first: all since the DAG's start with
    catchup, else the latest. With `first` or `last` those whose logical date lies there, whatever `catchup` says.

    Raises ContinuousSchedule.
    """
    table = _timetable(loaded.dag)
    if isinstance(table, ContinuousTimetable):
        raise ContinuousSchedule(loaded.dag.dag_id)
    asked = first is not None or last is not None
    return [
        moment
        for info in _infos(loaded.dag, table, now, catchup=True if asked else loaded.dag.catchup)
        if (moment := _moment(info, loaded.written_for))
        and (first is None or first <= moment.logical_date)
        and (last is None or moment.logical_date <= last)
    ]


def by_hand_there(loaded: Loaded, moment: Moment) -> Moment:
    """A run by hand with the data interval that the DAG's timetable gives it."""
    found = _timetable(loaded.dag).infer_manual_data_interval(run_after=instance(moment.logical_date))
    start, end = (datetime.fromisoformat(each.isoformat()).astimezone(UTC) for each in found)
    return replace(moment, start=start, end=end)


def is_timed(loaded: Loaded) -> bool:
    """Whether a DAG's runs come by the clock."""
    return not isinstance(_timetable(loaded.dag), NullTimetable) and (
        condition(loaded) is None or hasattr(loaded.dag.timetable, "timetable")
    )


def last_date_of(loaded: Loaded) -> datetime | None:
    """The last logical date that a run may have, by `end_date` of the DAG and its tasks; None without one."""
    found: datetime | None = _bounds(loaded.dag)[1]
    return found


def condition(loaded: Loaded) -> BaseAsset | None:
    """The assets whose updates start a DAG's runs; None for one that they do not start."""
    found = getattr(loaded.dag.timetable, "asset_condition", None)
    return found if isinstance(found, BaseAsset) else None


def _timetable(dag: Any) -> Any:
    """The part of a schedule that goes by the clock, as the scheduler knows it."""
    return coerce_to_core_timetable(getattr(dag.timetable, "timetable", dag.timetable))


def _infos(dag: Any, table: Any, now: datetime, catchup: bool) -> Iterator[Any]:
    restriction = TimeRestriction(*_bounds(dag), catchup)
    info = None
    while True:
        info = table.next_dagrun_info_v2(last_dagrun_info=info, restriction=restriction)
        if info is None or info.run_after > now:
            return
        yield info


def _bounds(dag: Any) -> tuple[Any, Any]:
    """The first and last date that runs may have, from the DAG's and its tasks': as the scheduler counts them."""
    starts = [each.start_date for each in (*dag.tasks, dag) if each.start_date]
    ends = [task.end_date for task in dag.tasks if task.end_date]
    last = dag.end_date
    if len(ends) == len(dag.tasks) and ends:
        last = max([*ends, *([dag.end_date] if dag.end_date else [])])
    return (instance(min(starts)) if starts else None), (instance(last) if last else None)


def _moment(info: Any, written_for: str) -> Moment:
    start, end = (datetime.fromisoformat(each.isoformat()).astimezone(UTC) for each in info.data_interval)
    # 3.0 names a run after when it may begin; before it was its logical date.
    after = datetime.fromisoformat(info.run_after.isoformat()).astimezone(UTC) if written_for == "3" else start
    return Moment(f"scheduled__{after.isoformat()}", start, start, end, "scheduled")
