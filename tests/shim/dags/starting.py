"""How DAGs start: by the clock, by assets, by a timetable, after the run before."""

import os
from datetime import datetime

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, Asset, task
from airflow.timetables.interval import CronDataIntervalTimetable


class EverySix(CronDataIntervalTimetable):
    """A timetable of the project's own."""

    def __init__(self):
        super().__init__("0 */6 * * *", timezone="UTC")


def note(text):
    """Leaves a line where a test looks, in a way that makes no asset of it."""
    file = os.open(os.environ["ISLANDS_STATE"], os.O_APPEND | os.O_WRONLY)
    os.write(file, f"{text}\n".encode())
    os.close(file)


RAW, RATES, EXTRA = (Asset(f"s3://bucket/{name}") for name in ("raw", "rates", "extra"))

with DAG("counts_on", schedule="@daily", start_date=datetime(2026, 1, 1), is_paused_upon_creation=False):

    @task(depends_on_past=True)
    def counts(ds=None):
        note(ds)
        if ds == os.environ.get("FAILS_ON"):
            raise ValueError(ds)

    counts()

with DAG("fills", schedule=None, start_date=datetime(2026, 1, 1)):

    @task(outlets=[RAW])
    def raw():
        pass

    @task(outlets=[RATES])
    def rates():
        pass

    raw()
    rates()

with DAG("reacts", schedule=(RAW & RATES) | EXTRA, start_date=datetime(2026, 1, 1)):

    @task
    def reacts(triggering_asset_events=None):
        note(sorted(asset.uri for asset in triggering_asset_events))

    reacts()

with DAG("hours", schedule=EverySix(), start_date=datetime(2026, 1, 1), end_date=datetime(2026, 1, 2), catchup=True):

    @task
    def hours(data_interval_start=None, run_id=None):
        note(run_id)

    hours()

with DAG("once", schedule="@once", start_date=datetime(2026, 1, 1)):

    @task
    def once():
        note("once")

    once()

with DAG("every_hour", schedule="@hourly", start_date=datetime(2026, 1, 1), max_active_runs=3):

    @task
    def hourly():
        pass

    hourly()

with DAG("asks_for_day", schedule=None, start_date=datetime(2026, 1, 1)):
    TriggerDagRunOperator(
        task_id="go",
        trigger_dag_id="made_for_day",
        conf={"day": "monday"},
        logical_date="2026-01-05T00:00:00+00:00",
        wait_for_completion=True,
        poke_interval=0,
    )

with DAG("made_for_day", schedule="@daily", start_date=datetime(2026, 1, 1)):

    @task
    def made(params=None, dag_run=None):
        note(f"made {dag_run.conf['day']}")

    made()
