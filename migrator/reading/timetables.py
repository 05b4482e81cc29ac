"""When a DAG runs, from the arguments it received, in the words Airflow prints."""

from __future__ import annotations

import datetime
from typing import Any

from migrator.model import PRESETS, AssetGroup, Interval, Template, Timetable, TimetableKind, Unknown
from migrator.reading.assets import expression_of, uris
from migrator.reading.frames import MISSING
from migrator.reading.values import Made, Object, describe, plain, unwrap

DAY = 86400.0
# Where the data interval lies of the timetables that hold a cron text.
CRONS = {
    "CronTriggerTimetable": Interval.AT,
    "CronPartitionTimetable": Interval.AT,
    "CronDataIntervalTimetable": Interval.BEFORE,
}


def timetable(settings: dict[str, Any], written_for: str | None) -> Timetable:
    """The timetable of a DAG with these arguments, in a file written for this version."""
    given = next((settings[n] for n in ("schedule", "timetable", "schedule_interval") if n in settings), MISSING)
    interval = Interval.AT if written_for == "3" else Interval.BEFORE
    zone = zone_of(settings)
    if given is MISSING:
        if written_for in ("1.10", "2"):
            return Timetable("timedelta:86400", TimetableKind.DELTA, None, DAY, zone, interval)
        return Timetable(None, TimetableKind.NONE, zone=zone, interval=interval)
    inner, notes = unwrap(given)
    because = f"it rests on {', '.join(notes)}" if notes else None
    return spelled(inner, zone, interval, because)


def spelled(value: Any, zone: str, interval: Interval, because: str | None) -> Timetable:
    """The timetable for one schedule value."""
    if value is None or value in ("None", "@none"):
        return Timetable(None, TimetableKind.NONE, zone=zone, interval=interval, because=because)
    if isinstance(value, str):
        return cron(value, zone, interval, because)
    if isinstance(value, datetime.timedelta):
        seconds = value.total_seconds()
        return Timetable(f"timedelta:{seconds:g}", TimetableKind.DELTA, None, seconds, zone, interval, None, because)
    assets = expression_of(value)
    if assets is not None:
        kind = TimetableKind.ASSETS
        one = isinstance(assets, AssetGroup) and len(assets.parts) == 1
        shown = assets.parts[0] if one and isinstance(assets, AssetGroup) else assets
        return Timetable(f"assets:{','.join(sorted(uris(assets)))}", kind, None, None, zone, interval, shown, because)
    if isinstance(value, (Unknown, Template)):
        reason = value.because if isinstance(value, Unknown) else value.holes[0].because
        return Timetable(describe(value), TimetableKind.UNKNOWN, zone=zone, interval=interval, because=reason)
    return custom(value, zone, interval)


def cron(text: str, zone: str, interval: Interval, because: str | None) -> Timetable:
    """A preset or a cron text."""
    if text in ("@once", "@continuous"):
        kind = TimetableKind.ONCE if text == "@once" else TimetableKind.CONTINUOUS
        return Timetable(text, kind, zone=zone, interval=interval, because=because)
    return Timetable(text, TimetableKind.CRON, PRESETS.get(text, text), None, zone, interval, None, because)


def custom(value: Any, zone: str, interval: Interval) -> Timetable:
    """A timetable object, by the name of its class; the cron inside the ones Airflow ships is read."""
    cls = getattr(value, "cls", None)
    name = cls.name if cls is not None else describe(value).removesuffix("()")
    text = f"timetable:{name.rsplit('.', 1)[-1]}"
    if isinstance(value, Made):
        first, _ = unwrap(value.arguments.take("cron", 0))
        own = value.arguments.take("timezone")
        zone = zone_name(own) if own is not None else zone
        if text.removeprefix("timetable:") in CRONS and isinstance(first, str):
            where = CRONS[text.removeprefix("timetable:")]
            return Timetable(text, TimetableKind.CRON, PRESETS.get(first, first), None, zone, where)
        if text.endswith((":DeltaTriggerTimetable", ":DeltaDataIntervalTimetable")):
            delta, _ = unwrap(value.arguments.take("delta", 0))
            if isinstance(delta, datetime.timedelta):
                return Timetable(text, TimetableKind.DELTA, None, delta.total_seconds(), zone, interval)
        assets = expression_of(value.arguments.take("assets", None, value.arguments.take("datasets")))
        return Timetable(text, TimetableKind.CUSTOM, zone=zone, interval=interval, assets=assets)
    if isinstance(value, Object):
        return Timetable(text, TimetableKind.CUSTOM, zone=zone, interval=interval)
    return Timetable(describe(value), TimetableKind.UNKNOWN, zone=zone, because="it is no schedule we know")


def zone_of(settings: dict[str, Any]) -> str:
    """The time zone of a DAG: that of its start date."""
    start, _ = unwrap(settings.get("start_date"))
    if not isinstance(start, datetime.datetime):
        defaults, _ = unwrap(settings.get("default_args"))
        start, _ = unwrap(defaults.get("start_date")) if isinstance(defaults, dict) else (None, ())
    return zone_name(start.tzinfo) if isinstance(start, datetime.datetime) and start.tzinfo is not None else "UTC"


def zone_name(zone: Any) -> str:
    """The name of a time zone."""
    inner = plain(zone)
    return inner if isinstance(inner, str) else getattr(inner, "key", None) or str(inner)
