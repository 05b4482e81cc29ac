"""`migrate operators`: what there are facts about, and how the operators of a project are known."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from migrator.cli import main

SCHEMA = Path(__file__).parent.parent / "docs" / "schemas" / "operators.schema.json"
DAG = """
from airflow import DAG
from airflow.decorators import task
from airflow.models import BaseOperator
from airflow.operators.bash import BashOperator
from airflow.operators.dummy_operator import DummyOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from company.operators import Load, Mystery


class Shell(BashOperator):
    pass


class Own(BaseOperator):
    def __init__(self, table, **kwargs):
        super().__init__(**kwargs)
        self.hook = PostgresHook("wh")
        self.table = table

    def execute(self, context):
        self.hook.run(f"DELETE FROM {self.table}")


with DAG("d") as dag:
    for n in range(3):
        Mystery(task_id=f"m{n}")
    Load(task_id="load")
    Shell(task_id="s", bash_command="true")
    Own(task_id="o", table="sales")
    DummyOperator(task_id="e")
"""
OWN = '[[operators]]\nname = "company.operators.Load"\nwrites = ["s3://lake/all"]\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "dag.py").write_text(DAG)
    (tmp_path / "migrate.toml").write_text(OWN)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["operators", *arguments]) == 0
    return capsys.readouterr().out


def test_without_dags_every_provider_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys, "--format", "json"))
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert "used" not in document
    facts = {one["provider"]: one for one in document["facts"]}
    assert {"amazon", "apache.hive", "common.sql", "google", "standard", "cosmos"} <= set(facts)
    assert all(one["total"] == sum(one["kinds"].values()) for one in facts.values())
    assert facts["standard"]["kinds"]["sensor"] > 5
    text = printed(capsys)
    assert "apache.hive" in text
    assert f"{sum(one['total'] for one in facts.values()):,} operators of {len(facts)} providers" in text


def test_each_operator_of_dags_is_known_in_the_best_way_there_is(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    document = json.loads(printed(capsys, str(project), "--no-cache", "--format", "json"))
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert [(one["operator"], one["tasks"], one["known"]) for one in document["used"]] == [
        ("Mystery", 3, "unknown"),
        ("Own", 1, "its code"),
        ("Shell", 1, "base class"),
        ("DummyOperator", 1, "fact"),
        ("Load", 1, "own fact"),
    ]
    assert document["used"][2]["fact"] == "airflow.providers.standard.operators.bash.BashOperator"
    assert document["facts"][0] == {"provider": "this project", "total": 1, "lead_to_data": 1, "kinds": {"work": 1}}


def test_the_terminal_shows_the_unknown_first(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    lines = printed(capsys, str(project), "--no-cache").splitlines()
    assert lines[1].split()[:3] == ["Mystery", "3", "unknown"]
    assert lines[-1] == "7 tasks of 5 operators: 1 by own fact, 1 by fact, 1 by base class, 1 by its code, 3 unknown"
