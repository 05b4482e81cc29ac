"""Written for Airflow 1.10 and 2.x: nothing here imports or means the same on Airflow 3."""

from datetime import datetime

from airflow import DAG
from airflow.datasets import Dataset
from airflow.operators.bash import BashOperator
from airflow.operators.dummy import DummyOperator
from airflow.operators.python_operator import PythonOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.providers.sqlite.operators.sqlite import SqliteOperator
from airflow.utils.dates import days_ago
from airflow.utils.helpers import chain
from airflow.utils.task_group import TaskGroup
from beside import GREETING


def dates(**context):
    """What 2.x put into the context."""
    context["ti"].xcom_push(key="greeting", value=GREETING)
    return {
        "ds": context["ds"],
        "next_ds": context["next_ds"],
        "execution_date": context["execution_date"].isoformat(),
        "run": context["dag_run"].execution_date.isoformat(),
        "end": context["data_interval_end"].isoformat(),
    }


def any_greeting(ti, **_):
    """2.x reads any task's value when none is named."""
    return ti.xcom_pull(key="greeting")


with DAG(
    "old_style",
    schedule_interval="0 3 * * *",
    start_date=datetime(2026, 1, 1),
    concurrency=4,
    default_view="graph",
    default_args={"trigger_rule": "none_failed_or_skipped"},
) as old_style:
    start = DummyOperator(task_id="start", task_concurrency=1)
    with TaskGroup("inner"):
        read = PythonOperator(task_id="dates", python_callable=dates, provide_context=True)
        pulled = PythonOperator(task_id="any_greeting", python_callable=any_greeting, provide_context=True)
    shell = BashOperator(
        task_id="shell", bash_command="echo {{ prev_ds }} {{ tomorrow_ds_nodash }} {{ execution_date.day }}"
    )
    make = SqliteOperator(task_id="make", sqlite_conn_id="shim_old", sql="create table t (ds text)")
    fill = PostgresOperator(
        task_id="fill", postgres_conn_id="shim_old", sql=["delete from t", "insert into t values ('{{ ds }}')"]
    )
    chain(start, read, pulled, shell, make, fill)

with DAG("old_default", start_date=days_ago(2)) as old_default:
    DummyOperator(task_id="only", outlets=[Dataset("file:///tmp/x")], trigger_rule="dummy")
