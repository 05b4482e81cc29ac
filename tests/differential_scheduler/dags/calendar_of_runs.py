"""Which runs each kind of schedule has."""

from datetime import datetime, timedelta

import pendulum
from airflow.sdk import (
    DAG,
    CronDataIntervalTimetable,
    CronTriggerTimetable,
    DeltaDataIntervalTimetable,
    DeltaTriggerTimetable,
    MultipleCronTriggerTimetable,
    task,
)
from workdays import Workdays

BERLIN = "Europe/Berlin"
DAYS = {"start_date": datetime(2026, 1, 1), "end_date": datetime(2026, 1, 3), "catchup": True}
SUMMER = {
    "start_date": pendulum.datetime(2026, 3, 28, tz=BERLIN),
    "end_date": pendulum.datetime(2026, 3, 30, 12, tz=BERLIN),
    "catchup": True,
}
WINTER = {
    "start_date": pendulum.datetime(2026, 10, 24, tz=BERLIN),
    "end_date": pendulum.datetime(2026, 10, 26, 12, tz=BERLIN),
    "catchup": True,
}


@task
def when(dag_run=None, ds=None):
    return [ds, dag_run.run_type.value if hasattr(dag_run.run_type, "value") else dag_run.run_type]


def runs(name, schedule, **more):
    with DAG(name, schedule=schedule, **{**DAYS, **more}):
        when()


runs("cron", "30 3 * * *")
runs("cron_interval", CronDataIntervalTimetable("30 3 * * *", timezone="UTC"))
runs("cron_trigger_interval", CronTriggerTimetable("0 6 * * *", timezone="UTC", interval=timedelta(hours=6)))
runs(
    "several_crons",
    MultipleCronTriggerTimetable("0 6 * * *", "0 18 * * *", timezone="UTC"),
    end_date=datetime(2026, 1, 2),
)
runs("timedelta", timedelta(hours=30))
runs("delta_interval", DeltaDataIntervalTimetable(timedelta(days=1)))
runs("delta_trigger", DeltaTriggerTimetable(timedelta(days=1)))
runs("spring_forward", "30 2 * * *", **SUMMER)
runs("spring_forward_interval", CronDataIntervalTimetable("30 2 * * *", timezone=BERLIN), **SUMMER)
runs("fall_back_interval", CronDataIntervalTimetable("30 2 * * *", timezone=BERLIN), **WINTER)
runs(
    "fall_back_hourly",
    CronDataIntervalTimetable("0 * * * *", timezone=BERLIN),
    **{
        **WINTER,
        "start_date": pendulum.datetime(2026, 10, 25, 1, tz=BERLIN),
        "end_date": pendulum.datetime(2026, 10, 25, 3, tz=BERLIN),
    },
)
runs("once", "@once")
runs("workdays", Workdays(), end_date=datetime(2026, 1, 6))
runs(
    "latest_only_without_catchup",
    "0 0 1 1 *",
    start_date=datetime(2023, 1, 1),
    end_date=datetime(2026, 2, 1),
    catchup=False,
)
runs(
    "latest_interval_without_catchup",
    CronDataIntervalTimetable("0 0 1 1 *", timezone="UTC"),
    start_date=datetime(2023, 1, 1),
    end_date=datetime(2026, 2, 1),
    catchup=False,
)
runs("not_begun", "@daily", start_date=datetime(2030, 1, 1), end_date=datetime(2030, 1, 2))
