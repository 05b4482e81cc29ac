"""What starts DAGs in Dagster: schedules, assets, timetables; and a backfill in order, by Dagster's own daemon."""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.execution.backfill import PartitionBackfill
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import PythonFileTarget
from dagster._daemon.backfill import execute_backfill_iteration
from shim_cases import DAGS

from migrator.model_json import to_json
from migrator.pipeline import analyze
from migrator.running import Request, plan_to_run
from shim.hosts.everything import airflow_definitions
from shim.store import Store

NAMES = {"counts_on", "fills", "reacts", "hours", "once", "every_hour"}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of the DAG file, kept as `migrate plan` prints it."""
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    path.write_text(json.dumps(to_json(plan_to_run(analyze([DAGS / "starting.py"]), Request()))))
    return path


@pytest.fixture
def definitions(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dg.Definitions:
    monkeypatch.setenv("MIGRATE_DAGS_ROOT", str(DAGS))
    monkeypatch.setenv("MIGRATE_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("ISLANDS_STATE", str(tmp_path / "state"))
    (tmp_path / "state").touch()
    return airflow_definitions(plan=plan)


@pytest.fixture
def quick() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    launcher = {"module": "dagster._core.launcher.sync_in_memory_run_launcher", "class": "SyncInMemoryRunLauncher"}
    coordinator = {"module": "dagster._core.run_coordinator", "class": "DefaultRunCoordinator"}
    overrides = {"run_launcher": launcher, "run_coordinator": coordinator}
    with dg.instance_for_test(overrides=overrides, temp_dir=str(tmp_path)) as made:
        yield made


def noted(tmp_path: Path) -> list[str]:
    return (tmp_path / "state").read_text().splitlines()


def tick(definitions: dg.Definitions, instance: dg.DagsterInstance, name: str, cursor: str | None = None) -> Any:
    """One evaluation of a sensor, as the daemon makes it."""
    repository = definitions.get_repository_def()
    context = dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=repository)
    return repository.get_sensor_def(name).evaluate_tick(context)


def run(definitions: dg.Definitions, instance: dg.DagsterInstance, job: str, request: Any = None) -> Any:
    tags = dict(request.tags) if request is not None else {}
    return definitions.resolve_job_def(job).execute_in_process(instance=instance, tags=tags, raise_on_error=False)


def test_every_dag_has_its_job_and_what_starts_it_with_its_pause_and_its_limit(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)
    repository = definitions.get_repository_def()
    assert set(repository.job_names) >= NAMES
    schedules = {each.name: each for each in repository.schedule_defs}
    assert {name: each.cron_schedule for name, each in schedules.items()} == {
        "counts_on_schedule": "0 0 * * *",
        "every_hour_schedule": "0 * * * *",
        "made_for_day_schedule": "0 0 * * *",
    }
    assert schedules["counts_on_schedule"].default_status is dg.DefaultScheduleStatus.RUNNING
    assert schedules["every_hour_schedule"].default_status is dg.DefaultScheduleStatus.STOPPED
    assert {each.name for each in repository.sensor_defs} == {"reacts_assets", "hours_schedule", "once_schedule"}
    assert repository.get_job("every_hour").run_tags == {"airflow/dag": "every_hour", "airflow/at_most_3": "every_hour"}


def test_a_schedule_starts_the_partition_that_airflow_would_run(definitions: dg.Definitions) -> None:
    import datetime

    schedule = definitions.get_repository_def().get_schedule_def("counts_on_schedule")
    moment = datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc)
    with dg.build_schedule_context(scheduled_execution_time=moment) as context:
        (request,) = schedule.evaluate_tick(context).run_requests
    assert request.partition_key == "2026-01-05"


def test_a_dag_waits_for_all_its_assets_or_any_and_its_tasks_see_which(
    definitions: dg.Definitions, quick: dg.DagsterInstance, tmp_path: Path
) -> None:
    first = tick(definitions, quick, "reacts_assets")
    assert not first.run_requests
    run(definitions, quick, "fills")
    second = tick(definitions, quick, "reacts_assets", first.cursor)
    (request,) = second.run_requests
    assert run(definitions, quick, "reacts", request).success
    assert noted(tmp_path) == ["['s3://bucket/rates', 's3://bucket/raw']"]
    assert not tick(definitions, quick, "reacts_assets", second.cursor).run_requests

    quick.report_runless_asset_event(dg.AssetMaterialization(_key(definitions, "raw")))
    third = tick(definitions, quick, "reacts_assets", second.cursor)
    assert not third.run_requests, "one of two is not enough"
    quick.report_runless_asset_event(dg.AssetMaterialization(_key(definitions, "extra")))
    (request,) = tick(definitions, quick, "reacts_assets", third.cursor).run_requests
    assert run(definitions, quick, "reacts", request).success
    assert noted(tmp_path)[1] == "['s3://bucket/extra', 's3://bucket/raw']"
    with contextlib.closing(Store(str(tmp_path / "store.db"))) as store:
        # As in Airflow 3, of which the file is.
        assert [row.logical_date for row in store.runs("reacts")] == [None, None]


def _key(definitions: dg.Definitions, name: str) -> dg.AssetKey:
    keys = definitions.resolve_asset_graph().get_all_asset_keys()
    return next(key for key in keys if name in key.to_user_string())


def test_a_timetable_is_asked_for_each_run_and_its_interval(
    definitions: dg.Definitions, quick: dg.DagsterInstance, tmp_path: Path
) -> None:
    found = tick(definitions, quick, "hours_schedule")
    starts = [json.loads(each.tags["airflow/run"])["start"][:16] for each in found.run_requests]
    assert starts == [f"2026-01-01T{hour}:00" for hour in ("00", "06", "12", "18")] + ["2026-01-02T00:00"]
    assert run(definitions, quick, "hours", found.run_requests[1]).success
    assert noted(tmp_path) == ["scheduled__2026-01-01T12:00:00+00:00"]
    assert not tick(definitions, quick, "hours_schedule", found.cursor).run_requests


def test_at_once_starts_once(definitions: dg.Definitions, quick: dg.DagsterInstance) -> None:
    found = tick(definitions, quick, "once_schedule")
    assert len(found.run_requests) == 1
    assert not tick(definitions, quick, "once_schedule", found.cursor).run_requests


def test_a_triggered_dag_runs_for_real_and_its_assets_are_materialized(
    definitions: dg.Definitions, quick: dg.DagsterInstance, tmp_path: Path
) -> None:
    assert run(definitions, quick, "asks_for_day").success
    assert noted(tmp_path) == ["made monday"]
    assert quick.get_materialized_partitions(_key(definitions, "made_for_day")) == {"2026-01-05"}
    with contextlib.closing(Store(str(tmp_path / "store.db"))) as store:
        (row,) = store.runs("made_for_day")
        assert row.state == "success"
        assert [(each.key.task, each.state.value) for each in store.tasks("made_for_day", row.run)] == [
            ("made", "success")
        ]


# ----------------------------------------------------------------------------------------------------------- backfill


def backfill(definitions: dg.Definitions, instance: dg.DagsterInstance, plan: Path, days: list[str]) -> Any:
    """A backfill of these partitions by the code of Dagster's daemon; it gets them in a mixed order."""
    file = plan.with_name("defs.py")
    file.write_text(
        "import dagster as dg\nfrom shim.hosts.everything import airflow_definitions\n"
        f"defs = airflow_definitions(plan={str(plan)!r}, executor=dg.in_process_executor)\n"
    )
    asked = PartitionBackfill.from_asset_partitions(
        backfill_id="ours",
        asset_graph=definitions.resolve_asset_graph(),
        partition_names=days[::-1],
        asset_selection=[_key(definitions, "counts")],
        backfill_timestamp=time.time(),
        tags={},
        dynamic_partitions_store=instance,
        all_partitions=False,
        title=None,
        description=None,
        run_config=None,
    )
    instance.add_backfill(asked)
    target = PythonFileTarget(str(file), attribute="defs", working_directory=str(file.parent), location_name=None)
    with create_test_daemon_workspace_context(target, instance) as workspace:
        for _ in range(12):
            list(execute_backfill_iteration(workspace, logging.getLogger("backfill")))
            found = instance.get_backfill("ours")
            if found.status.name not in ("REQUESTED", "CANCELING", "FAILING"):
                return found
    return instance.get_backfill("ours")


DAYS = [f"2026-01-0{day}" for day in range(2, 6)]


def test_a_backfill_goes_in_order_and_a_failed_partition_holds_the_next(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    plan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FAILS_ON", DAYS[2])
    found = backfill(definitions, instance, plan, DAYS)
    assert noted(tmp_path) == DAYS[:3]
    assert found.status.name in ("COMPLETED_FAILED", "FAILED")
    made = instance.get_materialized_partitions(_key(definitions, "counts"))
    assert made == set(DAYS[:2])
