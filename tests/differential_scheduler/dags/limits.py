"""Pools, limits and the order in which tasks start."""

import time
from datetime import datetime, timedelta

from airflow.sdk import DAG, BaseOperator, task

START = datetime(2026, 1, 1)


def work(seconds=0.2):
    time.sleep(seconds)
    return "done"


def dag(name, **more):
    return DAG(name, schedule=None, start_date=START, **more)


def several(weights, **more):
    return [task(work).override(task_id=f"w{weight}", priority_weight=weight, **more)() for weight in weights]


with dag("pool_of_one"):
    several([3, 9, 1, 5], pool="one_a", weight_rule="absolute")

with dag("pool_of_one_downstream"):
    first = several([2, 7, 4], pool="one_b")
    last = task(work).override(task_id="last", priority_weight=10, pool="one_b")()
    first[0] >> last

with dag("pool_of_one_upstream"):
    one, two, three = several([1, 2, 3], pool="one_c", weight_rule="upstream")
    late = task(work).override(task_id="late", pool="one_c", weight_rule="upstream")()
    other = task(work).override(task_id="other", pool="one_c", weight_rule="upstream", priority_weight=5)()
    one >> late

with dag("pool_of_one_mapped"):
    task(work).override(task_id="each", pool="one_d").expand(seconds=[0.1, 0.1, 0.1])

with dag("pool_of_two"):
    task(work).override(task_id="each", pool="two_a").expand(seconds=[0.5] * 5)

with dag("pool_slots"):
    several([4, 3, 2, 1], pool="three_a", pool_slots=2)
    task(work).override(task_id="narrow", pool="three_a")(1.0)

with dag("slots_that_do_not_fit"):
    task(work).override(task_id="holds", pool="three_b", pool_slots=2, priority_weight=9)(3.0)
    wide = task(work).override(task_id="wide", pool="three_b", pool_slots=3, priority_weight=5)()
    narrow = task(work).override(task_id="narrow", pool="three_b", priority_weight=1)()

with dag("more_slots_than_the_pool", dagrun_timeout=timedelta(seconds=40)):
    task(work).override(task_id="too_wide", pool="one_e", pool_slots=2)()
    task(work).override(task_id="fits", pool="one_e")()

with dag("unknown_pool", dagrun_timeout=timedelta(seconds=40)):
    task(work).override(task_id="nowhere", pool="not_there")() >> task(work).override(task_id="after")()
    task(work).override(task_id="beside")()


class Deferring(BaseOperator):
    def execute(self, context):
        from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger

        self.defer(trigger=TimeDeltaTrigger(timedelta(seconds=2)), method_name="resume")

    def resume(self, context, event=None):
        return "resumed"


with dag("pool_counts_deferred"):
    Deferring(task_id="first", pool="one_deferred", priority_weight=2)
    Deferring(task_id="second", pool="one_deferred")

with dag("pool_lets_deferred_go"):
    Deferring(task_id="first", pool="one_f", priority_weight=2)
    Deferring(task_id="second", pool="one_f")

with dag("max_active_tasks_of_one", max_active_tasks=1):
    several([2, 8, 5], weight_rule="absolute")

with dag("max_active_tasks_of_two", max_active_tasks=2):
    task(work).override(task_id="each").expand(seconds=[0.5] * 5)

with dag("max_active_tis_per_dag"):
    task(work).override(task_id="each", max_active_tis_per_dag=2).expand(seconds=[0.5] * 4)

with dag("max_active_tis_per_dag_over_runs"):
    task(work).override(task_id="alone", max_active_tis_per_dag=1)(1.0) >> task(work).override(task_id="after")()

with dag("max_active_tis_per_dagrun"):
    task(work).override(task_id="each", max_active_tis_per_dagrun=1).expand(seconds=[0.4] * 3)

with dag("max_active_runs_of_one", max_active_runs=1):
    task(work).override(task_id="a")(0.5) >> task(work).override(task_id="b")()

with dag("setup_and_teardown_under_a_limit", max_active_tasks=1):
    made = task(work).override(task_id="make")().as_setup()
    used = task(work).override(task_id="use", priority_weight=5)()

    @task(task_id="break", priority_weight=9)
    def breaks():
        raise ValueError("broken")

    gone = task(work).override(task_id="remove")().as_teardown(setups=made)
    made >> [used, breaks()] >> gone

with dag("retries_in_a_pool_of_one"):

    @task(pool="one_g", retries=2, retry_delay=timedelta(seconds=1), priority_weight=5)
    def flaky(ti=None):
        if ti.try_number < 3:
            raise ValueError("flaky")
        return ti.try_number

    flaky()
    task(work).override(task_id="patient", pool="one_g")()
