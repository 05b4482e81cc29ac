"""Whole DAGs end under the shim as they end under Airflow's own `dag.test()`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from differential_runs import ours
from differential_runs.process import Oracle
from shim_cases import DAGS, EXAMPLES, OWN, examples_folder


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    """One Airflow for all."""
    made = Oracle()
    yield made
    made.close()


@pytest.fixture(scope="module")
def ends(oracle: Oracle) -> dict[str, Any]:
    """How Airflow ends the tests' own DAGs."""
    return oracle.ends(DAGS / "semantics.py", list(OWN))


@pytest.mark.parametrize("dag", OWN)
def test_a_dag_ends_as_under_airflow(dag: str, ends: dict[str, Any]) -> None:
    assert ours.differences(ends[dag], ours.ended(DAGS, "semantics.py", dag, ends[dag]["moment"])) == []


@pytest.mark.parametrize("dag", sorted(EXAMPLES))
def test_an_example_of_airflows_ends_as_under_airflow(dag: str, oracle: Oracle) -> None:
    file = Path(examples_folder(), f"{EXAMPLES[dag]}.py")
    theirs = oracle.ends(file, [dag])[dag]
    assert ours.differences(theirs, ours.ended(file.parent, file.name, dag, theirs["moment"])) == []
