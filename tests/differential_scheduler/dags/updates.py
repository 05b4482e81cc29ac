"""Runs that assets start."""

from datetime import datetime

from airflow.sdk import DAG, Asset, AssetAlias, AssetOrTimeSchedule, CronTriggerTimetable, Metadata, task

START = datetime(2026, 1, 1)
ORDERS, USERS, BROKEN = (
    Asset("orders", "s3://d/orders"),
    Asset("users", "s3://d/users"),
    Asset("broken", "s3://d/broken"),
)
REPORT, NEVER, TIMED = Asset("report", "s3://d/report"), Asset("never", "s3://d/never"), Asset("timed", "s3://d/timed")
ALIAS, FOUND = AssetAlias("some-files"), Asset("found", "s3://d/found")


@task
def told(dag_run=None, triggering_asset_events=None):
    found = {}
    for asset, events in triggering_asset_events.items():
        found[asset.name] = [[e.extra, e.source_task_instance.dag_id, e.source_task_instance.task_id] for e in events]
    return [found, str(getattr(dag_run.run_type, "value", dag_run.run_type)), str(dag_run.logical_date)]


with DAG("makes_orders", schedule=None, start_date=START):

    @task(outlets=[ORDERS])
    def orders(*, outlet_events):
        outlet_events[ORDERS].extra = {"rows": 3}

    @task(outlets=[USERS])
    def users():
        yield Metadata(USERS, {"rows": 2})

    orders() >> users()

with DAG("on_orders", schedule=[ORDERS], start_date=START):

    @task(outlets=[REPORT])
    def report():
        return "report"

    told() >> report()

with DAG("on_the_report", schedule=[REPORT], start_date=START):
    told()

with DAG("on_both", schedule=ORDERS & USERS, start_date=START):
    told()

with DAG("on_either", schedule=USERS | NEVER, start_date=START):
    told()

with DAG("on_one_that_never_comes", schedule=[ORDERS, NEVER], start_date=START):
    told()

with DAG("breaks_first", schedule=None, start_date=START):

    @task(outlets=[BROKEN])
    def breaks():
        raise ValueError("broken")

    breaks()

with DAG("on_broken", schedule=[BROKEN], start_date=START):
    told()

with DAG("makes_files", schedule=None, start_date=START):

    @task(outlets=[ALIAS])
    def files(*, outlet_events):
        outlet_events[ALIAS].add(FOUND, extra={"files": 1})

    files()

with DAG("on_the_alias", schedule=[ALIAS], start_date=START):
    told()

with DAG("makes_timed", schedule=None, start_date=START):
    task(outlets=[TIMED])(lambda: None).override(task_id="timed")()

with DAG(
    "on_asset_or_time",
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("0 0 * * *", timezone="UTC"), assets=[TIMED]),
    start_date=START,
    end_date=datetime(2026, 1, 2),
    catchup=True,
):
    told()
