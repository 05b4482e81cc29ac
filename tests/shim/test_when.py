"""Which run a partition key or a date means, by one rule for whole DAGs and for assets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dagster as dg
import pytest
from shim_cases import DAGS, plan_of

from migrator.model import UNPARTITIONED, Interval, PartitionKind, Partitions, Plan
from shim.hosts.whole import partitions_definition
from shim.options import options_of
from shim.when import NoSuchPartition, key_meant, moment_meant

DAILY = Partitions(PartitionKind.TIME, "0 3 * * *", "UTC", "2026-01-01T03:00:00", "%Y-%m-%d")
HOURLY = Partitions(PartitionKind.TIME, "0 * * * *", "UTC", "2026-01-01T00:00:00", "%Y-%m-%d-%H:%M")
WEEKLY = Partitions(PartitionKind.TIME, "0 0 * * 0", "UTC", "2025-12-07T00:00:00", "%Y-%m-%d")
DUTCH = replace(DAILY, zone="Europe/Amsterdam", cron="0 0 * * *", start="2026-01-01T00:00:00")
NOW = "2026-02-01T12:00:00"


def plan(**partitions: Partitions) -> Plan:
    """A plan of DAGs of one task each."""
    plans = [plan_of(DAGS, "waiting.py", dag, {"only": []}, each) for dag, each in partitions.items()]
    steps = tuple(step for each in plans for step in each.steps)
    return Plan(str(DAGS), steps, names=tuple(name for each in plans for name in each.names))


def meant(partitions: Partitions, among: Plan, **given: Any) -> str:
    """The start of the run that both sides mean."""
    options = options_of({"home": "", "now": NOW, **given})
    moment = moment_meant(partitions, options, among)
    assert key_meant(partitions_definition(partitions), options, among)[1] == moment
    return moment.run_id.partition("__")[2].removesuffix(":00+00:00")


def test_a_key_a_date_or_neither_mean_the_same_run_on_both_sides() -> None:
    alone = plan(daily=DAILY)
    assert meant(DAILY, alone, partition="2026-01-05") == "2026-01-05T03:00"
    assert meant(DAILY, alone, logical_date="2026-01-05T02:00:00") == "2026-01-04T03:00"
    assert meant(DAILY, alone, logical_date="2026-01-05T03:00:00") == "2026-01-05T03:00"
    assert meant(DAILY, alone) == "2026-01-31T03:00"
    assert meant(replace(DAILY, interval=Interval.AT), alone) == "2026-02-01T03:00"


def test_a_key_that_is_no_partition_is_an_error_that_names_its_neighbours() -> None:
    with pytest.raises(NoSuchPartition, match=r"^no partition '2026-01-05': .* has 2026-01-04 and 2026-01-11$"):
        meant(WEEKLY, plan(weekly=WEEKLY), partition="2026-01-05")
    with pytest.raises(NoSuchPartition, match=r"^no partition 'monday': .* has 2026-01-01 and 2026-01-02$"):
        meant(DAILY, plan(daily=DAILY), partition="monday")


def test_a_key_of_one_rhythm_is_the_window_around_its_moment_in_another() -> None:
    both = plan(daily=DAILY, hourly=HOURLY, weekly=WEEKLY)
    assert meant(HOURLY, both, partition="2026-01-05") == "2026-01-05T03:00"
    assert meant(WEEKLY, both, partition="2026-01-05") == "2026-01-04T00:00"
    assert meant(DAILY, both, partition="2026-01-05-02:00") == "2026-01-04T03:00"
    with pytest.raises(NoSuchPartition, match="has 2026-01-04 and 2026-01-11"):
        meant(WEEKLY, both, partition="2026-01-05", dag="weekly")


@pytest.mark.parametrize(
    ("given", "instead"),
    [
        ({"partition": "2025-12-31"}, "the first of .* is 2026-01-01"),
        ({"logical_date": "2025-12-31"}, "the first of .* is 2026-01-01"),
        ({"partition": "2026-02-01"}, "the last of .* is 2026-01-31"),
        ({"logical_date": "2099-01-01"}, "the last of .* is 2026-01-31"),
        ({"now": "2026-01-01T12:00:00"}, "has none yet, its first is 2026-01-01"),
    ],
)
def test_a_partition_before_the_first_or_after_the_last_is_one_sentence(given: dict[str, str], instead: str) -> None:
    with pytest.raises(NoSuchPartition, match=f"^no partition .*: .*{instead}$"):
        meant(DAILY, plan(daily=DAILY), **given)


def test_unpartitioned_work_is_dated_by_itself() -> None:
    with_dutch = plan(by_hand=UNPARTITIONED, dutch=DUTCH)
    assert meant(UNPARTITIONED, with_dutch, partition="2026-01-05", dag="by_hand") == "2026-01-05T00:00"
    assert meant(UNPARTITIONED, with_dutch, partition="2026-01-05") == "2026-01-05T00:00"
    assert meant(UNPARTITIONED, with_dutch) == "2026-02-01T12:00"
    with pytest.raises(NoSuchPartition, match="no partition 'monday'"):
        meant(UNPARTITIONED, with_dutch, partition="monday", dag="by_hand")


def test_a_dag_that_is_not_selected_does_not_move_a_key() -> None:
    assert meant(HOURLY, plan(dutch=DUTCH, daily=DAILY, hourly=HOURLY), partition="2026-01-05") == "2026-01-04T23:00"
    among = plan(dutch=DUTCH, daily=DAILY, hourly=HOURLY)
    assert meant(HOURLY, among, partition="2026-01-05", select=["daily", "hourly"]) == "2026-01-05T03:00"


def test_named_partitions_are_taken_by_their_name() -> None:
    options, places = options_of({"home": "", "partition": "north"}), dg.StaticPartitionsDefinition(["north", "south"])
    static = plan(places=Partitions(PartitionKind.STATIC, keys=("north", "south")))
    assert key_meant(places, options, static)[0] == "north"
    with pytest.raises(NoSuchPartition, match="no partition 'east': there is north, south"):
        key_meant(places, options_of({"home": "", "partition": "east"}), static)
