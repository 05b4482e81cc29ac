"""What one task does, in order: create, delete, insert and a read of what was just written are told apart."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from migrator.configuration import load_configuration
from migrator.lineage.infer import infer
from migrator.model import Access, Mode, Project
from migrator.model_json import from_json, to_json
from migrator.reading import read
from migrator.report import contract

HEAD = """
import sqlite3
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.common.sql.operators.generic_transfer import GenericTransfer
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.providers.snowflake.operators.snowflake import SnowflakeOperator

with DAG("d", schedule="@daily") as dag:
"""


def project(folder: Path, text: str, **files: str) -> Project:
    dag = HEAD + textwrap.indent(textwrap.dedent(text).strip(), "    ")
    for name, content in {"dag.py": dag, "migrate.toml": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return infer(read([folder]), load_configuration(folder))


def order(found: Project, task: str) -> list[str]:
    """What a task does, by position: `own read t`, `append t`."""
    mine = sorted((a for a in found.accesses if a.task.task == task), key=lambda a: a.position)
    assert [access.position for access in mine] == list(range(len(mine)))
    return [spelled(access) for access in mine]


def spelled(access: Access) -> str:
    how = access.write.value if access.write else access.mode.value
    return f"{'own ' * access.own}{how} {access.asset.rpartition('/')[2].rpartition('.')[2]}"


STATEMENTS = [
    "CREATE TABLE IF NOT EXISTS t (n INT, day DATE)",
    "DELETE FROM t WHERE day = '{{ ds }}'",
    "INSERT INTO t SELECT n, day FROM s",
    "INSERT INTO u SELECT count(*) FROM t",
]
DONE = ["ddl t", "delete t", "read s", "append t", "own read t", "append u"]


@pytest.mark.parametrize("sql", [STATEMENTS, ";\n".join(STATEMENTS)], ids=["list", "script"])
def test_statements_of_one_operator_keep_their_order(tmp_path: Path, sql: object) -> None:
    found = project(tmp_path, f'PostgresOperator(task_id="x", postgres_conn_id="w", sql={sql!r})')
    assert order(found, "x") == DONE


def test_hook_calls_of_a_function_keep_their_order(tmp_path: Path) -> None:
    calls = "\n".join(f"    hook.run({sql!r})" for sql in STATEMENTS)
    found = project(
        tmp_path, f'def f():\n    hook = PostgresHook("w")\n{calls}\nPythonOperator(task_id="x", python_callable=f)'
    )
    assert order(found, "x") == DONE


def test_a_transfer_empties_what_it_then_fills(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        """
        GenericTransfer(task_id="x", source_conn_id="a", destination_conn_id="b", sql="SELECT * FROM s",
                        preoperator="DELETE FROM t", destination_table="t")
        """,
    )
    assert order(found, "x") == ["read s", "delete t", "append t"]


def test_a_read_before_the_write_is_of_somebody_elses(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        """
        PostgresOperator(task_id="x", postgres_conn_id="w", sql=["SELECT * FROM t", "INSERT INTO t VALUES (1)"])
        PostgresOperator(task_id="y", postgres_conn_id="w", sql="SELECT * FROM t")
        """,
    )
    assert order(found, "x") == ["read t", "append t"]
    assert order(found, "y") == ["read t"]


def test_another_part_than_the_one_written_is_not_the_tasks_own(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        """
        def f(ds, prev_ds):
            open(f"/out/{ds}.csv", "w")
            open(f"/out/{prev_ds}.csv")
            open(f"/out/{ds}.csv")
        PythonOperator(task_id="x", python_callable=f)
        """,
    )
    reads = [(access.partition, access.own) for access in found.accesses if access.mode is Mode.READ]
    assert reads == [("{prev_ds}", False), ("{ds}", True)]


def test_order_and_own_survive_json(tmp_path: Path) -> None:
    found = project(tmp_path, f'PostgresOperator(task_id="x", postgres_conn_id="w", sql={STATEMENTS!r})')
    assert from_json(Project, json.loads(json.dumps(to_json(found)))).accesses == found.accesses
    printed = json.loads(contract.printed(contract.analysis(found)))["accesses"]
    assert [(access["position"], access["own"]) for access in printed] == [(n, n == 4) for n in range(6)]


# ----------------------------------------------------------------------------------------------------- temporary tables


def test_a_temporary_table_is_nobody_elses(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        """
        PostgresOperator(task_id="x", postgres_conn_id="w", sql=["CREATE TEMP TABLE stage AS SELECT * FROM s",
                                                                "INSERT INTO t SELECT * FROM stage"])
        PostgresOperator(task_id="made", postgres_conn_id="w", sql="CREATE TEMPORARY TABLE stage (n INT)")
        PostgresOperator(task_id="y", postgres_conn_id="w", sql="INSERT INTO u SELECT * FROM stage")
        """,
    )
    assert order(found, "x") == ["read s", "append t"]
    assert order(found, "made") == []
    # In a session of its own, this is the table that lasts.
    assert order(found, "y") == ["read stage", "append u"]


def test_a_temporary_table_of_a_functions_connection_is_its_own(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        """
        def f():
            cursor = PostgresHook("w").get_conn().cursor()
            cursor.execute("CREATE TEMP TABLE stage AS SELECT * FROM s")
            cursor.execute("INSERT INTO t SELECT * FROM stage")
        PythonOperator(task_id="x", python_callable=f)
        """,
    )
    assert order(found, "x") == ["read s", "append t"]


# --------------------------------------------------------------------------------------------------------------- quotes


def test_quotes_keep_the_case_of_a_name_in_sql(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        """
        PostgresOperator(task_id="x", postgres_conn_id="w", sql='INSERT INTO "Orders" SELECT * FROM ORDERS')
        SnowflakeOperator(task_id="y", snowflake_conn_id="s", sql='INSERT INTO d.s."t" SELECT * FROM d.s.u')
        PostgresOperator(task_id="z", postgres_conn_id="w", sql='DELETE FROM raw."events_{{ params.Kind }}.v1"')
        """,
    )
    assert {access.asset for access in found.accesses} == {
        "postgres://{conn:w}/public.Orders",
        "postgres://{conn:w}/public.orders",
        "snowflake://{conn:s}/D.S.t",
        "snowflake://{conn:s}/D.S.U",
        'postgres://{conn:w}/raw."events_{params.Kind}.v1"',
    }
