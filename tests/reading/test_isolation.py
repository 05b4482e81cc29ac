"""Each DAG file is read as Airflow reads it: in a process of its own, whatever other files did before."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model import Known, Project

Files = Callable[..., Project]

DAG = "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n"


def retries(project: Project) -> dict[str, object]:
    """The retries of each DAG's only task, by DAG."""
    return {dag.name: dag.tasks[0].retries for dag in project.dags}


def test_what_one_file_changes_in_a_shared_module_the_next_does_not_see(project: Files) -> None:
    found = project(
        common="ARGS = {'retries': 1}\nLIST = []\nclass Settings:\n    retries = 1\n",
        a_changes=f"""
{DAG}
import common
from common import ARGS, LIST, Settings
ARGS['retries'] = 7
LIST.append('x')
Settings.retries = 7
common.NEW = 7
with DAG('a', default_args=ARGS):
    EmptyOperator(task_id='t' + ''.join(LIST), retries=Settings.retries)
""",
        b_reads=f"""
{DAG}
import common
from common import ARGS, LIST, Settings
with DAG('b', default_args=ARGS):
    EmptyOperator(task_id='t' + ''.join(LIST) + str(getattr(common, 'NEW', '')), retries=Settings.retries)
""",
    )
    assert retries(found) == {"a": 7, "b": 1}
    assert [dag.tasks[0].id for dag in found.dags] == ["tx", "t"]


def test_a_module_that_registers_itself_elsewhere_does_so_for_each_file_that_imports_it(project: Files) -> None:
    use = f"""
{DAG}
import registry
{{}}
with DAG({{!r}}):
    for name in registry.NAMES:
        EmptyOperator(task_id=name)
"""
    found = project(
        registry="NAMES = ['base']\ndef register(name):\n    NAMES.append(name)\n",
        plugin="from registry import register\nregister('plugin')\n",
        a_with=use.format("import plugin", "a"),
        b_without=use.format("", "b"),
        c_with=use.format("import plugin", "c"),
    )
    assert {dag.name: [t.id for t in dag.tasks] for dag in found.dags} == {
        "a": ["base", "plugin"],
        "b": ["base"],
        "c": ["base", "plugin"],
    }


def test_a_global_rebound_by_a_call_is_bound_again_for_the_next_file(project: Files) -> None:
    use = f"""
{DAG}
import state
state.count()
with DAG({{!r}}):
    EmptyOperator(task_id='t', retries=state.COUNT)
"""
    found = project(
        state="COUNT = 0\ndef count():\n    global COUNT\n    COUNT += 1\n", a=use.format("a"), b=use.format("b")
    )
    assert retries(found) == {"a": 1, "b": 1}


def test_a_dag_made_in_another_module_belongs_to_each_file_that_imports_it(project: Files) -> None:
    found = project(
        shared=f"{DAG}with DAG('shared') as dag:\n    EmptyOperator(task_id='first')\n",
        more=f"{DAG}from shared import dag\nEmptyOperator(task_id='second', dag=dag)\n",
    )
    assert {(dag.path, *(task.id for task in dag.tasks)) for dag in found.dags} == {
        ("shared.py", "first"),
        ("more.py", "first", "second"),
    }


def test_a_tasks_code_does_not_change_what_the_next_tasks_code_sees(project: Files) -> None:
    (dag,) = project(
        flow=f"""
{DAG}
from airflow.operators.python import PythonOperator
import pandas as pd
SEEN = []
def work(name):
    SEEN.append(name)
    pd.read_csv('/'.join(SEEN))
with DAG('d'):
    PythonOperator(task_id='a', python_callable=work, op_args=['a'])
    PythonOperator(task_id='b', python_callable=work, op_args=['b'])
"""
    ).dags
    assert [[argument for _, argument in effect.arguments] for task in dag.tasks for effect in task.effects] == [
        [Known("a")],
        [Known("b")],
    ]


def test_a_bound_reached_in_a_module_is_that_modules_alone(project: Files) -> None:
    found = project(
        greedy="x = 0\nwhile x < 100_000:\n    x += 1\n    y = [x] * 2\n",
        a=f"{DAG}import greedy\nwith DAG('a'):\n    EmptyOperator(task_id='t')\n",
        b=f"{DAG}import greedy\nwith DAG('b'):\n    EmptyOperator(task_id='t')\n",
    )
    assert [dag.name for dag in found.dags] == ["a", "b"]
    assert {(f.code, f.span.path) for f in found.findings} == {("bound-reached", "greedy.py")}
