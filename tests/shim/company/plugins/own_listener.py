"""A listener writes down what it is told."""

import os
import sys

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin


def note(line):
    with open(os.environ["NOTES"], "a") as file:
        file.write(line + "\n")


@hookimpl
def on_task_instance_running(previous_state, task_instance):
    note(f"listener: {task_instance.dag_id}.{task_instance.task_id} runs")


@hookimpl
def on_task_instance_success(previous_state, task_instance):
    note(f"listener: {task_instance.dag_id}.{task_instance.task_id} succeeded")


@hookimpl
def on_task_instance_failed(previous_state, task_instance, error):
    note(f"listener: {task_instance.dag_id}.{task_instance.task_id} failed")


class ListenerPlugin(AirflowPlugin):
    """Brings the listener."""

    name = "own_listener"
    listeners = [sys.modules[__name__]]
