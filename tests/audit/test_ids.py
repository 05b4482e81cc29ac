"""Ids that are there twice are said; those that may be exclusive, or are one DAG imported twice, are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.audit.ids import duplicates
from migrator.reading import read

DAG = "from airflow import DAG\nfrom airflow.operators.bash import BashOperator\nimport requests\n"
TASK = '    BashOperator(task_id="{id}", bash_command="1")\n'
TWO = 'with DAG("d"):\n' + TASK.format(id="a") + TASK


def found(folder: Path, **files: str) -> list[tuple[str, int, int]]:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(DAG + text, encoding="utf-8")
    (folder / "migrate.toml").write_text("", encoding="utf-8")
    return [(f.code, f.span.line, len(f.also)) for f in duplicates(read([folder]))]


@pytest.mark.parametrize(("other", "wanted"), [("a", [("duplicate-id", 5, 1)]), ("b", [])])
def test_two_tasks_of_one_id(tmp_path: Path, other: str, wanted: list[tuple[str, int, int]]) -> None:
    assert found(tmp_path, one=TWO.format(id=other)) == wanted


def test_the_sides_of_an_unknown_if_may_share_an_id(tmp_path: Path) -> None:
    task = 'BashOperator(task_id="a", bash_command="1", dag=dag)'
    text = f'dag = DAG("d")\nif requests.get("x"):\n    {task}\nelse:\n    {task}\n'
    assert found(tmp_path, one=text) == []


def test_two_files_that_make_a_dag_of_one_id(tmp_path: Path) -> None:
    text = 'dag = DAG("d")\n'
    assert found(tmp_path, one=text, two=text) == [("duplicate-id", 4, 1)]


def test_a_dag_that_two_files_import_is_one(tmp_path: Path) -> None:
    assert found(tmp_path, one='dag = DAG("d")\n', two="from one import dag\n") == []
