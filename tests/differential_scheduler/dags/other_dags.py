"""DAGs that start others, or wait for them."""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
from airflow.sdk import DAG, TaskGroup, task

START = datetime(2026, 1, 1)
DAYS = {"schedule": "@daily", "start_date": START, "end_date": datetime(2026, 1, 2), "catchup": True}
FAST = {"poke_interval": 1}


@task
def says(dag_run=None):
    return [dag_run.conf, str(getattr(dag_run.run_type, "value", dag_run.run_type))]


@task
def may_fail(dag_run=None):
    if (dag_run.conf or {}).get("fail"):
        raise ValueError("as told")
    return "well"


with DAG("child", schedule=None, start_date=START):
    says() >> may_fail()


def trigger(name, child="child", **more):
    return TriggerDagRunOperator(task_id=name, trigger_dag_id=child, trigger_run_id=more.pop("run_id"), **more)


with DAG("starts_and_goes_on", schedule=None, start_date=START):
    trigger("start", run_id="from_goes_on", conf={"n": "{{ dag_run.run_id }}"}) >> says()

with DAG("starts_and_waits", schedule=None, start_date=START):
    trigger("start", run_id="from_waits", wait_for_completion=True, **FAST) >> says()

with DAG("starts_and_sees_it_fail", schedule=None, start_date=START):
    trigger("start", run_id="from_fails", wait_for_completion=True, conf={"fail": True}, **FAST) >> says()

with DAG("starts_and_takes_failure", schedule=None, start_date=START):
    (
        trigger(
            "start",
            run_id="from_takes",
            wait_for_completion=True,
            conf={"fail": True},
            allowed_states=["success", "failed"],
            failed_states=[],
            **FAST,
        )
        >> says()
    )

with DAG("starts_and_defers", schedule=None, start_date=START):
    trigger("start", run_id="from_defers", wait_for_completion=True, deferrable=True, **FAST) >> says()

with DAG("starts_and_defers_and_sees_it_fail", schedule=None, start_date=START):
    (
        trigger(
            "start", run_id="from_defers_fails", wait_for_completion=True, deferrable=True, conf={"fail": True}, **FAST
        )
        >> says()
    )

with DAG("starts_twice", schedule=None, start_date=START):
    trigger("start", run_id="from_twice", wait_for_completion=True, **FAST) >> trigger("again", run_id="from_twice")

with DAG("starts_twice_and_skips", schedule=None, start_date=START):
    (
        trigger("start", run_id="from_skips", wait_for_completion=True, **FAST)
        >> trigger("again", run_id="from_skips", skip_when_already_exists=True)
        >> says()
    )

with DAG("starts_anew", schedule=None, start_date=START):
    trigger(
        "start",
        "child_reset",
        run_id="from_anew",
        wait_for_completion=True,
        logical_date="2026-01-07T00:00:00+00:00",
        **FAST,
    ) >> trigger(
        "again",
        "child_reset",
        run_id="from_anew",
        wait_for_completion=True,
        logical_date="2026-01-07T00:00:00+00:00",
        reset_dag_run=True,
        **FAST,
    )

with DAG("child_reset", schedule=None, start_date=START):
    says()

# ---------------------------------------------------------------------------------------------------- waiting for others

# Its tasks are heavier than the sensors, which would keep every worker from them.
with DAG("waited_for", **DAYS, default_args={"priority_weight": 100}):
    with TaskGroup("group"):
        one = may_fail.override(task_id="one")()
        two = may_fail.override(task_id="two")()
    may_fail.override(task_id="last", trigger_rule="all_done")() << [one, two]

    @task
    def fails():
        raise ValueError("fails")

    fails()


def sensor(name, **more):
    return ExternalTaskSensor(task_id=name, external_dag_id="waited_for", timeout=1200, **FAST, **more)


with DAG("waits_for_a_task", **DAYS):
    sensor("for_last", external_task_id="last") >> says()

with DAG("waits_for_tasks", **DAYS):
    sensor("for_some", external_task_ids=["group.one", "last"], mode="reschedule") >> says()

with DAG("waits_for_a_group", **DAYS):
    sensor("for_group", external_task_group_id="group") >> says()

with DAG("waits_for_a_dag", **DAYS):
    sensor("for_all", allowed_states=["success", "failed"]) >> says()

with DAG("waits_for_what_fails", **DAYS):
    sensor("for_fails", external_task_id="fails", failed_states=["failed"]) >> says()

with DAG("waits_for_what_fails_softly", **DAYS):
    sensor("for_fails", external_task_id="fails", failed_states=["failed"], soft_fail=True) >> says()

with DAG("waits_for_what_skips", **DAYS):
    sensor("for_fails", external_task_id="fails", skipped_states=["failed"]) >> says()

with DAG("waits_with_a_delta", **{**DAYS, "start_date": datetime(2026, 1, 2), "end_date": datetime(2026, 1, 2)}):
    sensor("for_yesterday", external_task_id="last", execution_delta=timedelta(days=1)) >> says()

with DAG("waits_by_a_function", **{**DAYS, "start_date": datetime(2026, 1, 2), "end_date": datetime(2026, 1, 2)}):
    (
        sensor("for_both", external_task_id="last", execution_date_fn=lambda date: [date, date - timedelta(days=1)])
        >> says()
    )

with DAG("waits_deferred", **DAYS):
    sensor("for_last", external_task_id="last", deferrable=True) >> says()

with DAG("waits_deferred_for_what_fails", **DAYS):
    sensor("for_fails", external_task_id="fails", failed_states=["failed"], deferrable=True) >> says()

with DAG("waits_in_vain", **{**DAYS, "end_date": START}):
    (
        ExternalTaskSensor(
            task_id="for_nothing",
            external_dag_id="waited_for",
            external_task_id="last",
            timeout=3,
            execution_delta=timedelta(days=100),
            **FAST,
        )
        >> says()
    )
