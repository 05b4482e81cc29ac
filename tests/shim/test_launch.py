"""The two ends of the protocol, with a real child process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from shim_cases import DAGS, plan_of
from test_dagster_host import DAILY, SUMS

from migrator.launch import NoPython, ShimDied, ShimRefused, code_archive, launch
from migrator.model import Plan
from migrator.model_json import to_json
from shim.options import options_of

ROOT = Path(__file__).parents[2]
PLAN = plan_of(DAGS, "waiting.py", "sums", SUMS, DAILY)


def done(command: str, plan: Plan, home: Path, **options: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The last event of a request, and all of them."""
    events = list(launch(command, plan, {"home": str(home), **options}))
    return events[-1], events


def test_assets_of_a_plan_run_and_are_reported(tmp_path: Path) -> None:
    last, events = done("run", PLAN, tmp_path, partition="2026-01-05")
    assert last["state"] == "failed"
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
    named = {"plan", "run_started", "task_started", "task", "run_finished", "done"}
    assert {event["event"] for event in events} == named


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
    with pytest.raises(ShimRefused, match="no Dagster project in"):
        done("run", missing, tmp_path, partition="2026-01-05", project=str(tmp_path))
    with pytest.raises(NoPython, match="no Python at '/no/python'"):
        list(launch("airflow", PLAN, {"home": str(tmp_path)}, python="/no/python"))


def test_a_partition_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ShimRefused, match=r"^no partition '2025-12-31': the first of .* is 2026-01-01$"):
        done("run", PLAN, tmp_path, partition="2025-12-31")


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


def test_a_task_that_ends_the_process_is_named(tmp_path: Path) -> None:
    (tmp_path / "ends.py").write_text(
        "import os\nfrom airflow.sdk import DAG, task\n"
        "with DAG('ends', schedule=None):\n"
        "    @task\n    def before(): ...\n"
        "    @task\n    def now(): os._exit(7)\n"
        "    before() >> now()\n"
    )
    plan = plan_of(tmp_path, "ends.py", "ends", {"before": [], "now": ["before"]})
    with pytest.raises(ShimDied, match=r"died \(exit code 7\) while ends\.now ran; its log is "):
        done("airflow", plan, tmp_path / "home")


def test_our_code_is_the_same_zip_every_time(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = code_archive(tmp_path / "a"), code_archive(tmp_path / "b")
    assert (one.name, one.read_bytes()) == (two.name, two.read_bytes())
    names = zipfile.ZipFile(one).namelist()
    assert {"migrator/model/__init__.py", "shim/__main__.py"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"migrator", "shim"}


SLOW = """
import os, subprocess
from airflow.sdk import DAG, task
with DAG("slow", schedule=None):
    @task
    def first():
        with open("pid", "w") as file:
            file.write(str(os.getpid()))
        subprocess.run(["sleep", "60"])
    @task
    def second(): open("second-ran", "w").close()
    first() >> second()
"""


def slow(tmp_path: Path) -> tuple[Plan, dict[str, Any]]:
    """A plan whose first task takes a minute and says in the file `pid` when it has begun, and its options."""
    (tmp_path / "slow.py").write_text(SLOW)
    plan = plan_of(tmp_path, "slow.py", "slow", {"first": [], "second": ["first"]})
    return plan, {"home": str(tmp_path / "home"), "cwd": str(tmp_path)}


def process_of(folder: Path) -> int:
    """The process that runs the slow task, once it does."""
    file = folder / "pid"
    for _ in range(300):
        if file.is_file() and file.read_text():
            return int(file.read_text())
        time.sleep(0.1)
    raise AssertionError("the slow task never began")


def has_ended(process: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{process}/stat")
        if status.is_file() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_being_told_to_end_end_the_run_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    plan, options = slow(tmp_path)

    def press() -> None:
        process_of(tmp_path)
        os.kill(os.getpid(), number)

    started = time.monotonic()
    threading.Thread(target=press, daemon=True).start()
    events = list(launch("airflow", plan, options))
    assert events[-1]["state"] == "interrupted"
    assert time.monotonic() - started < 40
    assert not (tmp_path / "second-ran").exists()
    assert has_ended(process_of(tmp_path))
    assert signal.getsignal(number) is before
    assert json.dumps(events)


def test_a_run_that_nobody_listens_to_any_more_ends(tmp_path: Path) -> None:
    plan, options = slow(tmp_path)
    events = launch("airflow", plan, options)
    while next(events)["event"] != "task_started":
        pass
    process = process_of(tmp_path)
    events.close()  # type: ignore[attr-defined]
    assert has_ended(process)


def test_a_run_whose_starter_is_killed_ends(tmp_path: Path) -> None:
    plan, options = slow(tmp_path)
    request = json.dumps([to_json(plan), options])
    code = (
        "import json, sys; from migrator.launch import launch; from migrator.model import Plan; "
        "from migrator.model_json import from_json; plan, options = json.loads(sys.argv[1]); "
        "list(launch('airflow', from_json(Plan, plan), options))"
    )
    with subprocess.Popen([sys.executable, "-c", code, request], cwd=ROOT) as starter:
        process = process_of(tmp_path)
        starter.kill()
    assert has_ended(process)
