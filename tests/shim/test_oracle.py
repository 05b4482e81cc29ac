"""Whole DAGs end under the shim as they end under Airflow's own `dag.test()`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from shim_cases import DAGS, EXAMPLES, LOGICAL_DATE, OWN, examples_folder

from migrator.semantics import State
from shim.load import load_dag
from shim.moment import by_hand
from shim.schedule import Pace, Schedule
from shim.store import Store


def ended(root: Path, file: str, dag: str) -> dict[str, Any]:
    """How the shim ends a DAG, in the oracle's words."""
    store = Store(":memory:")
    schedule = Schedule(load_dag(str(root), file, dag), by_hand(LOGICAL_DATE), store, pace=Pace(0))
    state = schedule.run()
    tasks = {
        f"{each.task}[{each.map_index}]": [None if each.state is State.NONE else each.state.value, each.try_number]
        for found in schedule.instances.values()
        for each in found
    }
    xcoms = {f"{task}[{index}].{key}": value for task, index, key, value in store.xcoms(dag, schedule.moment.run_id)}
    return {"state": state.value, "tasks": tasks, "xcoms": xcoms}


def in_order(value: Any) -> Any:
    """Airflow makes lists of sets here and there: their order is chance."""
    if isinstance(value, dict):
        return {key: in_order(each) for key, each in value.items()}
    return sorted((in_order(each) for each in value), key=repr) if isinstance(value, list) else value


@pytest.mark.parametrize("dag", OWN)
def test_a_dag_ends_as_under_airflow(dag: str, oracle: dict[str, Any]) -> None:
    found = ended(DAGS, "semantics.py", dag)
    assert found["tasks"] == oracle[dag]["tasks"]
    assert found["state"] == oracle[dag]["state"]
    assert in_order(found["xcoms"]) == in_order(oracle[dag]["xcoms"])


@pytest.mark.parametrize("dag", sorted(EXAMPLES))
def test_an_example_of_airflows_ends_as_under_airflow(dag: str, oracle: dict[str, Any]) -> None:
    found = ended(examples_folder(), f"{EXAMPLES[dag]}.py", dag)
    assert found["tasks"] == oracle[dag]["tasks"]
    assert found["state"] == oracle[dag]["state"]
    assert set(found["xcoms"]) == set(oracle[dag]["xcoms"])
