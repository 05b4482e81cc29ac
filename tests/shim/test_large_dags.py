"""What would make a task of a large DAG dearer than one of a small DAG is done once, and changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from shim_cases import LOGICAL_DATE

from migrator.semantics import State
from shim.load import load
from shim.moment import by_hand
from shim.schedule import Schedule
from shim.store import Store

SETUPS = """
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

with DAG("setups"):
    names = ("open", "fill", "a", "b", "c", "close", "after", "lonely", "far", "last")
    t = {name: EmptyOperator(task_id=name) for name in names}
    t["open"] >> t["fill"] >> t["a"] >> t["b"] >> t["c"] >> t["close"] >> t["after"]
    t["lonely"].as_setup() >> t["far"] >> t["last"]
    t["far"] >> t["c"]
    t["close"].as_teardown(setups=[t["open"], t["fill"]])
"""
MAPPED = """
from airflow.sdk import DAG, task

with DAG("mapped"):
    @task
    def several():
        return [{"seen": []}, {"seen": []}, {"seen": []}]

    @task
    def noted(each, letter):
        each["seen"].append(letter)
        return each["seen"]

    @task
    def total(found):
        return [list(found), found[-1], found[1:3], len(found)]

    total(noted.expand(each=several(), letter=["a", "b"]))
"""


def written(folder: Path, name: str, text: str) -> Any:
    (folder / f"{name}.py").write_text(text)
    return load(str(folder), f"{name}.py")[name]


def test_the_setups_further_up_are_those_airflow_finds(tmp_path: Path) -> None:
    from shim.graph import Graph

    dag, met = written(tmp_path, "setups", SETUPS).dag, 0
    for name, node in Graph(dag).nodes.items():
        task = dag.get_task(name)
        theirs = {each.task_id for each in task.get_upstreams_only_setups()} - task.upstream_task_ids
        assert set(node.setups) == (set() if task.is_teardown else theirs), name
        met += len(node.setups)
    assert met >= 4


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[tuple[str, int], Any], list[str]]:
    """What each instance of a mapped DAG returned, and the tasks for which Airflow walked the whole DAG."""
    from airflow.sdk.definitions._internal.abstractoperator import AbstractOperator

    walked: list[str] = []
    walk = AbstractOperator._iter_all_mapped_downstreams
    monkeypatch.setattr(
        AbstractOperator, "_iter_all_mapped_downstreams", lambda task: walked.append(task.task_id) or walk(task)
    )
    store, moment = Store(":memory:"), by_hand(LOGICAL_DATE)
    assert Schedule(written(tmp_path, "mapped", MAPPED), moment, store).run() is State.SUCCESS
    return {(task, at): value for task, at, _, value in store.xcoms("mapped", moment.run_id)}, walked


def test_what_one_instance_does_to_its_item_no_other_one_sees(ran: Any) -> None:
    found, _ = ran
    letters = [["a"], ["b"], ["a"], ["b"], ["a"], ["b"]]
    assert [found["noted", at] for at in range(6)] == letters
    assert found["total", -1] == [letters, ["b"], letters[1:3], 6]


def test_airflow_does_not_walk_the_dag_for_each_value_returned(ran: Any) -> None:
    assert ran[1] == []


def test_a_list_is_parsed_once_for_all_that_are_mapped_over_it(tmp_path: Path) -> None:
    from shim.store.xcoms import _parsed

    _parsed.cache_clear()
    Schedule(written(tmp_path, "mapped", MAPPED), by_hand(LOGICAL_DATE), Store(":memory:")).run()
    assert (_parsed.cache_info().misses, _parsed.cache_info().hits) == (1, 5)
