"""DAGs that start another one, in each way there is."""

import os
from datetime import datetime

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Asset, AssetAlias, Param, task


def note(*said):
    """Leaves a line where a test looks, in a way that makes no asset of it."""
    file = os.open(os.environ["TRIGGERING"], os.O_APPEND | os.O_WRONLY | os.O_CREAT)
    os.write(file, f"{' '.join(map(str, said))}\n".encode())
    os.close(file)


BY_HAND = {"schedule": None, "start_date": datetime(2026, 1, 1)}


def go(n, **given):
    return TriggerDagRunOperator(task_id="go", trigger_dag_id="takes", conf={"n": n}, **given)


@task
def says(what):
    note(what)


with DAG("takes", params={"n": Param(0, type="integer")}, **BY_HAND):

    @task
    def take(params=None, ti=None):
        note("takes", params["n"], "try", ti.try_number)
        if params["n"] < 0:
            raise ValueError("negative")

    take()

with DAG("asks_badly", **BY_HAND):
    go("many")

with DAG("asks_and_goes_on", **BY_HAND):
    go(1) >> says("goes on")

with DAG("asks_and_waits", **BY_HAND):
    go(2, wait_for_completion=True, poke_interval=0) >> says("has waited")

with DAG("asks_and_waits_deferred", **BY_HAND):
    go(3, wait_for_completion=True, poke_interval=0.1, deferrable=True) >> says("has waited")

with DAG("asks_for_a_failure", **BY_HAND):
    go(-1, wait_for_completion=True, poke_interval=0) >> says("has waited")

with DAG("asks_again", **BY_HAND):
    go("{{ dag_run.conf['n'] | int }}", trigger_run_id="once", reset_dag_run=True)

with DAG("asks_once_more", **BY_HAND):
    go(5, trigger_run_id="once")

DAILY = AssetAlias("daily")

with DAG("tells_of_an_alias", **BY_HAND):

    @task(outlets=[DAILY])
    def tell(outlet_events=None):
        if not os.environ.get("TELLS_NOTHING"):
            outlet_events[DAILY].add(Asset("s3://bucket/day"), extra={"day": 5})

    tell()

with DAG("a_reader_of_the_alias", schedule=[DAILY], start_date=datetime(2026, 1, 1)):

    @task
    def read(triggering_asset_events=None, dag_run=None):
        note("read", dag_run.run_type.value, sorted(each.name for each in triggering_asset_events))

    read()
