"""What tasks hand each other by XCom: edges for what is pulled by name, and names of data that travel so."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from test_accesses import project, said

from migrator.lineage.xcoms import asked_in
from migrator.model import EdgeKind, Ground, Project

HEAD = """
from airflow import DAG
from airflow.decorators import task
from airflow.models.xcom_arg import XComArg
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator, get_current_context
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
import pandas as pd

with DAG("d", schedule="@daily") as dag:
    @task
    def path(ds=None):
        return f"s3://lake/{ds}/orders.csv"

    @task
    def names():
        return {"table": "sales.orders", "parts": ["a.x", "a.y"]}

    def push(**context):
        context["ti"].xcom_push(key="where", value="/data/out.parquet")

"""


def dag(folder: Path, body: str, **others: str) -> Project:
    return project(folder, HEAD + textwrap.indent(textwrap.dedent(body), "    "), **others)


def pulled(found: Project) -> set[tuple[str, str]]:
    """The edges that nobody declared."""
    return {(edge.upstream.task, edge.downstream.task) for edge in found.edges if edge.kind is EdgeKind.XCOM}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("{{ ti.xcom_pull('a') }}", [("a", "return_value", None)]),
        ("x {{ task_instance.xcom_pull(task_ids='a', key='k')['x'] | upper }}", [("a", "k", None)]),
        ("{{ ti.xcom_pull(task_ids=['a', 'b'], key='k')[0] }}", [("a", "k", None), ("b", "k", None)]),
        ("{{ ti.xcom_pull(key='k') }}", [(None, "k", None)]),
        ("{% for x in ti.xcom_pull('a') %}{{ x }}{% endfor %}", [("a", "return_value", None)]),
        ("{{ ti.xcom_pull('a', dag_id='other') }}", [("a", "return_value", "other")]),
        ("{{ ti.xcom_pull(params.which) }}", []),
        ("{{ ti.xcom_pull('a' }}", []),
        ("{{ ds }}", []),
    ],
)
def test_a_template_says_which_xcoms_it_pulls(text: str, asked: list[tuple[str | None, str, str | None]]) -> None:
    assert [one[:3] for one in asked_in(text)] == asked


@pytest.mark.parametrize(
    ("body", "edges"),
    [
        ('names()\nBashOperator(task_id="t", bash_command="echo {{ ti.xcom_pull(\'names\') }}")', {("names", "t")}),
        ('n = names()\nBashOperator(task_id="t", bash_command=f"echo {n[\'table\']}")', {("names", "t")}),
        ('n = names()\nBashOperator(task_id="t", bash_command="x", env={"N": f"{n}"})', {("names", "t")}),
        ('p = PythonOperator(task_id="p", python_callable=push)\n'
         'BashOperator(task_id="t", bash_command=f"cat {p.output}")', {("p", "t")}),
        ('@task\ndef use(text): ...\nn = names()\nuse(f"{n[\'table\']}-x")', {("names", "use")}),
        ('@task\ndef use(ti=None): ti.xcom_pull(task_ids="names")\nnames() >> use()', {("names", "use")}),
        ('@task\ndef use(**kwargs): kwargs["task_instance"].xcom_pull(task_ids=["names", "path"])\n'
         'names(); path(); use()', {("names", "use"), ("path", "use")}),
        ('@task\ndef use(): get_current_context()["ti"].xcom_pull("names", key="table")\nnames(); use()',
         {("names", "use")}),
        # Airflow 2 takes whoever pushed the key.
        ('p = PythonOperator(task_id="p", python_callable=push)\n'
         'def old(ti): ti.xcom_pull(key="where")\nPythonOperator(task_id="t", python_callable=old)', {("p", "t")}),
        # What is declared is not said twice; nothing is pulled from itself, or from a task that is not there.
        ('@task\ndef use(text): ...\nuse(names())', set()),
        ('BashOperator(task_id="t", bash_command="{{ ti.xcom_pull(\'t\') }}{{ ti.xcom_pull(\'gone\') }}")', set()),
        # Nobody renders a template there.
        ('names()\nBashOperator(task_id="t", bash_command="x", doc_md="{{ ti.xcom_pull(\'names\') }}")', set()),
        # What Airflow draws no edge for is an edge of data all the same.
        ('n = names()\nb = BashOperator(task_id="t", bash_command="x")\nn >> b', set()),
    ],
)  # fmt: skip
def test_a_pull_that_no_declared_edge_mentions_is_an_edge(
    tmp_path: Path, body: str, edges: set[tuple[str, str]]
) -> None:
    found = dag(tmp_path, body)
    assert pulled(found) == edges
    assert all(edge.evidence[0].ground is Ground.XCOM and edge.evidence[0].quote for edge in found.edges)
    assert not {(e.upstream, e.downstream) for e in found.edges} & {
        (e.upstream, e.downstream) for e in found.dags[0].order if e.kind is EdgeKind.XCOM
    }


def test_a_pull_from_another_dag_leads_there(tmp_path: Path) -> None:
    other = 'from airflow import DAG\nfrom airflow.operators.bash import BashOperator\nwith DAG("other"):\n'
    other += "    BashOperator(task_id='a', bash_command='x')\n"
    text = "BashOperator(task_id='t', bash_command=\"{{ ti.xcom_pull('a', dag_id='other') }}\")"
    found = dag(tmp_path, text, **{"other.py": other})
    assert [(edge.upstream.dag, edge.upstream.task) for edge in found.edges] == [("other", "a")]


LAKE, TABLE = "s3://lake/{date}/orders.csv", "sql://{conn:w}/sales.orders"


@pytest.mark.parametrize(
    ("body", "accesses"),
    [
        ("@task\ndef use(p): pd.read_csv(p)\nuse(path())", [("read", LAKE)]),
        ('@task\ndef use(p): pd.read_csv(f"{p}.gz")\nuse(path())', [("read", LAKE + ".gz")]),
        ('@task\ndef use(p): pd.read_csv(p)\nuse("{{ ti.xcom_pull(\'path\') }}"); path()', [("read", LAKE)]),
        ('def use(ti): pd.read_csv(ti.xcom_pull("path"))\npath(); PythonOperator(task_id="u", python_callable=use)',
         [("read", LAKE)]),
        ('names()\nSQLExecuteQueryOperator(task_id="t", conn_id="w",'
         ' sql="SELECT * FROM {{ ti.xcom_pull(\'names\')[\'table\'] }}")', [("read", TABLE)]),
        ('n = names()\nSQLExecuteQueryOperator(task_id="t", conn_id="w", sql=f"SELECT * FROM {n[\'table\']}")',
         [("read", TABLE)]),
        ('names()\nSQLExecuteQueryOperator(task_id="t", conn_id="w", sql="q.sql")', [("read", TABLE)]),
        ('names()\nSQLExecuteQueryOperator(task_id="t", conn_id="w", sql="SELECT * FROM '
         '{{ ti.xcom_pull(task_ids=\'names\').parts[1] }}")', [("read", "sql://{conn:w}/a.y")]),
        ('PythonOperator(task_id="p", python_callable=push)\nBashOperator(task_id="t",'
         ' bash_command="echo x > {{ ti.xcom_pull(\'p\', key=\'where\') }}")',
         [("overwrite", "file:/data/out.parquet")]),
        ('@task\ndef again(p): return p\n@task\ndef use(p): pd.read_csv(p)\nuse(again(path()))', [("read", LAKE)]),
    ],
)  # fmt: skip
def test_a_place_that_travels_is_the_place(tmp_path: Path, body: str, accesses: list[tuple[str, str]]) -> None:
    found = dag(tmp_path, body, **{"q.sql": "SELECT * FROM {{ ti.xcom_pull('names').table }}"})
    assert [one for one in said(found) if one[0] != "read" or "file:" not in one[1]] == accesses
    assert [one.ground for one in found.accesses[-1].evidence][-1] is Ground.XCOM
    assert not found.accesses[-1].unknown_parts or "{date}" in found.accesses[-1].asset


@pytest.mark.parametrize(
    "body",
    [
        # Two values: which one only a run knows.
        '@task\ndef two(ti=None):\n    ti.xcom_push("k", "/a.csv")\n    ti.xcom_push("k", "/b.csv")\n'
        '@task\ndef use(ti=None): pd.read_csv(ti.xcom_pull("two", key="k"))\ntwo() >> use()',
        '@task\ndef two(ds=None):\n    if ds > "2026": return "/a.csv"\n    return "/b.csv"\n'
        "@task\ndef use(p): pd.read_csv(p)\nuse(two())",
        # Each copy of a mapped task has its own.
        '@task\ndef one(n): return "/a.csv"\n@task\ndef use(p): pd.read_csv(p)\nuse(one.expand(n=[1, 2]))',
        "@task\ndef one(): return pd.Timestamp('now').isoformat()\n@task\ndef use(p): pd.read_csv(p)\nuse(one())",
    ],
)
def test_what_cannot_be_known_is_not_guessed(tmp_path: Path, body: str) -> None:
    found = dag(tmp_path, body)
    assert not found.accesses
    assert "only run time names" in " ".join(one.message for one in found.findings if one.code == "unknown-data")


def test_a_value_that_says_nothing_leaves_the_name_of_the_xcom(tmp_path: Path) -> None:
    body = """
    @task
    def drawn():
        return {"id": uuid.uuid4().hex, "bucket": f"{uuid.uuid4().hex}-lake"}
    d = drawn()
    BashOperator(task_id="t", bash_command=f"echo > /data/{d['id']}/{d['bucket']}.csv")
    """
    found = dag(tmp_path, body)
    assert [one.asset for one in found.accesses] == ["file:/data/{xcom:drawn.id}/{uuid.uuid4().hex}-lake.csv"]


def test_a_scheme_that_only_a_run_knows_is_a_hole(tmp_path: Path) -> None:
    found = dag(tmp_path, "@task\ndef use(p): pd.read_csv(f'{p.protocol}://lake/x.csv')\nuse(path())")
    assert [one.asset for one in found.accesses] == ["{protocol}://lake/x.csv"]
