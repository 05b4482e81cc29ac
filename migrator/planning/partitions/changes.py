"""Where the clocks change: the ticks of a schedule that Dagster's windows put elsewhere than Airflow does.

Airflow has one rule (`ticks.py`). Dagster has another for each kind of cron (`dagster._utils.schedules`), and these
know changes between one and four at night only: a reading that is skipped there is the moment of the change (a half
past two of a spring night is half past three in Airflow, and three o'clock there); of one that comes twice at another
hour, that of a cron of one time a day is the first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from croniter import croniter

from migrator.planning.partitions.ticks import (
    UTC,
    following,
    is_hourly,
    is_skipped,
    is_twice,
    reading_of,
)

Delta = datetime.timedelta
# How far around a change its effects reach, and how far ahead changes are looked for.
AROUND = Delta(hours=5)
AHEAD = Delta(days=730)
SHOWN = "%Y-%m-%d %H:%M"
# The hours in which Dagster looks for changes.
NIGHT = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Apart:
    """One change of the clocks: the ticks around it that only Airflow has, and those that only the target has."""

    airflow: tuple[datetime.datetime, ...]
    target: tuple[datetime.datetime, ...]

    def text(self, zone: str) -> str:
        """For people, by the clocks of the zone: `2026-03-29 03:30 in Airflow is 2026-03-29 03:00`."""
        theirs, ours = (
            " and ".join(tick.astimezone(ZoneInfo(zone)).strftime(SHOWN) for tick in each[:3])
            for each in (self.airflow, self.target)
        )
        if theirs and ours:
            return f"{theirs} in Airflow is {ours} here"
        return f"{theirs} is in Airflow only" if theirs else f"{ours} is here only"


@lru_cache(maxsize=4096)
def apart(cron: str, zone: str, since: datetime.datetime) -> tuple[Apart, ...]:
    """What differs at each change of the clocks in the two years from `since` on; empty where nothing does."""
    found = (_around(cron, zone, change) for change in changes(zone, since))
    return tuple(each for each in found if each.airflow or each.target)


def by_parts_of_hours(zone: str, since: datetime.datetime) -> bool:
    """Whether the clocks of a zone are put forward or back by less than an hour."""
    offsets = [(change - Delta(hours=1), change) for change in changes(zone, since)]
    return any((reading_of(after, zone) - reading_of(before, zone)) % Delta(hours=1) for before, after in offsets)


@lru_cache(maxsize=512)
def changes(zone: str, since: datetime.datetime) -> tuple[datetime.datetime, ...]:
    """When the zone's clocks are changed in the two years from `since` on, in UTC, to the minute."""
    place, day = ZoneInfo(zone), since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    found = []
    while day < since + AHEAD:
        after = day + Delta(days=1)
        if day.astimezone(place).utcoffset() != after.astimezone(place).utcoffset():
            found.append(_between(place, day, after))
        day = after
    return tuple(found)


def _between(place: ZoneInfo, first: datetime.datetime, last: datetime.datetime) -> datetime.datetime:
    """The change between two moments: the first minute with the new offset."""
    before = first.astimezone(place).utcoffset()
    while last - first > Delta(minutes=1):
        middle = first + Delta(minutes=int((last - first).total_seconds() // 120))
        if middle.astimezone(place).utcoffset() == before:
            first = middle
        else:
            last = middle
    return last


def _around(cron: str, zone: str, change: datetime.datetime) -> Apart:
    begin, end = change - AROUND, change + AROUND
    theirs, ours = set(_by_airflow(cron, zone, begin, end)), set(_by_windows(cron, zone, begin, end))
    return Apart(tuple(sorted(theirs - ours)), tuple(sorted(ours - theirs)))


def _by_airflow(cron: str, zone: str, begin: datetime.datetime, end: datetime.datetime) -> Iterator[datetime.datetime]:
    tick = following(cron, zone, begin)
    while tick < end:
        yield tick
        tick = following(cron, zone, tick)


def _by_windows(cron: str, zone: str, begin: datetime.datetime, end: datetime.datetime) -> Iterator[datetime.datetime]:
    """The ticks by Dagster's rules."""
    readings = croniter(cron, reading_of(begin, zone) - Delta(hours=2))
    hourly, simple = is_hourly(cron), is_simple(readings)
    reading: datetime.datetime = readings.get_next(datetime.datetime)
    last = begin
    while reading <= reading_of(end, zone) + Delta(hours=2):
        for tick in _moments(reading, zone, hourly=hourly, simple=simple):
            if last < tick < end:
                yield (last := tick)
        reading = readings.get_next(datetime.datetime)


def _moments(reading: datetime.datetime, zone: str, *, hourly: bool, simple: bool) -> list[datetime.datetime]:
    aware = reading.replace(tzinfo=ZoneInfo(zone))
    if is_skipped(reading, zone):
        if hourly:
            return []
        if reading.hour in NIGHT:
            after = aware.tzinfo.dst(aware + Delta(hours=1)) if aware.tzinfo else None
            aware = aware.replace(minute=0) + (after or Delta())
        return [aware.astimezone(UTC)]
    if hourly and is_twice(reading, zone):
        return [aware.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return [aware.replace(fold=0 if simple and reading.hour not in NIGHT else 1).astimezone(UTC)]


def is_simple(cron: croniter) -> bool:
    """Whether it is of one time a day, on weekdays or on a day that every month has."""
    minute, hour, day, month, weekday = cron.expanded
    if len(minute) > 1 or len(hour) > 1 or "*" in (minute[0], hour[0]) or month != ["*"] or cron.nth_weekday_of_month:
        return False
    if day == ["*"]:
        return weekday == ["*"] or all(isinstance(each, int) for each in weekday)
    return weekday == ["*"] and len(day) == 1 and isinstance(day[0], int) and day[0] <= 28
