"""When a run is: its logical date, data interval and id, from a partition, a schedule or a given date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from migrator.model import Interval, PartitionKind, Partitions
from shim.store import AssetEvent, RunRow

UTC = datetime.timezone.utc
# A run's type by how its id begins; of any other it is a run by hand. The last is what 2.x called the second.
RUN_TYPES = {"scheduled": "scheduled", "asset_triggered": "asset_triggered", "dataset_triggered": "asset_triggered"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A run's place in time. `run_type` is Airflow's: `scheduled`, `manual`, `operator_triggered` or `asset_triggered`.
    `events` are the asset events that the run consumes. One that assets started has no date (`dated`) but in 2.x: what
    stands here then is when it began."""

    run_id: str
    logical_date: datetime.datetime
    start: datetime.datetime
    end: datetime.datetime
    run_type: str = "manual"
    conf: dict[str, Any] = field(default_factory=dict)
    events: tuple[AssetEvent, ...] = ()
    dated: bool = True

    @property
    def dates(self) -> tuple[datetime.datetime | None, datetime.datetime | None, datetime.datetime | None]:
        """The logical date and the data interval, as Airflow would show them."""
        return (self.logical_date, self.start, self.end) if self.dated else (None, None, None)


def at_window(start: datetime.datetime, end: datetime.datetime, interval: Interval) -> Moment:
    """The scheduled run of a window: the data interval is the window, or its start for a schedule that runs AT it."""
    begin, finish = start.astimezone(UTC), end.astimezone(UTC)
    if interval is Interval.AT:
        finish = begin
    return Moment(f"scheduled__{begin.isoformat()}", begin, begin, finish, "scheduled")


def by_hand(logical_date: datetime.datetime, name: str | None = None) -> Moment:
    """A run of a DAG without a schedule: its data interval is the moment itself."""
    date = in_utc(logical_date)
    return Moment(f"manual__{name or date.isoformat()}", date, date, date)


def at_partition(partitions: Partitions, key: str) -> Moment:
    """The run of one partition. Raises ValueError for a key that is not spelled as the partitions say.

    A key may say less than its window's start does: `2026-01-05` of a schedule at three starts at three.
    """
    spelled = _read(key, partitions.key_format or "%Y-%m-%d")
    if spelled.tzinfo is None:
        spelled = spelled.replace(tzinfo=ZoneInfo(partitions.zone))
    start = _next_tick(partitions, spelled.astimezone(UTC) - datetime.timedelta(seconds=1))
    return at_window(start, _next_tick(partitions, start), partitions.interval)


def at_date(partitions: Partitions, date: datetime.datetime) -> Moment:
    """The run of the window that holds a date; for unpartitioned work a run by hand at that date."""
    if partitions.kind is not PartitionKind.TIME:
        return by_hand(date)
    end = _next_tick(partitions, in_utc(date))
    return at_window(_previous_tick(partitions, end), end, partitions.interval)


def beginning(partitions: Partitions) -> Moment:
    """The first window of all."""
    start = datetime.datetime.fromisoformat(partitions.start or "2020-01-01")
    if start.tzinfo is None:
        start = start.replace(tzinfo=ZoneInfo(partitions.zone))
    first = _next_tick(partitions, start.astimezone(UTC) - datetime.timedelta(seconds=1))
    return at_window(first, _next_tick(partitions, first), partitions.interval)


def preceding(partitions: Partitions, moment: Moment) -> Moment:
    """The window before one."""
    return at_date(partitions, moment.start - datetime.timedelta(seconds=1))


def following(partitions: Partitions, moment: Moment) -> Moment:
    """The window after one."""
    return at_date(partitions, _next_tick(partitions, moment.start))


def key_of(partitions: Partitions, moment: Moment) -> str:
    """The key of the partition that a window is, as Dagster spells it: of two windows of every hour that begin at the
    same reading of the clocks, the second says its offset too."""
    start, spelled = moment.start.astimezone(ZoneInfo(partitions.zone)), partitions.key_format or "%Y-%m-%d"
    second = start.fold and _is_hourly(partitions)
    return start.strftime(spelled if "%z" in spelled or not second else f"{spelled}%z")


def _read(key: str, spelled: str) -> datetime.datetime:
    try:
        return datetime.datetime.strptime(key, spelled)
    except ValueError:
        return datetime.datetime.strptime(key, f"{spelled}%z")


def _is_hourly(partitions: Partitions) -> bool:
    from croniter import croniter

    return bool(croniter(partitions.cron or "").expanded[1] == ["*"])


def type_of(run: str) -> str:
    """The type of a run with this id."""
    return RUN_TYPES.get(run.partition("__")[0], "manual")


def moment_of_row(row: RunRow) -> Moment:
    """The moment of a run the store remembers."""
    dates = (row.logical_date, row.interval_start, row.interval_end)
    logical, start, end = (in_utc(datetime.datetime.fromisoformat(each or row.run_after)) for each in dates)
    return Moment(row.run, logical, start, end, type_of(row.run), dated=row.logical_date is not None)


def in_utc(date: datetime.datetime) -> datetime.datetime:
    """The same moment in UTC; a date without a zone is taken for UTC."""
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _timetable(partitions: Partitions) -> Any:
    from airflow.timetables.interval import CronDataIntervalTimetable
    from pendulum import timezone

    return CronDataIntervalTimetable(partitions.cron, timezone=timezone(partitions.zone))


def _next_tick(partitions: Partitions, start: datetime.datetime) -> datetime.datetime:
    from airflow.timetables.base import DataInterval, TimeRestriction
    from pendulum import instance

    last = DataInterval(start=instance(start), end=instance(start))
    found = _timetable(partitions).next_dagrun_info(
        last_automated_data_interval=last, restriction=TimeRestriction(earliest=None, latest=None, catchup=True)
    )
    return datetime.datetime.fromisoformat(found.data_interval.start.isoformat())


def _previous_tick(partitions: Partitions, end: datetime.datetime) -> datetime.datetime:
    from pendulum import instance

    interval = _timetable(partitions).infer_manual_data_interval(run_after=instance(end))
    return datetime.datetime.fromisoformat(interval.start.isoformat())
