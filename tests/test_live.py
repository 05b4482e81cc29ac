"""`analyze --with-airflow`: the text's DAGs beside those real Airflow makes of the same files."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from pathlib import Path

import jsonschema
import pytest

from migrator.cli import main

ROOT = Path(__file__).parents[1]
if importlib.util.find_spec("airflow") is None:
    assert not os.environ.get("CI"), "Airflow must be installed where CI=true"
    pytest.skip("Airflow is not installed", allow_module_level=True)

SAME = """
from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator
with DAG("same", schedule="@daily"):
    EmptyOperator(task_id="a") >> EmptyOperator(task_id="b", retries=2, trigger_rule="all_done")
"""
# What only run time knows: the text takes a default that is not true here.
DIFFERENT = """
import os
from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator
with DAG("different", schedule="@daily") as dag:
    first = EmptyOperator(task_id=os.environ.get("NAME_FOR_TEST_LIVE", "first"))
    first >> EmptyOperator(task_id="second")
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Three files: one that is the same, one that differs, one that Airflow cannot load."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "same.py").write_text(SAME)
    (tmp_path / "different.py").write_text(DIFFERENT)
    (tmp_path / "broken.py").write_text("import nowhere_to_be_found\nfrom airflow import DAG\ndag = DAG('broken')\n")
    return tmp_path


def test_each_dag_is_compared(tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME_FOR_TEST_LIVE", "real")
    assert main(["analyze", str(tree), "--with-airflow", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, json.loads((ROOT / "docs/schemas/analyze.schema.json").read_text()))
    live = document["live"]
    assert live["dags"] == [
        {
            "path": "different.py",
            "dag": "different",
            "differences": [
                "1 task more (real)",
                "1 task fewer (first)",
                "1 edge more (real -> second)",
                "1 edge fewer (first -> second)",
            ],
        },
        {"path": "same.py", "dag": "same", "differences": []},
    ]
    assert [error["path"] for error in live["errors"]] == ["broken.py"]
    assert "nowhere_to_be_found" in live["errors"][0]["error"]
    codes = {(finding["code"], finding["path"], finding["line"]) for finding in document["findings"]}
    assert {("differs-from-airflow", "different.py", 5), ("airflow-import-error", "broken.py", 1)} <= codes


def test_the_terminal_counts_what_is_the_same(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", str(tree), "--with-airflow"]) == 0
    assert ": 2 of 2 DAGs as the text says; 1 files it cannot load" in capsys.readouterr().out


def test_airflows_own_examples_are_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.find_spec("airflow")
    assert spec is not None and spec.origin is not None
    shutil.copytree(Path(spec.origin).parent / "example_dags", tmp_path / "dags")
    main(["analyze", str(tmp_path / "dags"), "--with-airflow", "--format", "json", "--fail-on", "never"])
    live = json.loads(capsys.readouterr().out)["live"]
    different = {dag["dag"] for dag in live["dags"] if dag["differences"]}
    # These two make their DAG only where the kubernetes package is installed.
    assert different <= {"example_kubernetes_executor", "example_local_kubernetes_executor"}
    assert len(live["dags"]) > 80


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--python", "/usr/bin/python3"], "--with-airflow, which is not given"),
        (["--with-airflow", "--python", "/nowhere/python"], "no Python at '/nowhere/python'"),
        (["--with-airflow", "--python", "/bin/false"], "ended with code 1"),
    ],
)
def test_misuse_is_one_sentence(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["analyze", str(tree), *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1


def test_without_it_nothing_is_loaded(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "same.py").write_text(SAME + "\nopen(__file__ + '.ran', 'w').close()\n")
    main(["analyze", str(tree)])
    assert not (tree / "same.py.ran").exists()
    assert "as the text says" not in capsys.readouterr().out
