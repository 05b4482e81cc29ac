"""What a task written for Airflow 2 is told of its run, under every kind of schedule; one row a run, as its XCom."""

from datetime import datetime, timedelta

import pendulum
from airflow import DAG
from airflow.operators.python import PythonOperator

NAMES = """ds ds_nodash ts ts_nodash ts_nodash_with_tz execution_date logical_date data_interval_start data_interval_end
prev_ds prev_ds_nodash next_ds next_ds_nodash yesterday_ds yesterday_ds_nodash tomorrow_ds tomorrow_ds_nodash
prev_execution_date next_execution_date prev_execution_date_success prev_data_interval_start_success
prev_data_interval_end_success run_id dag_run.run_type dag_run.external_trigger dag_run.execution_date ti.execution_date
dag_run.data_interval_start dag_run.data_interval_end""".split()
TOLD = {name: f"{{{{ {name} }}}}" for name in NAMES}
BERLIN, ST_JOHNS = pendulum.timezone("Europe/Berlin"), pendulum.timezone("America/St_Johns")


def row(told):
    return told


def made(name, start, **schedule):
    with DAG(name, start_date=start, **schedule) as dag:
        PythonOperator(task_id="row", python_callable=row, op_kwargs={"told": TOLD})
    return dag


# March 29 and October 25 are when Berlin's clocks change, March 8 and November 1 those of St. John's.
cron = made("cron", datetime(2026, 1, 1), schedule_interval="0 3 * * *")
preset = made("preset", datetime(2026, 1, 1), schedule_interval="@daily")
weekly = made("weekly", datetime(2026, 1, 1), schedule_interval="@weekly")
monthly = made("monthly", datetime(2026, 1, 1), schedule_interval="@monthly")
workdays = made("workdays", datetime(2026, 1, 1), schedule_interval="0 3 * * 1-5")
twice = made("twice", datetime(2026, 1, 1), schedule="30 6,18 * * *")
days_of_month = made("days_of_month", datetime(2026, 1, 1), schedule="15 4 1,15,31 * *")
delta = made("delta", datetime(2026, 1, 1, 5), schedule_interval=timedelta(hours=6))
day = made("day", datetime(2026, 1, 1, 5), schedule_interval=timedelta(days=1))
unsaid = made("unsaid", datetime(2026, 1, 1))
by_hand = made("by_hand", datetime(2026, 1, 1), schedule_interval=None)
once = made("once", datetime(2026, 1, 1), schedule_interval="@once")
spring = made("spring", datetime(2026, 3, 27, tzinfo=BERLIN), schedule_interval="0 3 * * *")
autumn = made("autumn", datetime(2026, 10, 23, tzinfo=BERLIN), schedule_interval="0 3 * * *")
spring_gap = made("spring_gap", datetime(2026, 3, 27, tzinfo=BERLIN), schedule_interval="30 2 * * *")
autumn_twice = made("autumn_twice", datetime(2026, 10, 23, tzinfo=BERLIN), schedule_interval="30 2 * * *")
spring_hours = made("spring_hours", datetime(2026, 3, 28, 23, tzinfo=BERLIN), schedule_interval="0 * * * *")
autumn_hours = made("autumn_hours", datetime(2026, 10, 24, 23, tzinfo=BERLIN), schedule_interval="0 * * * *")
spring_midnight = made("spring_midnight", datetime(2026, 3, 7, tzinfo=ST_JOHNS), schedule_interval="@daily")
autumn_days = made("autumn_days", datetime(2026, 10, 30, tzinfo=ST_JOHNS), schedule_interval="5 0 * * 5-7")
