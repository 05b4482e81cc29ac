"""Ranges of partitions, configurations, and which runs a schedule has."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from shim_cases import DAGS, plan_of
from test_when import DAILY

from shim.airflow_run import run_airflow
from shim.load import load
from shim.moments import UnfitConf
from shim.options import Options
from shim.run import run_assets
from shim.timetables import ContinuousSchedule, runs_due
from shim.when import NoSuchPartition

NOW = datetime(2026, 1, 9, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MIGRATE_DAGS_ROOT", "MIGRATE_ROOTS", "MIGRATE_STORE", "MIGRATE_POOLS"):
        monkeypatch.setenv(name, "")


@pytest.mark.parametrize("run", [run_airflow, run_assets])
def test_a_range_runs_each_partition_the_oldest_first(run: object, tmp_path: Path) -> None:
    plan = plan_of(DAGS, "waiting.py", "sums", {"numbers": []}, DAILY)
    options = Options(home=str(tmp_path), partition_range="2026-01-05...2026-01-07", now=NOW)
    document = run(plan, options).document()  # type: ignore[operator]
    found = [(each["run_id"][:21], each["state"]) for each in document["runs"] if each["dag_id"] == "sums"]
    assert [date for date, _ in found] == [f"scheduled__2026-01-0{day}" for day in (5, 6, 7)]
    assert {state for _, state in found} == {"success"}


def test_an_open_range_ends_with_the_dag(tmp_path: Path) -> None:
    (tmp_path / "ends.py").write_text(
        "from datetime import datetime\nfrom airflow.sdk import DAG, task\n"
        "with DAG('ends', schedule='0 3 * * *', start_date=datetime(2026, 1, 1), end_date=datetime(2026, 1, 6, 12)):\n"
        "    task(lambda: 1).override(task_id='one')()\n"
    )
    plan = plan_of(tmp_path, "ends.py", "ends", {"one": []}, DAILY)
    document = run_airflow(plan, Options(home=str(tmp_path), partition_range="2026-01-05...", now=NOW)).document()
    assert [each["run_id"][:21] for each in document["runs"]] == ["scheduled__2026-01-05", "scheduled__2026-01-06"]


def test_a_range_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    plan = plan_of(DAGS, "waiting.py", "sums", {"numbers": []}, DAILY)
    with pytest.raises(NoSuchPartition, match="it ends before it begins"):
        run_airflow(plan, Options(home=str(tmp_path), partition_range="2026-01-07...2026-01-05", now=NOW))


def test_a_configuration_that_params_refuse_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "takes.py").write_text(
        "from datetime import datetime\nfrom airflow.sdk import DAG, Param, task\n"
        "with DAG('takes', schedule=None, start_date=datetime(2026, 1, 1), params={'n': Param(1, type='integer')}):\n"
        "    task(lambda: 1).override(task_id='one')()\n"
    )
    plan = plan_of(tmp_path, "takes.py", "takes", {"one": []})
    with pytest.raises(UnfitConf, match="takes does not take this configuration: Invalid input for param n"):
        run_airflow(plan, Options(home=str(tmp_path), conf={"n": "many"}))


def test_continuous_runs_are_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "on.py").write_text(
        "from datetime import datetime\nfrom airflow.sdk import DAG\n"
        "dag = DAG('on', schedule='@continuous', start_date=datetime(2026, 1, 1), max_active_runs=1)\n"
    )
    with pytest.raises(ContinuousSchedule, match="on is scheduled @continuous"):
        runs_due(load(str(tmp_path), "on.py")["on"], NOW)
