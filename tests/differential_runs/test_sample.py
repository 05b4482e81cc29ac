"""A sample of what `make differential` does with runs: the same DAGs each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.proof.compare import compare_homes
from shim.store import Store

from . import decisions, shipped
from .process import Oracle
from .programs import program
from .run import difference

# Together: every trigger rule, kind of task, form of mapping, groups in groups, setups and teardowns, failing fast.
SEEDS = (0, 1, 2, 3, 75, 93, 134, 162, 174, 219, 235, 272)


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    """One Airflow for all."""
    made = Oracle(shipped.environment())
    yield made
    made.close()


def test_every_trigger_rule_decides_as_airflows_scheduler_does(oracle: Oracle) -> None:
    number, lines = decisions.differences(oracle)
    assert (number, lines) == (len(decisions.ALL) * len(decisions.CASES), [])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_dag_ends_as_under_airflow(seed: int, oracle: Oracle) -> None:
    lines = difference(program(seed), oracle, f"random_{seed}")
    assert lines == []


def test_the_fixtures_end_and_write_as_under_airflow(
    oracle: Oracle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine, store, states = shipped.environment(), Store(":memory:"), {}
    for name, value in mine.items():
        monkeypatch.setenv(name, value)
    for file in shipped.fixtures():
        theirs = oracle.ends(file, dates=shipped.DATES)
        for dag_id, lines, end in shipped.compared(theirs, file, store):
            assert lines == [], dag_id
            states[dag_id] = end["state"]
    # The pipeline, whose table the report reads, is one that this Airflow cannot load.
    failed = {dag_id for dag_id, state in states.items() if state != "success"}
    assert failed == {"activity_report_no_sensor"}
    homes = (Path(each["FIXTURES_HOME"]) for each in (oracle.environment, mine))
    comparison = compare_homes(*homes, tmp_path)
    assert comparison.differences == ()
    named = {each.name.removeprefix("warehouse.db: ") for each in comparison.outputs}
    assert named >= {"invoice_lines", "web_orders/sums.csv", "parcels/arrived.json", "sales_week", "stock_levels"}
    assert named >= {"energy_summary", "energy/region=west/day=2026-01-05/use.csv"}
