"""A file of Airflow 1.10 and 2.x loads unmodified, keeps its meaning, and leaves nothing behind."""

from __future__ import annotations

import datetime
import importlib
import sqlite3
import sys
from pathlib import Path

import pytest
from shim_cases import DAGS

from migrator.model import Interval, PartitionKind, Partitions
from migrator.semantics import State
from shim.load import load, load_dag
from shim.moment import at_date, at_partition, at_window, by_hand
from shim.schedule import Pace, Schedule
from shim.store import Store, TaskKey
from shim.versions import MODULES, written_for

UTC = datetime.timezone.utc
NIGHTLY = Partitions(PartitionKind.TIME, "0 3 * * *", "Europe/Berlin", "2026-01-01T03:00:00", "%Y-%m-%d")


def test_an_old_file_runs_and_keeps_its_dates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SHIM_OLD", f"sqlite://{tmp_path}/old.db")
    store = Store(":memory:")
    start = datetime.datetime(2026, 1, 4, 3, tzinfo=UTC)
    moment = at_window(start, start + datetime.timedelta(days=1), Interval.BEFORE)
    schedule = Schedule(load_dag(str(DAGS), "old_style.py", "old_style"), moment, store, pace=Pace(0))
    assert schedule.run() is State.SUCCESS

    def pulled(task: str) -> object:
        found = store.pull(TaskKey("old_style", moment.run_id, task), "return_value")
        return found[0] if found else None

    assert pulled("inner.dates") == {
        "ds": "2026-01-04",
        "next_ds": "2026-01-05",
        "execution_date": "2026-01-04T03:00:00+00:00",
        "run": "2026-01-04T03:00:00+00:00",
        "end": "2026-01-05T03:00:00+00:00",
    }
    assert pulled("inner.any_greeting") == "hello from beside"
    assert pulled("shell") == "2026-01-03 20260105 4"
    with sqlite3.connect(tmp_path / "old.db") as database:
        assert database.execute("select ds from t").fetchall() == [("2026-01-04",)]


def test_an_old_file_keeps_the_defaults_of_its_version() -> None:
    from airflow.sdk.definitions.timetables.interval import CronDataIntervalTimetable, DeltaDataIntervalTimetable

    found = load(str(DAGS), "old_style.py")
    assert {loaded.written_for for loaded in found.values()} == {"1.10"}
    assert isinstance(found["old_style"].dag.timetable, CronDataIntervalTimetable)
    assert isinstance(found["old_default"].dag.timetable, DeltaDataIntervalTimetable)
    assert found["old_default"].dag.catchup is True


def test_nothing_of_it_stays() -> None:
    path, modules = list(sys.path), set(sys.modules)
    load(str(DAGS), "old_style.py")
    assert sys.path == path
    assert not {name for name in set(sys.modules) - modules if name in MODULES}
    with pytest.raises(ImportError):
        importlib.import_module("airflow.operators.python_operator")
    with pytest.raises(AttributeError):
        importlib.import_module("airflow.utils.dates").days_ago  # noqa: B018


def test_only_the_task_sdk_makes_a_file_one_of_3() -> None:
    assert written_for("from airflow.sdk import DAG") == "3"
    assert written_for("from airflow import DAG\nfrom airflow.operators.python import PythonOperator") == "2"


def test_a_partition_is_the_interval_before_its_run() -> None:
    moment = at_partition(NIGHTLY, "2026-01-05")
    assert moment.logical_date == datetime.datetime(2026, 1, 5, 2, tzinfo=UTC)
    assert moment.end == datetime.datetime(2026, 1, 6, 2, tzinfo=UTC)
    assert moment.run_id == "scheduled__2026-01-05T02:00:00+00:00"


def test_a_window_over_the_change_to_summer_time_is_an_hour_short() -> None:
    moment = at_date(NIGHTLY, datetime.datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert (moment.end - moment.start) == datetime.timedelta(hours=23)


def test_a_partition_of_a_schedule_that_runs_at_the_moment_is_the_moment() -> None:
    nightly = Partitions(PartitionKind.TIME, "0 3 * * *", "UTC", "2026-01-01", "%Y-%m-%d", Interval.AT)
    moment = at_partition(nightly, "2026-01-05")
    assert moment.start == moment.end == datetime.datetime(2026, 1, 5, 3, tzinfo=UTC)


def test_unpartitioned_work_is_a_run_by_hand() -> None:
    date = datetime.datetime(2026, 1, 5, 7, tzinfo=UTC)
    assert at_date(Partitions(), date) == by_hand(date)
    assert by_hand(date).run_id == "manual__2026-01-05T07:00:00+00:00"
