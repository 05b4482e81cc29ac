"""What Dagster must show of a DAG, and what passes between its runs."""

import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.sdk import DAG, task


def state():
    """Where this test looks for what ran."""
    return Path(os.environ["ISLANDS_STATE"])


def note(text):
    """Leaves a line where a test looks."""
    with state().open("a") as file:
        file.write(f"{text}\n")


def told(context, how):
    note(f"{how} {context['dag_run'].run_id} {context['ti'].task_id}")


with DAG(
    "talks",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    on_failure_callback=lambda context: told(context, "failed"),
    on_success_callback=lambda context: told(context, "succeeded"),
):

    @task
    def speaks():
        logging.getLogger("of_the_project").warning("from a library")
        print("printed by the task")
        logging.getLogger("airflow.task").error("the password is hunter2-secret")
        return 7

    @task(retries=1, retry_delay=timedelta(0))
    def stumbles(value):
        from airflow.sdk import get_current_context

        if get_current_context()["ti"].try_number == 1:
            raise ValueError("once, with hunter2-secret")
        return value + 1

    @task
    def skips(value):
        from airflow.sdk.exceptions import AirflowSkipException

        raise AirflowSkipException("not today")

    @task
    def ends(value):
        note(f"ends {value}")
        if not (state().parent / "repaired").exists():
            raise RuntimeError("broken with hunter2-secret")
        return value

    found = stumbles(speaks())
    skips(found)
    ends(found)

    @task
    def apart():
        return "nothing to do with the others"

    apart()
