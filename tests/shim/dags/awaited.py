"""DAGs that wait for tasks of another one, which native assets do."""

from datetime import datetime

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
from airflow.sdk import DAG, task, task_group

DAILY = {"schedule": "@daily", "start_date": datetime(2026, 1, 1)}


def wait(**given):
    return ExternalTaskSensor(task_id="wait", external_dag_id="loads", poke_interval=0.1, timeout=0.5, **given)


with DAG("loads", **DAILY):

    @task_group
    def group():
        @task
        def load(): ...

        load()

    group() >> EmptyOperator(task_id="end")

with DAG("after_task", **DAILY):
    wait(external_task_id="group.load", failed_states=["failed"])

with DAG("after_end", **DAILY):
    wait(external_task_ids=["group.load", "end"], mode="reschedule")

with DAG("after_group", **DAILY):
    wait(external_task_group_id="group")

with DAG("after_dag", **DAILY):
    wait()

with DAG("after_trigger", **DAILY):
    wait(external_task_id="group.load", deferrable=True)

with DAG("loads_by_hand", schedule=None, start_date=datetime(2026, 1, 1)):

    @task
    def load(): ...

    load()

with DAG("after_hand", schedule=None, start_date=datetime(2026, 1, 1)):
    ExternalTaskSensor(
        task_id="wait", external_dag_id="loads_by_hand", external_task_id="load", poke_interval=0.1, timeout=0.5
    )
