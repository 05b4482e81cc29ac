"""Several runs of one DAG, and what they make of the run before."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

DAYS = {"schedule": "@daily", "start_date": datetime(2026, 1, 1), "end_date": datetime(2026, 1, 3), "catchup": True}


@task
def day(ds=None, data_interval_start=None, data_interval_end=None):
    return [ds, data_interval_start.isoformat(), data_interval_end.isoformat()]


@task
def fails_on(bad, ds=None):
    if ds == bad:
        raise ValueError(bad)
    return ds


@task
def skips_on(bad, ds=None):
    if ds == bad:
        raise AirflowSkipException(bad)
    return ds


with DAG("past_all_well", **DAYS):
    day.override(depends_on_past=True)() >> day.override(task_id="after")()

with DAG("past_failed", dagrun_timeout=timedelta(seconds=60), **DAYS):
    fails_on.override(task_id="held", depends_on_past=True)("2026-01-02") >> day.override(task_id="after")()
    day.override(task_id="free")()

with DAG("past_skipped", **DAYS):
    skips_on.override(task_id="held", depends_on_past=True)("2026-01-02") >> day.override(task_id="after")()

with DAG("past_upstream_failed", dagrun_timeout=timedelta(seconds=60), **DAYS):
    fails_on.override(task_id="fails")("2026-01-02") >> day.override(task_id="held", depends_on_past=True)()

with DAG("past_waits_for_downstream", dagrun_timeout=timedelta(seconds=60), **DAYS):
    first = day.override(task_id="first", wait_for_downstream=True)()
    first >> fails_on.override(task_id="below")("2026-01-02") >> day.override(task_id="further")()

with DAG("past_waits_for_downstream_well", **DAYS):
    day.override(task_id="first", wait_for_downstream=True)() >> day.override(task_id="below")()

with DAG("past_mapped", dagrun_timeout=timedelta(seconds=60), **DAYS):
    fails_on.override(task_id="each", depends_on_past=True).expand(bad=["2026-01-02", "never"])

with DAG("one_run_after_the_other", max_active_runs=1, **DAYS):
    day.override(task_id="a")() >> day.override(task_id="b")()

with DAG("one_run_after_the_other_though_one_fails", max_active_runs=1, **DAYS):
    fails_on("2026-01-02")

with DAG("reads_the_run_before", max_active_runs=1, **DAYS):

    @task(depends_on_past=True)
    def adds(ti=None):
        before = ti.xcom_pull(task_ids="adds", include_prior_dates=True)
        return (before or 0) + 1

    adds()
