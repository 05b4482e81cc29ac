"""Between DAGs: sensors on what does not exist, at dates that no run has, and assets that nobody updates."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_audit import READER, WRITER, found

from migrator.audit.schedules import dates_missed, delta_that_fits, lags, ticks
from migrator.model import Interval, Severity, Timetable, TimetableKind


def sensor(**given: str) -> str:
    said = ", ".join(f"{name}={text}" for name, text in given.items())
    return f'ExternalTaskSensor(task_id="wait", {said}) >> '


def codes(folder: Path, before: str, writer: str = WRITER, reader: str = READER) -> list[tuple[str, Severity]]:
    return [(each.code, each.severity) for each in found(folder, writer, reader.format(before=before))]


H3 = {"execution_delta": "timedelta(hours=3)"}
H3_LONG = timedelta(hours=3)
WHOLE = {"external_dag_id": '"writer"'}


def test_a_sensor_on_a_dag_that_is_not_there(tmp_path):
    assert ("sensor-target", Severity.WARNING) in codes(tmp_path, sensor(external_dag_id='"writers"', **H3))


def test_a_sensor_on_a_task_that_is_not_there_waits_for_ever(tmp_path):
    got = codes(tmp_path, sensor(**WHOLE, external_task_id='"lode"', **H3))
    assert ("sensor-target", Severity.ERROR) in got


def test_a_task_that_may_have_the_name_makes_it_a_note(tmp_path):
    writer = WRITER + '    for n in open("x"):\n        EmptyOperator(task_id=f"t_{n}")\n'
    got = codes(tmp_path, sensor(**WHOLE, external_task_id='"lode"', **H3), writer)
    assert ("sensor-target", Severity.NOTE) in got


def test_a_sensor_for_a_date_that_no_run_has_waits_for_ever(tmp_path):
    (one,) = found(tmp_path, WRITER, READER.format(before=sensor(**WHOLE)))
    assert (one.code, one.severity) == ("sensor-date", Severity.ERROR)
    assert "the same as its own, which never exists" in one.message
    assert one.fix.startswith("execution_delta=timedelta(seconds=10800)")


def test_a_delta_that_reaches_the_other_run_is_right(tmp_path):
    assert codes(tmp_path, sensor(**WHOLE, **H3)) == []


def test_a_date_that_only_some_runs_find_is_a_warning(tmp_path):
    writer = WRITER.replace("0 3 * * *", "0 3 * * 1-5")
    (one,) = found(tmp_path, writer, READER.format(before=sensor(**WHOLE, **H3)))
    assert (one.code, one.severity) == ("sensor-date", Severity.WARNING)
    assert "which in 209 of 730 runs does not exist" in one.message


def test_a_function_that_gives_the_date_is_believed(tmp_path):
    assert codes(tmp_path, sensor(**WHOLE, execution_date_fn="lambda date: date")) == []


def test_a_dag_without_a_schedule_has_a_date_only_by_chance(tmp_path):
    got = codes(tmp_path, sensor(**WHOLE), WRITER.replace('"0 3 * * *"', "None"))
    assert got == [("sensor-date", Severity.WARNING)]


def test_how_long_after_its_writer_a_reader_begins_is_said(tmp_path):
    (one,) = found(tmp_path, WRITER, READER.format(before=""))
    assert "it begins 3 h after the other" in one.message
    (one,) = found(tmp_path, WRITER, READER.format(before="").replace("0 6", "0 3"))
    assert "both begin at the same moment" in one.message


def test_a_schedule_on_an_asset_that_nobody_updates(tmp_path):
    got = found(tmp_path, READER.format(before="").replace('"0 6 * * *"', '[Dataset("nobody")]'))
    assert [(each.code, each.severity) for each in got] == [("asset-never-updated", Severity.WARNING)]


def test_an_asset_that_a_watcher_updates_is_updated(tmp_path):
    text = """
    from airflow.sdk import DAG, Asset, AssetWatcher
    with DAG("reader", schedule=[Asset("queue", watchers=[AssetWatcher(name="w", trigger=object())])]):
        EmptyOperator(task_id="e")
    """
    assert found(tmp_path, text) == []


def test_an_outlet_that_its_task_does_not_write(tmp_path):
    text = """
    with DAG("d", schedule="@daily"):
        BashOperator(task_id="put", bash_command="aws s3 cp x.csv s3://lake/orders/x.csv",
            outlets=[Dataset("s3://lake/customers/x.csv")])
    """
    assert [each.code for each in found(tmp_path, text)] == ["outlet-not-written"]
    assert found(tmp_path, text.replace("customers", "orders")) == []


# ---------------------------------------------------------------------------------------------------------- schedules


def cron(text: str, zone: str = "UTC") -> Timetable:
    return Timetable(text, TimetableKind.CRON, cron=text, zone=zone, interval=Interval.BEFORE)


@pytest.mark.parametrize("text", ["@daily", "0 3 * * *", "*/30 * * * *", "0 0 1 * *"])
def test_a_schedule_beside_itself_misses_no_date(text):
    missed, of = dates_missed(cron(text), cron(text), lags(cron(text), cron(text))[0])
    assert (missed, of > 0) == (0, True)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 59))
def test_the_delta_that_is_proposed_reaches_a_run_every_time(reader, writer, minute):
    one, other = cron(f"0 {reader} * * *"), cron(f"{minute} {writer} * * *")
    delta = delta_that_fits(one, other)
    assert delta is not None
    assert dates_missed(one, other, delta)[0] == 0


@settings(deadline=None)
@given(st.text("0123456789*/-, @adilywekmnth", max_size=14), st.sampled_from(["UTC", "Europe/Berlin", "No/Where", ""]))
def test_any_text_for_a_cron_or_zone_is_borne(text, zone):
    assert list(ticks(text, zone)) == sorted(ticks(text, zone))
    assert dates_missed(cron(text, zone), cron("@daily"), H3_LONG) is None or ticks(text.strip(), zone) or "@" in text
