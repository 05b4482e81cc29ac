"""A DAG that a cluster policy refuses."""

from airflow.sdk import DAG

with DAG("refused", schedule=None):
    pass
