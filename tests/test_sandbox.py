"""What a comparison begins with: copies only, and of what the DAGs write nothing left over."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from migrator.model import ALWAYS, Access, Mode, TaskRef, Write
from migrator.sandbox import OutsideWrite, database_below, prepare, sqlite_path

SETTINGS = {"AIRFLOW_CONN_WH": "sqlite://{home}/wh.db", "DATA": "{home}"}


def table(path, name, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} (a)")
        connection.executemany(f"INSERT INTO {name} VALUES (?)", [(row,) for row in rows])


def rows(path, name):
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute(f"SELECT a FROM {name}")]


def writes(asset):
    return Access(TaskRef("d.py", "d", "t"), Mode.WRITE, asset, 0, ALWAYS, (), Write.APPEND)


def test_only_the_table_a_dag_writes_is_emptied_and_only_in_the_copy(tmp_path):
    last = tmp_path / "home"
    for name in ("wh.db", "src.db"):
        table(last / name, "customers", 1, 2)
    table(last / "wh.db", "history", 3)
    sandbox = prepare(last, tmp_path / "before", SETTINGS, {}, [writes("sqlite://{conn:wh}/customers")])
    assert rows(sandbox.before / "wh.db", "customers") == []
    assert rows(sandbox.before / "wh.db", "history") == [3]
    assert rows(sandbox.before / "src.db", "customers") == [1, 2]
    assert rows(last / "wh.db", "customers") == [1, 2]


@pytest.mark.parametrize("spelled", ["sqlite://{}", json.dumps({"conn_type": "sqlite", "host": "{}"})])
def test_a_connection_the_environment_gives_is_copied_and_led_into_the_copy(tmp_path, spelled):
    real = tmp_path / "prod" / "wh.db"
    table(real, "orders", 1)
    environ = {"AIRFLOW_CONN_PROD": spelled.replace("{}", str(real))}
    sandbox = prepare(tmp_path / "none", tmp_path / "before", {}, environ, [writes("sqlite://{conn:prod}/orders")])
    assert sandbox.environment["AIRFLOW_CONN_PROD"] == "sqlite://{home}/connections/prod.db"
    assert rows(sandbox.before / "connections" / "prod.db", "orders") == []
    assert rows(real, "orders") == [1]


def test_what_migrate_toml_says_of_a_connection_wins_over_the_environment(tmp_path):
    table(tmp_path / "prod.db", "orders", 1)
    environ = {"AIRFLOW_CONN_WH": f"sqlite://{tmp_path}/prod.db"}
    sandbox = prepare(tmp_path / "none", tmp_path / "before", SETTINGS, environ, [])
    assert sandbox.environment["AIRFLOW_CONN_WH"] == "sqlite://{home}/wh.db"
    assert not (sandbox.before / "connections").exists()


@pytest.mark.parametrize(
    ("asset", "environ"),
    [
        ("postgres://{conn:wh}/public.orders", {}),
        ("s3://bucket/key", {}),
        ("file:/var/data/out.csv", {}),
        ("sqlite:///var/data/x.db/orders", {}),
        ("sqlite://{conn:other}/orders", {"AIRFLOW_CONN_OTHER": "postgres://h/db"}),
    ],
)
def test_a_write_that_no_copy_can_hold_is_refused_before_anything_is_touched(tmp_path, asset, environ):
    with pytest.raises(OutsideWrite, match="verify cannot copy"):
        prepare(tmp_path / "home", tmp_path / "before", SETTINGS, environ, [writes(asset)])
    assert not (tmp_path / "before").exists()


@pytest.mark.parametrize(
    "asset", ["file:{env.DATA}/out.csv", "file:out.csv", "airflow:d.t", "asset:orders", "sqlite://x.db/t"]
)
def test_what_lies_below_the_home_may_be_written(tmp_path, asset):
    prepare(tmp_path / "home", tmp_path / "before", SETTINGS, {}, [writes(asset)])


@pytest.mark.parametrize(
    ("key", "database"),
    [
        ("sqlite://{conn:wh}/t", "wh.db"),
        ("sqlite://{env.DATA}/deep/x.db/t", "deep/x.db"),
        ("sqlite://x.db/t", "x.db"),
        ("sqlite:///abs/x.db/t", None),
        ("sqlite://{conn:unknown}/t", None),
    ],
)
def test_the_database_of_a_key_is_found_below_the_home_or_not_at_all(key, database):
    assert database_below(key, SETTINGS) == database


def test_a_connection_leads_where_airflow_s_hook_says():
    assert sqlite_path("sqlite:///a/b.db?mode=ro") == "/a/b.db"
    assert sqlite_path("sqlite://%2Fa%2Fb.db") == "/a/b.db"
    assert sqlite_path('{"conn_type": "sqlite", "schema": "a/b.db"}') == "/a/b.db"
    assert sqlite_path("postgres://u:p@h/db") is None
    assert sqlite_path("not a uri") is None
