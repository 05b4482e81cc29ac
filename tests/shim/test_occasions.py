"""`migrate run` of DAGs whose runs no partition tells: started by assets, or by timetables of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from shim_cases import DAGS

from migrator.model import Plan
from migrator.pipeline import analyze
from migrator.running import Request, plan_to_run
from shim.airflow_run import run_airflow
from shim.options import Options
from shim.run import run_assets

NOW = datetime(2026, 1, 9, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_to_run(analyze([DAGS / "occasions.py"]), Request())


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("MIGRATE_DAGS_ROOT", "MIGRATE_ROOTS", "MIGRATE_STORE", "MIGRATE_POOLS"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("OCCASIONS", str(tmp_path / "noted"))


def of(plan: Plan, dags: Sequence[str]) -> Plan:
    """The plan of some of its DAGs."""
    return replace(plan, steps=tuple(step for step in plan.steps if step.tasks[0].dag in dags))


def noted(tmp_path: Path) -> list[str]:
    file = tmp_path / "noted"
    return file.read_text().splitlines() if file.exists() else []


def ran(run: Any, plan: Plan, tmp_path: Path, **given: Any) -> dict[str, list[tuple[str, str]]]:
    """The runs of each DAG: how their id begins, and their state."""
    document = run(plan, Options(home=str(tmp_path), now=NOW, **given)).document()
    found: dict[str, list[tuple[str, str]]] = {}
    for each in document["runs"]:
        found.setdefault(each["dag_id"], []).append((each["run_id"].split("__")[0], each["state"]))
    return found


both = pytest.mark.parametrize("run", [run_airflow, run_assets], ids=["airflow", "assets"])


@both
def test_a_dag_that_assets_start_sees_their_events(run: Any, plan: Plan, tmp_path: Path) -> None:
    found = ran(run, of(plan, ["fills_raw", "after_raw"]), tmp_path)
    assert found == {"fills_raw": [("manual", "success")], "after_raw": [("asset_triggered", "success")]}
    assert noted(tmp_path) == ["raw asset_triggered None [('fills_raw', {'rows': 3})]", "raw too asset_triggered"]
    # What has been consumed starts nothing again: a run without its producer is by hand.
    assert ran(run, of(plan, ["after_raw"]), tmp_path) == {"after_raw": [("manual", "success")]}


@both
def test_a_dag_whose_assets_were_not_updated_does_not_run(
    run: Any, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_RATES", "1")
    found = ran(run, of(plan, ["fills_rates", "after_rates"]), tmp_path, partition="2026-01-05")
    assert {state for _, state in found.get("after_rates", [])} <= {"not run"}
    assert noted(tmp_path) == ["rates 2026-01-05"]


@both
def test_assets_start_a_dag_in_each_partition_and_an_ended_dag_has_none(run: Any, plan: Plan, tmp_path: Path) -> None:
    found = ran(run, of(plan, ["fills_rates", "after_rates"]), tmp_path, partition_range="2026-01-05...")
    assert found["fills_rates"] == [("scheduled", "success")] * 2
    assert found["after_rates"] == [("asset_triggered", "success")] * 2
    rates = [f"rates 2026-01-0{day}" for day in (5, 6)]
    assert sorted(noted(tmp_path)) == ["after rates asset_triggered 1"] * 2 + rates


@both
def test_a_timetable_of_its_own_has_each_run_of_a_range_until_its_end(run: Any, plan: Plan, tmp_path: Path) -> None:
    found = ran(run, of(plan, ["hourly"]), tmp_path, partition_range="2026-01-05...2026-01-06")
    assert found == {"hourly": [("scheduled", "success")] * 3}
    starts = [("05T00", "05T06"), ("05T06", "05T12"), ("05T12", "05T18")]
    assert noted(tmp_path) == [f"hour 2026-01-{start} 2026-01-{end}" for start, end in starts]


@both
def test_a_run_by_hand_of_a_timetable_has_the_interval_before_it(run: Any, plan: Plan, tmp_path: Path) -> None:
    date = datetime(2026, 1, 5, 11, 30, tzinfo=timezone.utc)
    assert ran(run, of(plan, ["hourly"]), tmp_path, logical_date=date) == {"hourly": [("manual", "success")]}
    assert noted(tmp_path) == ["hour 2026-01-05T00 2026-01-05T06"]


NATIVE = """
import dagster as dg

@dg.asset(key={key}, metadata={{"airflow/dag": "fills_raw", "airflow/tasks": ["fill_raw"]}})
def raw() -> None: ...

defs = dg.Definitions(assets=[raw])
"""


def test_a_native_asset_starts_what_is_scheduled_on_it(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "definitions.py").write_text(NATIVE.format(key=list(dict(plan.names)["s3://bucket/raw"])))
    found = ran(run_assets, of(plan, ["fills_raw", "after_raw"]), tmp_path, project=str(tmp_path))
    assert found == {"fills_raw": [("manual", "success")], "after_raw": [("asset_triggered", "success")]}
    assert noted(tmp_path) == ["raw asset_triggered None [('fills_raw', {})]", "raw too asset_triggered"]


def test_a_request_that_is_gone_on_with_has_the_run_that_assets_started(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_dags = of(plan, ["fills_raw", "after_raw"])
    monkeypatch.setenv("BREAKS_OFF", "1")
    with pytest.raises(KeyboardInterrupt):
        ran(run_assets, both_dags, tmp_path)
    monkeypatch.delenv("BREAKS_OFF")
    found = ran(run_assets, both_dags, tmp_path, resume=True)
    assert found["after_raw"] == [("asset_triggered", "success")]
    assert noted(tmp_path) == ["raw asset_triggered None [('fills_raw', {'rows': 3})]", "raw too asset_triggered"]
