"""A task in another process asks for Variables and sets one; a later task finds it, and so does the file."""

import sys

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, Variable, task

with DAG("asks", schedule=None):

    @task.external_python(python=sys.executable)
    def asks():
        from airflow.sdk import Variable

        Variable.set("told", "by another process")
        return [Variable.get("own"), Variable.get("none", default="no such")]

    @task
    def later(found):
        return [*found, Variable.get("told")]

    later(asks()) >> EmptyOperator(task_id=f"made_{Variable.get('told', default='before').replace(' ', '_')}")
