"""`TriggerDagRunOperator` and asset aliases where unmodified tasks run in Dagster."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from shim_cases import DAGS

from migrator.model import Plan
from migrator.model_json import to_json
from migrator.pipeline import analyze
from migrator.running import Request, plan_to_run
from shim.hosts.dagster import airflow_island
from shim.hosts.everything import airflow_definitions
from shim.options import Options
from shim.run import run_assets
from shim.store import Store

ASKING = {
    "asks_badly": ["go"],
    "asks_and_goes_on": ["go", "says"],
    "asks_and_waits": ["go", "says"],
    "asks_and_waits_deferred": ["go", "says"],
    "asks_for_a_failure": ["go", "says"],
    "asks_again": ["go"],
    "asks_once_more": ["go"],
}
TAKEN = dg.AssetKey(["takes", "take"])


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATE_DAGS_ROOT", str(DAGS))
    monkeypatch.setenv("MIGRATE_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("TRIGGERING", str(tmp_path / "noted"))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@dg.asset(key=TAKEN, metadata={"airflow/dag": "takes", "airflow/file": "triggering.py", "airflow/tasks": ["take"]})
def native() -> None:
    """The native twin of what is triggered; an island that triggers it stands below it, so that the job knows it."""


def run(dag: str, instance: dg.DagsterInstance, **conf: Any) -> bool:
    tasks = ASKING[dag]
    deps = {task: [[dag, above]] for above, task in pairwise(tasks)} | {"go": [TAKEN.path]}
    island = airflow_island(
        file="triggering.py", dag_id=dag, outputs={task: [[dag, task]] for task in tasks}, deps=deps
    )
    job = dg.define_asset_job(dag, selection=[f"{dag}/{task}" for task in tasks])
    found = dg.Definitions(assets=[native, island], jobs=[job]).resolve_job_def(dag)
    tags = {"airflow/conf": json.dumps(conf)} if conf else {}
    return bool(found.execute_in_process(instance=instance, tags=tags, raise_on_error=False).success)


def noted(tmp_path: Path) -> list[str]:
    file = tmp_path / "noted"
    return file.read_text().splitlines() if file.exists() else []


def made(instance: dg.DagsterInstance) -> int:
    return len(instance.fetch_materializations(TAKEN, limit=10).records)


def test_a_configuration_that_does_not_fit_fails_the_task_that_gave_it(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    assert not run("asks_badly", instance)
    assert noted(tmp_path) == []
    with contextlib.closing(Store(str(tmp_path / "store.db"))) as store:
        assert store.runs("takes") == []


def test_a_run_that_nobody_waits_for_comes_after_the_own_one_and_its_native_asset_is_reported(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    assert run("asks_and_goes_on", instance)
    assert noted(tmp_path) == ["goes on", "takes 1 try 1"]
    (record,) = instance.fetch_materializations(TAKEN, limit=10).records
    assert record.asset_materialization.metadata["airflow/run_id"].value.startswith("manual__")


@pytest.mark.parametrize("dag", ["asks_and_waits", "asks_and_waits_deferred"])
def test_a_task_waits_for_the_run_it_started(dag: str, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    assert run(dag, instance)
    assert [line[:7] for line in noted(tmp_path)] == ["takes 2" if dag == "asks_and_waits" else "takes 3", "has wai"]
    assert made(instance) == 1


def test_a_task_that_waits_fails_with_the_run_it_started(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    assert not run("asks_for_a_failure", instance)
    assert noted(tmp_path) == ["takes -1 try 1"]
    assert made(instance) == 0


def test_a_run_that_is_cleared_is_what_it_was_and_one_that_is_not_is_refused(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    assert run("asks_once_more", instance)
    with contextlib.closing(Store(str(tmp_path / "store.db"))) as store:
        (before,) = store.runs("takes")
    assert not run("asks_once_more", instance), "such a run exists"
    assert run("asks_again", instance, n=7)
    assert noted(tmp_path) == ["takes 5 try 1", "takes 5 try 2"]
    with contextlib.closing(Store(str(tmp_path / "store.db"))) as store:
        (after,) = store.runs("takes")
    assert (after.run, after.logical_date) == ("once", before.logical_date)


ALIASES = ("tells_of_an_alias", "a_reader_of_the_alias")


@pytest.fixture(scope="module")
def aliases() -> Plan:
    return plan_to_run(analyze([DAGS / "triggering.py"]), Request())


def test_what_is_told_through_an_alias_starts_who_is_scheduled_on_it(
    aliases: Plan, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(to_json(aliases)))
    monkeypatch.setenv("MIGRATE_DAGS_ROOT", aliases.root)
    definitions = airflow_definitions(plan=plan)
    repository = definitions.get_repository_def()

    def tick(cursor: str | None) -> Any:
        context = dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=repository)
        return repository.get_sensor_def("a_reader_of_the_alias_assets").evaluate_tick(context)

    tell = definitions.resolve_job_def("tells_of_an_alias")
    first = tick(None)
    monkeypatch.setenv("TELLS_NOTHING", "1")
    assert tell.execute_in_process(instance=instance).success
    second = tick(first.cursor)
    assert not (first.run_requests or second.run_requests), "nothing was told through the alias"
    monkeypatch.delenv("TELLS_NOTHING")
    assert tell.execute_in_process(instance=instance).success
    third = tick(second.cursor)
    (request,) = third.run_requests
    read = definitions.resolve_job_def("a_reader_of_the_alias")
    assert read.execute_in_process(instance=instance, tags=dict(request.tags)).success
    assert noted(tmp_path) == ["read asset_triggered ['daily', 's3://bucket/day']"]
    assert not tick(third.cursor).run_requests


def test_migrate_run_reads_an_alias_after_who_tells_through_it(
    aliases: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATE_ROOTS", "")
    chosen = replace(aliases, steps=tuple(step for step in aliases.steps if step.tasks[0].dag in ALIASES))
    assert run_assets(chosen, Options(home=str(tmp_path))).ok
    assert noted(tmp_path) == ["read asset_triggered ['daily', 's3://bucket/day']"]
