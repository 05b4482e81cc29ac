"""What the data interval of a DAG's runs is, in words and by the example of one run.

Source: https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/timetable.html, and
`create_cron_data_intervals` for Airflow 3.
"""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from migrator.audit.schedules import cron_of, span, ticks
from migrator.explaining.explained import Interval
from migrator.model import Interval as Lies
from migrator.model import Timetable, TimetableKind

SHOWN = "%Y-%m-%d %H:%M"
# A tick of the sample of 2023 with others before it.
SOME = 12
WITHOUT = {
    TimetableKind.NONE: "no schedule: a run begins when a person, a program or another DAG starts it",
    TimetableKind.ONCE: "one run, with no interval",
    TimetableKind.CONTINUOUS: "a run begins when the one before has ended",
    TimetableKind.ASSETS: "a run begins when the assets were updated; its interval spans those of the updates",
    TimetableKind.CUSTOM: "a timetable of its own decides, which runs code: its intervals are not known",
}


def interval_of(timetable: Timetable) -> Interval:
    """What a run is of."""
    if timetable.kind is TimetableKind.UNKNOWN:
        return Interval(f"not known: {timetable.because or 'only run time knows the schedule'}")
    if timetable.kind in WITHOUT:
        return Interval(WITHOUT[timetable.kind])
    if timetable.interval is Lies.AT:
        return Interval("Airflow 3: a run's interval is the moment it is for, not the time before", _example(timetable))
    if timetable.kind is TimetableKind.DELTA and timetable.seconds:
        length = span(datetime.timedelta(seconds=timetable.seconds))
        return Interval(f"a run is of the {length} before it begins")
    return Interval("a run is of the time from one tick to the next, and begins when that ends", _example(timetable))


def _example(timetable: Timetable) -> str | None:
    cron = cron_of(timetable)
    found = ticks(cron, timetable.zone) if cron else ()
    if len(found) <= SOME:
        return None
    zone = ZoneInfo(timetable.zone)
    start, end = (tick.astimezone(zone).strftime(SHOWN) for tick in found[SOME - 1 : SOME + 1])
    if timetable.interval is Lies.AT:
        return f"the run of {end} has {{{{ ds }}}} = {found[SOME].date()}"
    return f"the run that begins {end} is of {start} to {end}, and has {{{{ ds }}}} = {found[SOME - 1].date()}"
