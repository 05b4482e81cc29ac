"""`migrate explain`: every fact with its evidence, on the fixtures and on DAGs that wait, start and share."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from migrator.explaining import AboutAsset, AboutDag, AboutTask, AmbiguousName, UnknownName, explain
from migrator.model import Project, Standing
from migrator.pipeline import analyze
from migrator.report import contract
from migrator.report.terminal import show_explained

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "explain.schema.json").read_text())
SHOP = """
from datetime import datetime
from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor
from airflow.sdk import Asset

def sql(name, text, **more):
    return SQLExecuteQueryOperator(task_id=name, conn_id="pg", sql=text, **more)

with DAG("fill", start_date=datetime(2024, 1, 1), schedule="@daily"):
    load = "insert into shop.orders select id, price from raw.orders"
    sql("load", load, outlets=[Asset("orders")]) >> EmptyOperator(task_id="end")
with DAG("wait", start_date=datetime(2024, 1, 1), schedule="@daily"):
    ExternalTaskSensor(task_id="sense", external_dag_id="fill", external_task_id="load") >> sql(
        "sum", "insert into shop.sums select sum(price) from shop.orders")
with DAG("after", start_date=datetime(2024, 1, 1), schedule=[Asset("orders")]):
    sql("copy", "insert into copy.orders select * from shop.orders")
with DAG("blind", start_date=datetime(2024, 1, 1), schedule=None):
    sql("run", "insert into {{ params.table }} select 1")
"""


@pytest.fixture(scope="module")
def fixtures() -> Project:
    return analyze([ROOT / "fixtures" / "dags"])


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Project:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.py").write_text(SHOP)
    return analyze([folder])


def text_of(project: Project, *names: str, width: int = 120) -> str:
    out = io.StringIO()
    show_explained(project, explain(project, *names), Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_a_dag_says_what_a_run_is_of_and_what_each_edge_is_good_for(fixtures):
    (about,) = explain(fixtures, "user_events_pipeline")
    assert isinstance(about, AboutDag)
    assert about.interval.example and "is of 2023-01-12 03:00 to 2023-01-13 03:00" in about.interval.example
    text = text_of(fixtures, "user_events_pipeline")
    assert "transform.deduplicate >> transform.join_user_profiles  data: the lower task reads what the upper" in text
    assert "start >> extract.read_events_api  order only: nothing known needs it" in text
    assert "user_events_pipeline.py:117  declared order" in text and "deduplicate >> join_profiles" in text


def test_an_access_is_shown_with_the_line_the_ground_and_the_code(fixtures):
    lines = [line.strip() for line in text_of(fixtures, "user_events_pipeline", "validate_schema").splitlines()]
    at = lines.index("reads raw_user_events")
    assert lines[at + 1] == "user_events_pipeline.py:57  the SQL says so"
    assert lines[at + 2].startswith("SELECT event_id, user_id, event_type FROM raw_user_events")


def test_a_task_knows_its_data_across_dags_both_ways(fixtures):
    (about,) = explain(fixtures, "user_events_pipeline", "load_fact_user_events")
    assert isinstance(about, AboutTask)
    assert [step.task.task for step in about.below if step.task] == ["revenue_by_country", "write_report"]
    assert {step.task.task for step in about.above if step.task} == {
        "transform.join_user_profiles",
        "transform.deduplicate",
        "extract.read_events_api",
    }
    assert {step.asset for step in about.above if step.task is None} == {
        "file:include/user_profiles.csv",
        "file:include/user_events_api.json",
    }


def test_what_is_not_known_of_a_task_is_said_with_what_would_make_it_known(shop):
    (about,) = explain(shop, "blind.run")
    assert isinstance(about, AboutTask) and [found.code for found in about.unknown] == ["unknown-data"]
    text = text_of(shop, "blind", "run")
    assert "NOT KNOWN ABOUT IT, AND WHAT WOULD MAKE IT KNOWN" in text and "->" in text


def test_an_asset_says_who_writes_and_reads_it_and_what_makes_each_reader_wait(shop):
    (about,) = explain(shop, "shop.orders")
    assert isinstance(about, AboutAsset)
    assert [column for column, _ in about.columns] == ["id", "price"]
    guards = {guard.dependency.reader.task: guard for guard in about.guards}
    assert {name: guard.dependency.standing for name, guard in guards.items()} == {
        "sum": Standing.GUARDED,
        "copy": Standing.GUARDED,
    }
    text = text_of(shop, "shop.orders")
    assert "fill.load >> wait.sense >> wait.sum" in text
    assert "ExternalTaskSensor(external_dag_id='fill')" in text
    assert "schedule of after: orders" in text


def test_a_missing_guard_shows_both_places_and_no_way(fixtures):
    (about,) = explain(fixtures, "fact_user_events")
    assert [(guard.dependency.standing, guard.edges) for guard in about.guards] == [(Standing.MISSING, ())]
    text = text_of(fixtures, "fact_user_events")
    assert "missing: nothing orders the two" in text and "sql/load_fact_user_events.sql:6" in text


@pytest.mark.parametrize("name", ["fact_user_events", "sqlite://{conn:warehouse}/fact_user_events"])
def test_an_asset_is_known_by_its_key_or_its_name_alone_or_behind_a_dag(fixtures, name):
    assert explain(fixtures, name) == explain(fixtures, "user_events_pipeline", name)


def test_an_unknown_name_is_one_sentence_with_the_nearest(fixtures):
    with pytest.raises(UnknownName, match="called 'user_event_pipeline'; near it: user_events_pipeline"):
        explain(fixtures, "user_event_pipeline")
    with pytest.raises(UnknownName, match=r"no task of .* and no asset called 'dedup'; near it: transform.deduplicate"):
        explain(fixtures, "user_events_pipeline", "dedup")


def test_a_shortened_name_of_several_is_refused(shop):
    with pytest.raises(AmbiguousName, match=r"'orders' may be .*shop\.orders"):
        # The Asset declared as "orders" is called so in full, and would win.
        explain(replace(shop, assets=tuple(asset for asset in shop.assets if asset.name != "orders")), "orders")


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("names", [("user_events_pipeline",), ("user_events_pipeline", "start"), ("fact_user_events",)])
def test_no_line_is_wider_than_the_terminal(fixtures, names, width):
    assert max(len(line.rstrip()) for line in text_of(fixtures, *names, width=width).splitlines()) <= width


def test_the_json_of_every_dag_task_and_asset_fits_its_schema(fixtures, shop):
    for project in (fixtures, shop):
        for dag in project.dags:
            names = [(dag.name,), *((dag.name, task.id) for task in dag.tasks)]
            for each in names:
                jsonschema.validate(contract.explanation(project, explain(project, *each)), SCHEMA)
        for asset in project.assets:
            jsonschema.validate(contract.explanation(project, explain(project, asset.key)), SCHEMA)


def test_the_command_looks_in_the_dags_folder_and_takes_names_not_paths(fixture_dags, migrate):
    done = migrate("explain", "mapped_over_files", cwd=fixture_dags.parent, env=here())
    assert done.returncode == 0 and "store_means" in done.stdout
    done = migrate("explain", "dags", cwd=fixture_dags.parent, env=here())
    assert (done.returncode, done.stdout) == (2, "")
    assert "'dags' is a path: migrate explain DAG [TASK|ASSET] --in dags" in done.stderr


def here() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
