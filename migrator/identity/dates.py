"""Dates in names: the partition of an asset, never a part of its identity.

Every date is spelled `{date}` in a key, and what was written is kept, in full, as the partition: planning can see its
offset (`{macros.ds_add(ds,-1)}`) and its granularity (`{execution_date.year}/{execution_date.month}`) there.

A date that is written out is one only where that is sure: in `dt=2026-01-01`, which says that it is a partition, and at
the end of a BigQuery table's name, since BigQuery itself reads such tables as one (`events_*`, `_TABLE_SUFFIX`). Any
other, as in `backup_20260101` on Postgres, is a name; `relations.py` says that the family `backup_{date}` holds it.
"""

from __future__ import annotations

import datetime
import re

from migrator.identity.holes import is_hole, pieces

# The date of a run, however it is spelled: the data interval, the clock, arithmetic on either, or anything formatted.
DATE = re.compile(
    r"^date$|\b(?:(?:prev_|next_)?(?:ds|ts)(?:_nodash)?(?:_with_tz)?(?:_success)?"
    r"|(?:prev_|next_)?(?:execution|logical)_date\w*"
    r"|(?:prev_)?data_interval_(?:start|end)\w*|prev_start_date_success|yesterday_ds\w*|tomorrow_ds\w*|run_after"
    r"|macros\.(?:ds_\w+|datetime|dateutil|timedelta)|days_ago|(?:utc)?now|today|yesterday)\b"
    r"|\.strftime\b|\.(?:isoformat|to_date_string|to_iso8601_string)\(\)|\$date\b"
)
# `x.strftime('%Y/%m')`, `macros.ds_format(ds,'%Y-%m-%d','%Y/%m')`, and pendulum's `x.format('YYYY/MM')`
_FORMAT = re.compile(r"(?:\.strftime\(|ds_format\(.*,\s*)(['\"])([^'\"]*)\1\)$")
_PENDULUM = re.compile(r"(?<!['\")])\.format\((['\"])([^'\"]*)\1\)$")
_CODE = re.compile(r"%[-#_]?[A-Za-z]")
_TOKEN = re.compile(r"\[[^\]]*\]|Y+|M+|D+|H+|h+|m+|s+|S+|A|Q|W+|E+|Z+")
# What is but a piece of a date: `.year`, `[5:7]`, `'%m'`.
_PIECE = re.compile(r"\.(?:year|month|day|hour|minute|quarter|week_of_year|isocalendar)\b|\[[^\]]*:[^\]]*\]|\.format\(")

# A whole date, and a piece of one, while the text is put together.
_WHOLE, _PART = "\U00100000", "\U00100001"
# Pieces of one date stand side by side: `{y}-{m}-{d}`, `{y}/{m}/{d}`, `{ds}/{hour}`; `{ds}/{ds}` are two dates.
_ONE_DATE = re.compile(f"[{_WHOLE}{_PART}](?:[-_:T ]?[{_WHOLE}{_PART}]|/{_PART})*")

_WRITTEN = re.compile(
    r"(?P<head>(?:^|/)[A-Za-z_]\w*=)"
    r"(?P<date>(?:19|20)\d\d(?P<sign>-?)\d\d(?:(?P=sign)\d\d(?:[-T]?\d\d)?)?)(?=/|$)"
)
# year=2026/month=01/day=31/hour=23, as far as it goes
_YEAR = re.compile(
    r"(?:^|/)(?:year|yyyy|yr|y)=(?:19|20)\d\d(?:/(?:month|mon|mm|m)=(?:0?[1-9]|1[0-2])"
    r"(?:/(?:day|dd|d)=(?:0?[1-9]|[12]\d|3[01])(?:/(?:hour|hh|hr|h)=(?:[01]?\d|2[0-3]))?)?)?(?=/|$)",
    re.I,
)
_SHARD = re.compile(r"^(?P<name>.*?[^\d])(?P<date>(?:19|20)\d{6}(?:\d\d)?)$")
_MONTH = re.compile(r"^(?P<name>.*_)(?P<date>(?:19|20)\d{4})$")
_WILD = re.compile(r"^(?P<name>.*?_)(?P<date>(?:19|20)\d\d(?:\d\d){0,2}\*)$")


def dated(text: str, *, literal: bool = False) -> tuple[str, str | None]:
    """The text with each date as `{date}`, and the dates as they were written, which is the partition. With `literal`,
    dates written out in `name=date` folders count too."""
    found: list[str] = []
    parts = []
    for piece in pieces(text):
        if is_hole(piece) and DATE.search(piece[1:-1]):
            found.append(piece)
            parts.append(_spelled(piece[1:-1]))
        else:
            parts.append(_folders(piece, found) if literal and "=" in piece else piece)
    if not found:
        return text, None
    return _ONE_DATE.sub("{date}", "".join(parts)), "/".join(dict.fromkeys(found))


def shard(name: str) -> tuple[str, str | None]:
    """A BigQuery table's name with the date at its end as `{date}`, and that date: `events_20260101`."""
    found = _SHARD.match(name) or _MONTH.match(name)
    if found and is_date(found["date"]):
        return found["name"] + "{date}", found["date"]
    wild = _WILD.match(name)
    return (wild["name"] + "{date}", wild["date"]) if wild else (name, None)


def is_date(digits: str) -> bool:
    """Whether digits are a day, an hour or a month that there is: `20260131`, `2026013123`, `202601`."""
    digits = re.sub(r"\D", "", digits)
    form = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d", 10: "%Y%m%d%H"}.get(len(digits))
    if form is None or not "1970" <= digits[:4] <= "2099":
        return False
    try:
        datetime.datetime.strptime(digits, form)
    except ValueError:
        return False
    return True


def _spelled(expression: str) -> str:
    """What stands in a name for an expression that is a date, a format's letters kept: `'day_%Y'` => `day_{date}`"""
    if (formatted := _FORMAT.search(expression)) and _CODE.search(formatted[2]):
        codes = _CODE.findall(formatted[2])
        mark = _PART if len(codes) > 1 or codes[0][-1] not in "FDcx" else _WHOLE
        return _CODE.sub(mark, formatted[2])
    if (formatted := _PENDULUM.search(expression)) and _TOKEN.search(formatted[2]):
        return _TOKEN.sub(lambda token: token[0][1:-1] if token[0][0] == "[" else _PART, formatted[2])
    return _PART if _PIECE.search(expression) else _WHOLE


def _folders(text: str, found: list[str]) -> str:
    """The text with `_WHOLE` for each date that a folder `name=date` writes out."""

    def whole(match: re.Match[str]) -> str:
        if not is_date(match["date"]):
            return match[0]
        found.append(match["date"])
        return match["head"] + _WHOLE

    def parts(match: re.Match[str]) -> str:
        found.extend(re.findall(r"=(\d+)", match[0]))
        return re.sub(r"=\d+", f"={_WHOLE}", match[0])

    return _YEAR.sub(parts, _WRITTEN.sub(whole, text))
