"""A SubDagOperator of 1.10, with a retry that runs only what failed, and skips that go outward."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.exceptions import AirflowSkipException
from airflow.operators.dummy_operator import DummyOperator
from airflow.operators.python_operator import PythonOperator
from airflow.operators.subdag import SkippedStatePropagationOptions, SubDagOperator

ARGS = {"start_date": datetime(2026, 1, 1), "retries": 0, "retry_delay": timedelta(seconds=0)}
RAN = []


def note(name, fails_at=0, **context):
    RAN.append(name)
    if RAN.count(name) == fails_at:
        raise ValueError("the first time")
    return f"{name} of {context['dag'].dag_id}"


def skip():
    raise AirflowSkipException


def section(child):
    dag = DAG(f"outer.{child}", default_args=ARGS, schedule_interval="@daily")
    first = PythonOperator(task_id="first", python_callable=note, op_args=["first"], provide_context=True, dag=dag)
    again = PythonOperator(task_id="again", python_callable=note, op_args=["again", 1], dag=dag)
    first >> again
    return dag


def skipping(child):
    dag = DAG(f"outer.{child}", default_args=ARGS, schedule_interval="@daily")
    PythonOperator(task_id="skips", python_callable=skip, dag=dag)
    return dag


with DAG("outer", default_args=ARGS, schedule_interval="@daily") as outer:
    inner = SubDagOperator(task_id="inner", subdag=section("inner"), retries=1)
    inner >> DummyOperator(task_id="after")
    quiet = SubDagOperator(task_id="quiet", subdag=skipping("quiet"))
    quiet >> DummyOperator(task_id="after_quiet")
    rule = SkippedStatePropagationOptions.ALL_LEAVES
    outward = SubDagOperator(task_id="outward", subdag=skipping("outward"), propagate_skipped_state=rule)
    outward >> DummyOperator(task_id="after_outward")
