"""Tasks with an environment of their own, made for them or there already, in files of Airflow 3 and of 2.x."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from shim_cases import LOGICAL_DATE

from migrator.semantics import State
from shim.load import load_dag
from shim.moment import by_hand
from shim.schedule import Pace, Schedule
from shim.store import Store

# Where the process is, what it was given, and whether it could see our packages.
BODY = """
    import importlib.util
    import sys

    print("it prints")
    return [sys.prefix, first * 2, importlib.util.find_spec("airflow") is not None]
"""
NEW = f"""
from airflow.sdk import dag, task

@task
def before():
    return 21

@task.virtualenv(requirements=[], system_site_packages=False, expect_airflow=False)
def made(first):{BODY}
@task.external_python(python={sys.executable!r}, expect_airflow=False)
def there(first):{BODY}
@dag(schedule=None)
def apart():
    first = before()
    made(first)
    there(first)

apart()
"""
OLD = f"""
from datetime import datetime

from airflow import DAG
from airflow.operators.python import ExternalPythonOperator, PythonVirtualenvOperator

def body(first):{BODY}
with DAG("apart", schedule_interval=None, start_date=datetime(2020, 1, 1)):
    PythonVirtualenvOperator(
        task_id="made", python_callable=body, op_args=[21], requirements=[], system_site_packages=False)
    ExternalPythonOperator(task_id="there", python_callable=body, op_args=[21], python={sys.executable!r})
"""


@pytest.mark.parametrize("text", [NEW, OLD], ids=["3", "2"])
def test_a_task_runs_in_an_environment_made_for_it_or_in_one_that_is_there(text: str, tmp_path: Path) -> None:
    (tmp_path / "apart.py").write_text(text)
    store, date = Store(":memory:"), LOGICAL_DATE
    events: list[dict[str, Any]] = []
    schedule = Schedule(
        load_dag(str(tmp_path), "apart.py", "apart"), by_hand(date), store, pace=Pace(0), emit=events.append
    )
    assert schedule.run() is State.SUCCESS, [each.get("error") for each in events]
    xcoms = store.xcoms("apart", schedule.moment.run_id)
    values = {task: value for task, _, key, value in xcoms if key == "return_value"}
    assert values["made"][0] not in (sys.prefix, values["there"][0])
    assert values["made"][1:] == [42, False]
    assert values["there"] == [sys.prefix, 42, True]
