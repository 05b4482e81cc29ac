"""What companies use beside operators: each task is a feature."""

import os
import sys
from datetime import datetime, timedelta

import jinja2
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, BaseNotifier, Param, PokeReturnValue, task
from airflow.sdk.exceptions import AirflowSkipException
from include.words import WORDS
from own_operators import OwnOperator
from own_timetable import HalfDays

INCLUDE = f"{os.environ['COMPANY']}/include"
COMMON = {"schedule": None, "start_date": datetime(2026, 1, 1), "default_args": {"retry_delay": timedelta(0)}}


def note(line):
    with open(os.environ["NOTES"], "a") as file:
        file.write(line + "\n")


class Note(BaseNotifier):
    template_fields = ("text",)

    def __init__(self, text):
        super().__init__()
        self.text = text

    def notify(self, context):
        note(f"notifier: {self.text}")


def noted(name):
    return lambda context: note(f"{name}: {context['ti'].task_id} try {context['ti'].try_number}")


def breaks(context):
    note("a callback breaks")
    raise ValueError("a callback")


with DAG(
    "templates",
    **COMMON,
    user_defined_macros={"own_name": "Ann", "table": lambda name: f"raw.{name}"},
    user_defined_filters={"twice": lambda text: text * 2},
    template_searchpath=[INCLUDE],
    jinja_environment_kwargs={"keep_trailing_newline": False, "extensions": ["jinja2.ext.do"]},
    params={"n": 3, "day": Param("2026-01-01", type="string", format="date")},
):
    OwnOperator(task_id="text", text="{{ own_name | twice }} {{ params.day }} {{ macros.own_plugin.shout('a') }}")
    OwnOperator(task_id="file", text="letter.txt")
    BashOperator(task_id="do", bash_command="{% set l = [] %}{% do l.append(7) %}echo {{ l[0] }}")
    PythonOperator(
        task_id="dict",
        python_callable=lambda words, **context: [words, context["templates_dict"]["q"].strip()],
        op_kwargs={"words": WORDS},
        templates_dict={"q": "sql/query.sql"},
        templates_exts=[".sql"],
        params={"n": 4},
    )

with DAG("native", **COMMON, render_template_as_native_obj=True, params={"list": [1, 2]}):
    PythonOperator(task_id="list", python_callable=lambda x: [x, type(x).__name__], op_args=["{{ params.list }}"])
    PythonOperator(task_id="none", python_callable=lambda x: [x], op_kwargs={"x": "{{ none }}"})

with DAG("strict", **COMMON, template_undefined=jinja2.StrictUndefined):
    BashOperator(task_id="missing", bash_command="echo {{ not_there }}")

with DAG(
    "callbacks",
    **COMMON,
    on_success_callback=[noted("dag one"), noted("dag two")],
    on_failure_callback=Note("the DAG failed"),
):

    def fails_once(ti):
        if ti.try_number < 2:
            raise ValueError("once")

    def skips():
        raise AirflowSkipException("so")

    def every():
        names = [f"on_{each}_callback" for each in ("execute", "success", "failure", "retry", "skipped")]
        return {name: [noted(name), breaks, Note("{{ ti.task_id }} " + name)] for name in names}

    one = PythonOperator(task_id="fails_once", python_callable=fails_once, retries=1, **every())
    two = PythonOperator(task_id="skips", python_callable=skips, **every())
    three = PythonOperator(task_id="fails", python_callable=lambda: 1 / 0, **every())
    one >> two
    one >> three

with DAG("decorated", **COMMON):

    @task.bash(env={"A": "b"}, append_env=True)
    def bash():
        return "echo $A $OWN_TEAM"

    @task.short_circuit
    def short(x):
        return x

    @task.sensor(poke_interval=0, timeout=10, mode="poke")
    def sense():
        return PokeReturnValue(is_done=True, xcom_value="seen")

    @task.external_python(python=sys.executable, expect_airflow=False)
    def outside(x):
        return x + 1

    @task(multiple_outputs=True)
    def several():
        return {"a": 1, "b": None}

    @task
    def made_to_retry(ti=None):
        if ti.try_number < 2:
            raise ValueError("once")
        return "tried again"

    @task.skip_if(lambda context: True)
    @task.bash
    def never():
        return "exit 1"

    @task
    def texts(value):
        return [value, value == "b blue"]

    found = bash()
    texts(found)
    short(False) >> outside(1)
    sense() >> outside.override(task_id="outside_too")(2)
    several()
    made_to_retry()
    never()

with DAG("half_days", **{**COMMON, "schedule": HalfDays()}):

    @task
    def interval(data_interval_start=None, data_interval_end=None):
        return [str(data_interval_start), str(data_interval_end)]

    interval()
