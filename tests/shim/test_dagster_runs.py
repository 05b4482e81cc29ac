"""What Dagster shows of an island's tasks, and which Airflow run each Dagster run stands for, on a kept instance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from shim_cases import DAGS

from shim.hosts.dagster import airflow_island
from shim.hosts.executors import island_executor
from shim.store import Store

SECRET = "hunter2-secret"
TALKS: dict[str, list[str]] = {"speaks": [], "stumbles": ["speaks"], "skips": ["stumbles"], "ends": ["stumbles"]}
# The names of what asset materializations and observations show.
TABLE, RUN = "airflow/tasks", "airflow/run_id"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATE_DAGS_ROOT", str(DAGS))
    monkeypatch.setenv("MIGRATE_STORE", str(tmp_path / "store.db"))
    monkeypatch.setenv("ISLANDS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("AIRFLOW_CONN_OURS", f"http://me:{SECRET}@host/")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """A Dagster instance that is kept on disk, as `dagster dev` has one."""
    with dg.instance_for_test(temp_dir=str(tmp_path)) as made:
        yield made


def island(tasks: dict[str, list[str]], name: str = "talks") -> dg.AssetsDefinition:
    return airflow_island(
        file="islands.py",
        dag_id="talks",
        name=name,
        outputs={task: [["talks", task]] for task in tasks},
        deps={task: [["talks", each] for each in above] for task, above in tasks.items()},
    )


def talks() -> dg.JobDefinition:
    """The job of the DAG; by name, so that Dagster can make it again to re-execute it."""

    @dg.asset(deps=[dg.AssetKey(["talks", "ends"])])
    def below() -> None: ...

    @dg.asset
    def beside() -> None: ...

    job = dg.define_asset_job("talks_job", executor_def=dg.in_process_executor)
    assets = [island(TALKS), island({"apart": []}, "apart"), below, beside]
    return dg.Definitions(assets=assets, jobs=[job]).resolve_job_def("talks_job")


def feeding() -> dg.JobDefinition:
    """The DAG with native assets below a task that succeeds, below one that fails, and below both; by Dagster's default
    executor for islands."""

    @dg.asset(deps=[path("stumbles")])
    def below_good() -> None: ...

    @dg.asset(deps=[below_good])
    def further_below() -> None: ...

    @dg.asset(deps=[path("ends")])
    def below_bad() -> None: ...

    @dg.asset(deps=[path("stumbles"), path("ends")])
    def below_both() -> None: ...

    job = dg.define_asset_job("feeding", executor_def=island_executor)
    assets = [island(TALKS), below_good, further_below, below_bad, below_both]
    return dg.Definitions(assets=assets, jobs=[job]).resolve_job_def("feeding")


IN_PROCESS = {"execution": {"config": {"in_process": {}}}}


def path(*names: str) -> dg.AssetKey:
    return dg.AssetKey(["talks", *names])


def events(instance: dg.DagsterInstance, run: str, kind: dg.DagsterEventType) -> list[Any]:
    return [each.dagster_event for each in instance.all_logs(run, of_type=kind)]


def shown(instance: dg.DagsterInstance, run: str) -> dict[str, Any]:
    """The metadata of each asset a run materialized or observed, by its name."""
    found = {}
    for kind in (dg.DagsterEventType.ASSET_MATERIALIZATION, dg.DagsterEventType.ASSET_OBSERVATION):
        for event in events(instance, run, kind):
            data = event.event_specific_data
            entry = getattr(data, "materialization", None) or data.asset_observation
            found[entry.asset_key.path[-1]] = entry.metadata
    return found


def rows(metadata: Any) -> list[dict[str, Any]]:
    return [dict(record.data) for record in metadata[TABLE].value.records]


def again(
    run: dg.ExecuteJobResult, instance: dg.DagsterInstance, job: Callable[[], dg.JobDefinition] = talks
) -> dg.ExecuteJobResult:
    """Dagster's re-execution from failure."""
    options = dg.ReexecutionOptions.from_failure(run.run_id, instance)
    return dg.execute_job(
        dg.reconstructable(job),
        instance,
        reexecution_options=options,
        raise_on_error=False,
        tags={"dagster/is_resume_retry": "true"},
    )


def test_dagster_shows_states_tries_and_logs_and_no_secret(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    with dg.execute_job(dg.reconstructable(talks), instance, raise_on_error=False) as run:
        found = shown(instance, run.run_id)
        assert set(found) == {"speaks", "stumbles", "skips", "apart", "beside"}
        (spoken,), (stumbled,), (skipped,) = (rows(found[each]) for each in ("speaks", "stumbles", "skips"))
        assert spoken["state"] == "success"
        lines = found["speaks"]["airflow/log"].value.splitlines()[:5]
        said = ("from a library", "printed by the task", "the password is ***")
        assert lines == ["**speaks**", "", *(f"    {line}" for line in said)]
        assert (stumbled["state"], stumbled["tries"]) == ("success", 2)
        assert stumbled["history"] == "1: up_for_retry, ValueError: once, with ***; 2: success"
        assert skipped["state"] == "skipped"
        (failure,) = events(instance, run.run_id, dg.DagsterEventType.STEP_FAILURE)
        data = failure.event_specific_data.user_failure_data
        assert data.description == "tasks of talks failed: ends\nends: RuntimeError: broken with ***"
        assert [row["task"] for row in rows(data.metadata)] == ["ends", "skips", "speaks", "stumbles"]
        logged = {(each.level, each.user_message) for each in instance.all_logs(run.run_id)}
        assert (30, "speaks: from a library") in logged
        assert (20, "speaks: printed by the task") in logged
        assert (40, "ends: failed (try 1): RuntimeError: broken with ***") in logged
        assert not [each for each in instance.all_logs(run.run_id) if SECRET in str(each)]
    assert not [file for file in tmp_path.rglob("*.err") if SECRET in file.read_text()]


def test_what_does_not_depend_on_a_failed_island_is_made_and_the_dag_is_called_back_once_at_its_end(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    with dg.execute_job(dg.reconstructable(talks), instance, raise_on_error=False) as run:
        skipped = events(instance, run.run_id, dg.DagsterEventType.STEP_SKIPPED)
        made = shown(instance, run.run_id)
        assert not run.success
        assert {"beside", "apart"} <= set(made) and "below" not in made and not skipped
        lines = (tmp_path / "state").read_text().splitlines()
        assert [line.split()[0] for line in lines] == ["ends", "failed"]
        assert lines[-1].split()[1] == f"manual__{run.run_id}"


def test_native_assets_below_the_good_tasks_of_a_failed_island_are_made_and_the_run_has_failed(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    with dg.execute_job(dg.reconstructable(feeding), instance, run_config=IN_PROCESS, raise_on_error=False) as run:
        assert instance.get_run_by_id(run.run_id).status is dg.DagsterRunStatus.FAILURE
        assert {"below_good", "further_below"} == {each for each in shown(instance, run.run_id) if "below" in each}
        (tmp_path / "repaired").touch()
        with again(run, instance, feeding) as second:
            assert second.success
            # Dagster repeats all that lies below a step that failed.
            assert {"below_bad", "below_both"} <= set(shown(instance, second.run_id))


def test_re_execution_from_failure_goes_on_with_the_run_and_leaves_alone_what_succeeded(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    with dg.execute_job(dg.reconstructable(talks), instance, raise_on_error=False) as run:
        (tmp_path / "repaired").touch()
        with again(run, instance) as second:
            assert second.success
            found = shown(instance, second.run_id)
            assert found["ends"][RUN].value == f"manual__{run.run_id}"
            assert rows(found["ends"])[0]["tries"] == 1
            assert found["speaks"]["airflow/kept"].value.startswith("speaks: succeeded in an earlier try")
            assert [(row["state"], row["history"]) for row in rows(found["speaks"])] == [("success", "")]
            assert "below" in found and "beside" not in found and "apart" not in found
    assert [line.split()[0] for line in (tmp_path / "state").read_text().splitlines()] == [
        *("ends", "failed"),
        *("ends", "succeeded"),
    ]


def test_a_failure_in_an_earlier_run_of_the_same_kind_is_no_reason_to_leave_tasks_out(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    (tmp_path / "repaired").touch()
    with (
        dg.execute_job(dg.reconstructable(talks), instance) as first,
        dg.execute_job(dg.reconstructable(talks), instance) as second,
    ):
        runs = {shown(instance, each.run_id)["ends"][RUN].value for each in (first, second)}
        assert runs == {f"manual__{first.run_id}", f"manual__{second.run_id}"}
        assert len(rows(shown(instance, second.run_id)["speaks"])) == 1


def test_one_asset_of_an_unpartitioned_island_goes_on_with_the_last_run_and_finds_its_xcoms(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    (tmp_path / "repaired").touch()
    job = talks()
    runs = [job.execute_in_process(instance=instance) for _ in range(2)]
    alone = job.execute_in_process(instance=instance, asset_selection=[path("ends")])
    assert shown(instance, alone.run_id)["ends"][RUN].value == f"manual__{runs[1].run_id}"
    with_those_above = job.execute_in_process(
        instance=instance, asset_selection=[path(each) for each in ("speaks", "stumbles", "ends")]
    )
    assert shown(instance, with_those_above.run_id)["ends"][RUN].value == f"manual__{with_those_above.run_id}"
    assert (tmp_path / "state").read_text().count("ends 8") == 4


def test_an_island_below_a_native_asset_that_fails_is_never_called(instance: dg.DagsterInstance) -> None:
    @dg.asset(key=["talks", "speaks"])
    def breaks() -> None:
        raise ValueError

    assets = [island({"stumbles": ["speaks"]}), island({"apart": []}, "apart"), breaks]
    result = dg.materialize(assets, instance=instance, raise_on_error=False)
    assert set(shown(instance, result.run_id)) == {"apart"}
    assert [row.key.task for run in _store().runs("talks") for row in _store().tasks("talks", run.run)] == ["apart"]


def test_a_run_has_failed_though_the_last_of_its_islands_succeeded(instance: dg.DagsterInstance) -> None:
    tags = {"migrate/logical_date": "2026-01-05T00:00:00+00:00"}
    for part in (island(TALKS), island({"apart": []}, "apart")):
        dg.materialize([part], instance=instance, raise_on_error=False, tags=tags)
    (run,) = _store().runs("talks")
    assert run.state == "failed"


def _store() -> Store:
    import os

    return Store(os.environ["MIGRATE_STORE"])
