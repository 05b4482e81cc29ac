"""Islands under Dagster's multiprocess executor: each in a process of its own, all in one store."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apart_job
import dagster as dg
import pytest

from shim.store import Store

KEY, RUN = "2026-01-05", "scheduled__2026-01-05T03:00:00+00:00"


@dataclass(frozen=True)
class Left:
    """What a run of the job left behind: assets with what the interface shows of them, the store's rows, what each step
    noted of its process, and this process before and after."""

    assets: dict[str, dict[str, Any]]
    tasks: list[Any]
    xcoms: list[Any]
    steps: dict[str, dict[str, Any]]
    before: dict[str, Any]
    after: dict[str, Any]


def run(how: Any, folder: Path, processes: int) -> Left:
    """Runs the job in a real instance of its own."""
    (folder / "dagster").mkdir(parents=True)
    names = {"APART_FOLDER": folder, "APART_PROCESSES": processes, "MIGRATE_STORE": folder / "store.db"}
    os.environ.update({name: str(value) for name, value in names.items()})
    before = apart_job.state_of_the_process()
    with (
        dg.instance_for_test(temp_dir=str(folder / "dagster")) as instance,
        dg.execute_job(
            dg.reconstructable(how), instance=instance, tags={"dagster/partition": KEY}, raise_on_error=True
        ) as result,
    ):
        made = [each for each in result.all_events if each.is_step_materialization]
    after = apart_job.state_of_the_process()
    store = Store(str(folder / "store.db"))
    left = Left(
        assets={"/".join(each.asset_key.path): _shown(each) for each in made if each.asset_key},
        tasks=[(row.key, row.state, row.try_number, row.max_tries) for row in store.tasks("apart", RUN)],
        xcoms=list(store.xcoms("apart", RUN)),
        steps={file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")},
        before=before,
        after=after,
    )
    store.close()
    return left


def _shown(event: dg.DagsterEvent) -> dict[str, Any]:
    """The metadata of an asset and its table of tasks, without the times."""
    metadata = event.step_materialization_data.materialization.metadata
    return {name: _timeless(each.value) for name, each in metadata.items() if "duration" not in name}


def _timeless(value: Any) -> Any:
    if not hasattr(value, "records"):
        return value
    return [{name: each for name, each in record.data.items() if name != "seconds"} for record in value.records]


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Left, Left]]:
    """The same job over several processes, and in this one."""
    folder, before, here = tmp_path_factory.mktemp("apart"), dict(os.environ), Path.cwd()
    # Where Dagster looks for a job's module in its other processes.
    os.chdir(Path(__file__).parent)
    yield run(apart_job.in_processes, folder / "several", 2), run(apart_job.in_process, folder / "one", 1)
    os.chdir(here)
    os.environ.clear()
    os.environ.update(before)


def test_islands_in_processes_that_share_the_store_leave_what_they_leave_in_one(ways: tuple[Left, Left]) -> None:
    several, one = ways
    assert several.tasks == one.tasks
    assert several.xcoms == one.xcoms
    assert several.assets == one.assets
    assert {key.task: (state.value, tries) for key, state, tries, _ in one.tasks if key.map_index < 0} == {
        **dict.fromkeys(("left", "right", "numbers", "disturbs"), ("success", 1)),
        "total": ("success", 2),
        "skips": ("skipped", 1),
    }


def test_two_islands_of_a_dag_run_at_the_same_time_in_processes_of_their_own(ways: tuple[Left, Left]) -> None:
    # Each waits for the other, and knows it by another process's number: one after the other they would fail.
    several, _ = ways
    assert [value for task, _, _, value in several.xcoms if task in ("left", "right")] == ["right", "left"]


def test_an_island_around_a_native_asset_finds_its_xcoms_from_another_process(ways: tuple[Left, Left]) -> None:
    several, _ = ways
    parts = [step["pid"] for name, step in several.steps.items() if name.startswith("sums")]
    assert len(set(parts)) == 2
    assert ("total", -1, "return_value", 12) in several.xcoms


def test_an_island_leaves_signals_environment_warnings_and_logging_as_they_were(ways: tuple[Left, Left]) -> None:
    several, one = ways
    native = several.steps["apart__between"]["state"]
    assert {name: step["state"] for name, step in several.steps.items()} == dict.fromkeys(several.steps, native)
    assert one.after == one.before


def test_an_island_whose_process_was_killed_goes_on_when_it_is_re_executed_from_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parent)
    monkeypatch.setenv("APART_FOLDER", str(tmp_path))
    monkeypatch.setenv("MIGRATE_STORE", str(tmp_path / "store.db"))
    (tmp_path / "dagster").mkdir()
    job, tags = dg.reconstructable(apart_job.dying), {"dagster/partition": KEY}
    with dg.instance_for_test(temp_dir=str(tmp_path / "dagster")) as instance:
        with dg.execute_job(job, instance, tags=tags, raise_on_error=False) as first:
            assert not first.success
        options = dg.ReexecutionOptions.from_failure(first.run_id, instance)
        with dg.execute_job(
            job, instance, tags={**tags, "dagster/is_resume_retry": "true"}, reexecution_options=options
        ) as second:
            assert second.success
    store = Store(str(tmp_path / "store.db"))
    rows = {row.key.task: (row.state.value, row.try_number, row.interrupted) for row in store.tasks("dies", RUN)}
    store.close()
    assert rows == {"before": ("success", 1, 0), "killed": ("success", 1, 1)}
    assert (tmp_path / "before").read_text() == "ran\n"
