"""Programs without end, or nearly none: reading stops at a bound, says which, and what came before counts."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile.programs import COSTLY, ENDLESS, HEAD, STEPS

from migrator.model import FileStatus, Project
from migrator.reading import read


@pytest.fixture(autouse=True)
def an_end() -> Iterator[None]:
    """A test that would never end is ended."""
    signal.alarm(120)
    yield
    signal.alarm(0)


def read_beside_good(folder: Path, text: str, steps: int) -> Project:
    """The project of this file and one that is as it should be."""
    (folder / "migrate.toml").write_text(f"[reading.bounds]\nsteps = {steps}\n")
    (folder / "bad.py").write_text(text)
    (folder / "good.py").write_text("from airflow import DAG\nd = DAG('good')\n")
    return read([folder])


@pytest.mark.parametrize("name", COSTLY)
def test_what_python_does_at_once_costs_steps_by_its_size(tmp_path: Path, name: str):
    project = read_beside_good(tmp_path, HEAD + COSTLY[name], STEPS)
    assert [file.status for file in project.files] == [FileStatus.PARTIAL, FileStatus.DAGS]
    assert f"evaluation took more than {STEPS:,} steps" in (project.files[0].because or "")


@pytest.mark.parametrize("name", ENDLESS)
def test_a_program_without_end_is_left_at_a_bound(tmp_path: Path, name: str):
    project = read_beside_good(tmp_path, HEAD + ENDLESS[name], 60_000)
    assert [file.status for file in project.files] == [FileStatus.PARTIAL, FileStatus.DAGS]
    assert [(dag.id, [task.id for task in dag.tasks]) for dag in project.dags] == [("hostile", ["first"]), ("good", [])]
    lines = HEAD.count("\n"), (HEAD + ENDLESS[name]).count("\n") + 1
    for finding in project.findings:
        assert finding.code in ("bound-reached", "unknown-value")
        assert finding.span.path == "bad.py"
        assert lines[0] < finding.span.line <= lines[1]


def test_thousands_of_tasks_of_one_id_under_a_condition_are_not_compared_with_each_other(tmp_path: Path):
    text = """
from airflow.sdk import DAG, task
import requests
with DAG("d"):
    if requests.get("x"):
        while True:
            @task
            def again():
                pass
            again()
"""
    (tmp_path / "migrate.toml").write_text("[reading.bounds]\nseconds = 15\n")
    (tmp_path / "d.py").write_text(text)
    project = read([tmp_path])
    assert not any("longer than" in finding.message for finding in project.findings)
    assert [task.id for task in project.dags[0].tasks][-1] == "again__9999"
