"""Facts come back from their packed form as they were, types included."""

from __future__ import annotations

import datetime
import json
import math
import zoneinfo

import pytest

from migrator.model import Arguments, Dag, Known, Mapping, Span, Timetable, TimetableKind
from migrator.model.values import Condition
from migrator.reading.packing import pack, unpack

SCALARS = [
    None, True, 1, 1.0, "1", False, 0, 0.0, -0.0, "", "0", -1, 10**30, math.inf, -math.inf, "\ud800", "\0\n\"\\é",
    b"", b"1", datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1), datetime.time(1), datetime.timedelta(1, 2, 3),
    datetime.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")), datetime.timedelta(0),
]  # fmt: skip


def dag(number: int, settings: Arguments) -> Dag:
    """A DAG with these settings."""
    timetable = Timetable(None, TimetableKind.NONE)
    return Dag("d.py", f"d{number}", timetable, settings, (), (), None, Condition(), Span("d.py", number))


def again(dags: list[Dag]) -> list[Dag]:
    """The DAGs, packed and unpacked."""
    return unpack(json.loads("{" + pack(dags) + "}"))


@pytest.mark.parametrize("order", [1, -1])
def test_scalars_that_are_equal_are_not_the_same(order: int) -> None:
    values = [Known(value) for value in SCALARS[::order]]
    in_one = [dag(0, tuple((f"name{n}", value) for n, value in enumerate(values)))]
    each = [dag(number, (("name", value), ("map", Mapping(((value, value),))))) for number, value in enumerate(values)]
    for dags in (in_one, each, *([one] for one in each)):
        # `==` would find True the same as 1.
        assert repr(again(dags)) == repr(dags)


def test_what_is_the_same_is_there_once() -> None:
    dags = [dag(number, (("owner", Known("data")), ("retries", Known(2)))) for number in range(100)]
    assert pack(dags).count("owner") == pack(dags).count("data") == 1
    first, *others = again(dags)
    assert first == dags[0] and all(other.settings[0] is first.settings[0] for other in others)


def test_nothing_packed_is_nothing() -> None:
    assert again([]) == []


@pytest.mark.parametrize(
    "data",
    [
        "{}",
        '{"texts":[],"columns":{"99":[[1]]},"items":[]}',
        '{"texts":[],"columns":[],"items":[]}',
        '{"texts":["a"],"columns":{"5":[[0]]},"items":[5]}',
        '{"texts":["a"],"columns":{"5":[[0,0,0],[1,2]]},"items":[5]}',
        '{"texts":[],"columns":{"5":[[7],[1]]},"items":[5]}',
    ],
)
def test_what_was_not_packed_is_refused(data: str) -> None:
    with pytest.raises((TypeError, ValueError, LookupError, AttributeError)):
        unpack(json.loads(data))
