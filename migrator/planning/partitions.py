"""How a DAG's schedule divides its assets: one partition per data interval.

A key is the start of the interval. Where the interval lies is the timetable's to say (`Interval`): before the run in
Airflow 2, at it in Airflow 3 (Airflow's page on `create_cron_data_intervals`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from migrator.model import PRESETS, UNPARTITIONED, Dag, Known, PartitionKind, Partitions, TimetableKind, Value

DAY_FORMAT, MINUTE_FORMAT = "%Y-%m-%d", "%Y-%m-%d-%H:%M"
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Division:
    """The partitions of a DAG's assets, and why they are so."""

    partitions: Partitions
    because: str


def partitions_of(dag: Dag) -> Division:
    """How the assets of this DAG are divided: by time for a cron whose start is known, else not at all."""
    timetable = dag.timetable
    start = start_of(dag)
    cron = cron_of(dag, start)
    if cron is None:
        return Division(UNPARTITIONED, unpartitioned_because(timetable.kind, timetable.text))
    if start is None:
        return Division(UNPARTITIONED, f"the schedule is {timetable.text}, but no start_date is known to count from")
    minute, hour, *_ = cron.split()
    daily = minute.isdigit() and hour.isdigit()
    partitions = Partitions(
        PartitionKind.TIME,
        cron=cron,
        zone=timetable.zone,
        start=start.replace(tzinfo=None).isoformat(timespec="minutes"),
        key_format=DAY_FORMAT if daily else MINUTE_FORMAT,
        interval=timetable.interval,
    )
    where = "the interval that ends when it runs" if timetable.interval.value == "before" else "the moment it runs"
    return Division(partitions, f"one partition per run of {timetable.text}; its data interval is {where}")


def unpartitioned_because(kind: TimetableKind, text: str | None) -> str:
    """Why a DAG without a cron of its own is not divided."""
    match kind:
        case TimetableKind.NONE:
            return "it has no schedule: one asset without partitions, named by its run"
        case TimetableKind.ONCE | TimetableKind.CONTINUOUS:
            return f"{text} has no data intervals to divide by"
        case TimetableKind.ASSETS:
            return "it runs when its assets change: without partitions in this version"
    return f"the schedule {text or 'is not known'} is not a cron: without partitions in this version"


def start_of(dag: Dag) -> datetime.datetime | None:
    """The DAG's start_date, its own or from default_args; None when it is not given or not known."""
    return moment(dag.setting("start_date")) or earliest_start(dag)


def earliest_start(dag: Dag) -> datetime.datetime | None:
    """The earliest start_date its tasks were given."""
    starts = [start for task in dag.tasks if (start := moment(task.argument("start_date")))]
    return min(starts, key=lambda start: start.replace(tzinfo=None), default=None)


def moment(value: Value | None) -> datetime.datetime | None:
    """The date-time a value holds, if it is known."""
    if isinstance(value, Known) and isinstance(value.value, datetime.datetime):
        return value.value
    return None


def cron_of(dag: Dag, start: datetime.datetime | None) -> str | None:
    """The cron its intervals follow, presets and a timedelta of a day spelled out; None when there is none."""
    timetable = dag.timetable
    if timetable.kind is TimetableKind.CRON and timetable.cron:
        cron = PRESETS.get(timetable.cron.strip(), timetable.cron)
        return cron if len(cron.split()) == 5 else None
    if timetable.kind is TimetableKind.DELTA and timetable.seconds == DAY_SECONDS and start is not None:
        return f"{start.minute} {start.hour} * * *"
    return None
