"""What the audit finds in small DAG files, and above all what it must not find."""

from __future__ import annotations

import textwrap
from pathlib import Path

from migrator.audit.audit import audit
from migrator.configuration import Configuration
from migrator.ignores import ignoring
from migrator.lineage.infer import infer
from migrator.model import EdgeKind, Finding, Project, Severity
from migrator.reading import read

HEAD = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.datasets import Dataset
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.providers.common.sql.sensors.sql import SqlSensor
from airflow.sensors.external_task import ExternalTaskSensor

H3 = dict(execution_delta=timedelta(hours=3))

def sql(name, text, **more):
    return PostgresOperator(task_id=name, postgres_conn_id="w", sql=text, **more)

"""
WRITER = """
with DAG("writer", schedule="0 3 * * *"):
    sql("load", "INSERT INTO orders SELECT * FROM landing")
"""
READER = """
with DAG("reader", schedule="0 6 * * *"):
    {before}sql("report", "INSERT INTO sums SELECT count(*) FROM orders")
"""


def audited(folder: Path, *texts: str) -> Project:
    (folder / "migrate.toml").write_text("", encoding="utf-8")
    for number, text in enumerate(texts):
        (folder / f"dag_{number}.py").write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
    return audit(infer(read([folder]), Configuration()), Configuration())


def found(folder: Path, *texts: str) -> list[Finding]:
    """What is wrong; that data comes from outside or is read by nobody is told apart."""
    return [each for each in audited(folder, *texts).findings if each.code not in ("outside-source", "unread-data")]


def codes(folder: Path, *texts: str) -> list[str]:
    return [finding.code for finding in found(folder, *texts)]


# ------------------------------------------------------------------------------------------------------- within a DAG


def test_a_reader_that_no_edge_puts_after_its_writer_is_a_race(tmp_path: Path) -> None:
    (only,) = found(
        tmp_path,
        """
        with DAG("d", schedule="@daily"):
            sql("load", "INSERT INTO orders SELECT * FROM landing")
            sql("report", "INSERT INTO sums SELECT * FROM orders")
        """,
    )
    assert (only.code, only.severity) == ("missing-edge", Severity.ERROR)
    assert "report reads postgres://{conn:w}/public.orders, which load" in only.message
    assert "load >> report" in only.fix
    assert len(only.also) == 1


def test_an_edge_even_through_others_is_enough(tmp_path: Path) -> None:
    text = """
    with DAG("d", schedule="@daily"):
        sql("load", "INSERT INTO orders SELECT * FROM landing") >> EmptyOperator(task_id="e") >> sql(
            "report", "INSERT INTO sums SELECT * FROM orders")
    """
    assert codes(tmp_path, text) == []


def test_what_its_name_says_it_wants_from_before_is_a_note(tmp_path: Path) -> None:
    (only,) = found(
        tmp_path,
        """
        with DAG("d", schedule="@daily"):
            sql("last", "INSERT INTO marks SELECT max(id) FROM orders") >> sql(
                "load", "INSERT INTO orders SELECT * FROM landing")
        """,
    )
    assert (only.code, only.severity) == ("reversed-edge", Severity.NOTE)


def test_a_table_filled_before_and_again_after_its_reader_is_fine(tmp_path: Path) -> None:
    text = """
    with DAG("d", schedule="@daily"):
        (sql("load", "INSERT INTO orders SELECT * FROM landing") >> sql("use", "INSERT INTO s SELECT * FROM orders")
            >> sql("late", "INSERT INTO orders SELECT * FROM later"))
    """
    assert codes(tmp_path, text) == []


def test_a_task_that_changes_its_own_table_is_fine(tmp_path: Path) -> None:
    text = """
    with DAG("d", schedule="@daily"):
        sql("own", "DELETE FROM a WHERE x; INSERT INTO a SELECT * FROM b; UPDATE a SET y = (SELECT max(y) FROM a)")
    """
    assert codes(tmp_path, text) == []


def test_several_tasks_that_write_in_order_are_fine(tmp_path: Path) -> None:
    text = """
    with DAG("d", schedule="@daily"):
        (sql("make", "CREATE TABLE IF NOT EXISTS a (x INT)") >> sql("empty", "DELETE FROM a")
            >> sql("fill", "INSERT INTO a SELECT * FROM b") >> sql("use", "INSERT INTO c SELECT * FROM a")
            >> sql("drop", "DROP TABLE a"))
    """
    assert codes(tmp_path, text) == []


def test_two_sides_of_a_branch_never_meet(tmp_path: Path) -> None:
    text = """
    with DAG("d", schedule="@daily"):
        BranchPythonOperator(task_id="choose", python_callable=print) >> [
            sql("load", "INSERT INTO orders SELECT * FROM landing"),
            sql("report", "INSERT INTO sums SELECT * FROM orders"),
        ]
    """
    assert codes(tmp_path, text) == []


def test_other_partitions_are_other_data(tmp_path: Path) -> None:
    text = """
    with DAG("d", schedule="@daily"):
        sql("load", "INSERT INTO e_{{ ds_nodash }} SELECT * FROM landing")
        sql("report", "INSERT INTO sums SELECT * FROM e_{{ prev_ds_nodash }}")
    """
    assert codes(tmp_path, text) == []


def test_what_rests_on_a_fork_is_a_note(tmp_path: Path) -> None:
    (only,) = found(
        tmp_path,
        """
        with DAG("d", schedule="@daily"):
            sql("load", "INSERT INTO orders SELECT * FROM landing")
            sql("report", "INSERT INTO s SELECT 1 {% if dag_run.conf.x %} FROM orders {% endif %}")
        """,
    )
    assert (only.code, only.severity) == ("missing-edge", Severity.NOTE)


# -------------------------------------------------------------------------------------------------------- across DAGs


def test_a_reader_of_another_dags_table_that_nothing_guards_is_named(tmp_path: Path) -> None:
    (only,) = found(tmp_path, WRITER, READER.format(before=""))
    assert (only.code, only.severity) == ("missing-cross-dag", Severity.WARNING)
    for part in ("reader.report", "writer.load", "public.orders", "0 3 * * *", "0 6 * * *"):
        assert part in only.message
    assert "ExternalTaskSensor" in only.fix
    assert only.also[0].path == "dag_0.py"


def test_a_sensor_on_the_writer_guards(tmp_path: Path) -> None:
    sensor = 'ExternalTaskSensor(task_id="wait", external_dag_id="writer", external_task_id="load", **H3) >> '
    assert codes(tmp_path, WRITER, READER.format(before=sensor)) == []
    whole = 'ExternalTaskSensor(task_id="wait", external_dag_id="writer", **H3) >> '
    assert codes(tmp_path, WRITER, READER.format(before=whole)) == []


def test_a_sensor_on_another_task_of_the_writer_is_the_wrong_one(tmp_path: Path) -> None:
    sensor = 'ExternalTaskSensor(task_id="wait", external_dag_id="writer", external_task_id="first", **H3) >> '
    writer = WRITER + '    EmptyOperator(task_id="first")\n'
    assert codes(tmp_path, writer, READER.format(before=sensor)) == ["sensor-wrong-task"]


def test_a_sensor_on_the_data_guards(tmp_path: Path) -> None:
    sensor = 'SqlSensor(task_id="wait", conn_id="w", sql="SELECT 1 FROM orders") >> '
    assert codes(tmp_path, WRITER, READER.format(before=sensor)) == []


def test_a_trigger_guards(tmp_path: Path) -> None:
    writer = """
    with DAG("writer", schedule="0 3 * * *"):
        sql("load", "INSERT INTO orders SELECT * FROM landing") >> TriggerDagRunOperator(
            task_id="go", trigger_dag_id="reader")
    """
    assert codes(tmp_path, writer, READER.format(before="")) == []


def test_an_asset_schedule_guards(tmp_path: Path) -> None:
    writer = """
    with DAG("writer", schedule="0 3 * * *"):
        sql("load", "INSERT INTO orders SELECT * FROM landing", outlets=[Dataset("orders-are-there")])
    """
    reader = READER.format(before="").replace('"0 6 * * *"', '[Dataset("orders-are-there")]')
    assert codes(tmp_path, writer, reader) == []


def test_a_sensor_on_a_dag_only_run_time_names_makes_it_a_note(tmp_path: Path) -> None:
    sensor = 'ExternalTaskSensor(task_id="wait", external_dag_id=__import__("os").environ["X"]) >> '
    (only,) = [f for f in found(tmp_path, WRITER, READER.format(before=sensor)) if f.code == "missing-cross-dag"]
    assert only.severity is Severity.NOTE


def test_the_same_name_behind_another_connection_is_another_table(tmp_path: Path) -> None:
    reader = """
    with DAG("reader", schedule="0 6 * * *"):
        PostgresOperator(task_id="report", postgres_conn_id="elsewhere", sql="INSERT INTO sums SELECT * FROM orders")
    """
    assert codes(tmp_path, WRITER, reader) == []


def test_two_dags_that_fill_one_table_are_double_writers(tmp_path: Path) -> None:
    second = WRITER.replace('"writer"', '"second"')
    (only,) = found(tmp_path, WRITER, second)
    assert (only.code, only.severity) == ("double-writer", Severity.WARNING)
    assert "writer.load, second.load" in only.message


def test_two_dags_that_only_create_a_table_are_fine(tmp_path: Path) -> None:
    first = 'with DAG("a", schedule=None):\n    sql("t", "CREATE TABLE IF NOT EXISTS o (x INT)")\n'
    assert codes(tmp_path, first, first.replace('"a"', '"b"')) == []


def test_data_that_depends_on_itself_through_two_tasks_is_a_cycle(tmp_path: Path) -> None:
    (only,) = [
        finding
        for finding in found(
            tmp_path,
            """
            with DAG("d", schedule="@daily"):
                sql("a", "INSERT INTO x SELECT * FROM y") >> sql("b", "INSERT INTO y SELECT * FROM x")
            """,
        )
        if finding.code == "data-cycle"
    ]
    assert "d.a, d.b" in only.message


# -------------------------------------------------------------------------------------------------------------- edges


def test_edges_of_every_kind_are_in_the_project(tmp_path: Path) -> None:
    writer = """
    with DAG("writer", schedule="0 3 * * *"):
        sql("load", "INSERT INTO orders SELECT * FROM landing") >> TriggerDagRunOperator(
            task_id="go", trigger_dag_id="reader")
    """
    sensor = 'ExternalTaskSensor(task_id="wait", external_dag_id="writer", external_task_id="load", **H3) >> '
    edges = audited(tmp_path, writer, READER.format(before=sensor)).edges
    assert {edge.kind for edge in edges} == {EdgeKind.ORDER, EdgeKind.DATA, EdgeKind.TRIGGER, EdgeKind.SENSOR}
    assert all(edge.evidence for edge in edges)


def test_the_fixtures_unguarded_read_is_found_and_nothing_else_is_wrong() -> None:
    folder = Path(__file__).parents[2] / "fixtures" / "dags"
    project = read([folder])
    configuration = Configuration(connections=(("warehouse", "sqlite"),))
    audited = ignoring(audit(infer(project, configuration), configuration))
    findings = [f for f in audited.findings if f.severity is not Severity.NOTE and not f.ignored]
    assert [finding.code for finding in findings] == ["missing-cross-dag", "hidden-run"]
    assert "fact_user_events" in findings[0].message
