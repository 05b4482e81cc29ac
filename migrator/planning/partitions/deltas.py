"""Schedules that say a length of time: which of them a cron can say, and where they begin.

They count from the DAG's start_date on, in moments and not by clocks. A cron begins anew every hour, day or week, so
only what divides an hour, a day, or is a week can be said by one.
"""

from __future__ import annotations

import datetime

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800


def cron_of_delta(seconds: float, start: datetime.datetime) -> str | None:
    """The cron in UTC that ticks every so many seconds from `start` (in UTC) on; None where no cron can say it."""
    if seconds != int(seconds) or seconds < MINUTE or seconds % MINUTE or start.second or start.microsecond:
        return None
    length = int(seconds)
    if length <= HOUR:
        return f"{_every(length // MINUTE, start.minute, 60)} * * * *" if HOUR % length == 0 else None
    if length <= DAY:
        return f"{start.minute} {_every(length // HOUR, start.hour, 24)} * * *" if _whole(length, DAY) else None
    if length == WEEK:
        return f"{start.minute} {start.hour} * * {start.isoweekday() % 7}"
    return None


def _whole(length: int, whole: int) -> bool:
    return length % HOUR == 0 and whole % length == 0


def _every(step: int, first: int, whole: int) -> str:
    """A field of a cron: every `step` of `whole`, `first` among them: `*/15`, `5,35`, `7`."""
    if step == whole:
        return str(first)
    if step == 1:
        return "*"
    return f"*/{step}" if first % step == 0 else ",".join(str(each) for each in range(first % step, whole, step))
