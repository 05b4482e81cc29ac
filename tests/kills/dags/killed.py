"""A DAG to be killed at any moment: mapping, branches, retries, sensors that reschedule and defer, XComs and data.

Its tasks are idempotent and write to the SQLite file that `DATA` names.
"""

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, Asset, BaseOperator, BaseSensorOperator, task, task_group
from airflow.sdk.bases.sensor import PokeReturnValue
from airflow.triggers.base import BaseTrigger, TriggerEvent


def write(name, value):
    with closing(sqlite3.connect(os.environ["DATA"], timeout=60)) as data, data:
        data.execute("create table if not exists done (name text primary key, value text)")
        data.execute("insert or replace into done values (?, ?)", (name, str(value)))


class Later(BaseTrigger):
    def serialize(self):
        return (f"{__name__}.Later", {})

    async def run(self):
        await asyncio.sleep(0.002)
        yield TriggerEvent("late")


class Defers(BaseOperator):
    def execute(self, context):
        self.defer(trigger=Later(), method_name="go_on", timeout=timedelta(minutes=5))

    def go_on(self, context, event):
        write(self.task_id, event)
        return event


class Polls(BaseSensorOperator):
    def poke(self, context):
        polls = context["ti"]._ti_context_from_server.task_reschedule_count
        write(self.task_id, polls)
        return PokeReturnValue(is_done=polls >= 2, xcom_value=polls)


with DAG("killed", schedule=None, start_date=datetime(2026, 1, 1)) as dag:

    @task
    def numbers():
        write("numbers", 4)
        return [1, 2, 3, 4]

    @task(retries=1, retry_delay=timedelta(milliseconds=5))
    def square(number, ti=None):
        write(f"square {number}", f"{number * number} at {ti.try_number}")
        if number == 2 and ti.try_number == 1:
            raise ValueError("not the first time")
        return number * number

    @task(outlets=[Asset("the total", "x://total")])
    def total(squares):
        write("total", sum(squares))
        return sum(squares)

    @task.branch
    def choose(found):
        write("choose", found)
        return ["left", "after.both"]

    @task
    def left():
        write("left", 1)

    @task
    def right():
        write("right", 1)

    @task_group
    def after():
        EmptyOperator(task_id="empty")

        @task(trigger_rule="none_failed_min_one_success")
        def both():
            write("both", 1)
            return "both"

        both()

    @task(retries=2, retry_delay=timedelta(milliseconds=5))
    def fails(ti=None):
        write("fails", ti.try_number)
        raise ValueError("always")

    @task(trigger_rule="one_failed")
    def alarm():
        write("alarm", 1)

    @task(trigger_rule="all_done")
    def last(ti=None):
        write("last", sorted(str(each) for each in ti.xcom_pull(task_ids=["total", "deferred", "polls", "after.both"])))

    squares = square.expand(number=numbers())
    chosen = choose(total(squares))
    joined = after()
    deferred, polls = Defers(task_id="deferred"), Polls(task_id="polls", mode="reschedule", poke_interval=0.004)
    end = last()
    chosen >> [left(), right()] >> joined
    chosen >> joined
    fails() >> alarm() >> end
    [joined, deferred, polls] >> end
