"""Where a request's tasks run, and what holds in their environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from shim_cases import plan_of

from migrator.launch import ShimDied, launch
from shim.environment import prepare


def test_tasks_run_in_the_folder_given(tmp_path: Path) -> None:
    (tmp_path / "writes.py").write_text(
        "from airflow.sdk import DAG, task\n"
        "with DAG('writes', schedule=None):\n"
        "    @task\n    def once(): open('here', 'w').close()\n"
        "    once()\n"
    )
    (tmp_path / "data").mkdir()
    plan = plan_of(tmp_path, "writes.py", "writes", {"once": []})
    options = {"home": str(tmp_path / "state"), "cwd": str(tmp_path / "data")}
    assert [*launch("airflow", plan, options)][-1]["state"] == "success"
    assert (tmp_path / "data" / "here").is_file()


def test_what_is_set_already_wins_unless_it_is_overridden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", os.environ["AIRFLOW_HOME"])
    monkeypatch.setenv("SHIM_PLACE", "theirs")
    prepare(environment={"SHIM_PLACE": "ours"})
    assert os.environ["SHIM_PLACE"] == "theirs"
    prepare(environment={"SHIM_PLACE": "ours"}, override=True)
    assert os.environ["SHIM_PLACE"] == "ours"


def test_a_process_that_dies_is_a_failure_and_not_misuse() -> None:
    assert ShimDied(1, Path("shim.log"), []).exit_code == 1
