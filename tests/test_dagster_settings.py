"""What a DAG says of its tasks and runs, as Dagster reads it in the generated project."""

from __future__ import annotations

import importlib
import sys
from datetime import datetime, timezone

import dagster as dg
import pytest

from migrator.pipeline import analyze, generate

TEXT = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.providers.sqlite.operators.sqlite import SqliteOperator


def sql(name, text, **more):
    return SqliteOperator(task_id=name, sqlite_conn_id="w", sql=text, **more)


START = datetime(2026, 1, 1)
with DAG(
    "daily", schedule="@daily", start_date=START, end_date=datetime(2026, 1, 10), max_active_runs=1,
    dagrun_timeout=timedelta(minutes=90), doc_md="# What it is for",
):
    sql("days", "INSERT INTO days SELECT '{{ ds }}'", pool="small pool", priority_weight=7, owner="ann@example.com",
        doc_md="All the days.")
with DAG("hourly", schedule="@hourly", start_date=START, default_args={"owner": "ann"}):
    sql("hours", "INSERT INTO hours SELECT d, '{{ ts }}' FROM days")
with DAG("weekly", schedule="@weekly", start_date=START):
    sql("weeks", "INSERT INTO weeks SELECT h, '{{ ds }}' FROM hours")
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("settings")
    (folder / "dag.py").write_text(TEXT)
    generate(analyze([folder / "dag.py"]), "dagster", folder / "out", "settings_shop")
    sys.path.insert(0, str(folder / "out" / "src"))
    try:
        module = importlib.import_module("settings_shop.definitions")
        yield module.defs() if not isinstance(module.defs, dg.Definitions) else module.defs
    finally:
        sys.path.remove(str(folder / "out" / "src"))
        for name in [name for name in sys.modules if name.startswith("settings_shop")]:
            del sys.modules[name]


def asset(loaded, name):
    return loaded.resolve_assets_def(dg.AssetKey(name))


def test_a_step_has_its_pool_its_priority_its_owner_and_its_documentation(loaded):
    days = asset(loaded, "days")
    assert days.op.pool == "small_pool"
    assert days.op.tags["dagster/priority"] == "7"
    spec = next(iter(days.specs))
    assert (list(spec.owners), spec.description) == (["ann@example.com"], "All the days.")
    assert next(iter(asset(loaded, "hours").specs)).tags["owner"] == "ann"


def test_a_job_is_described_and_ends_runs_that_take_too_long(loaded):
    job = loaded.resolve_job_def("daily")
    assert job.description == "# What it is for"
    assert job.run_tags["dagster/max_runtime"] == "5400"


def test_partitions_end_with_the_end_date(loaded):
    keys = asset(loaded, "days").partitions_def.get_partition_keys(datetime(2026, 2, 1, tzinfo=timezone.utc))
    assert (keys[0], keys[-1]) == ("2026-01-01", "2026-01-10")


def parents(loaded, name, key, of):
    """The partitions of another asset that one of this needs."""
    graph = loaded.resolve_asset_graph()
    child, parent = dg.AssetKey(name), dg.AssetKey(of)
    mapping = graph.get_partition_mapping(child, parent)
    definition = graph.get(child).partitions_def
    found = mapping.get_upstream_mapped_partitions_result_for_partitions(
        definition.empty_subset().with_partition_keys([key]), definition, graph.get(parent).partitions_def
    )
    return sorted(found.partitions_subset.get_partition_keys())


def test_one_run_at_a_time_is_a_dependency_on_the_partition_before(loaded):
    assert parents(loaded, "days", "2026-01-05", "days") == ["2026-01-04"]


def test_an_hour_needs_the_last_day_that_was_over_and_a_week_all_its_hours(loaded):
    assert parents(loaded, "hours", "2026-01-05-03:00", "days") == ["2026-01-04"]
    week = parents(loaded, "weeks", "2026-01-04", "hours")
    assert (week[0], week[-1], len(week)) == ("2026-01-04-00:00", "2026-01-10-23:00", 168)
