"""DAGs whose runs no partition tells: started by assets, or by a timetable of their own."""

import os
import signal
import time
from datetime import datetime

from airflow.sdk import DAG, Asset, task
from airflow.timetables.interval import CronDataIntervalTimetable


def note(*said):
    """Leaves a line where a test looks, in a way that makes no asset of it."""
    file = os.open(os.environ["OCCASIONS"], os.O_APPEND | os.O_WRONLY | os.O_CREAT)
    os.write(file, f"{' '.join(map(str, said))}\n".encode())
    os.close(file)


class EverySix(CronDataIntervalTimetable):
    """A timetable of the project's own."""

    def __init__(self):
        super().__init__("0 */6 * * *", timezone="UTC")


RAW, RATES = Asset("raw", "s3://bucket/raw"), Asset("rates", "s3://bucket/rates")

with DAG("fills_raw", schedule=None, start_date=datetime(2026, 1, 1)):

    @task(outlets=[RAW])
    def fill_raw(outlet_events=None):
        outlet_events[RAW].extra = {"rows": 3}

    fill_raw()

with DAG("fills_rates", schedule="@daily", start_date=datetime(2026, 1, 1), end_date=datetime(2026, 1, 6)):

    @task(outlets=[RATES])
    def fill_rates(ds=None):
        note("rates", ds)
        if os.environ.get("NO_RATES"):
            from airflow.sdk.exceptions import AirflowSkipException

            raise AirflowSkipException

    fill_rates()

with DAG("after_raw", schedule=[RAW], start_date=datetime(2026, 1, 1)):

    @task
    def sees(dag_run=None, triggering_asset_events=None):
        events = [each for found in triggering_asset_events.values() for each in found]
        note("raw", dag_run.run_type.value, dag_run.logical_date, [(e.source_dag_run.dag_id, e.extra) for e in events])

    @task
    def sees_too(dag_run=None):
        if os.environ.get("BREAKS_OFF"):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(10)
        note("raw too", dag_run.run_id.split("__")[0])

    sees() >> sees_too()

with DAG("after_rates", schedule=[RATES], start_date=datetime(2026, 1, 1)):

    @task
    def counts(dag_run=None, triggering_asset_events=None):
        note("after rates", dag_run.run_type.value, len(triggering_asset_events))

    counts()

with DAG(
    "hourly",
    schedule=EverySix(),
    start_date=datetime(2026, 1, 1),
    end_date=datetime(2026, 1, 5, 12),
    catchup=True,
):

    @task
    def hour(data_interval_start=None, data_interval_end=None):
        note("hour", data_interval_start.isoformat()[:13], data_interval_end.isoformat()[:13])

    hour()
