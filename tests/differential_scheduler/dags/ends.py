"""How runs and tasks end: by time, after tries, with what was given; and who is told."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.standard.sensors.python import PythonSensor
from airflow.sdk import DAG, BaseOperator, Param, task

START = datetime(2026, 1, 1)


def note(kind):
    def told(context):
        # Each word is what a callback of that kind is for.
        with Path(os.environ["DIFFERENTIAL_NOTES"]).open("a") as notes:
            notes.write(f"{context['dag'].dag_id} {kind} {context['ti'].task_id} {context.get('reason', '-')}\n")

    return told


NOTES = {"on_success_callback": note("dag-success"), "on_failure_callback": note("dag-failure")}
OF_TASKS = {
    "on_execute_callback": note("execute"),
    "on_success_callback": note("success"),
    "on_failure_callback": note("failure"),
    "on_retry_callback": note("retry"),
    "on_skipped_callback": note("skipped"),
}


def work(seconds=0.1):
    time.sleep(seconds)
    return "done"


with DAG("times_out_while_running", schedule=None, start_date=START, dagrun_timeout=timedelta(seconds=40), **NOTES):
    task(work).override(task_id="long")(120) >> task(work).override(task_id="after")()
    task(work).override(task_id="short", priority_weight=9)()

with DAG("times_out_between_tries", schedule=None, start_date=START, dagrun_timeout=timedelta(seconds=40)):

    @task(retries=3, retry_delay=timedelta(minutes=30))
    def fails():
        raise ValueError("fails")

    fails() >> task(work).override(task_id="after", trigger_rule="all_done")()

with DAG("times_out_while_a_sensor_waits", schedule=None, start_date=START, dagrun_timeout=timedelta(seconds=40)):
    PythonSensor(task_id="never", python_callable=lambda: False, mode="reschedule", poke_interval=3)

with DAG("times_out_while_deferred", schedule=None, start_date=START, dagrun_timeout=timedelta(seconds=40)):

    class Forever(BaseOperator):
        def execute(self, context):
            from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger

            self.defer(trigger=TimeDeltaTrigger(timedelta(hours=1)), method_name="resume")

    Forever(task_id="forever")

with DAG("a_trigger_times_out", schedule=None, start_date=START):

    class Impatient(BaseOperator):
        def execute(self, context):
            from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger

            self.defer(trigger=TimeDeltaTrigger(timedelta(hours=1)), method_name="resume", timeout=timedelta(seconds=3))

    Impatient(task_id="impatient") >> task(work).override(task_id="after")()

with DAG("calls_back_well", schedule=None, start_date=START, **NOTES):
    task(work, **OF_TASKS).override(task_id="well")()

with DAG("calls_back_after_failure", schedule=None, start_date=START, **NOTES):

    @task(retries=1, retry_delay=timedelta(seconds=1), **OF_TASKS)
    def bad():
        raise ValueError("bad")

    @task.short_circuit
    def no():
        return False

    bad() >> task(work).override(task_id="below")()
    no() >> task(work, **OF_TASKS).override(task_id="aside")()

with DAG(
    "takes_params",
    schedule=None,
    start_date=START,
    params={"n": Param(3, type="integer", minimum=1), "name": Param("x", type="string"), "plain": [1]},
):

    @task
    def shows(params=None, dag_run=None):
        return [dict(params), dag_run.conf]

    shows()

with DAG("exponential_retries", schedule=None, start_date=START):

    @task(retries=2, retry_delay=timedelta(seconds=1), retry_exponential_backoff=True)
    def thrice(ti=None):
        if ti.try_number < 3:
            raise ValueError("again")
        return ti.try_number

    thrice()

with DAG("runs_out_of_time", schedule=None, start_date=START):
    (
        task(work).override(
            task_id="slow", execution_timeout=timedelta(seconds=1), retries=1, retry_delay=timedelta(seconds=1)
        )(30)
        >> task(work).override(task_id="after", trigger_rule="one_failed")()
    )
