"""A sample of what `make differential` does with runs: the same DAGs each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import decisions
from .process import Oracle
from .programs import program
from .run import difference

# Together: every trigger rule, kind of task, form of mapping, groups in groups, setups and teardowns, failing fast.
SEEDS = (0, 1, 2, 3, 75, 93, 134, 162, 174, 219, 235, 272)


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    """One Airflow for all."""
    made = Oracle()
    yield made
    made.close()


def test_every_trigger_rule_decides_as_airflows_scheduler_does(oracle: Oracle) -> None:
    number, lines = decisions.differences(oracle)
    assert (number, lines) == (len(decisions.ALL) * len(decisions.CASES), [])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_dag_ends_as_under_airflow(seed: int, oracle: Oracle) -> None:
    lines = difference(program(seed), oracle, f"random_{seed}")
    assert lines == []
