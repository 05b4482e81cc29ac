"""Islands inside Dagster: what materializes, what is skipped, and native assets above, between and below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from shim_cases import DAGS, plan_of

from migrator.model import Interval, PartitionKind, Partitions, Plan
from shim.hosts.dagster import RESERVED, airflow_island, identifier
from shim.hosts.whole import definitions, partitions_definition
from shim.slices import slices

DAILY = Partitions(PartitionKind.TIME, "0 3 * * *", "UTC", "2026-01-01T03:00:00", "%Y-%m-%d")
KEY = "2026-01-05"
SUMS = {
    "numbers": [],
    "double": ["numbers"],
    "total": ["double"],
    "perhaps": ["total"],
    "breaks": ["total"],
    "alarm": ["perhaps", "breaks"],
}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MIGRATE_DAGS_ROOT", str(DAGS))
    monkeypatch.setenv("MIGRATE_STORE", str(tmp_path / "store.db"))
    yield


def island(partitions: bool = True, **outputs: list[str]) -> dg.AssetsDefinition:
    """The DAG `sums`, each task writing `sums/<task>` below the keys named."""
    return airflow_island(
        file="waiting.py",
        dag_id="sums",
        outputs={task: [["sums", task]] for task in outputs},
        deps={task: [each.split("/") for each in above] for task, above in outputs.items()},
        partitions_def=partitions_definition(DAILY) if partitions else None,
        group_name="sums",
    )


WHOLE = {task: [f"sums/{each}" for each in above] for task, above in SUMS.items()}


def materialized(result: Any) -> list[str]:
    """The names of what a run materialized, in order."""
    events = [event for event in result.all_events if event.event_type_value == "ASSET_MATERIALIZATION"]
    return ["/".join(event.event_specific_data.materialization.asset_key.path) for event in events]


def test_only_success_materializes_and_the_step_fails_after_all_has_run() -> None:
    result = dg.materialize([island(**WHOLE)], partition_key=KEY, raise_on_error=False)
    assert not result.success
    assert sorted(materialized(result)) == ["sums/alarm", "sums/double", "sums/numbers", "sums/total"]
    failure = next(event for event in result.all_events if event.event_type_value == "STEP_FAILURE")
    assert "tasks of sums failed: breaks" in str(failure.event_specific_data.error)


def test_a_native_asset_may_stand_between_two_parts_of_an_island() -> None:
    @dg.asset(deps=[dg.AssetKey(["sums", "numbers"])], partitions_def=partitions_definition(DAILY))
    def between() -> None: ...

    split = island(numbers=[], double=["between"], total=["sums/double"])
    result = dg.materialize([split, between], partition_key=KEY)
    assert materialized(result) == ["sums/numbers", "between", "sums/double", "sums/total"]


def test_one_asset_runs_again_with_what_was_pushed_before() -> None:
    whole = island(numbers=[], double=["sums/numbers"], total=["sums/double"])
    instance = dg.DagsterInstance.ephemeral()
    assert dg.materialize([whole], partition_key=KEY, instance=instance).success
    again = dg.materialize([whole], partition_key=KEY, instance=instance, selection=[dg.AssetKey(["sums", "total"])])
    assert materialized(again) == ["sums/total"]


def test_a_plan_is_one_graph_of_islands_native_assets_and_what_lies_outside() -> None:
    plan = plan_of(DAGS, "waiting.py", "sums", SUMS, DAILY)

    @dg.asset(key=["sums", "unrelated"])
    def native() -> None: ...

    graph = definitions(plan, dg.Definitions(assets=[native])).resolve_asset_graph()
    assert graph.get(dg.AssetKey(["sums", "alarm"])).parent_keys == {
        dg.AssetKey(["sums", "perhaps"]),
        dg.AssetKey(["sums", "breaks"]),
    }
    assert graph.get(dg.AssetKey(["sums", "unrelated"])).is_materializable
    assert graph.get(dg.AssetKey(["sums", "total"])).partitions_def == partitions_definition(DAILY)


def test_a_graph_is_cut_by_partitioning_and_by_the_order_of_the_data() -> None:
    daily = partitions_definition(DAILY)
    hourly = dg.HourlyPartitionsDefinition(start_date="2026-01-01-00:00")

    @dg.asset(partitions_def=daily)
    def one() -> None: ...

    @dg.asset(partitions_def=hourly, deps=[one])
    def two() -> None: ...

    @dg.asset(partitions_def=daily, deps=[two])
    def three() -> None: ...

    @dg.asset(deps=[three])
    def four() -> None: ...

    graph = dg.Definitions(assets=[one, two, three, four]).resolve_asset_graph()
    cut = slices(graph, {dg.AssetKey(name) for name in ("one", "two", "three", "four")}, {})
    assert [[key.path for key in each.keys] for each in cut] == [[["one"]], [["two"]], [["three"]], [["four"]]]


def test_a_schedule_that_runs_at_its_moment_has_a_partition_for_the_moment_itself() -> None:
    at = Partitions(PartitionKind.TIME, "0 3 * * *", "UTC", "2026-01-01T03:00:00", "%Y-%m-%d", Interval.AT)
    found = partitions_definition(at)
    assert isinstance(found, dg.TimeWindowPartitionsDefinition)
    assert (found.end_offset, found.fmt, found.cron_schedule) == (1, "%Y-%m-%d", "0 3 * * *")
    assert partitions_definition(Partitions()) is None


def test_names_that_differ_in_punctuation_only_are_islands_and_assets_of_their_own() -> None:
    plans = [plan_of(DAGS, "waiting.py", dag, {"x-y": [], "x_y": ["x-y"], "x.y": []}) for dag in ("a-b", "a_b", "a.b")]
    names = tuple((step.writes[0], (step.group, step.tasks[0].task)) for plan in plans for step in plan.steps)
    steps, islands = sum((each.steps for each in plans), ()), sum((each.islands for each in plans), ())
    graph = definitions(Plan(str(DAGS), steps, islands=islands, names=names)).resolve_asset_graph()
    assert len(graph.materializable_asset_keys) == 9
    assert {graph.get(dg.AssetKey([dag, "x-y"])).group_name for dag in ("a-b", "a_b", "a.b")} == {
        identifier("a-b"),
        "a_b",
        identifier("a.b"),
    }
    assert graph.get(dg.AssetKey(["a_b", "x_y"])).parent_keys == {dg.AssetKey(["a_b", "x-y"])}


def test_words_that_dagster_reserves_are_names_of_dags_tasks_and_assets() -> None:
    words = {word: [] for word in (*RESERVED, "class")}
    for dag in ("output", "type"):
        plan = plan_of(DAGS, "waiting.py", dag, words)
        plan = replace(plan, names=tuple((step.writes[0], (step.tasks[0].task,)) for step in plan.steps))
        assert len(definitions(plan).resolve_asset_graph().materializable_asset_keys) == len(words)
    assert airflow_island(file="x.py", dag_id="output", outputs={"a": [["output"]]}, name="output").op.name != "output"


def test_the_graph_holds_only_the_islands_of_what_is_selected() -> None:
    mine, theirs = plan_of(DAGS, "waiting.py", "sums", SUMS, DAILY), plan_of(DAGS, "x.py", "theirs", {"a": []}, DAILY)
    strange = replace(theirs.steps[0], partitions=replace(DAILY, cron="no cron at all"))
    plan = replace(
        mine,
        steps=(*mine.steps, strange),
        islands=(*mine.islands, *theirs.islands),
        names=(*mine.names, *theirs.names),
    )
    graph = definitions(plan, chosen=mine.steps[:1]).resolve_asset_graph()
    assert {key.path[0] for key in graph.get_all_asset_keys()} == {"sums"}
