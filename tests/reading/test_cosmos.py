"""dbt projects that Cosmos turns into DAGs: read from their text, against Cosmos and dbt where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from migrator.model import FileStatus
from migrator.reading import read

FILES = {
    "dbt_project.yml": """
        name: 'jaffle_shop'
        version: '1.0'
        profile: 'shop'
        models:
          jaffle_shop:
            +materialized: table
            staging:
              +materialized: view
              +tags: [staging]
        """,
    "profiles.yml": "shop: {target: dev, outputs: {dev: {type: duckdb, path: ':memory:'}}}",
    "models/staging/stg_orders.sql": "select * from {{ source('raw','orders') }}",
    "models/staging/stg_customers.sql": "{{ config(materialized='ephemeral') }} select * "
    "from {{ ref('raw_customers') }} "
    "-- {{ ref( \"raw_customers\" ) }} {# ref('nothing') #}",
    "models/marts/customers.sql": "{{ config(tags=['nightly','big']) }}select * from {{ ref('stg_orders') }} "
    "join {{ ref('jaffle_shop', 'stg_customers') }}",
    "models/marts/off.sql": "{{ config(enabled=false) }} select 1",
    "models/marts/py_model.py": """
        def model(dbt, session):
            dbt.config(materialized='table')
            return dbt.ref('customers')
        """,
    "models/marts/orders_v1.sql": "select * from {{ ref('customers') }}",
    "models/marts/orders_v2.sql": "select * from {{ ref('customers') }}",
    "models/marts/report.sql": "select * from {{ ref('orders') }}, {{ ref('orders', v=1) }}",
    "seeds/raw_customers.csv": "id,name\n1,a\n",
    "snapshots/snap.sql": """
        {% snapshot customers_snapshot %}
        {{ config(target_schema='s', unique_key='id', strategy='check', check_cols='all') }}
        select * from {{ ref('customers') }}
        {% endsnapshot %}
        """,
    "tests/one.sql": "select 1 from {{ ref('py_model') }} join {{ ref('report') }} using (id) where false",
    "models/schema.yml": """
        version: 2
        sources:
          - name: raw
            tables:
              - {name: orders, columns: [{name: id, data_tests: [not_null]}]}
              - {name: unused}
        models:
          - name: stg_orders
            columns:
              - {name: id, data_tests: [unique, not_null]}
              - {name: x, data_tests: [{relationships: {arguments: {to: ref('stg_customers'), field: id}}}]}
          - {name: customers, config: {tags: [core]}, data_tests: []}
          - {name: orders, latest_version: 2, versions: [{v: 1}, {v: 2}]}
        seeds:
          - name: raw_customers
            columns: [{name: id, data_tests: [unique]}]
        """,
}
DAG = """
from datetime import datetime
from pathlib import Path
from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator
from cosmos import DbtDag, DbtTaskGroup, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import (
    ExecutionMode, InvocationMode, LoadMode, SeedRenderingBehavior, SourceRenderingBehavior, TestBehavior,
)
PROJECT = ProjectConfig(dbt_project_path=Path(__file__).parent / "dbt" / "shop"{manifest})
PROFILES = Path(__file__).parent / "dbt" / "shop" / "profiles.yml"
PROFILE = ProfileConfig(profile_name="shop", target_name="dev", profiles_yml_filepath=PROFILES)
RENDER = RenderConfig({render})
"""
AS_DAG = """
the_dag = DbtDag(
    dag_id="d", schedule="@daily", start_date=datetime(2024, 1, 1),
    project_config=PROJECT, profile_config=PROFILE, render_config=RENDER,
)
"""
AS_GROUP = """
with DAG("d", start_date=datetime(2024, 1, 1), schedule=None) as the_dag:
    group = DbtTaskGroup(group_id="shop", project_config=PROJECT, profile_config=PROFILE, render_config=RENDER)
    EmptyOperator(task_id="start") >> group >> EmptyOperator(task_id="end")
"""


def written(root: Path, dag: str, **files: str) -> Path:
    """A project with the dbt project below its DAG file."""
    for name, text in {**FILES, **files}.items():
        path = root / "dags" / "dbt" / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"))
    (root / "pyproject.toml").touch()
    (root / "dags" / "dag_file.py").write_text(dag)
    return root


def dag_text(render: str = "", form: str = AS_DAG, manifest: str = "") -> str:
    return DAG.format(render=render, manifest=manifest) + form


def ours(root: Path) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Class by task, and the edges."""
    (dag,) = read([root]).dags
    return {t.id: t.operator for t in dag.tasks}, {(e.upstream.task, e.downstream.task) for e in dag.order}


ORACLE = """
import json, os, sys
os.environ |= {"AIRFLOW__COSMOS__ENABLE_TELEMETRY": "False", "AIRFLOW__COSMOS__ENABLE_CACHE": "False"}
sys.path.insert(0, os.path.dirname(sys.argv[1]))
import dag_file
tasks = {t.task_id: type(t).__name__ for t in dag_file.the_dag.tasks}
edges = [[t.task_id, d] for t in dag_file.the_dag.tasks for d in t.downstream_task_ids]
print("ANSWER" + json.dumps([tasks, edges]))
"""


def cosmos(root: Path) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """What Cosmos itself makes of it, from the manifest that dbt writes."""
    import json

    shop = root / "dags" / "dbt" / "shop"
    dbt = [shutil.which("dbt") or "dbt", "parse", "--profiles-dir", str(shop), "--project-dir", str(shop)]
    subprocess.run(dbt, check=True, capture_output=True)
    environment = {**os.environ, "AIRFLOW_HOME": str(root / "home")}
    command = [sys.executable, "-c", ORACLE, str(root / "dags" / "dag_file.py")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    answer = [line for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answer, done.stderr[-3000:]
    tasks, edges = json.loads(answer[0].removeprefix("ANSWER"))
    return tasks, {tuple(edge) for edge in edges}


RENDERS = [
    "",
    "test_behavior=TestBehavior.NONE",
    "test_behavior=TestBehavior.AFTER_ALL",
    "test_behavior=TestBehavior.BUILD",
    "select=['tag:staging']",
    "select=['tag:nightly+']",
    "select=['+customers']",
    "select=['1+report', 'raw_customers']",
    "exclude=['path:models/staging']",
    "select=['path:models/marts'], exclude=['config.materialized:table,tag:core']",
    "select=['config.materialized:view']",
    "select=['resource_type:seed']",
    "select=['@stg_orders'], exclude=['report']",
    "group_nodes_by_folder=True",
    "source_rendering_behavior=SourceRenderingBehavior.ALL",
    "source_rendering_behavior=SourceRenderingBehavior.WITH_TESTS_OR_FRESHNESS",
    "seed_rendering_behavior=SeedRenderingBehavior.RENDER_ONLY",
    "seed_rendering_behavior=SeedRenderingBehavior.NONE, ephemeral_models_as_empty_operator=False",
]
# What dbt selects, and Cosmos by itself, from a manifest, does not.
BY_DBT = [
    "select=['customers py_model']",
    "select=['jaffle_shop.marts']",
    "select=['source:raw+']",
    "select=['report+']",
]


@pytest.mark.skipif(not shutil.which("dbt"), reason="dbt is not installed")
@pytest.mark.parametrize("render", BY_DBT)
def test_what_dbt_lists_becomes_the_tasks(tmp_path, render):
    pytest.importorskip("cosmos")
    listing = "load_method=LoadMode.DBT_LS, invocation_mode=InvocationMode.SUBPROCESS"
    written(tmp_path, dag_text(f"{render}, {listing}"))
    assert ours(tmp_path) == cosmos(tmp_path)


@pytest.mark.skipif(not shutil.which("dbt"), reason="dbt is not installed")
@pytest.mark.parametrize("form", [AS_DAG, AS_GROUP], ids=["dag", "group"])
@pytest.mark.parametrize("render", RENDERS)
def test_the_models_become_the_tasks_that_cosmos_makes(tmp_path, render, form):
    pytest.importorskip("cosmos")
    render = f"{render}{', ' if render else ''}load_method=LoadMode.{{}}"
    manifest = ", manifest_path=Path(__file__).parent / 'dbt' / 'shop' / 'target' / 'manifest.json'"
    written(tmp_path, dag_text(render.format("DBT_MANIFEST"), form, manifest))
    expected = cosmos(tmp_path)
    assert ours(tmp_path) == expected
    shutil.rmtree(tmp_path / "dags" / "dbt" / "shop" / "target")
    (tmp_path / "dags" / "dag_file.py").write_text(dag_text(render.format("CUSTOM"), form))
    assert ours(tmp_path) == expected


def test_a_project_read_from_its_text(tmp_path):
    tasks, edges = ours(written(tmp_path, dag_text()))
    assert tasks == {
        "stg_orders.run": "DbtRunLocalOperator", "stg_orders.test": "DbtTestLocalOperator",
        "stg_customers.run": "EmptyOperator", "stg_customers.test": "DbtTestLocalOperator",
        "customers_run": "DbtRunLocalOperator", "orders_v1_run": "DbtRunLocalOperator",
        "orders_v2_run": "DbtRunLocalOperator", "customers_snapshot_snapshot": "DbtSnapshotLocalOperator",
        "report.run": "DbtRunLocalOperator", "report.test": "DbtTestLocalOperator",
        "py_model.run": "DbtRunLocalOperator", "py_model.test": "DbtTestLocalOperator",
        "raw_customers.seed": "DbtSeedLocalOperator", "raw_customers.test": "DbtTestLocalOperator",
    }  # fmt: skip
    assert ("stg_orders.test", "customers_run") in edges
    assert ("raw_customers.test", "stg_customers.run") in edges
    assert {up for up, down in edges if down == "report.run"} == {"orders_v1_run", "orders_v2_run"}


def test_each_task_knows_its_model(tmp_path):
    project = read([written(tmp_path, dag_text("test_behavior=TestBehavior.NONE"))])
    (task,) = [t for t in project.dags[0].tasks if t.id == "customers_run"]
    assert task.import_path == "cosmos.operators.local.DbtRunLocalOperator"
    assert task.argument("select").value == "fqn:jaffle_shop.marts.customers"
    assert task.source == "models/marts/customers.sql"
    assert project.dags[0].timetable.text == "@daily"
    assert project.dags[0].setting("project_config") is None


def test_where_dags_run_the_folder_may_be_called_otherwise(tmp_path):
    text = dag_text().replace('Path(__file__).parent / "dbt" / "shop"', '"/usr/local/airflow/dags/dbt/shop"', 1)
    assert len(ours(written(tmp_path, text))[0]) == 14


@pytest.mark.parametrize(
    ("dag", "because"),
    [
        (dag_text().replace('"dbt" / "shop"', '"dbt" / "gone"', 1), "no dbt_project.yml"),
        (dag_text("select=['state:modified']"), "state:modified"),
        (dag_text("selector='nightly'"), "selector"),
        (dag_text("select=['a b']", manifest=", manifest_path=Path(__file__).parent / 'm.json'"), "a b"),
        (dag_text(manifest=", manifest_path='s3://bucket/manifest.json'"), "manifest"),
    ],
)
def test_what_is_not_known_is_one_conditional_task_and_said(tmp_path, dag, because):
    written(tmp_path, dag)
    (tmp_path / "dags" / "m.json").write_text('{"nodes": {}, "sources": {}}')
    project = read([tmp_path])
    (task,) = project.dags[0].tasks
    assert task.when and task.operator == "DbtBuildLocalOperator"
    assert project.files[0].status is FileStatus.PARTIAL
    assert any(because in finding.message for finding in project.findings)


def test_a_reference_that_leads_nowhere_is_said(tmp_path):
    project = read(
        [written(tmp_path, dag_text(), **{"models/marts/lost.sql": "select * from {{ ref('of_a_package') }}"})]
    )
    assert any("models/marts/lost.sql refers to of_a_package" in finding.message for finding in project.findings)


@pytest.mark.parametrize(
    "text", ["{{" * 400_000, "{% " * 300_000 + "ref('a'", "{{ ref(" * 100_000, "{{ config(tags=[" * 50_000 + "}}", "\0"]
)
def test_hostile_models_end(tmp_path, text):
    assert len(ours(written(tmp_path, dag_text(), **{"models/marts/hostile.sql": text}))[0]) == 15


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\nmodels: *a",
        "models: {}",
        "models: [[], 1, {name: 5}]",
        "sources: [{tables: 3}]",
        "[",
        "x: !!python/object:os.system {}",
    ],
)
def test_odd_yaml_ends(tmp_path, text):
    assert len(ours(written(tmp_path, dag_text(), **{"models/odd.yml": text}))[0]) == 14
