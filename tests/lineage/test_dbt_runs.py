"""What a task that runs dbt reads and writes: the models that its selection chooses, as the tables other tasks use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from migrator.pipeline import analyze

FIXTURE = Path(__file__).parents[2] / "fixtures" / "dbt"
DAG = """
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
with DAG("d") as dag:
    BashOperator(task_id="dbt", bash_command={command!r})
    PostgresOperator(task_id="sql", postgres_conn_id="warehouse", sql="select * from analytics.orders")
"""
SHOP = {
    "dbt/dbt_project.yml": "{name: shop, version: '1', profile: shop}",
    "dbt/profiles.yml": """
        shop:
          target: dev
          outputs:
            dev: {type: postgres, host: db.example.com, port: 5432, password: hunter2, dbname: shop, schema: analytics}
            prod: {type: postgres, host: "{{ env_var('DB_HOST') }}", dbname: shop, schema: "{{ env_var('S', 'live') }}"}
        """,
    "dbt/models/stg.sql": "select id, amount from {{ source('raw', 'orders') }}",
    "dbt/models/orders.sql": "select id, amount * 2 as twice from {{ ref('stg') }}",
    "dbt/models/macro.sql": "select {{ my_columns('x') }} from {{ ref('stg') }} join public.hard on true",
    "dbt/models/sources.yml": "{sources: [{name: raw, tables: [{name: orders}]}]}",
}


def project(root: Path, command: str, **files: str) -> Path:
    texts = {**SHOP, "dags/dag.py": DAG.format(command=command), **files}
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
    (root / "pyproject.toml").touch()
    return root


def touched(root: Path, task: str = "dbt") -> list[tuple[str, str]]:
    found = analyze([root])
    return [(a.mode.value, a.asset.partition("/{conn")[2] or a.asset) for a in found.accesses if a.task.task == task]


PG = "postgres://db.example.com:5432/shop."


def test_a_run_reads_sources_and_writes_models_in_order(tmp_path):
    root = project(tmp_path, "cd /opt/airflow/dbt && dbt run --select +orders")
    assert touched(root) == [
        ("read", f"{PG}raw.orders"),
        ("write", f"{PG}analytics.stg"),
        ("read", f"{PG}analytics.stg"),
        ("write", f"{PG}analytics.orders"),
    ]


def test_columns_come_from_the_models_sql(tmp_path):
    found = analyze([project(tmp_path, "dbt run -s stg orders --project-dir dbt")])
    columns = {a.asset: a.columns for a in found.accesses if a.mode.value == "write"}
    assert columns[f"{PG}analytics.orders"] == (
        (f"{PG}analytics.stg.id", "id"),
        (f"{PG}analytics.stg.amount", "twice"),
    )


def test_a_macro_leaves_the_tables_and_says_why_there_are_no_columns(tmp_path):
    found = analyze([project(tmp_path, "dbt run -s macro --project-dir dbt")])
    (written,) = [a for a in found.accesses if a.mode.value == "write"]
    assert written.columns == ()
    assert "the macro my_columns" in written.evidence[0].quote


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("dbt run --project-dir /elsewhere/nothing", "no dbt_project.yml is in"),
        ("cd dbt && dbt run -s state:modified", "the selection `state:modified`"),
        ("cd dbt && dbt run -s {{ params.models }}", "params.models"),
        ("cd dbt && dbt run-operation grant", "run-operation"),
    ],
)
def test_what_is_not_known_stays_a_hidden_run_with_the_reason(tmp_path, command, reason):
    found = analyze([project(tmp_path, command)])
    (hidden,) = [one for one in found.findings if one.code == "hidden-run"]
    assert reason in hidden.message
    assert touched(tmp_path) == []


def test_a_run_that_is_found_is_not_hidden(tmp_path):
    found = analyze([project(tmp_path, "cd dbt && dbt build")])
    assert [one for one in found.findings if one.code == "hidden-run"] == []


def test_dbts_tables_are_those_of_the_airflow_connection_that_the_map_names(tmp_path):
    root = project(tmp_path, "cd dbt && dbt run", **{"migrate.toml": '[dbt]\nshop = "warehouse"\n'})
    (read,) = touched(root, "sql")
    assert ("write", read[1]) in touched(root)


def test_dbts_tables_are_those_of_a_connection_to_the_same_host(tmp_path):
    connection = '[connections]\nwarehouse = { system = "postgres", host = "db.example.com", database = "shop" }\n'
    found = analyze([project(tmp_path, "cd dbt && dbt run", **{"migrate.toml": connection})])
    same = {asset.key: dict(asset.attributes).get("same_as") for asset in found.assets}
    assert same["postgres://{conn:warehouse}/analytics.orders"] == f"{PG}analytics.orders"


def test_no_password_of_a_profile_is_kept_and_an_unknown_host_stays_unknown(tmp_path):
    root = project(tmp_path, "cd dbt && dbt run -s orders --target prod")
    assert touched(root)[-1] == ("write", "postgres://{dbt:shop}/shop.live.orders")
    assert "hunter2" not in repr(analyze([root]))


def test_a_manifest_is_read_where_it_is_of_this_project(tmp_path):
    node = {
        "resource_type": "model",
        "name": "orders",
        "alias": "orders_2",
        "database": "shop",
        "schema": "made",
        "fqn": ["shop", "orders"],
        "original_file_path": "models/orders.sql",
        "config": {"materialized": "table"},
        "depends_on": {"nodes": []},
        "tags": [],
    }
    manifest = json.dumps({"metadata": {"project_name": "shop"}, "nodes": {"model.shop.orders": node}, "sources": {}})
    root = project(tmp_path, "cd dbt && dbt run", **{"dbt/target/manifest.json": manifest})
    assert touched(root) == [("write", f"{PG}made.orders_2")]
    (root / "dbt/models/orders.sql").unlink()
    assert ("write", f"{PG}made.orders_2") not in touched(root)
    assert any("target/manifest.json is not read" in one.message for one in analyze([root]).findings)


def test_a_link_out_of_the_project_is_not_followed(tmp_path):
    outside = project(tmp_path / "outside", "true")
    root = project(tmp_path / "root", "cd linked && dbt run")
    shutil.rmtree(root / "dbt")
    (root / "linked").symlink_to(outside / "dbt")
    assert touched(root) == []


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "dbt"
    shutil.copytree(FIXTURE, folder)
    return folder


def test_the_fixture_is_one_chain_of_tables_from_landing_to_export(shop):
    found = analyze([shop])
    by_task: dict[str, set[tuple[str, str]]] = {}
    for access in found.accesses:
        name = access.asset.removeprefix("duckdb://shop/warehouse.duckdb/")
        by_task.setdefault(access.task.task, set()).add((access.mode.value, name))
    assert ("write", "raw.orders") in by_task["land_orders"] and ("read", "raw.orders") in by_task["dbt_run"]
    assert {name for mode, name in by_task["dbt_run"] if mode == "write"} == {
        "main_staging.stg_orders",
        "main_staging.stg_countries",
        "revenue",
        "daily",
    }
    assert ("write", "countries") in by_task["dbt_seed"] and ("read", "countries") in by_task["dbt_run"]
    assert ("write", "history.revenue_history") in by_task["dbt_snapshot"]
    assert ("read", "revenue") in by_task["export_revenue"]
    assert {mode for mode, _ in by_task["dbt_test"]} == {"check"}
    assert [one for one in found.findings if one.code == "hidden-run"] == []


@pytest.mark.skipif(not shutil.which("dbt"), reason="dbt is not installed")
def test_the_fixture_writes_in_truth_what_we_say(shop):
    program = """
import json, subprocess
source = open("dags/orders_dbt.py").read()
code = source[source.index("WAREHOUSE"):source.index("with DAG")]
exec(code)
import duckdb
land_orders()
for verb in ("seed", "run --select +revenue+", "snapshot", "test"):
    subprocess.run(["dbt", *verb.split(), "--profiles-dir", "."], cwd="shop", check=True, capture_output=True)
export_revenue()
with duckdb.connect(WAREHOUSE) as db:
    rows = db.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
print("ANSWER" + json.dumps(sorted(row[0] for row in rows)))
"""
    python = Path(shutil.which("dbt") or "").with_name("python")
    done = subprocess.run(
        [str(python if python.exists() else sys.executable), "-c", program],
        check=False,
        cwd=shop,
        capture_output=True,
        text=True,
        env={**os.environ, "DO_NOT_TRACK": "1"},
    )
    (answer,) = [line for line in done.stdout.splitlines() if line.startswith("ANSWER")] or [done.stderr[-2000:]]
    real = json.loads(answer.removeprefix("ANSWER"))
    said = {
        access.asset.removeprefix("duckdb://shop/warehouse.duckdb/")
        for access in analyze([shop]).accesses
        if access.mode.value == "write" and access.asset.startswith("duckdb:")
    }
    assert sorted(name if "." in name else f"main.{name}" for name in said) == real


COSMOS = """
from airflow import DAG
from pathlib import Path
from cosmos import DbtDag, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.profiles import PostgresUserPasswordProfileMapping
PROFILE = ProfileConfig(
    profile_name="shop",
    target_name="dev",
    profile_mapping=PostgresUserPasswordProfileMapping(conn_id="warehouse", profile_args={"schema": "analytics"}),
)
dag = DbtDag(
    dag_id="d",
    project_config=ProjectConfig(Path(__file__).parents[1] / "dbt"),
    profile_config=PROFILE,
    render_config=RenderConfig(select=["stg+1"], exclude=["macro"]),
)
"""


def test_each_task_of_cosmos_makes_its_model(tmp_path):
    found = analyze([project(tmp_path, "true", **{"dags/dag.py": COSMOS})])
    said = [(a.task.task, a.mode.value, a.asset.rpartition("/")[2]) for a in found.accesses]
    assert sorted(said) == [
        ("orders_run", "read", "analytics.stg"),
        ("orders_run", "write", "analytics.orders"),
        ("stg_run", "read", "raw.orders"),
        ("stg_run", "write", "analytics.stg"),
    ]
    assert {a.asset.partition("}")[0] for a in found.accesses} == {"postgres://{conn:warehouse"}
