"""Each kind of task has its native form, where a target can do it, and one reason where it cannot."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from full_target import FULL, LITTLE

from migrator.model import (
    AutomationKind,
    Becomes,
    Capabilities,
    Command,
    Disposition,
    External,
    Function,
    Known,
    Output,
    Plan,
    Sql,
    Template,
)
from migrator.pipeline import analyze, decide

HEAD = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.decorators import task
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sensors.external_task import ExternalTaskSensor
from airflow.sensors.filesystem import FileSensor
from airflow.providers.amazon.aws.operators.s3 import S3CopyObjectOperator
from airflow.providers.common.sql.operators.sql import SQLColumnCheckOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.providers.sqlite.operators.sqlite import SqliteOperator

def sql(name, text, **more):
    return SqliteOperator(task_id=name, sqlite_conn_id="w", sql=text, **more)

def bash(name, command="true", **more):
    return BashOperator(task_id=name, bash_command=command, **more)

def check(name, table):
    return SQLColumnCheckOperator(
        task_id=name, conn_id="w", table=table, column_mapping={"a": {"null_check": {"equal_to": 0}}}
    )

DAY = dict(schedule="@daily", start_date=datetime(2026, 1, 1))
"""


def plan_of(folder: Path, body: str, capabilities: Capabilities = FULL) -> Plan:
    (folder / "dag.py").write_text(HEAD + dedent(body))
    return decide(analyze([folder]), capabilities)


def ends(plan: Plan) -> dict[str, Disposition]:
    return {each.item: each for each in plan.dispositions}


def step(plan: Plan, name: str):
    return next(each for each in plan.steps if each.id == name)


def test_a_command_keeps_its_environment_and_has_its_templates_as_holes(tmp_path: Path) -> None:
    body = """
    with DAG("d", **DAY):
        bash("a", "load --day {{ ds }} --dag {{ dag.dag_id }}", env={"DAY": "{{ ds_nodash }}"}, cwd="/srv")
    """
    (found,) = step(plan_of(tmp_path, body), "d.a").bodies
    assert isinstance(found, Command)
    line = found.argv[2]
    assert isinstance(line, Template)
    assert line.text == "load --day {ds} --dag d"
    assert [(hole.start, hole.name) for hole in line.holes] == [(11, "ds")]
    assert found.environment[0][0] == "DAY"
    assert (found.alone, found.folder, found.skips) == (True, Known("/srv"), (99,))


@pytest.mark.parametrize(
    ("task", "because"),
    [
        ("bash('a', 'x {% if 1 %}y{% endif %}')", "template's statement"),
        ("bash('a', 'x {{ macros.random() }}')", "cannot be filled"),
        ("bash('a', 'curl -H \"Authorization: Bearer abcdefgh12345678\" x')", "secret"),
        ("bash('a', on_failure_callback=print)", "on_failure_callback"),
        ("bash('a', 'missing.sh')", "missing.sh is not in the project"),
    ],
)
def test_a_command_that_stays_names_the_one_thing_in_its_way(tmp_path: Path, task: str, because: str) -> None:
    found = ends(plan_of(tmp_path, f"with DAG('d', **DAY):\n    {task}\n"))["d.a"]
    assert found.becomes is Becomes.WRAPPED
    assert because in found.because


def test_work_of_another_system_is_started_with_the_operators_arguments(tmp_path: Path) -> None:
    body = """
    with DAG("d", **DAY):
        S3CopyObjectOperator(
            task_id="a", source_bucket_name="x", source_bucket_key="in/{{ ds }}.csv", dest_bucket_name="y",
            dest_bucket_key="out.csv", retries=2,
        )
    """
    (found,) = step(plan_of(tmp_path, body), "d.a").bodies
    assert isinstance(found, External)
    assert (found.system, found.action) == ("s3", "s3_copy_object")
    assert set(dict(found.arguments)) == {
        "source_bucket_name",
        "source_bucket_key",
        "dest_bucket_name",
        "dest_bucket_key",
    }


@pytest.mark.parametrize(
    ("statement", "given", "text", "values"),
    [
        ("INSERT INTO t VALUES (%s, %s)", "(1, 'x')", "INSERT INTO t VALUES (:p1, :p2)", ("p1", "p2")),
        ("INSERT INTO t VALUES (%(a)s, 5 %% 2)", "{'a': 1}", "INSERT INTO t VALUES (:a, 5 % 2)", ("a",)),
        ("INSERT INTO t SELECT '50%%' WHERE 1 = %s", "[1]", "INSERT INTO t SELECT '50%' WHERE 1 = :p1", ("p1",)),
    ],
)
def test_the_parameters_of_a_task_are_values_with_names(
    tmp_path: Path, statement: str, given: str, text: str, values: tuple[str, ...]
) -> None:
    body = f"""
    with DAG("d", **DAY):
        PostgresOperator(task_id="a", postgres_conn_id="p", sql={statement!r}, parameters={given})
    """
    (found,) = step(plan_of(tmp_path, body), "d.a").bodies
    assert isinstance(found, Sql)
    assert found.statements == (text,)
    assert tuple(name for name, _ in found.values) == values


def test_create_delete_and_insert_are_the_steps_of_one_asset(tmp_path: Path) -> None:
    body = """
    with DAG("d", **DAY):
        bash("before") >> sql("create", "CREATE TABLE IF NOT EXISTS t (a int)") >> sql("clear", "DELETE FROM t") \\
            >> sql("fill", "INSERT INTO t SELECT 1") >> bash("after")
    """
    plan = plan_of(tmp_path, body)
    made = step(plan, "d.fill")
    assert [ref.task for ref in made.tasks] == ["create", "clear", "fill"]
    assert len(made.bodies) == 3
    assert made.follows == ("airflow:d.before",)
    assert step(plan, "d.after").follows == made.writes
    found = ends(plan)
    assert [found[f"d.{name}"].becomes for name in ("create", "clear", "fill")] == [
        Becomes.STEP,
        Becomes.STEP,
        Becomes.ASSET,
    ]


@pytest.mark.parametrize(
    "order",
    [
        "create >> bash('between') >> fill",
        "create >> fill\n    create >> bash('beside')",
        "create >> fill\n    bash('beside') >> fill",
        "[create, fill]",
    ],
)
def test_what_stands_between_keeps_the_steps_of_a_table_apart(tmp_path: Path, order: str) -> None:
    body = (
        "with DAG('d', **DAY):\n"
        "    create = sql('create', 'CREATE TABLE IF NOT EXISTS t (a int)')\n"
        "    fill = sql('fill', 'INSERT INTO t SELECT 1')\n"
        f"    {order}\n"
    )
    plan = plan_of(tmp_path, body)
    assert [ref.task for ref in step(plan, "d.fill").tasks] == ["fill"]
    assert step(plan, "d.create").writes == ("airflow:d.create",)
    assert "the asset of d.fill" in step(plan, "d.create").because


def test_what_is_handed_on_is_an_asset_and_read_as_one(tmp_path: Path) -> None:
    body = """
    @task
    def count():
        return 3

    @task
    def store(number):
        print(number)

    with DAG("d", **DAY):
        store(count())
    """
    plan = plan_of(tmp_path, body)
    assert step(plan, "d.count").results == (("airflow:d.count", "count"),)
    assert step(plan, "d.store").reads == ("airflow:d.count",)
    (taking,) = step(plan, "d.store").bodies
    assert isinstance(taking, Function)
    assert Output("count") in [each.feed for each in taking.code.inputs]


def test_a_value_does_not_cross_into_what_runs_unchanged(tmp_path: Path) -> None:
    body = """
    def unknown(ti, **context):
        return ti.xcom_pull(task_ids=context["where"])

    with DAG("d", **DAY):
        bash("a") >> PythonOperator(task_id="b", python_callable=unknown, op_args=["{{ ti.xcom_pull(task_ids='a') }}"])
    """
    found = ends(plan_of(tmp_path, body))
    assert found["d.b"].becomes is Becomes.WRAPPED
    assert found["d.a"].because == "b takes what it hands on, and runs unchanged"


def test_a_sensor_on_a_task_becomes_a_dependency(tmp_path: Path) -> None:
    body = """
    with DAG("first", **DAY):
        sql("a", "INSERT INTO t SELECT 1")
    with DAG("second", **DAY):
        ExternalTaskSensor(task_id="wait", external_dag_id="first", external_task_id="a") >> bash("b")
    """
    plan = plan_of(tmp_path, body)
    assert ends(plan)["second.wait"].becomes is Becomes.FOLDED
    assert step(plan, "second.b").follows == step(plan, "first.a").writes


def test_a_sensor_on_data_from_outside_is_a_source_where_nothing_is_before_it(tmp_path: Path) -> None:
    body = """
    with DAG("d", **DAY):
        FileSensor(task_id="wait", filepath="/in/{{ ds }}.csv", poke_interval=30, timeout=600) >> bash("b")
        bash("x") >> FileSensor(task_id="later", filepath="/in/late.csv") >> bash("y")
    """
    plan = plan_of(tmp_path, body)
    (source,) = plan.sources
    assert ends(plan)["d.wait"].becomes is Becomes.AUTOMATION
    assert (source.interval_s, source.timeout_s) == (30, 600)
    assert source.key in step(plan, "d.b").follows
    assert ends(plan)["d.later"].becomes is Becomes.ASSET


def test_a_check_holds_its_asset_to_a_rule_and_stops_what_is_below(tmp_path: Path) -> None:
    body = """
    with DAG("d", **DAY):
        sql("load", "INSERT INTO t SELECT 1") >> check("good", "t") >> bash("after")
        sql("other", "INSERT INTO u SELECT 1") >> check("last", "u")
    """
    plan = plan_of(tmp_path, body)
    (blocking,) = step(plan, "d.load").checks
    (leaf,) = step(plan, "d.other").checks
    assert (blocking.blocking, leaf.blocking) == (True, False)
    assert blocking.task is not None and blocking.task.task == "good"
    assert step(plan, "d.after").follows == step(plan, "d.load").writes
    assert ends(plan)["d.good"].becomes is Becomes.CHECK


def test_a_check_that_others_do_not_wait_for_is_a_step_of_its_own(tmp_path: Path) -> None:
    body = """
    with DAG("d", **DAY):
        load = sql("load", "INSERT INTO t SELECT 1")
        load >> check("good", "t") >> bash("after")
        load >> bash("beside")
    """
    plan = plan_of(tmp_path, body)
    assert ends(plan)["d.good"].becomes is Becomes.ASSET
    assert step(plan, "d.after").follows == ("airflow:d.good",)


def test_a_dag_that_a_task_started_starts_after_what_came_before_that_task(tmp_path: Path) -> None:
    body = """
    with DAG("first", **DAY):
        sql("a", "INSERT INTO t SELECT 1") >> TriggerDagRunOperator(task_id="go", trigger_dag_id="second")
    with DAG("second", schedule=None):
        bash("b")
    """
    plan = plan_of(tmp_path, body)
    assert ends(plan)["first.go"].becomes is Becomes.AUTOMATION
    (found,) = [each for each in plan.automations if each.dag == "second"]
    assert found.kind is AutomationKind.CONDITION
    assert tuple(key for _, key in found.keys) == step(plan, "first.a").writes


def test_a_target_that_can_do_little_wraps_all_that_is_done(tmp_path: Path) -> None:
    body = """
    with DAG("d", **DAY):
        FileSensor(task_id="wait", filepath="/in") >> sql("a", "INSERT INTO t SELECT 1") >> check("c", "t")
    """
    plan = plan_of(tmp_path, body, LITTLE)
    assert {each.becomes for each in plan.dispositions} == {Becomes.WRAPPED}
    assert (plan.sources, [each.checks for each in plan.steps if each.checks]) == ((), [])


def test_the_trigger_and_each_setting_have_one_disposition(tmp_path: Path) -> None:
    body = """
    with DAG("d", **DAY, tags=["x"], default_args={"retries": 2}):
        bash("a")
    """
    found = {each.item: each.becomes for each in plan_of(tmp_path, body).settled}
    assert set(found) == {"d: schedule", "d: dag_id", "d: start_date", "d: tags", "d: retries"}
    assert found["d: schedule"] is Becomes.AUTOMATION
