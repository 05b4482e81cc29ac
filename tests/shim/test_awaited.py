"""Sensors of unmodified tasks on tasks of another DAG that are native assets."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import dagster as dg
import pytest
from shim_cases import DAGS, plan_of

from migrator.semantics import State
from shim.hosts.dagster import airflow_island
from shim.options import Options
from shim.run import run_assets
from shim.store import Store

DAILY = dg.DailyPartitionsDefinition("2026-01-01", end_offset=1)
LOADS = ["after_task", "after_end", "after_group", "after_dag", "after_trigger"]
DAY = "2026-01-05"
DATE = datetime(2026, 1, 5, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATE_DAGS_ROOT", str(DAGS))
    monkeypatch.setenv("MIGRATE_STORE", str(tmp_path / "store.db"))


def metadata(dag: str, task: str) -> dict[str, object]:
    """What a generated asset says of itself."""
    return {"airflow/dag": dag, "airflow/file": "awaited.py", "airflow/tasks": [task]}


@dg.asset(key=["loads", "load"], partitions_def=DAILY, metadata=metadata("loads", "group.load"))
def loads() -> None: ...


@dg.asset(key=["loads_by_hand", "load"], metadata=metadata("loads_by_hand", "load"))
def loads_by_hand() -> None: ...


def definitions() -> dg.Definitions:
    islands = [
        airflow_island(
            file="awaited.py",
            dag_id=dag,
            outputs={"wait": [[dag, "wait"]]},
            deps=[["loads", "load"]],
            partitions_def=DAILY,
            interval="at",
        )
        for dag in LOADS
    ]
    by_hand = airflow_island(
        file="awaited.py",
        dag_id="after_hand",
        outputs={"wait": [["after_hand", "wait"]]},
        deps=[["loads_by_hand", "load"]],
    )
    jobs = [dg.define_asset_job(dag, selection=[f"{dag}/wait"]) for dag in (*LOADS, "after_hand")]
    return dg.Definitions(assets=[loads, loads_by_hand, by_hand, *islands], jobs=jobs)


@pytest.mark.parametrize("dag", LOADS)
def test_a_sensor_sees_what_a_native_asset_made_in_its_partition(dag: str) -> None:
    job = definitions().resolve_job_def(dag)
    with dg.DagsterInstance.ephemeral() as instance:
        assert dg.materialize([loads], partition_key="2026-01-04", instance=instance).success
        assert not job.execute_in_process(partition_key=DAY, instance=instance, raise_on_error=False).success
        assert dg.materialize([loads], partition_key=DAY, instance=instance).success
        assert job.execute_in_process(partition_key=DAY, instance=instance).success


def test_a_sensor_sees_the_run_that_a_tag_dates(tmp_path: Path) -> None:
    job = definitions().resolve_job_def("after_hand")
    tags = {"migrate/logical_date": DATE.isoformat()}
    with dg.DagsterInstance.ephemeral() as instance:
        assert dg.materialize([loads_by_hand], instance=instance).success
        assert not job.execute_in_process(tags=tags, instance=instance, raise_on_error=False).success
        assert dg.materialize([loads_by_hand], tags=tags, instance=instance).success
        assert job.execute_in_process(tags=tags, instance=instance).success
    with contextlib.closing(Store(str(tmp_path / "store.db"))) as store:
        run = f"manual__{DATE.isoformat()}"
        assert [(row.key.task, row.state) for row in store.tasks("loads_by_hand", run)] == [("load", State.SUCCESS)]
        assert {row.run: row.state for row in store.runs("loads_by_hand")} == {run: "success"}


PROJECT = """
import dagster as dg

@dg.asset(key=["loads_by_hand", "load"])
def load() -> None: ...

defs = dg.Definitions(assets=[load])
"""


def test_migrate_run_remembers_what_native_assets_made_for_later_requests(tmp_path: Path) -> None:
    native = plan_of(DAGS, "awaited.py", "loads_by_hand", {"load": []})
    native = replace(native, islands=())
    waits = plan_of(DAGS, "awaited.py", "after_hand", {"wait": []})
    (tmp_path / "definitions.py").write_text(PROJECT)
    given = {"home": str(tmp_path), "project": str(tmp_path), "logical_date": DATE, "now": DATE}
    assert not run_assets(waits, Options(**given)).ok  # type: ignore[arg-type]
    assert run_assets(native, Options(**given)).ok  # type: ignore[arg-type]
    assert run_assets(waits, Options(**given)).ok  # type: ignore[arg-type]
