"""When DAGs run, one beside the other: how long after a writer its reader runs, and whether a sensor's date exists.

Ticks are of one sample of two years, in the schedule's own zone, by croniter, which Airflow uses too. What has no fixed
ticks (no schedule, assets, a timetable of its own) is not compared.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import CroniterBadCronError, CroniterBadDateError, croniter

from migrator.model import PRESETS, Dag, Timetable, TimetableKind

SAMPLE = datetime.datetime(2023, 1, 1)
DAYS = 730
# Of a schedule that runs more often than daily, only so many of the first ticks are looked at; for how long after each
# other two run, fewer.
MOST_TICKS = 750
LAGS = 60
NO_CRON = (CroniterBadCronError, CroniterBadDateError, ZoneInfoNotFoundError, ValueError, KeyError, OverflowError)
UTC = datetime.timezone.utc
Delta = datetime.timedelta


def schedule(dag: Dag) -> str:
    """A DAG's schedule as messages show it."""
    return dag.timetable.text or "no schedule"


def cron_of(timetable: Timetable) -> str | None:
    """The five fields of a cron schedule, presets spelled out; None for any other."""
    if timetable.kind is not TimetableKind.CRON or not timetable.cron:
        return None
    cron = PRESETS.get(timetable.cron.strip(), timetable.cron.strip())
    return cron if re.fullmatch(r"\S+(?: +\S+){4}", cron) else None


@lru_cache(maxsize=4096)
def ticks(cron: str, zone: str) -> tuple[datetime.datetime, ...]:
    """When a cron schedule runs, in UTC: the first ticks of the sample; nothing for what is none."""
    try:
        start = SAMPLE.replace(tzinfo=ZoneInfo(zone))
        moments = croniter(cron, start - Delta(seconds=1))
        found = (moments.get_next(datetime.datetime).astimezone(UTC) for _ in range(MOST_TICKS))
        return tuple(takewhile(lambda tick: tick < SAMPLE.replace(tzinfo=UTC) + Delta(days=DAYS), found))
    except NO_CRON:
        return ()


@lru_cache(maxsize=4096)
def lags(reader: Timetable, writer: Timetable) -> tuple[Delta, ...]:
    """How long before each of the reader's first runs the last run of the writer began; nothing where either has no
    ticks."""
    own, other = cron_of(reader), cron_of(writer)
    if own is None or other is None or not ticks(other, writer.zone):
        return ()
    found = []
    for run in ticks(own, reader.zone)[:LAGS]:
        at = run.astimezone(ZoneInfo(writer.zone))
        # The tick at that moment counts: croniter looks before the moment it is given.
        found.append(at - croniter(other, at + Delta(seconds=1)).get_prev(datetime.datetime))
    return tuple(found)


def beside(reader: Dag, writer: Dag) -> str:
    """What the two schedules say of a reader that does not wait, as the end of a message; empty if they say nothing."""
    found = lags(reader.timetable, writer.timetable)
    if not found:
        return ""
    if set(found) == {Delta(0)}:
        return "; both begin at the same moment, so it is chance what it sees"
    if len(set(found)) == 1:
        return f"; it begins {span(found[0])} after the other, and reads what that has written by then"
    return f"; it begins {span(min(found))} to {span(max(found))} after the other"


@lru_cache(maxsize=4096)
def dates_missed(reader: Timetable, writer: Timetable, back: Delta) -> tuple[int, int] | None:
    """Of how many of the dates that a sensor of the reader looks for, `back` before its own, the writer has no run, and
    how many there are. None where the two have no fixed dates, or are written for two meanings of a date.

    Logical dates are ticks of the cron either way: the interval's start (2.x) or the run's moment (3).
    """
    own, other = cron_of(reader), cron_of(writer)
    if own is None or other is None or reader.interval is not writer.interval or not ticks(other, writer.zone):
        return None
    zone = ZoneInfo(writer.zone)
    wanted = [(date - back).astimezone(zone) for date in ticks(own, reader.zone)]
    return (sum(not _runs_at(other, writer.zone, date) for date in wanted), len(wanted)) if wanted else None


def _runs_at(cron: str, zone: str, date: datetime.datetime) -> bool:
    """Whether a cron schedule has a tick at a moment."""
    known = ticks(cron, zone)
    # Where no clock is ever changed, the ticks that are known say it, and much sooner.
    if zone == "UTC" and known[0] <= date <= known[-1]:
        return date in _tick_set(cron)
    return bool(croniter.match(cron, date))


@lru_cache(maxsize=256)
def _tick_set(cron: str) -> frozenset[datetime.datetime]:
    return frozenset(ticks(cron, "UTC"))


def delta_that_fits(reader: Timetable, writer: Timetable) -> Delta | None:
    """The one distance at which every date of the reader's has one of the writer's, if there is one."""
    found = set(lags(reader, writer))
    return found.pop() if len(found) == 1 else None


def span(length: Delta) -> str:
    """A length of time in words: 3 h, 90 min, 2 days."""
    seconds = int(length.total_seconds())
    if seconds % 86_400 == 0 and seconds:
        days = seconds // 86_400
        return f"{days} day{'s' * (days != 1)}"
    return f"{seconds // 3600} h" if seconds % 3600 == 0 else f"{seconds // 60} min"
