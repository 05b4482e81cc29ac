"""What a DAG waits for in others comes first in the asset graph too, and an earlier run that it waits for does not."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from migrator.model import Becomes, Plan
from migrator.pipeline import analyze, decide
from migrator.targets import load_target

HEAD = """
from datetime import datetime, timedelta
from airflow import DAG, Dataset
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.sensors.external_task import ExternalTaskSensor

def bash(name, **more):
    return BashOperator(task_id=name, bash_command="true", **more)

def wait(dag, task=None, **more):
    return ExternalTaskSensor(task_id=f"wait_for_{dag}", external_dag_id=dag, external_task_id=task, **more)

DAY = dict(schedule="@daily", start_date=datetime(2026, 1, 1))
"""


def plan_of(folder: Path, body: str) -> Plan:
    (folder / "dag.py").write_text(HEAD + dedent(body))
    return decide(analyze([folder]), load_target("dagster").CAPABILITIES)


def follows(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {step.id: step.follows for step in plan.steps}


def test_a_sensor_comes_after_the_task_it_waits_for(tmp_path: Path) -> None:
    body = """
    with DAG("first", **DAY):
        bash("a") >> bash("b")
    with DAG("second", **DAY):
        wait("first", "a") >> bash("c")
    """
    assert follows(plan_of(tmp_path, body))["second.wait_for_first"] == ("airflow:first.a",)


def test_a_sensor_on_a_whole_dag_looks_through_tasks_that_fold_away(tmp_path: Path) -> None:
    body = """
    with DAG("first", **DAY):
        [bash("a"), bash("b")] >> EmptyOperator(task_id="end")
    with DAG("second", **DAY):
        wait("first") >> bash("c")
    """
    assert set(follows(plan_of(tmp_path, body))["second.wait_for_first"]) == {"airflow:first.a", "airflow:first.b"}


def test_a_dag_scheduled_on_assets_comes_after_who_updates_them(tmp_path: Path) -> None:
    body = """
    X = Dataset("shop/x")
    with DAG("first", **DAY):
        bash("a", outlets=[X]) >> bash("b")
    with DAG("second", schedule=[X], start_date=datetime(2026, 1, 1)):
        EmptyOperator(task_id="start") >> [bash("c"), bash("d")]
    """
    found = follows(plan_of(tmp_path, body))
    assert found["second.c"] == found["second.d"] == ("asset:shop/x",)


def test_a_sensor_on_the_run_before_closes_no_circle(tmp_path: Path) -> None:
    body = """
    with DAG("alone", **DAY):
        wait("alone", execution_delta=timedelta(days=1)) >> bash("a")
    with DAG("one", **DAY):
        wait("other") >> bash("b")
    with DAG("other", **DAY):
        wait("one", execution_delta=timedelta(days=1)) >> bash("c")
    """
    found = follows(plan_of(tmp_path, body))
    assert found["alone.wait_for_alone"] == ()
    assert found["one.wait_for_other"] == ("airflow:other.c",)
    assert found["other.wait_for_one"] == ()


def test_what_a_sensor_waits_for_may_be_an_asset_and_comes_first(tmp_path: Path) -> None:
    body = """
    from airflow.providers.sqlite.operators.sqlite import SqliteOperator
    with DAG("first", **DAY):
        SqliteOperator(task_id="a", sqlite_conn_id="w", sql="INSERT INTO a SELECT 1")
    with DAG("second", **DAY):
        wait("first", "a") >> bash("c")
    """
    plan = plan_of(tmp_path, body)
    found = {each.item: each for each in plan.dispositions}
    assert found["first.a"].becomes is Becomes.ASSET
    (asset,) = next(step for step in plan.steps if step.id == found["first.a"].step).writes
    assert asset in follows(plan)["second.wait_for_first"]
