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
from shim.imports import compatible
from shim.load import CannotLoad, load, load_dag
from shim.missing import explained
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


def test_every_old_name_is_there_or_says_in_one_sentence_what_is_missing() -> None:
    wanted = [(module, name) for module, table in MODULES.items() for name in table if name != "*"]
    told = []
    with compatible("2"):
        for module, name in wanted:
            try:
                getattr(importlib.import_module(module), name)
            except ImportError as error:
                told.append(explained(error))
    here = ("it needs apache-airflow-providers-", "it imports ", "apache-airflow-providers-", "TaskStateTrigger was ")
    assert len(wanted) > 600
    assert [sentence for sentence in told if not sentence.startswith(here)] == []


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("from airflow.operators import PythonOperator as found", "PythonOperator"),
        ("from airflow.operators.check_operator import CheckOperator as found", "SQLCheckOperator"),
        ("from airflow.contrib.sensors.python_sensor import PythonSensor as found", "PythonSensor"),
        ("from airflow.operators.mssql_operator import MsSqlOperator as found", "MsSqlOperator"),
        ("from airflow.lineage.entities import File as found", "File"),
    ],
)
def test_old_names_lead_to_what_they_became(line: str, made: str) -> None:
    names: dict[str, type] = {}
    with compatible("1.10"):
        exec(line, names)
    assert names["found"].__name__ == made


def test_a_dropped_sql_operator_keeps_its_arguments() -> None:
    with compatible("2"):
        old = importlib.import_module("airflow.providers.snowflake.operators.snowflake")
        made = old.SnowflakeOperator(task_id="t", sql="select 1", snowflake_conn_id="w", warehouse="small")
        plain = old.SnowflakeOperator(task_id="u", sql="select 1")
    assert (made.conn_id, made.hook_params) == ("w", {"warehouse": "small"})
    assert plain.conn_id == "snowflake_default"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "import airflow.providers.acme.hooks.x",
            "it needs apache-airflow-providers-acme, which is not installed here",
        ),
        ("import airflow.providers.apache.acme.x", "it needs apache-airflow-providers-apache-*, which is not"),
        ("from airflow.providers.sqlite.hooks.sqlite import Gone", "has no airflow.providers.sqlite.hooks.sqlite.Gone"),
        ("import acme", "it imports acme, which is not installed here"),
        ("import airflow.acme", "has no module airflow.acme, and we know of none in its place"),
        ("from airflow.triggers.external_task import TaskStateTrigger", "was removed in Airflow 3.0: ExternalTask"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    (tmp_path / "d.py").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CannotLoad, match=r"d\.py does not load: ") as refused:
        load(str(tmp_path), "d.py")
    assert sentence in str(refused.value)


def test_a_dag_of_2_knows_what_follows_a_date() -> None:
    dag = load(str(DAGS), "old_style.py")["old_style"].dag
    date = datetime.datetime(2026, 1, 4, 3, tzinfo=UTC)
    day = datetime.timedelta(days=1)
    assert (dag.following_schedule(date), dag.previous_schedule(date)) == (date + day, date - day)


def test_an_old_dag_without_a_start_date_loads(tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text("from airflow import DAG\nd = DAG('d', schedule_interval=None)\n", encoding="utf-8")
    assert load(str(tmp_path), "d.py")["d"].dag.catchup is False


FORMS = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.decorators import dag, task, task_group
from airflow.operators.bash import BashOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.providers.snowflake.operators.snowflake import SnowflakeOperator
from airflow.utils.task_group import TaskGroup

OLD = {"task_concurrency": 2, "sla": timedelta(hours=1), "trigger_rule": "none_failed_or_skipped"}

@dag(schedule_interval="@hourly", start_date=datetime(2026, 1, 1), concurrency=3, default_view="graph")
def decorated():
    @task(provide_context=True, **OLD)
    def plain():
        pass

    @task(**OLD)
    def mapped(x):
        pass

    @task_group(default_args=OLD)
    def grouped():
        BashOperator(task_id="inner", bash_command="true")

    plain()
    plain.override(task_id="other", task_concurrency=4)()
    mapped.expand(x=[1, 2])
    grouped()

decorated()

with DAG("positions", "what it does", "@hourly", start_date=datetime(2026, 1, 1)) as positions:
    BashOperator(task_id="own", bash_command="true", default_args=OLD)
    BashOperator.partial(task_id="shared", xcom_push=False, **OLD).expand(bash_command=["true"])
    TriggerDagRunOperator.partial(task_id="dates", trigger_dag_id="x").expand(execution_date=["2026-01-01"])
    SnowflakeOperator.partial(task_id="sql", snowflake_conn_id="w", warehouse="s").expand(sql=["select 1"])

with DAG("defaults", schedule_interval=None, default_args=OLD):
    with TaskGroup("g", default_args={"task_concurrency": 5}):
        BashOperator(task_id="t", bash_command="true")
"""


def test_old_arguments_are_known_in_every_form(tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text(FORMS, encoding="utf-8")
    found = {name: loaded.dag for name, loaded in load(str(tmp_path), "d.py").items()}
    decorated, positions, defaults = found["decorated"], found["positions"], found["defaults"]
    assert (decorated.max_active_tasks, decorated.timetable.expression) == (3, "0 * * * *")
    limits = {name: decorated.get_task(name).max_active_tis_per_dag for name in decorated.task_ids}
    assert limits == {"plain": 2, "other": 4, "mapped": 2, "grouped.inner": 2}
    rules = {getattr(task.trigger_rule, "value", task.trigger_rule) for task in decorated.tasks}
    assert rules == {"none_failed_min_one_success"}
    assert (positions.description, positions.timetable.expression) == ("what it does", "0 * * * *")
    assert positions.get_task("own").max_active_tis_per_dag == 2
    shared = positions.get_task("shared")
    assert (shared.max_active_tis_per_dag, shared.partial_kwargs["do_xcom_push"]) == (2, False)
    assert positions.get_task("dates").expand_input.value == {"logical_date": ["2026-01-01"]}
    assert positions.get_task("sql").partial_kwargs["warehouse"] == "s"
    assert defaults.get_task("g.t").max_active_tis_per_dag == 5


@pytest.mark.parametrize("form", ["d = DAG('d', start_date=AT)", "@dag(start_date=AT)\ndef d():\n    pass\nd()"])
def test_a_dag_that_does_not_say_when_is_daily_in_every_form(tmp_path: Path, form: str) -> None:
    head = "import datetime\nfrom airflow import DAG\nfrom airflow.decorators import dag\n"
    head += "AT = datetime.datetime(2026, 1, 1)\n"
    (tmp_path / "d.py").write_text(head + form, encoding="utf-8")
    made = load(str(tmp_path), "d.py")["d"].dag
    assert (made.schedule, made.catchup) == (datetime.timedelta(days=1), True)


def test_what_ends_the_process_while_a_file_loads_is_only_the_files_failure(tmp_path: Path) -> None:
    line = "class Skipped(BaseException):\n    pass\nraise Skipped('not here')\n"
    (tmp_path / "d.py").write_text(line, encoding="utf-8")
    with pytest.raises(CannotLoad, match="Skipped: not here"):
        load(str(tmp_path), "d.py")


def test_the_callable_of_1_10_decides_whether_a_run_is_started(tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text(
        "from airflow import DAG\n"
        "from airflow.operators.dagrun_operator import TriggerDagRunOperator\n"
        "def order(context, run):\n    run.payload = {'n': 1}\n    return run\n"
        "with DAG('d', schedule_interval=None):\n"
        "    TriggerDagRunOperator(task_id='yes', trigger_dag_id='x', python_callable=order)\n"
        "    TriggerDagRunOperator(task_id='no', trigger_dag_id='x', python_callable=lambda context, run: None)\n",
        encoding="utf-8",
    )
    started = []
    schedule = Schedule(load_dag(str(tmp_path), "d.py", "d"), by_hand(datetime.datetime.now(UTC)), Store(":memory:"))
    schedule.on_trigger = lambda dag, run, date, conf, again: started.append((dag, conf))
    assert schedule.run() is State.SUCCESS
    assert started == [("x", {"n": 1})]
