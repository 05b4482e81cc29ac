"""What crosses between our two processes arrives as it was sent."""

import datetime
import json
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator import model as m
from migrator.model_json import WrongFormat, decode, encode, from_json, to_json

ZONES = st.sampled_from([datetime.timezone.utc, zoneinfo.ZoneInfo("Europe/Amsterdam"), None])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.dates()
    | st.times()
    | st.timedeltas()
    | st.datetimes(timezones=ZONES, allow_imaginary=False).filter(lambda d: d.fold == 0)
)
LEAVES = (
    st.builds(m.Known, SCALARS, st.tuples() | st.tuples(st.text()))
    | st.builds(m.Template, st.text(), st.tuples(st.builds(m.Hole, st.integers(0), st.text(), st.text())))
    | st.builds(m.Reference, st.none() | st.text(), st.text(), st.integers(0))
    | st.builds(m.Output, st.text(), st.text())
    | st.builds(m.Unknown, st.text(), st.text())
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(m.Items, st.lists(inner, max_size=3).map(tuple))
        | st.builds(m.Mapping, st.lists(st.tuples(inner, inner), max_size=3).map(tuple))
        | st.builds(m.Call, st.text(), st.lists(st.tuples(st.text(), inner), max_size=3).map(tuple))
    ),
    max_leaves=8,
)


@given(VALUES)
def test_every_value_survives_the_way_through_json(value):
    assert decode(m.Value, json.loads(json.dumps(encode(value)))) == value


@given(VALUES)
def test_a_plan_survives_the_way_through_json(value):
    span = m.Span("a.py", 3)
    step = m.Step(
        id="s",
        tasks=(m.TaskRef("a.py", "d", "t"),),
        becomes=m.Becomes.WRAPPED,
        bodies=(m.Wrapped("island"),),
        reads=("file:a",),
        writes=("airflow:d.t",),
        follows=(),
        checks=(m.Check("c", "file:a", True),),
        partitions=m.Partitions(m.PartitionKind.TIME, "0 3 * * *", start="2026-01-01", key_format="%Y-%m-%d"),
        settings=(("retries", value),),
        because="a Python task",
        group="d",
    )
    plan = m.Plan(
        root="/project",
        steps=(step,),
        dispositions=(m.Disposition("d.t", m.Becomes.WRAPPED, "s", "why", span),),
        names=(("airflow:d.t", ("d", "t")),),
    )
    assert from_json(m.Plan, json.loads(json.dumps(to_json(plan)))) == plan


@pytest.mark.parametrize("end", ["s3://bucket/key", m.TaskRef("a.py", "d", "t")])
def test_an_edge_of_a_project_survives_whether_it_ends_in_a_task_or_in_data(end):
    evidence = m.Evidence(m.Ground.ORDER, m.Span("a.py", 1), "a >> b")
    edge = m.Edge(m.TaskRef("a.py", "d", "s"), end, m.EdgeKind.DATA, m.ALWAYS, (evidence,))
    project = m.Project("/p", edges=(edge,))
    assert from_json(m.Project, json.loads(json.dumps(to_json(project)))) == project


def test_an_asset_schedule_survives_the_way_through_json():
    group = m.AssetGroup(m.AssetOperator.OR, (m.AssetName("s3://a"), m.AssetGroup(m.AssetOperator.AND, ())))
    timetable = m.Timetable("assets:s3://a", m.TimetableKind.ASSETS, assets=group)
    assert decode(m.Timetable, json.loads(json.dumps(encode(timetable)))) == timetable


def test_another_format_is_refused_in_one_sentence():
    with pytest.raises(WrongFormat, match="format 99"):
        from_json(m.Plan, {"format": 99})


def test_moved_code_survives_the_way_through_json():
    span = m.Span("dags/a.py", 3)
    feeds = (
        m.RunValue("ds"),
        m.Setting("TABLE", m.Known("orders")),
        m.HookUse("airflow.x.PostgresHook", "warehouse", methods=None),
        m.Outputs(("rows",)),
        m.Each(m.Output("list", "return_value")),
        m.Known(3),
    )
    moved = m.Moved(
        "load",
        (m.Import(m.Origin.USER, "include.sums", "total", root=""),),
        (m.Definition(("load",), "def load(ds):\n    return ds\n", span),),
        tuple(m.Input(f"p{number}", feed) for number, feed in enumerate(feeds)),
        span,
        returns=True,
        signals=(("Skip", m.Signal.SKIP),),
    )
    imported = m.Imported("load", m.Import(m.Origin.USER, "include.sums", "load"), (), span)
    for code in (moved, imported):
        body: m.Body = m.Function(code)
        assert decode(m.Body, json.loads(json.dumps(encode(body)))) == body
