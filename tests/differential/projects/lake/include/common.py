from __future__ import annotations

from functools import wraps

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Asset, TaskGroup, dag, task

START = pendulum.datetime(2025, 1, 1, tz="UTC")
RAW = Asset("s3://lake/raw")


@task
def shared(x):
    return x


@task.short_circuit
def guard(flag=True):
    return flag


class Quality(TaskGroup):
    def __init__(self, group_id="quality", checks=(), **kwargs):
        super().__init__(group_id=group_id, **kwargs)
        with self:
            self.starts_here = EmptyOperator(task_id="begin")
            for c in checks:
                self.starts_here >> BashOperator(task_id=f"check_{c}", bash_command="x")


def standard_dag(**overrides):
    """A @dag with our defaults."""

    def deco(fn):
        options = {"start_date": START, "schedule": None, "catchup": False, "default_args": {"retries": 2}, **overrides}
        return dag(**options)(fn)

    return deco


def with_start(fn):
    @wraps(fn)
    def inner(*args, **kwargs):
        s = EmptyOperator(task_id=f"start_{fn.__name__}")
        r = fn(*args, **kwargs)
        s >> r
        return r

    return inner
