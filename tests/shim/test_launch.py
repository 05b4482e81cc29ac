"""The two ends of the protocol, with a real child process."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from shim_cases import DAGS, plan_of
from test_dagster_host import DAILY, SUMS

from migrator.launch import NoPython, ShimDied, ShimRefused, code_archive, exit_code, launch
from migrator.model import Plan
from shim.options import options_of

PLAN = plan_of(DAGS, "waiting.py", "sums", SUMS, DAILY)


def done(command: str, plan: Plan, home: Path, **options: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The last event of a request, and all of them."""
    events = list(launch(command, plan, {"home": str(home), **options}))
    return events[-1], events


def test_assets_of_a_plan_run_and_are_reported(tmp_path: Path) -> None:
    last, events = done("run", PLAN, tmp_path, partition="2026-01-05")
    assert (last["state"], exit_code(last)) == ("failed", 1)
    run = last["document"]["runs"][0]
    assert (run["dag_id"], run["run_id"]) == ("sums", "scheduled__2026-01-05T03:00:00+00:00")
    states = {asset["key"]: asset["state"] for asset in run["assets"]}
    assert states == {
        "sums/numbers": "materialized",
        "sums/double": "materialized",
        "sums/total": "materialized",
        "sums/perhaps": "skipped",
        "sums/breaks": "failed",
        "sums/alarm": "materialized",
    }
    assert {asset["partition"] for asset in run["assets"]} == {"2026-01-05"}
    assert {task["task_id"] for task in run["tasks"]} == set(SUMS)
    assert events[0]["event"] == "plan"
    assert not list(tmp_path.rglob("airflow.db"))


def test_whole_dags_run_under_airflows_semantics(tmp_path: Path) -> None:
    last, events = done("airflow", PLAN, tmp_path, logical_date="2026-01-05T12:00:00")
    run = last["document"]["runs"][0]
    assert (last["state"], run["state"]) == ("success", "success")
    assert run["run_id"] == "scheduled__2026-01-05T03:00:00+00:00"
    assert {(task["task_id"], task["map_index"]): task["state"] for task in run["tasks"]}[("double", 2)] == "success"
    assert {event["event"] for event in events} == {"plan", "run_started", "task", "run_finished", "done"}


def test_what_is_selected_is_named_by_step_task_dag_or_asset() -> None:
    def chosen(**given: Any) -> list[str]:
        options = options_of({"home": "", **given})
        return [
            step.tasks[0].task
            for step in PLAN.steps
            if options.selects(step, ["/".join(dict(PLAN.names)[step.writes[0]])])
        ]

    assert chosen() == list(SUMS)
    assert (
        chosen(select=["numbers"]) == chosen(select=["sums.numbers"]) == chosen(select=["sums/numbers"]) == ["numbers"]
    )
    assert chosen(dag="other") == []
    assert chosen(dag="sums", select=["sums"]) == list(SUMS)


def test_misuse_is_one_sentence(tmp_path: Path) -> None:
    missing = plan_of(DAGS, "not_there.py", "sums", SUMS, DAILY)
    with pytest.raises(ShimRefused, match=r"^not_there\.py does not load"):
        done("airflow", missing, tmp_path, partition="2026-01-05")
    with pytest.raises(NoPython, match="no Python at '/no/python'"):
        list(launch("airflow", PLAN, {"home": str(tmp_path)}, python="/no/python"))


def test_a_partition_that_is_not_there_is_one_sentence_for_both_sides(tmp_path: Path) -> None:
    for command in ("run", "airflow"):
        with pytest.raises(ShimRefused, match=r"^no partition '2025-12-31': the first of .* is 2026-01-01$"):
            done(command, PLAN, tmp_path, partition="2025-12-31")


def test_a_python_without_airflow_is_told_what_to_install(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    bare.chmod(0o755)
    with pytest.raises(ShimRefused, match=r"pip install 'airflow-to-assets\[airflow\]'"):
        list(launch("airflow", PLAN, {"home": str(tmp_path)}, python=str(bare)))


def test_a_child_that_dies_is_an_error_with_the_end_of_its_log(tmp_path: Path) -> None:
    dying = tmp_path / "dying"
    dying.write_text("#!/bin/sh\necho last words >&2\nkill -9 $$\n")
    dying.chmod(0o755)
    with pytest.raises(ShimDied, match=r"died \(signal SIGKILL\)(.|\n)*last words"):
        list(launch("airflow", PLAN, {"home": str(tmp_path)}, python=str(dying)))


def test_our_code_is_the_same_zip_every_time(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = code_archive(tmp_path / "a"), code_archive(tmp_path / "b")
    assert (one.name, one.read_bytes()) == (two.name, two.read_bytes())
    names = zipfile.ZipFile(one).namelist()
    assert {"migrator/model/__init__.py", "shim/__main__.py"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"migrator", "shim"}


def test_ctrl_c_ends_the_run_cleanly(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        "import time\nfrom airflow.sdk import DAG, task\n"
        "with DAG('slow', schedule=None):\n"
        "    @task\n    def first(): time.sleep(60)\n"
        "    @task\n    def second(): open('second-ran', 'w')\n"
        "    first() >> second()\n"
    )
    plan = plan_of(tmp_path, "slow.py", "slow", {"first": [], "second": ["first"]})
    events, started = [], time.monotonic()

    def press() -> None:
        while not any(event["event"] == "run_started" for event in events):
            time.sleep(0.1)
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()
    for event in launch("airflow", plan, {"home": str(tmp_path / "home")}):
        events.append(event)
    assert (events[-1]["state"], exit_code(events[-1])) == ("interrupted", 130)
    assert time.monotonic() - started < 40
    assert not Path("second-ran").exists()
    assert json.dumps(events)
