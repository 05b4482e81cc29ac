"""Callbacks of tasks and DAGs, followed to what they touch."""

from __future__ import annotations

import pytest

from migrator.model import Call, Known, argument
from migrator.reading import read

HEAD = """
from functools import partial
from airflow.providers.sqlite.hooks.sqlite import SqliteHook
from airflow.providers.slack.notifications.slack import SlackNotifier, send_slack_notification
import vendor
def log(context):
    SqliteHook(sqlite_conn_id="logs").run(f"insert into failures values ('{context['ds']}')")
def late(dag, task_list, blocking_task_list, slas, blocking_tis):
    open("/late", "w")
def alert(context, channel):
    open(channel)
"""


def shown(effects):
    return [(e.callback, e.call.rsplit(".", 1)[-1], e.when.text()) for e in effects]


def test_a_callback_of_a_task_is_followed_under_its_name(dag):
    found = dag(HEAD + "with DAG('d'): BashOperator(task_id='t', bash_command='true', on_failure_callback=log)")
    (task,) = found.tasks
    assert shown(task.effects) == [
        ("on_failure_callback", "SqliteHook", "on_failure_callback"),
        ("on_failure_callback", "run", "on_failure_callback"),
    ]
    assert argument(task.effects[1].receiver.arguments, "sqlite_conn_id") == Known("logs")
    assert argument(task.effects[1].arguments, "0").text == "insert into failures values ('{ds}')"


def test_default_args_reach_every_task_and_the_dags_own_stay_with_it(dag):
    found = dag(
        HEAD
        + "with DAG('d', default_args={'on_retry_callback': [log]}, on_success_callback=log, sla_miss_callback=late):\n"
        "    EmptyOperator(task_id='a') >> EmptyOperator(task_id='b')\n"
    )
    assert [{e.callback for e in task.effects} for task in found.tasks] == [{"on_retry_callback"}] * 2
    assert found.tasks[0].effects == found.tasks[1].effects
    assert shown(found.effects) == [
        ("on_success_callback", "SqliteHook", "on_success_callback"),
        ("on_success_callback", "run", "on_success_callback"),
        ("sla_miss_callback", "open", "sla_miss_callback"),
    ]


@pytest.mark.parametrize(
    ("callback", "calls"),
    [
        ("SlackNotifier(slack_conn_id='s', text='x')", ["airflow.providers.slack.notifications.slack.SlackNotifier"]),
        ("send_slack_notification(text='x')", ["airflow.providers.slack.notifications.slack.send_slack_notification"]),
        ("vendor.alert", ["vendor.alert"]),
        ("partial(vendor.alert, channel='c')", ["vendor.alert"]),
        ("partial(alert, channel='/c')", ["builtins.open"]),
        ("lambda context: open('/x')", ["builtins.open"]),
        ("[log, vendor.alert]", ["SqliteHook", "SqliteHook.run", "vendor.alert"]),
        ("'not a callable'", []),
        ("None", []),
    ],
)
def test_every_kind_of_callback(dag, callback, calls):
    found = dag(HEAD + f"with DAG('d'): EmptyOperator(task_id='t', on_execute_callback={callback})")
    assert [e.call.removeprefix("airflow.providers.sqlite.hooks.sqlite.") for e in found.tasks[0].effects] == calls


def test_a_notifier_of_the_project_is_followed(dag):
    found = dag("""
        from airflow.sdk import BaseNotifier
        class Log(BaseNotifier):
            def __init__(self, path):
                self.path = path
            def notify(self, context):
                open(self.path, "w")
        with DAG("d"): EmptyOperator(task_id="t", on_success_callback=Log("/x"))
    """)
    (effect,) = found.tasks[0].effects
    assert (effect.call, argument(effect.arguments, "0")) == ("builtins.open", Known("/x"))


def test_a_notifier_keeps_what_it_is_given(dag):
    found = dag(HEAD + "with DAG('d', on_failure_callback=SlackNotifier(slack_conn_id='s')): ...")
    (effect,) = found.effects
    assert argument(effect.arguments, "slack_conn_id") == Known("s")
    assert not isinstance(effect.receiver, Call)


def test_the_code_of_a_task_comes_first(dag):
    found = dag(
        HEAD
        + """
with DAG("d"):
    @task(on_failure_callback=log)
    def work(): open("/own")
    work()
"""
    )
    assert [e.callback for e in found.tasks[0].effects] == [None, "on_failure_callback", "on_failure_callback"]


def test_a_callback_past_its_bound_ends_alone(project):
    found = project(
        d="from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n"
        "def endless(context):\n    n = 0\n    while n < 10 ** 9:\n        n += 1\n    open('/x')\n"
        "with DAG('d'): EmptyOperator(task_id='t', on_failure_callback=endless)\n"
    )
    assert [task.id for task in found.dags[0].tasks] == ["t"]
    assert "bound-reached" in {f.code for f in found.findings}


def test_what_only_a_callback_writes_is_conditional(tmp_path):
    from migrator.pipeline import analyze

    (tmp_path / "d.py").write_text(
        "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n"
        "def failed(context):\n    open('/data/failed.txt', 'w')\n"
        "with DAG('d'): EmptyOperator(task_id='t', on_failure_callback=failed)\n"
    )
    project = analyze([tmp_path])
    assert [(a.mode.value, a.certainty.value, a.when.text()) for a in project.accesses] == [
        ("write", "conditional", "on_failure_callback")
    ]
    assert read([tmp_path]).dags[0].tasks[0].effects[0].callback == "on_failure_callback"
