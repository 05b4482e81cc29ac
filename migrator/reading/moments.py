"""Dates and times as `pendulum` and `dateutil` move and show them; both are Python's own `datetime` here."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from migrator.reading.frames import Frame, Raised
from migrator.reading.values import Given, Made, Native, Object, assume, describe, is_known, notes_of, plain, unwrap

Moment = datetime.date
WHOLE = ("years", "months")
PARTS = ("weeks", "days", "hours", "minutes", "seconds", "microseconds")
FIELDS = ("year", "month", "day", "hour", "minute", "second", "microsecond")
# pendulum's letters, longest first, as strftime's; what has none is computed
LETTERS = {
    "YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "DDDD": "%j", "DD": "%d", "dddd": "%A",
    "ddd": "%a", "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S", "A": "%p", "ZZ": "%z", "Z": "%z", "SSSSSS": "%f",
}  # fmt: skip
LETTER = re.compile(r"\[([^\]]{0,100})\]|YYYY|YY|MMMM|MMM|MM|M|DDDD|DD|D|dddd|ddd|HH|H|hh|mm|ss|SSSSSS|ZZ|Z|A|Q|X")


def moved(moment: Moment, years: int = 0, months: int = 0, **parts: float) -> Any:
    """The moment so much later; a day that the month does not have becomes its last."""
    count = (moment.year + years) * 12 + moment.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = calendar.monthrange(year, month)[1]
    there = moment.replace(year=year, month=month, day=min(moment.day, last))
    if not isinstance(there, datetime.datetime) and any(parts.get(name) for name in PARTS[2:]):
        there = datetime.datetime(there.year, there.month, there.day)
    return there + datetime.timedelta(**parts)


def shown(moment: Moment, form: str) -> str:
    """The moment in pendulum's letters.

    >>> shown(datetime.date(2024, 5, 6), "YYYY-MM-DD [Q]Q")
    '2024-05-06 Q2'
    """
    single = {"M": moment.month, "D": moment.day, "H": getattr(moment, "hour", 0), "Q": (moment.month + 2) // 3}

    def one(found: re.Match[str]) -> str:
        if found[1] is not None:
            return found[1]
        return str(single[found[0]]) if found[0] in single else moment.strftime(LETTERS.get(found[0], found[0]))

    return LETTER.sub(one, form)


def start_of(moment: Any, unit: str) -> Any:
    """The first moment of the hour, day, week, month, year it lies in."""
    zero = dict.fromkeys(FIELDS[3:], 0) if isinstance(moment, datetime.datetime) else {}
    if unit == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(**zero)
    first = {"day": {}, "month": {"day": 1}, "year": {"day": 1, "month": 1}}
    return day - datetime.timedelta(days=day.weekday()) if unit == "week" else day.replace(**first[unit])


def end_of(moment: Any, unit: str) -> Any:
    """The last microsecond of the day, week, month, year it lies in."""
    length = {"week": {"days": 7}}.get(unit, {f"{unit}s": 1})
    return moved(start_of(moment, unit), **length) - datetime.timedelta(microseconds=1)


def minus(moment: Moment, **parts: Any) -> Any:
    """The moment so much earlier."""
    return moved(moment, **{name: -number for name, number in parts.items()})


METHODS: dict[str, Callable[..., Any]] = {
    "add": moved,
    "subtract": minus,
    "format": shown,
    "start_of": start_of,
    "end_of": end_of,
    "to_date_string": lambda moment: moment.strftime("%Y-%m-%d"),
    "to_datetime_string": lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S"),
    "to_iso8601_string": lambda moment: moment.isoformat().replace("+00:00", "Z"),
    "in_timezone": lambda moment, zone: moment if isinstance(zone, str) else moment.astimezone(zone),
    "in_tz": lambda moment, zone: moment if isinstance(zone, str) else moment.astimezone(zone),
    "naive": lambda moment: moment.replace(tzinfo=None),
}
PROPERTIES: dict[str, Callable[[Any], Any]] = {
    "day_of_week": lambda moment: moment.weekday(),
    "day_of_year": lambda moment: moment.timetuple().tm_yday,
    "week_of_year": lambda moment: moment.isocalendar()[1],
    "days_in_month": lambda moment: calendar.monthrange(moment.year, moment.month)[1],
    "quarter": lambda moment: (moment.month + 2) // 3,
}


def method(moment: Moment, name: str) -> Native:
    """A method of pendulum's on a moment."""
    return Native(name, lambda given, frame: done(METHODS[name], [moment, *given.positional], given.named, name))


def done(function: Callable[..., Any], positional: list[Any], named: dict[str, Any], name: str) -> Any:
    """What a function on moments returns, when all is known."""
    values = [*positional, *named.values()]
    if not all(is_known(value) for value in values):
        return Made(f"pendulum.DateTime.{name}", Given(positional, named), None)
    try:
        found = function(*map(plain, positional), **{key: plain(value) for key, value in named.items()})
    except (TypeError, ValueError, OverflowError, KeyError) as error:
        raise Raised(type(error).__name__, str(error)) from error
    return assume(found, [note for value in values for note in notes_of(value)])


@dataclass(slots=True, eq=False, repr=False)
class Shift(Object):
    """`dateutil.relativedelta(...)`: so much later (`months=1`), and with fields set (`day=1`)."""

    parts: dict[str, Any]

    def describe(self) -> str:
        return "relativedelta()"

    def attribute(self, name: str, frame: Frame) -> Any:
        return self.parts.get(name, 0) if name in (*WHOLE, *PARTS) else Object.attribute(self, name, frame)

    def combine(self, sign: str, other: Any, reflected: bool, frame: Frame) -> Any:
        """`moment + shift`, `moment - shift`, `shift * 2`."""
        value, _ = unwrap(other)
        if sign == "*" and isinstance(value, int):
            return Shift({name: n * value if name in (*WHOLE, *PARTS) else n for name, n in self.parts.items()})
        if sign not in "+-" or not isinstance(value, datetime.date) or (sign == "-" and not reflected):
            return NotImplemented
        later = {name: n if sign == "+" else -n for name, n in self.parts.items() if name in (*WHOLE, *PARTS)}
        return done(self.applied, [other], later, "relativedelta")

    def applied(self, moment: Moment, **later: int) -> Any:
        """The moment with the fields set, then moved."""
        fields = {name: n for name, n in self.parts.items() if name in FIELDS}
        if "day" in fields:
            month, year = fields.get("month", moment.month), fields.get("year", moment.year)
            fields["day"] = min(fields["day"], calendar.monthrange(year, month)[1])
        return moved(moment.replace(**fields), **later)


def shift(name: str, given: Given, frame: Frame) -> Any:
    """`relativedelta(...)` of numbers; with weekdays or between two dates it stays an outside object."""
    known = all(name in (*WHOLE, *PARTS, *FIELDS) and is_known(value) for name, value in given.named.items())
    if given.positional or given.rest is not None or not known:
        return Made(name, given, None)
    return Shift({name: plain(value) for name, value in given.named.items()})


def parsed(name: str, given: Given, frame: Frame) -> Any:
    """`pendulum.parse(text)` and `dateutil.parser.parse(text)`, of ISO 8601; pendulum's has a zone."""
    value = given.take("string", 0, given.take("timestr"))
    text, notes = unwrap(value)
    if not isinstance(text, str):
        return Made(name, given, None)
    try:
        found = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return Made(name, given, None)
    if name.startswith("pendulum") and found.tzinfo is None:
        zone = given.take("tz")
        if zone is not None and not is_known(zone):
            return Made(name, given, None)
        zone = frame.machine.call_outside("pendulum.timezone", Given(["UTC" if zone is None else zone]), frame)
        found = found.replace(tzinfo=zone) if isinstance(zone, datetime.tzinfo) else found
    return assume(found, notes)


def last_day(name: str, given: Given, frame: Frame) -> Any:
    """`calendar.monthrange(year, month)`."""
    return done(calendar.monthrange, given.positional, given.named, describe(name))


CALLS: dict[str, Callable[[str, Given, Frame], Any]] = {
    "dateutil.relativedelta.relativedelta": shift,
    "dateutil.parser.parse": parsed,
    "dateutil.parser.isoparse": parsed,
    "pendulum.parse": parsed,
    "pendulum.parser.parse": parsed,
    "airflow.utils.timezone.parse": parsed,
    "calendar.monthrange": last_day,
}
