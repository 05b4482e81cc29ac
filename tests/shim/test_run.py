"""Assets of a generated project beside unmodified tasks: how a failure is told, and of which run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shim_cases import DAGS, plan_of
from test_when import DAILY, HOURLY

from migrator.model import Plan
from shim.airflow_run import run_airflow
from shim.events import listening
from shim.options import options_of
from shim.run import run_assets

PROJECT = """
import datetime

import dagster as dg

daily = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 3 * * *", start=datetime.datetime(2026, 1, 1, 3), fmt="%Y-%m-%d", timezone="UTC"
)
hourly = dg.HourlyPartitionsDefinition(start_date="2026-01-01-00:00")

@dg.asset(key=["native", "breaks"], partitions_def=daily)
def breaks() -> None:
    raise ValueError("no such table: orders") from KeyError("orders")

@dg.asset(key=["native", "below"], partitions_def=hourly, deps=[["native", "breaks"]])
def below() -> None: ...

defs = dg.Definitions(assets=[breaks, below])
"""


@pytest.fixture
def both(tmp_path: Path) -> Plan:
    """A native DAG whose first asset fails, and an unmodified one whose file does not load."""
    native = plan_of(tmp_path, "native.py", "native", {"breaks": [], "below": ["breaks"]}, DAILY)
    below = replace(native.steps[1], partitions=HOURLY)
    broken = plan_of(tmp_path, "broken.py", "broken", {"one": [], "two": ["one"]}, DAILY)
    (tmp_path / "broken.py").write_text("import not_installed_here\n")
    (tmp_path / "definitions.py").write_text(PROJECT)
    return replace(
        native,
        steps=(native.steps[0], below, *broken.steps),
        islands=(*native.islands, *broken.islands),
        names=(*native.names, *broken.names),
    )


def ran(run: Any, plan: Plan, home: Path, **given: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The report of a request carried out in this process, and its events."""
    events: list[dict[str, Any]] = []
    with listening(events.append):
        report = run(plan, options_of({"home": str(home), **given}))
    return report.document(), events


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("MIGRATE_DAGS_ROOT", "MIGRATE_ROOTS", "MIGRATE_STORE"):
        monkeypatch.setenv(name, "")
    yield


def test_what_fails_says_why_and_of_which_run(both: Plan, tmp_path: Path) -> None:
    document, events = ran(run_assets, both, tmp_path, project=str(tmp_path), partition="2026-01-05")
    told = {event["key"]: event.get("error") for event in events if event["event"] == "asset"}
    assert told == {
        "native/breaks": "ValueError: no such table: orders",
        "broken/one": "CannotLoad: broken.py does not load: it imports not_installed_here, which is not installed here",
        "broken/two": None,
    }
    assert {event["dag_id"] for event in events if event["event"] == "asset"} == {"native", "broken"}
    # Both start at three: the daily partition, and the hourly one that holds its moment.
    states = {asset["key"]: (run["run_id"], asset["state"]) for run in document["runs"] for asset in run["assets"]}
    run_id = "scheduled__2026-01-05T03:00:00+00:00"
    assert states == {
        "native/breaks": (run_id, "failed"),
        "native/below": (run_id, "not run"),
        "broken/one": (run_id, "failed"),
        "broken/two": (run_id, "failed"),
    }
    assert "native/breaks" in {event.get("key") for event in events if event["event"] == "asset_started"}


BELOW = """
import dagster as dg

@dg.asset(key=["native", "good"], deps=[["talks", "stumbles"]])
def good() -> None: ...

@dg.asset(key=["native", "further"], deps=[good])
def further() -> None: ...

@dg.asset(key=["native", "bad"], deps=[["talks", "ends"]])
def bad() -> None: ...

@dg.asset(key=["native", "further_bad"], deps=[bad, good])
def further_bad() -> None: ...

defs = dg.Definitions(assets=[good, further, bad, further_bad])
"""


def test_native_assets_below_the_good_tasks_of_a_failed_island_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISLANDS_STATE", str(tmp_path / "state"))
    talks = plan_of(DAGS, "islands.py", "talks", {"speaks": [], "stumbles": ["speaks"], "ends": ["stumbles"]})
    above = {"good": [], "further": ["good"], "bad": [], "further_bad": ["bad", "good"]}
    native = plan_of(DAGS, "native.py", "native", above)
    plan = replace(talks, steps=(*talks.steps, *native.steps), names=(*talks.names, *native.names))
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "definitions.py").write_text(BELOW)
    document, _ = ran(run_assets, plan, tmp_path, project=str(tmp_path))
    states = {asset["key"]: asset["state"] for run in document["runs"] for asset in run["assets"]}
    assert states == {
        "talks/speaks": "materialized",
        "talks/stumbles": "materialized",
        "talks/ends": "failed",
        "native/good": "materialized",
        "native/further": "materialized",
        "native/bad": "not run",
        "native/further_bad": "not run",
    }


def test_a_dag_that_does_not_load_fails_and_the_others_run(both: Plan, tmp_path: Path) -> None:
    sums = plan_of(DAGS, "waiting.py", "sums", {"numbers": []}, DAILY)
    broken = tuple(step for step in both.steps if step.group == "broken")
    plan = replace(sums, steps=(*broken, *sums.steps), names=(*both.names, *sums.names))
    document, events = ran(run_airflow, plan, tmp_path, partition="2026-01-05")
    assert {run["dag_id"]: run["state"] for run in document["runs"]} == {"broken": "failed", "sums": "success"}
    error = next(event for event in events if event.get("error"))
    assert (error["dag_id"], error["error"]) == (
        "broken",
        f"CannotLoad: broken.py does not load: FileNotFoundError: no file {DAGS / 'broken.py'}",
    )
