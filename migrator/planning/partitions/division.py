"""How a DAG's schedule divides its assets: one partition per data interval.

A key is the start of the interval. Where the interval lies is the timetable's to say (`Interval`): before the run in
Airflow 2, at it in Airflow 3 (Airflow's page on `create_cron_data_intervals`).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from migrator.model import PRESETS, UNPARTITIONED, Dag, Interval, PartitionKind, Partitions, Timetable, TimetableKind
from migrator.planning.partitions.bounds import end_of, start_of, unknown_bound
from migrator.planning.partitions.changes import Apart, apart, by_parts_of_hours
from migrator.planning.partitions.deltas import cron_of_delta
from migrator.planning.partitions.ticks import following, is_cron, is_hourly, reading_of

DAY_FORMAT, MINUTE_FORMAT = "%Y-%m-%d", "%Y-%m-%d-%H:%M"
FIXED = re.compile(r"(?:UTC)?(?P<sign>[+-])(?P<hours>\d\d):00")


@dataclass(frozen=True, slots=True)
class Division:
    """The partitions of a DAG's assets, why they are so, and the ticks at which they are not Airflow's intervals."""

    partitions: Partitions
    because: str
    apart: tuple[Apart, ...] = ()


def partitions_of(dag: Dag) -> Division:
    """How the assets of this DAG are divided: by time where a cron and a start say how, else not at all."""
    timetable = dag.timetable
    if timetable.kind not in (TimetableKind.CRON, TimetableKind.DELTA):
        return undivided(unpartitioned_because(timetable.kind, timetable.text))
    start = start_of(dag)
    if start is None:
        known = "only run time knows its start_date" if unknown_bound(dag, "start_date") else "it has no start_date"
        return undivided(f"the schedule is {timetable.text}, but {known}, so there is nothing to count from")
    if unknown_bound(dag, "end_date"):
        return undivided(f"the schedule is {timetable.text}, but only run time knows its end_date")
    zone = "UTC" if timetable.kind is TimetableKind.DELTA else zone_of(timetable.zone)
    if zone is None:
        return undivided(f"the schedule is {timetable.text}, but {timetable.zone} is no time zone that is known")
    cron = cron_of(timetable, start)
    if cron is None:
        return undivided(no_cron_because(timetable))
    if is_hourly(cron) and by_parts_of_hours(zone, start):
        return undivided(f"clocks in {zone} are put forward by a part of an hour, which moves windows of every hour")
    return divided(dag, cron, zone, start)


def divided(dag: Dag, cron: str, zone: str, start: datetime.datetime) -> Division:
    """The division by a cron."""
    timetable, end = dag.timetable, end_of(dag)
    minute, hour, *_ = cron.split()
    partitions = Partitions(
        PartitionKind.TIME,
        cron=cron,
        zone=zone,
        start=written(start, zone),
        key_format=DAY_FORMAT if minute.isdigit() and hour.isdigit() else MINUTE_FORMAT,
        interval=timetable.interval,
        # A run whose interval starts at the end_date is the last: its window ends with the next tick.
        end=None if end is None else written(following(cron, zone, end), zone),
    )
    where = "the interval that ends when it runs" if timetable.interval is Interval.BEFORE else "the moment it runs"
    because = f"one partition per run of {timetable.text}; its data interval is {where}"
    return Division(partitions, because, apart(cron, zone, start))


def undivided(because: str) -> Division:
    """No partitions, and why."""
    return Division(UNPARTITIONED, because)


def written(moment: datetime.datetime, zone: str) -> str:
    """A moment by the clocks of a zone, as Partitions spell it; a part of a second is the next one."""
    reading = reading_of(moment, zone)
    if reading.microsecond:
        reading = reading.replace(microsecond=0) + datetime.timedelta(seconds=1)
    return reading.isoformat(timespec="seconds" if reading.second else "minutes")


def unpartitioned_because(kind: TimetableKind, text: str | None) -> str:
    """Why a DAG without a cron or length of its own is not divided."""
    match kind:
        case TimetableKind.NONE:
            return "it has no schedule: one asset without partitions, named by its run"
        case TimetableKind.ONCE | TimetableKind.CONTINUOUS:
            return f"{text} has no data intervals to divide by"
        case TimetableKind.ASSETS:
            return "it runs when its assets change: that has no data intervals to divide by"
        case TimetableKind.CUSTOM:
            return f"{text} runs code to say its intervals, which reading does not"
    return f"the schedule {text or 'is not known'} is known only at run time"


def no_cron_because(timetable: Timetable) -> str:
    """Why a schedule is no cron that a target could divide by."""
    if timetable.kind is TimetableKind.DELTA:
        return f"{timetable.text} counts from its start_date on, and no cron says that: it divides no hour, day or week"
    if timetable.cron and len(timetable.cron.split()) == 6:
        return f"{timetable.text} counts seconds, and partitions are no shorter than a minute"
    return f"{timetable.text} is no cron that ever runs"


def cron_of(timetable: Timetable, start: datetime.datetime) -> str | None:
    """The cron its intervals follow, presets and lengths of time spelled out; None when there is none."""
    if timetable.kind is TimetableKind.DELTA:
        return cron_of_delta(timetable.seconds, start) if timetable.seconds else None
    text = (timetable.cron or "").strip()
    cron = PRESETS.get(text, " ".join(text.split()))
    # Dagster has a way of its own with a cron that ends in `29 2 *`, and then finds no window by its key.
    return re.sub(r" 29 2 \*$", " 29 feb *", cron) if is_cron(cron) else None


def zone_of(name: str) -> str | None:
    """The zone as everybody knows it; None for an offset of no whole hours, and for what is none."""
    fixed = FIXED.fullmatch(name)
    if fixed:
        # The signs of `Etc` are turned: Etc/GMT-2 is two hours before UTC.
        hours = int(fixed["hours"])
        name = f"Etc/GMT{'-' if fixed['sign'] == '+' else '+'}{hours}" if hours else "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return name
