"""Where connections lead: what a person maps, what files of the project keep, and that no secret of either is kept."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.configuration import load_configuration
from migrator.errors import MigratorError
from migrator.lineage.airflow_connections import from_text
from migrator.lineage.infer import infer
from migrator.model import Project
from migrator.model_json import to_json
from migrator.reading import read

HEAD = """
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.amazon.aws.operators.redshift_data import RedshiftDataOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.microsoft.azure.transfers.local_to_wasb import LocalFilesystemToWasbOperator
from airflow.providers.mysql.operators.mysql import MySqlOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.providers.sftp.operators.sftp import SFTPOperator
from airflow.providers.snowflake.operators.snowflake import SnowflakeOperator

with DAG("d", schedule="@daily") as dag:
"""


def project(folder: Path, text: str, **files: str) -> Project:
    """A DAG with these tasks, beside other files."""
    dag = HEAD + textwrap.indent(textwrap.dedent(text).strip(), "    ")
    for name, content in {"dag.py": dag, "migrate.toml": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content), encoding="utf-8")
    return infer(read([folder]), load_configuration(folder))


def addresses(found: Project) -> dict[str, str | None]:
    """Each asset's key -> its address."""
    return {asset.key: dict(asset.attributes).get("address") for asset in found.assets}


def same(found: Project) -> dict[str, str]:
    """Keys that are another's data -> that other's key."""
    return {asset.key: more["same_as"] for asset in found.assets if "same_as" in (more := dict(asset.attributes))}


READS = 'PostgresOperator(task_id="t", postgres_conn_id="w", sql="DELETE FROM orders; DELETE FROM shop.public.orders")'


# -------------------------------------------------------------------------------------------------------------- the map


def test_the_map_gives_data_its_address_and_leaves_its_key(tmp_path: Path) -> None:
    mapped = '[connections]\nw = { system = "postgres", host = "DB.example.com", database = "shop" }'
    found = project(tmp_path, READS, **{"migrate.toml": mapped})
    address = "postgres://db.example.com:5432/shop.public.orders"
    assert addresses(found) == {
        "postgres://{conn:w}/public.orders": address,
        "postgres://{conn:w}/shop.public.orders": address,
    }
    assert same(found) == {"postgres://{conn:w}/shop.public.orders": "postgres://{conn:w}/public.orders"}
    assert {access.asset for access in found.accesses} == set(addresses(found))


def test_without_a_map_two_spellings_that_may_be_two_tables_stay_two(tmp_path: Path) -> None:
    found = project(tmp_path, READS)
    assert set(addresses(found).values()) == {None} and same(found) == {}


def test_two_connections_to_one_database_are_one_data(tmp_path: Path) -> None:
    tasks = """
        PostgresOperator(task_id="a", postgres_conn_id="dwh", sql="INSERT INTO s.t VALUES (1)")
        PostgresOperator(task_id="b", postgres_conn_id="reporting", sql="DELETE FROM s.t")
        PostgresOperator(task_id="c", postgres_conn_id="elsewhere", sql="DELETE FROM s.t")
    """
    by_host = """
        [connections]
        dwh = { system = "postgres", host = "db", database = "shop" }
        reporting = { system = "postgresql", host = "DB", port = 5432, database = "shop" }
        elsewhere = { system = "postgres", host = "db", database = "other" }
    """
    said = '[connections]\nreporting = { same_as = "dwh" }'
    expected = {"postgres://{conn:reporting}/s.t": "postgres://{conn:dwh}/s.t"}
    one = project(tmp_path / "host", tasks, **{"migrate.toml": by_host})
    two = project(tmp_path / "said", tasks, **{"migrate.toml": said})
    assert same(one) == same(two) == expected
    assert [access.asset for access in one.accesses] == [access.asset for access in two.accesses]


def test_a_url_in_code_and_a_mapped_connection_are_one_data(tmp_path: Path) -> None:
    tasks = """
        def f():
            from sqlalchemy import create_engine
            create_engine("postgresql://me:S3cr3t@DB.x/shop").execute("DELETE FROM orders")
        PythonOperator(task_id="a", python_callable=f)
        PostgresOperator(task_id="b", postgres_conn_id="w", sql="DELETE FROM orders")
    """
    mapped = '[connections]\nw = { system = "postgres", host = "db.x", database = "shop" }'
    found = project(tmp_path, tasks, **{"migrate.toml": mapped})
    assert same(found) == {"postgres://{conn:w}/public.orders": "postgres://db.x:5432/shop.public.orders"}


def test_what_leads_the_way_is_the_connection_that_others_are_the_same_as(tmp_path: Path) -> None:
    tasks = """
        PostgresOperator(task_id="a", postgres_conn_id="a_copy", sql="DELETE FROM s.t")
        PostgresOperator(task_id="b", postgres_conn_id="main", sql="DELETE FROM s.t")
    """
    mapped = '[connections]\na_copy = { same_as = "main" }\nmain = { system = "postgres", host = "db", database = "x" }'
    found = project(tmp_path, tasks, **{"migrate.toml": mapped})
    assert same(found) == {"postgres://{conn:a_copy}/s.t": "postgres://{conn:main}/s.t"}


def test_a_cluster_and_a_connection_to_it_are_one_when_the_map_says_so(tmp_path: Path) -> None:
    tasks = """
        RedshiftDataOperator(task_id="a", cluster_identifier="sales", database="dev", sql="DELETE FROM t")
        RedshiftDataOperator(task_id="b", cluster_identifier="sales", region_name="eu-west-1", database="dev",
                             sql="DELETE FROM t")
        SQLExecuteQueryOperator(task_id="c", conn_id="redshift_default", sql="DELETE FROM t")
    """
    mapped = '[connections]\nredshift_default = { same_as = "redshift://sales", database = "dev" }'
    found = project(tmp_path, tasks, **{"migrate.toml": mapped})
    assert [access.asset for access in found.accesses] == [
        "redshift://sales/dev.public.t",
        "redshift://sales.eu-west-1:5439/dev.public.t",
        "redshift://{conn:redshift_default}/public.t",
    ]
    assert same(found) == {"redshift://{conn:redshift_default}/public.t": "redshift://sales/dev.public.t"}


@pytest.mark.parametrize(
    ("entry", "task", "key", "address"),
    [
        (
            'system = "snowflake", account = "ORG-ACCT", database = "prod", schema = "s"',
            'SnowflakeOperator(task_id="t", snowflake_conn_id="w", sql="DELETE FROM orders")',
            "snowflake://{conn:w}/ORDERS",
            "snowflake://org-acct/PROD.S.ORDERS",
        ),
        (
            'system = "mysql", host = "db", database = "shop"',
            'MySqlOperator(task_id="t", mysql_conn_id="w", sql="DELETE FROM Orders")',
            "mysql://{conn:w}/Orders",
            "mysql://db:3306/shop.Orders",
        ),
        (
            'system = "bigquery", project = "p-1"',
            'SQLExecuteQueryOperator(task_id="t", conn_id="w", sql="DELETE FROM d.orders WHERE true")',
            "bigquery:{conn:w}.d.orders",
            "bigquery:p-1.d.orders",
        ),
        (
            'system = "sqlite", path = "/data/w.db"',
            'SQLExecuteQueryOperator(task_id="t", conn_id="w", sql="DELETE FROM orders")',
            "sqlite://{conn:w}/orders",
            "sqlite:///data/w.db/orders",
        ),
        (
            'system = "trino", host = "t.x", port = 8443, catalog = "hive", schema = "raw"',
            'SQLExecuteQueryOperator(task_id="t", conn_id="w", sql="DELETE FROM orders")',
            "trino://{conn:w}/orders",
            "trino://t.x:8443/hive.raw.orders",
        ),
        (
            'system = "sftp", host = "files.x", port = 22',
            'SFTPOperator(task_id="t", ssh_conn_id="w", local_filepath="/l", remote_filepath="/in/x.csv")',
            "sftp://{conn:w}/in/x.csv",
            "sftp://files.x/in/x.csv",
        ),
        (
            'system = "http", host = "https://API.example.com/V1"',
            'HttpOperator(task_id="t", http_conn_id="w", endpoint="users")',
            "http://{conn:w}/users",
            "https://api.example.com/V1/users",
        ),
        (
            'system = "wasb", account = "https://acct.blob.core.windows.net"',
            'LocalFilesystemToWasbOperator(task_id="t", wasb_conn_id="w", file_path="/x", '
            'container_name="c", blob_name="b")',
            "wasb://{conn:w}/c/b",
            "abfss://c@acct.dfs.core.windows.net/b",
        ),
    ],
)
def test_each_system_gets_its_address(tmp_path: Path, entry: str, task: str, key: str, address: str) -> None:
    found = project(tmp_path, task, **{"migrate.toml": f"[connections]\nw = {{ {entry} }}"})
    assert addresses(found)[key] == address


def test_a_schema_that_is_left_out_and_is_not_the_default_is_said_where_it_makes_two_tables_one(tmp_path: Path) -> None:
    task = 'PostgresOperator(task_id="t", postgres_conn_id="w", sql="DELETE FROM t; DELETE FROM public.t")'
    entry = '[connections]\nw = { system = "postgres", host = "h", database = "d", schema = "sales" }'
    found = project(tmp_path, task, **{"migrate.toml": entry})
    assert [finding.code for finding in found.findings] == ["ambiguous-name"]
    assert "d.sales.t" in found.findings[0].message and "d.public.t" in found.findings[0].message


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('w = { host = "h" }', "connections.w needs a system"),
        ('w = { system = "postgress" }', "the nearest there is, is 'postgres'"),
        ('w = { system = "postgres", password = "S3cr3t" }', "connections.w.password is not needed: leave secrets out"),
        ('w = { system = "postgres", login = "S3cr3t" }', "connections.w.login is not needed: leave secrets out"),
        ('w = { system = "postgres", api_token = "S3cr3t" }', "leave secrets out"),
        ('w = { system = "postgres", uri = "postgres://u:S3cr3t@h" }', "leave secrets out"),
        ('w = { system = "postgres", host = "u:S3cr3t@h" }', "connections.w.host is more than a host"),
        ('w = { system = "postgres", port = "5432" }', "connections.w.port is '5432'"),
        ('w = { system = "postgres", port = 70000 }', "connections.w.port is 70000"),
        ('w = { system = "postgres", host = 1 }', "connections.w.host is 1, not a text"),
        ('w = { system = "postgres", hots = "h" }', "connections.w.hots is nothing we know; there is system, host"),
        ('w = { system = "snowflake", host = "h", account = "h" }', "says host and account, which are the same thing"),
        ('a = { same_as = "b" }\nb = { same_as = "a" }', "leads in a circle: a, b, a"),
        (
            'a = { system = "mysql", same_as = "b" }\nb = { system = "postgres" }',
            "a is a mysql, and same_as leads to b",
        ),
        ('a = { same_as = "redshift://" }', "a place is system://host"),
    ],
)
def test_a_map_that_cannot_be_followed_is_one_sentence(tmp_path: Path, entry: str, sentence: str) -> None:
    (tmp_path / "migrate.toml").write_text(f"[connections]\n{entry}\n", encoding="utf-8")
    with pytest.raises(MigratorError) as error:
        load_configuration(tmp_path)
    assert sentence in str(error.value) and "\n" not in str(error.value) and error.value.exit_code == 2
    assert "S3cr3t" not in str(error.value)


# -------------------------------------------------------------------------------------------------------- files and env

URI = "postgres://me:S3cr3t@db.example.com:5433/shop?sslmode=require&password=S3cr3t"
JSON = json.dumps(
    {
        "conn_type": "postgres",
        "login": "me",
        "password": "S3cr3t",
        "host": "db.example.com",
        "port": 5433,
        "schema": "shop",
        "extra": {"token": "S3cr3t"},
    }
)
ASTRO = """
airflow:
  connections:
    - conn_id: w
      conn_type: postgres
      conn_login: me
      conn_password: S3cr3t
      conn_host: db.example.com
      conn_port: 5433
      conn_schema: shop
      conn_extra:
        private_key: S3cr3t
"""
COMPOSE = f"""
x-airflow: &common
  environment:
    AIRFLOW_CONN_W: '{URI}'
services:
  scheduler:
    <<: *common
  worker:
    environment:
      - AIRFLOW_CONN_W={URI}
"""
HELM = f"""
extraEnv: |
  - name: AIRFLOW_CONN_W
    value: {URI}
env:
  - name: AIRFLOW_CONN_X
    value: {URI}
"""
FILES = {
    "connections.json": json.dumps({"w": json.loads(JSON)}),
    "config/connections.yaml": f"w: {URI}\n",
    "connections.env": f"w={URI}\n",
    ".env": f"A=1\nexport AIRFLOW_CONN_W='{JSON}'\n",
    "airflow_settings.yaml": ASTRO,
    "docker-compose.yaml": COMPOSE,
    "helm/values.yaml": HELM,
}


@pytest.mark.parametrize("name", FILES)
def test_a_connection_that_the_project_keeps_leads_to_its_database(tmp_path: Path, name: str) -> None:
    task = 'SQLExecuteQueryOperator(task_id="t", conn_id="w", sql="DELETE FROM orders")'
    found = project(tmp_path, task, **{name: FILES[name]})
    assert addresses(found) == {
        "postgres://{conn:w}/public.orders": "postgres://db.example.com:5433/shop.public.orders"
    }
    kept = json.dumps(to_json(found))
    assert "S3cr3t" not in kept and '"me"' not in kept


def test_files_are_not_asked_where_the_project_says_so(tmp_path: Path) -> None:
    task = 'SQLExecuteQueryOperator(task_id="t", conn_id="w", sql="DELETE FROM orders")'
    found = project(tmp_path, task, **{".env": FILES[".env"], "migrate.toml": "[connections_from]\nfiles = false"})
    assert addresses(found) == {"sql://{conn:w}/orders": None}


def test_the_environment_is_asked_only_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_W", URI)
    task = 'PostgresOperator(task_id="t", postgres_conn_id="w", sql="DELETE FROM orders")'
    assert addresses(project(tmp_path / "a", task)) == {"postgres://{conn:w}/public.orders": None}
    found = project(tmp_path / "b", task, **{"migrate.toml": "[connections_from]\nenvironment = true"})
    assert addresses(found) == {
        "postgres://{conn:w}/public.orders": "postgres://db.example.com:5433/shop.public.orders"
    }
    assert "S3cr3t" not in json.dumps(to_json(found))


def test_a_stand_in_for_a_laptop_does_not_decide_what_code_says(tmp_path: Path) -> None:
    task = 'SnowflakeOperator(task_id="t", snowflake_conn_id="w", sql="DELETE FROM orders")'
    found = project(tmp_path, task, **{".env": "AIRFLOW_CONN_W=sqlite:////tmp/w.db\n"})
    assert addresses(found) == {"snowflake://{conn:w}/ORDERS": None}


def test_a_client_of_postgres_may_talk_to_redshift(tmp_path: Path) -> None:
    task = 'PostgresOperator(task_id="t", postgres_conn_id="w", sql="DELETE FROM orders")'
    uri = "postgres://sales.c0ffee.eu-west-1.redshift.amazonaws.com:5439/dev"
    found = project(tmp_path, task, **{".env": f"AIRFLOW_CONN_W={uri}\n"})
    assert addresses(found) == {
        "redshift://{conn:w}/public.orders": "redshift://sales.eu-west-1:5439/dev.public.orders"
    }


def test_what_two_files_say_differently_is_not_known(tmp_path: Path) -> None:
    task = 'PostgresOperator(task_id="t", postgres_conn_id="w", sql="DELETE FROM orders")'
    files = {".env": "AIRFLOW_CONN_W=postgres://one/shop\n", "docker/.env": "AIRFLOW_CONN_W=postgres://two/shop\n"}
    found = project(tmp_path, task, **files)
    assert addresses(found) == {"postgres://{conn:w}/public.orders": "postgres://{conn:w}/shop.public.orders"}


@pytest.mark.parametrize(
    "value", ["postgres://u:${PW}@${HOST}:5432/shop", "postgres://u:p/S3cr3t@x@h/shop", "{not json", "S3cr3t", ""]
)
def test_a_placeholder_and_what_is_not_encoded_lead_nowhere(tmp_path: Path, value: str) -> None:
    task = 'PostgresOperator(task_id="t", postgres_conn_id="w", sql="DELETE FROM s.orders")'
    found = project(tmp_path, task, **{".env": f"AIRFLOW_CONN_W={value}\n"})
    assert set(addresses(found)) == {"postgres://{conn:w}/s.orders"}
    assert "S3cr3t" not in json.dumps(to_json(found)) and "HOST" not in str(addresses(found))


def test_a_file_out_of_the_project_and_one_that_is_too_large_are_not_read(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "outside.json").write_text(FILES["connections.json"], encoding="utf-8")
    (inner / "connections.json").symlink_to(tmp_path / "outside.json")
    large = FILES["connections.json"][:-1] + ', "x": "' + "x" * 300_000 + '"}'
    task = 'SQLExecuteQueryOperator(task_id="t", conn_id="w", sql="DELETE FROM orders")'
    found = project(inner, task, **{"config/connections.json": large})
    assert addresses(found) == {"sql://{conn:w}/orders": None}


def test_an_export_that_cannot_be_read_is_a_finding_without_its_content(tmp_path: Path) -> None:
    found = project(tmp_path, "pass", **{"connections.json": '{"w": "postgres://u:S3cr3t@h"'})
    assert [finding.code for finding in found.findings] == ["unusable-connections"]
    assert "S3cr3t" not in found.findings[0].message


@given(st.from_regex(r"[A-Za-z0-9!$^&*()_+=,.;:'/@?#%-]{0,12}", fullmatch=True), st.booleans())
def test_no_password_is_kept_however_it_is_written(noise: str, is_json: bool) -> None:
    secret = f"S3cr{noise}T4il"
    fields = {
        "conn_type": "postgres",
        "login": "u",
        "password": secret,
        "host": "h",
        "extra": json.dumps({"key": secret}),
    }
    text = json.dumps(fields) if is_json else f"postgres://u:{secret}@h/db?token={secret}"
    shown = repr(from_text("w", text))
    assert "S3cr" not in shown and "T4il" not in shown


@pytest.mark.parametrize(
    ("text", "system", "host", "database", "schema"),
    [
        ("postgresql://u:p@h:1/shop?sslmode=require", "postgres", "h", "shop", ""),
        ("mysql://u@h/shop", "mysql", "h", "shop", ""),
        ("snowflake://u:p@/s?account=acct&region=eu-west-1&database=d", "snowflake", "acct.eu-west-1", "d", "s"),
        ("snowflake://u:p@/s?extra__snowflake__account=acct", "snowflake", "acct", "", "s"),
        ("google-cloud-platform://?project=p-1&keyfile_dict=S3cr3t", "bigquery", "", "p-1", ""),
        ("google-cloud-platform://?__extra__=%7B%22project%22%3A%20%22p-1%22%7D", "bigquery", "", "p-1", ""),
        ("sqlite:////data/w.db", "sqlite", "/data/w.db", "", ""),
        ("http://api.example.com/https", "http", "https://api.example.com", "", ""),
        ("http://https%3A%2F%2Fapi.example.com", "http", "https://api.example.com", "", ""),
        ("trino://u@h:8443/raw?catalog=hive", "trino", "h", "hive", "raw"),
        ("oracle://u:p@h/?service_name=ORCL", "oracle", "h", "ORCL", ""),
        ("athena://?region_name=eu-west-1", "athena", "athena.eu-west-1.amazonaws.com", "", ""),
        ("wasb://acct.blob.core.windows.net", "wasb", "https://acct.blob.core.windows.net", "", ""),
        ("aws://AKIAIOSFODNN7EXAMPLE:S3cr3t@/?region_name=eu-west-1", "", "", "", ""),
        ('{"conn_type": "redshift", "extra": {"cluster_identifier": "c"}, "schema": "x"}', "redshift", "c", "x", ""),
        ('{"conn_type": "http", "host": "h", "schema": "https"}', "http", "https://h", "", ""),
    ],
)  # fmt: skip
def test_each_form_of_airflow_leads_where_its_hook_goes(
    text: str, system: str, host: str, database: str, schema: str
) -> None:
    found = from_text("w", text)
    assert found is not None
    assert (found.system, found.host, found.database, found.schema) == (system, host, database, schema)
    assert "S3cr3t" not in repr(found) and "AKIA" not in repr(found)
