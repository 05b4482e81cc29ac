from datetime import datetime

from airflow import DAG
from airflow.operators.empty import EmptyOperator


def build(name):
    dag = DAG(name, start_date=datetime(2020, 1, 1), schedule=None)
    EmptyOperator(task_id="only", dag=dag)
    return dag


def build_all(prefix, n):
    return [build(f"{prefix}_{i}") for i in range(n)]


dags = build_all("made", 3)
