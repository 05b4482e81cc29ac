"""When a cron ticks in a zone, as Airflow counts: between clock readings, not between moments.

Where the clocks change that matters, and Airflow's rule is its own (`airflow.timetables._cron`): a reading that the
clocks skip is that much later, one that comes twice is the second of the two, and a cron of every hour goes on by
the length of time between two readings. `tests/differential_intervals` holds it against Airflow's timetables.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from croniter import CroniterBadCronError, CroniterBadDateError, croniter

UTC = datetime.timezone.utc
FIELDS = 5


def is_cron(text: str) -> bool:
    """Whether a text is a cron of five fields that ever ticks."""
    try:
        found = croniter(text, datetime.datetime(2024, 1, 1))
        found.get_next(datetime.datetime)
        return len(found.expanded) == FIELDS
    except (CroniterBadCronError, CroniterBadDateError, KeyError, ValueError, OverflowError):
        return False


def is_hourly(cron: str) -> bool:
    """Whether it ticks in every hour of the days on which it does."""
    return bool(croniter(cron, datetime.datetime(2024, 1, 1)).expanded[1] == ["*"])


def following(cron: str, zone: str, moment: datetime.datetime) -> datetime.datetime:
    """The first tick after a moment, in UTC."""
    reading = reading_of(moment, zone)
    found: datetime.datetime = croniter(cron, reading).get_next(datetime.datetime)
    return moment.astimezone(UTC) + (found - reading) if is_hourly(cron) else moment_of(found, zone)


def preceding(cron: str, zone: str, moment: datetime.datetime) -> datetime.datetime:
    """The last tick before a moment, in UTC."""
    reading = reading_of(moment, zone)
    found: datetime.datetime = croniter(cron, reading).get_prev(datetime.datetime)
    return moment.astimezone(UTC) - (reading - found) if is_hourly(cron) else moment_of(found, zone)


def ticks(cron: str, zone: str, since: datetime.datetime) -> Iterator[datetime.datetime]:
    """Each tick from a moment on, that moment included when it is one: without end."""
    tick = following(cron, zone, since)
    if preceding(cron, zone, tick) == since:
        yield since.astimezone(UTC)
    while True:
        yield tick
        tick = following(cron, zone, tick)


def reading_of(moment: datetime.datetime, zone: str) -> datetime.datetime:
    """What a clock in the zone shows at a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def moment_of(reading: datetime.datetime, zone: str) -> datetime.datetime:
    """The moment at which a clock in the zone shows this, in UTC: the second of two, or as much later as the clocks
    skip."""
    # In a gap Python counts by the offset before it, which is what Airflow means.
    return reading.replace(tzinfo=ZoneInfo(zone), fold=0 if is_skipped(reading, zone) else 1).astimezone(UTC)


def is_skipped(reading: datetime.datetime, zone: str) -> bool:
    """Whether no clock in the zone ever shows this, because clocks were put forward."""
    first, second = _offsets(reading, zone)
    return second > first


def is_twice(reading: datetime.datetime, zone: str) -> bool:
    """Whether clocks in the zone show this twice, because they were put back."""
    first, second = _offsets(reading, zone)
    return first > second


def _offsets(reading: datetime.datetime, zone: str) -> tuple[datetime.timedelta, datetime.timedelta]:
    aware = reading.replace(tzinfo=ZoneInfo(zone))
    first, second = (aware.replace(fold=fold).utcoffset() or datetime.timedelta() for fold in (0, 1))
    return first, second
