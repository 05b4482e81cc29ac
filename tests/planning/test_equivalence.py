"""The table of a DAG's settings: every argument that Airflow takes has a row, and rows say what is true of the DAG."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
from airflow.sdk import DAG, BaseOperator
from airflow.sdk.bases.sensor import BaseSensorOperator

from migrator.model import Likeness
from migrator.pipeline import analyze, decide
from migrator.planning.equivalence.by_value import BY_VALUE
from migrator.planning.equivalence.of_dags import OF_DAGS
from migrator.planning.equivalence.of_tasks import OF_TASKS
from migrator.planning.equivalence.table import SCHEDULE
from migrator.targets import load_target

OLD = json.loads((Path(__file__).parent / "airflow_2_11_arguments.json").read_text())
HEAD = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.sqlite.operators.sqlite import SqliteOperator
from airflow.sensors.python import PythonSensor
"""


def arguments(cls: type) -> set[str]:
    return set(inspect.signature(cls.__init__).parameters) - {"self", "kwargs"}


@pytest.mark.parametrize(
    ("names", "table"),
    [
        (arguments(DAG), OF_DAGS),
        (set(OLD["DAG"]), OF_DAGS),
        (arguments(BaseOperator) | arguments(BaseSensorOperator), OF_TASKS),
        ({*OLD["BaseOperator"], *OLD["BaseSensorOperator"]}, OF_TASKS),
    ],
    ids=["DAG of 3.3", "DAG of 2.11", "operators of 3.3", "operators of 2.11"],
)
def test_every_argument_of_airflow_has_a_row(names, table):
    assert len(names) > 30
    elsewhere = {*BY_VALUE, *SCHEDULE, *(("task_group",) if table is OF_TASKS else ())}
    assert sorted(names - set(table) - elsewhere) == []


def rows(folder, given, task="bash_command='true'", operator="BashOperator"):
    (folder / "dag.py").write_text(
        f"{HEAD}with DAG('d', {given}):\n    a = {operator}(task_id='a', {task})\n"
        "    b = SqliteOperator(task_id='b', sqlite_conn_id='w', sql='INSERT INTO t SELECT 1')\n"
    )
    plan = decide(analyze([folder]), load_target("dagster").CAPABILITIES)
    return {row.setting: row for row in plan.equivalence}


def test_a_setting_that_nobody_knows_has_a_row_that_says_so(tmp_path):
    row = rows(tmp_path, "schedule=None, our_own_thing=3")["our_own_thing"]
    assert (row.airflow, row.likeness) == ("3", Likeness.IMPOSSIBLE)
    assert "no row says" in row.because


def test_an_argument_of_operators_in_default_args_is_read_with_the_tasks(tmp_path):
    row = rows(tmp_path, "schedule=None, default_args={'sqlite_conn_id': 'w'}")["sqlite_conn_id"]
    assert row.likeness is Likeness.SAME and "operators" in row.target


def test_where_clocks_change_the_row_of_the_zone_says_what_differs(tmp_path):
    (tmp_path / "dag.py").write_text(
        f"import pendulum\n{HEAD}"
        "with DAG('d', schedule='30 2 * * *', start_date=pendulum.datetime(2026, 1, 1, tz='Europe/Berlin')):\n"
        "    SqliteOperator(task_id='b', sqlite_conn_id='w', sql='INSERT INTO t SELECT 1')\n"
    )
    plan = decide(analyze([tmp_path]), load_target("dagster").CAPABILITIES)
    row = next(row for row in plan.equivalence if row.setting == "time zone")
    assert row.likeness is Likeness.APPROXIMATED
    assert "2026-03-29 03:30 in Airflow is 2026-03-29 03:00 here" in row.because


@pytest.mark.parametrize(
    ("task", "operator", "setting", "said"),
    [
        ("bash_command='true', pool='small'", "BashOperator", "pool", "small (a)"),
        ("bash_command='true', trigger_rule='all_done'", "BashOperator", "trigger_rule", "all_done (a)"),
        ("python_callable=print, mode='reschedule'", "PythonSensor", "mode", "reschedule (a)"),
        ("bash_command='echo {{ var.value.place }}'", "BashOperator", "Variables", "place"),
    ],
)
def test_what_a_single_task_says_has_a_row_that_names_the_task(tmp_path, task, operator, setting, said):
    assert rows(tmp_path, "schedule=None", task, operator)[setting].airflow == said


def test_growing_delays_are_said_with_the_difference(tmp_path):
    row = rows(tmp_path, "schedule=None, default_args={'retries': 2, 'retry_exponential_backoff': True}")
    assert "(2^n - 1)" in row["retry_exponential_backoff"].because
    assert row["retries"].likeness is Likeness.SAME
