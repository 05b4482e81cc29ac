"""What a template's expression says of a run's dates: a point of its data interval, moved, spelled by a format.

Read off the expression's syntax tree; nothing of it is run. https://airflow.apache.org/docs/apache-airflow/stable/templates-ref.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import jinja2
from jinja2 import nodes

from migrator.model import Interval

DAY = 86_400
DATE, TS = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S+00:00"
SHORT, TS_SHORT = "%Y%m%d", "%Y%m%dT%H%M%S"
FORMS = {"ds": DATE, "ds_nodash": SHORT, "ts": TS, "ts_nodash": TS_SHORT, "ts_nodash_with_tz": f"{TS_SHORT}+0000"}
MOMENTS = {
    "logical_date": "start",
    "execution_date": "start",
    "data_interval_start": "start",
    "data_interval_end": "end",
    "next_execution_date": "next",
    "prev_execution_date": "previous",
}
DATES = {"ds": ("start", 0), "next_ds": ("next", 0), "prev_ds": ("previous", 0)}
DATES |= {"yesterday_ds": ("start", -DAY), "tomorrow_ds": ("start", DAY)}
METHODS = {
    "isoformat": TS,
    "to_date_string": DATE,
    "to_datetime_string": "%Y-%m-%d %H:%M:%S",
    "to_iso8601_string": "%Y-%m-%dT%H:%M:%SZ",
}
LENGTHS = {"weeks": 7 * DAY, "days": DAY, "hours": 3_600, "minutes": 60, "seconds": 1}
# Codes that say the same in every place and language, and how long what they say is.
CODES = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2, "%j": 3, "%y": 2}
CODE = re.compile(r"%.|[^%]")
# pendulum's words for the same.
TOKENS = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
TOKEN = re.compile(r"\[(?P<said>[^\]]*)\]|(?P<token>([A-Za-z])\3*)|(?P<sign>.)")
LONGEST, DEEPEST = 300, 12
_ENVIRONMENT = jinja2.Environment()


@dataclass(frozen=True, slots=True)
class Moved:
    """A point of the data interval, so many seconds later."""

    point: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Spelled:
    """A moment as a text."""

    moment: Moved
    form: str


def dated(expression: str, interval: Interval) -> str | None:
    """The neutral name of a date that an expression spells, `at:POINT:SECONDS:FORMAT`; None when it is none.

    POINT is `start`, `end` or `previous`, the start of the window before.
    """
    if len(expression) > LONGEST or expression.count("(") + expression.count("[") > DEEPEST:
        return None
    try:
        tree = _ENVIRONMENT.parse("{{" + expression + "}}")
    except (jinja2.TemplateSyntaxError, RecursionError):
        return None
    output = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        return None
    found = _text(output.nodes[0])
    point = _point(found.moment.point, interval) if found and is_plain(found.form) else None
    return f"at:{point}:{found.moment.seconds}:{found.form}" if found and point else None


def is_plain(form: str) -> bool:
    """Whether all the codes of a format say the same everywhere."""
    return all(piece in CODES or not piece.startswith("%") for piece in CODE.findall(form)) and "%" in form


def _point(point: str, interval: Interval) -> str | None:
    """The point by the interval: in Airflow 3 it ends where it starts, and has no names for the runs beside it."""
    if interval is Interval.AT:
        return {"start": "start", "end": "start"}.get(point)
    return "end" if point == "next" else point


def _text(node: nodes.Node) -> Spelled | None:
    match node:
        case nodes.Name(name=name):
            base = name.removesuffix("_nodash")
            if base in DATES:
                return Spelled(Moved(*DATES[base]), DATE if base == name else SHORT)
            return Spelled(Moved("start"), FORMS[name]) if name in FORMS else None
        case nodes.Filter(node=inner, name=name, args=[]) if name in FORMS and inner is not None:
            moment = _moment(inner)
            return Spelled(moment, FORMS[name]) if moment else None
        case nodes.Filter(node=inner, name="replace", args=args) if inner is not None:
            return _replaced(_text(inner), args)
        case nodes.Call(node=nodes.Getattr(node=nodes.Name(name="macros"), attr=name), args=args, kwargs=[]):
            return _macro(name, args)
        case nodes.Call(node=nodes.Getattr(node=inner, attr="replace"), args=args, kwargs=[]):
            return _replaced(_text(inner), args)
        case nodes.Call(node=nodes.Getattr(node=inner, attr=name), args=args, kwargs=[]):
            return _method(_moment(inner), name, args)
        case nodes.Getitem(node=inner, arg=nodes.Slice(start=None, stop=nodes.Const(value=int(stop)), step=None)):
            return _cut(_text(inner), stop)
        case nodes.Getattr(node=inner, attr="year"):
            moment = _moment(inner)
            return Spelled(moment, "%Y") if moment else None
    return None


def _macro(name: str, args: list[nodes.Expr]) -> Spelled | None:
    text = _text(args[0]) if args else None
    given = [_constant(each) for each in args[1:]]
    if name == "ds_add" and text and text.form == DATE and len(given) == 1 and _is_number(given[0]):
        return replace(text, moment=_later(text.moment, int(str(given[0])) * DAY))
    if name == "ds_format" and text and len(given) == 2 and text.form == given[0] and isinstance(given[1], str):
        lost = {code: "0" * CODES[code] for code in ("%H", "%M", "%S") if code not in text.form}
        known = {*CODE.findall(text.form), *lost}
        pieces = CODE.findall(given[1])
        if all(piece in known or not piece.startswith("%") for piece in pieces):
            return replace(text, form="".join(lost.get(piece, piece) for piece in pieces))
    return None


def _method(moment: Moved | None, name: str, args: list[nodes.Expr]) -> Spelled | None:
    if moment is None:
        return None
    if name in METHODS and not args:
        return Spelled(moment, METHODS[name])
    form = _constant(args[0]) if len(args) == 1 else None
    if name == "strftime" and isinstance(form, str):
        return Spelled(moment, form)
    if name == "format" and isinstance(form, str) and (words := _of_pendulum(form)) is not None:
        return Spelled(moment, words)
    return None


def _of_pendulum(form: str) -> str | None:
    pieces = []
    for found in TOKEN.finditer(form):
        if found["token"]:
            if found["token"] not in TOKENS:
                return None
            pieces.append(TOKENS[found["token"]])
        else:
            pieces.append((found["said"] if found["said"] is not None else found["sign"]).replace("%", "%%"))
    return "".join(pieces)


def _replaced(text: Spelled | None, args: list[nodes.Expr]) -> Spelled | None:
    given = [_constant(each) for each in args]
    if text is None or len(given) != 2 or not all(isinstance(each, str) for each in given):
        return None
    old, new = (str(each) for each in given)
    if len(old) != 1 or old.isalnum() or "%" in old + new:
        return None
    return replace(text, form=text.form.replace(old, new))


def _cut(text: Spelled | None, stop: int) -> Spelled | None:
    """The first letters of a text, where none of its parts is cut."""
    kept, length = [], 0
    for piece in CODE.findall(text.form) if text else ():
        if length >= stop:
            break
        length += CODES.get(piece, 1)
        kept.append(piece)
    return replace(text, form="".join(kept)) if text and length == stop else None


def _moment(node: nodes.Node) -> Moved | None:
    match node:
        case nodes.Name(name=name) | nodes.Getattr(node=nodes.Name(name="dag_run"), attr=name):
            return Moved(MOMENTS[name]) if name in MOMENTS else None
        case nodes.Add(left=left, right=right) | nodes.Sub(left=left, right=right):
            moment, length = _moment(left), _length(right)
            sign = 1 if isinstance(node, nodes.Add) else -1
            return _later(moment, sign * length) if moment and length is not None else None
        case nodes.Call(node=nodes.Getattr(node=inner, attr=("add" | "subtract") as name), args=[], kwargs=kwargs):
            moment, length = _moment(inner), _seconds(kwargs)
            return _later(moment, length if name == "add" else -length) if moment and length is not None else None
    return None


def _later(moment: Moved, seconds: int) -> Moved:
    return Moved(moment.point, moment.seconds + seconds)


def _length(node: nodes.Node) -> int | None:
    match node:
        case nodes.Call(node=nodes.Getattr(node=nodes.Name(name="macros"), attr="timedelta"), args=args, kwargs=kwargs):
            days = [_constant(each) for each in args]
            named = _seconds(kwargs)
            if named is None or len(days) > 1 or not all(_is_number(each) for each in days):
                return None
            return named + sum(int(str(each)) * DAY for each in days)
    return None


def _seconds(kwargs: list[nodes.Keyword]) -> int | None:
    found = 0
    for each in kwargs:
        number = _constant(each.value)
        if each.key not in LENGTHS or not _is_number(number):
            return None
        found += LENGTHS[each.key] * int(str(number))
    return found


def _constant(node: nodes.Node) -> object:
    if isinstance(node, nodes.Neg) and isinstance(node.node, nodes.Const) and _is_number(node.node.value):
        return -int(node.node.value)
    return node.value if isinstance(node, nodes.Const) else None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 100_000
