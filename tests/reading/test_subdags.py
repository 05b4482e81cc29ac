"""Sub-DAGs of Airflow 1.10 and 2."""

from __future__ import annotations

import pytest

from migrator.model import TaskRef, Unknown

HEAD = """
from datetime import datetime
from airflow import DAG
from airflow.operators.{place} import {empty}
from airflow.operators.{sub} import SubDagOperator
ARGS = {{"owner": "me", "start_date": datetime(2024, 1, 1)}}
"""
OLD = HEAD.format(place="dummy_operator", empty="DummyOperator as Empty", sub="subdag_operator")
NEW = HEAD.format(place="empty", empty="EmptyOperator as Empty", sub="subdag")
FACTORY = """
def section(parent, child, args):
    dag_subdag = DAG(dag_id=f"{parent}.{child}", default_args=args, schedule_interval="@daily")
    for n in range(2):
        Empty(task_id=f"{child}-task-{n}", default_args=args, dag=dag_subdag)
    return dag_subdag
"""
WITH = """
def section(parent, child, args):
    with DAG(f"{parent}.{child}", default_args=args, schedule_interval="@daily") as inner:
        Empty(task_id=f"{child}-task-0") >> Empty(task_id=f"{child}-task-1")
    return inner
"""
USE = """
with DAG("parent", default_args=ARGS, schedule_interval="@once") as dag:
    start = Empty(task_id="start")
    one = SubDagOperator(task_id="one", subdag=section("parent", "one", ARGS))
    start >> one
"""


@pytest.mark.parametrize("head", [OLD, NEW], ids=["1.10", "2"])
@pytest.mark.parametrize("factory", [FACTORY, WITH], ids=["assigned", "with"])
def test_a_sub_dag_is_a_dag_of_its_own_with_the_task_that_runs_it(project, head, factory):
    found = project(d=head + factory + USE)
    dags = {dag.id: dag for dag in found.dags}
    assert list(dags) == ["parent", "parent.one"]
    assert [task.id for task in dags["parent"].tasks] == ["start", "one"]
    assert [task.id for task in dags["parent.one"].tasks] == ["one-task-0", "one-task-1"]
    assert dags["parent.one"].parent == TaskRef("d.py", "parent", "one")
    assert dags["parent"].parent is None
    assert found.findings == ()


def test_sub_dags_in_sub_dags(project):
    found = project(
        d=NEW + "def inner(name):\n    d = DAG(name, default_args=ARGS)\n    Empty(task_id='t', dag=d)\n    return d\n"
        "def outer(name):\n    d = DAG(name, default_args=ARGS)\n"
        "    SubDagOperator(task_id='b', subdag=inner(name + '.b'), dag=d)\n    return d\n"
        "dag = DAG('top', default_args=ARGS)\nSubDagOperator(task_id='a', subdag=outer('top.a'), dag=dag)\n"
    )
    assert [(dag.id, dag.parent.task if dag.parent else None) for dag in found.dags] == [
        ("top", None), ("top.a", "a"), ("top.a.b", "b"),
    ]  # fmt: skip


def test_a_sub_dag_from_elsewhere_is_said(project):
    found = project(
        d=NEW + "from vendor import make\nwith DAG('top', default_args=ARGS) as dag:\n"
        "    SubDagOperator(task_id='a', subdag=make('top.a'))\n"
    )
    assert [dag.id for dag in found.dags] == ["top"]
    assert any("the DAG that task a runs" in finding.message for finding in found.findings)


def test_the_argument_names_the_child(project):
    found = project(d=NEW + FACTORY + USE)
    value = found.dags[0].tasks[1].argument("subdag")
    assert not isinstance(value, Unknown)
    assert (value.path, value.qualname) == ("d.py", "parent.one")


def test_a_dag_that_holds_itself_ends(project):
    found = project(d=NEW + "dag = DAG('top', default_args=ARGS)\nSubDagOperator(task_id='a', subdag=dag, dag=dag)\n")
    assert [dag.id for dag in found.dags] == ["top"]
