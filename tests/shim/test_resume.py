"""A run that was broken off is gone on with: what was done is not done again, what was in flight is, and is marked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shim_cases import plan_of
from test_dagster_host import DAILY

from migrator.model import Plan
from shim.airflow_run import run_airflow
from shim.events import Event, listening
from shim.leases import Held, Lease, Process, Pulse
from shim.options import options_of
from shim.report import Report
from shim.resumption import SCOPE, NothingToResume
from shim.run import run_assets
from shim.store import Store

DAG = """
import os, signal
from airflow.sdk import DAG, BaseOperator, task

def done(name):
    with open(os.environ["DONE"], "a") as file:
        file.write(name + "\\n")

class Stops(BaseOperator):
    def execute(self, context):
        done("began")
        if not os.path.exists(os.environ["DONE"] + ".go"):
            os.kill(os.getpid(), signal.SIGINT)
        done("second")

    def on_kill(self):
        done("killed")

with DAG("stops", schedule=None):
    @task
    def first():
        done("first")
        return 1

    @task
    def third():
        done("third")

    first() >> Stops(task_id="second") >> third()
"""
PROJECT = """
import os
import dagster as dg

def done(name):
    with open(os.environ["DONE"], "a") as file:
        file.write(name + "\\n")

@dg.asset(key=["native", "above"])
def above() -> dg.MaterializeResult:
    done("native")
    return dg.MaterializeResult(metadata={"dagster/row_count": 3})

defs = dg.Definitions(assets=[above])
"""
Run = Callable[[Plan, Any], Report]


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DONE", str(tmp_path / "done"))
    for name in ("MIGRATE_DAGS_ROOT", "MIGRATE_ROOTS", "MIGRATE_STORE"):
        monkeypatch.setenv(name, "")
    yield


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "stops.py").write_text(DAG)
    return plan_of(tmp_path, "stops.py", "stops", {"first": [], "second": ["first"], "third": ["second"]})


def ran(run: Run, plan: Plan, home: Path, **given: Any) -> tuple[dict[str, Any], list[Event]]:
    """The report of a request carried out in this process, and its events."""
    events: list[Event] = []
    with listening(events.append):
        report = run(plan, options_of({"home": str(home), **given}))
    return report.document(), events


def done(tmp_path: Path) -> list[str]:
    return (tmp_path / "done").read_text().split()


@pytest.mark.parametrize("run", [run_airflow, run_assets], ids=["airflow", "run"])
def test_ctrl_c_saves_what_was_in_flight_and_resume_goes_on(run: Run, plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(NothingToResume, match=r"^nothing to resume: this has not been run here"):
        ran(run, plan, tmp_path, resume=True)
    with pytest.raises(KeyboardInterrupt):
        ran(run, plan, tmp_path)
    assert done(tmp_path) == ["first", "began", "killed"]
    (tmp_path / "done.go").touch()
    document, events = ran(run, plan, tmp_path, resume=True)
    assert done(tmp_path)[3:] == ["began", "second", "third"]
    (found,) = document["runs"]
    tasks = {each["task_id"]: (each["state"], each["try_number"], each["interrupted"]) for each in found["tasks"]}
    assert tasks == {"first": ("success", 1, 0), "second": ("success", 1, 1), "third": ("success", 1, 0)}
    assert found["state"] == "success"
    assert [each["event"] for each in events if each["event"] in ("resumed", "task_interrupted")] == ["resumed"]
    with pytest.raises(NothingToResume, match=r"^nothing to resume: the last run of this went through .*\(success\)"):
        ran(run, plan, tmp_path, resume=True)


@pytest.mark.parametrize(("hours", "state"), [(2, "failed"), (0.5, "success")])
def test_the_time_a_run_may_take_counts_from_its_first_beginning(
    hours: float, state: str, plan: Plan, tmp_path: Path
) -> None:
    limited = 'schedule=None, dagrun_timeout=__import__("datetime").timedelta(hours=1)'
    (tmp_path / "stops.py").write_text(DAG.replace("schedule=None", limited))
    with pytest.raises(KeyboardInterrupt):
        ran(run_airflow, plan, tmp_path, logical_date="2026-01-05")
    store = Store(str(tmp_path / "store.db"))
    scope = f"run:stops/{store.runs('stops')[0].run}"
    kept = store.kept(scope, "began")
    assert kept is not None
    store.keep(scope, "began", kept[0] - hours * 3600)
    store.close()
    (tmp_path / "done.go").touch()
    document, _ = ran(run_airflow, plan, tmp_path, resume=True, logical_date="2026-01-05")
    assert document["runs"][0]["state"] == state


def test_what_is_asked_for_otherwise_is_another_request(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        ran(run_airflow, plan, tmp_path, logical_date="2026-01-05")
    for given in ({}, {"logical_date": "2026-01-06"}, {"logical_date": "2026-01-05", "dag": "stops"}):
        with pytest.raises(NothingToResume):
            ran(run_airflow, plan, tmp_path, resume=True, **given)


def test_without_resume_all_of_it_runs_again_and_what_was_lost_is_still_marked(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        ran(run_airflow, plan, tmp_path, logical_date="2026-01-05")
    (tmp_path / "done.go").touch()
    ran(run_airflow, plan, tmp_path, logical_date="2026-01-05")
    assert done(tmp_path)[3:] == ["first", "began", "second", "third"]


def test_who_is_still_at_work_is_not_disturbed(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        ran(run_airflow, plan, tmp_path)
    store = Store(str(tmp_path / "store.db"))
    other = Lease(store, Pulse(3600, 3601), Process("elsewhere", 7, 1))
    other.beat()
    (name,) = store.kept_keys(SCOPE)
    kept = store.kept(SCOPE, name)
    assert kept is not None
    store.keep(SCOPE, name, {**kept[0], "lease": other.id, "state": "running"})
    with pytest.raises(Held, match=r"^this request is being run by process 7 on elsewhere; wait for it, or end it$"):
        ran(run_airflow, plan, tmp_path, resume=True)
    store.release(other.id)
    store.close()
    (tmp_path / "done.go").touch()
    document, _ = ran(run_airflow, plan, tmp_path, resume=True)
    assert document["runs"][0]["state"] == "success"


def test_two_processes_do_not_run_the_same_tasks(plan: Plan, tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store.db"))
    other = Lease(store, Pulse(3600, 3601), Process("elsewhere", 7, 1))
    other.beat()
    run = "manual__2026-01-05T00:00:00+00:00"
    assert other.claim("stops", run, ["second"]) is None
    with pytest.raises(Held, match=r"^stops manual__2026-01-05T00:00:00\+00:00 is being run by process 7 on elsewhere"):
        ran(run_airflow, plan, tmp_path, logical_date="2026-01-05")
    assert not (tmp_path / "done").exists()
    store.close()


def test_native_assets_that_are_made_are_not_made_again(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "definitions.py").write_text(PROJECT)
    native = plan_of(tmp_path, "native.py", "native", {"above": []}, DAILY)
    above = replace(native.steps[0], partitions=plan.steps[0].partitions)
    follows = replace(plan.steps[0], follows=above.writes)
    both = replace(plan, steps=(above, follows, *plan.steps[1:]), names=(*native.names, *plan.names))
    with pytest.raises(KeyboardInterrupt):
        ran(run_assets, both, tmp_path, project=str(tmp_path))
    (tmp_path / "done.go").touch()
    document, events = ran(run_assets, both, tmp_path, project=str(tmp_path), resume=True)
    assert done(tmp_path) == ["native", "first", "began", "killed", "began", "second", "third"]
    assets = {each["key"]: (each["state"], each["rows"]) for run in document["runs"] for each in run["assets"]}
    assert assets["native/above"] == ("materialized", 3)
    assert {state for state, _ in assets.values()} == {"materialized"}
    assert [each["key"] for each in events if each["event"] == "asset" and each.get("restored")] == ["native/above"]


def test_a_lost_try_is_not_forgotten_by_a_run_that_begins_anew(tmp_path: Path, plan: Plan) -> None:
    """The process died without a word: its row says RUNNING, and nobody holds it any more."""
    child = os.fork()
    if child == 0:
        import signal

        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the task's Ctrl-C is then the end of the process
        try:
            ran(run_airflow, plan, tmp_path, logical_date="2026-01-05")
        finally:
            os._exit(1)
    os.waitpid(child, 0)
    (tmp_path / "done.go").touch()
    document, events = ran(run_airflow, plan, tmp_path, logical_date="2026-01-05")
    tasks = {each["task_id"]: each["interrupted"] for each in document["runs"][0]["tasks"]}
    assert tasks == {"first": 0, "second": 1, "third": 0}
    assert [each["task_id"] for each in events if each["event"] == "task_interrupted"] == ["second"]
