"""A SubDagOperator runs its sub-DAG's tasks as a run of its own, and ends as that run ends (as in Airflow 2.11)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shim_cases import DAGS, LOGICAL_DATE

from migrator.configuration import Configuration
from migrator.lineage.infer import infer
from migrator.model import Becomes
from migrator.planning.plan import plan
from migrator.reading import read
from migrator.semantics import State
from migrator.targets import load_target
from shim.load import CannotLoad, load, load_dag
from shim.moment import by_hand
from shim.schedule import Pace, Schedule
from shim.store import Store, TaskKey


def test_the_tasks_of_a_sub_dag_run_and_a_retry_runs_only_what_failed() -> None:
    store, events = Store(":memory:"), []
    moment = by_hand(LOGICAL_DATE)
    schedule = Schedule(load_dag(str(DAGS), "sub_dag.py", "outer"), moment, store, pace=Pace(0), emit=events.append)
    assert schedule.run() is State.SUCCESS
    states = {name: found[0].state for name, found in schedule.instances.items()}
    assert states.pop("after_outward") is State.SKIPPED
    assert set(states.values()) == {State.SUCCESS}
    assert schedule.instances["inner"][0].attempt.try_number == 2

    def pulled(task: str) -> Any:
        return store.pull(TaskKey("outer.inner", moment.run_id, task), "return_value")

    assert pulled("first")[0] == "first of outer.inner"
    ran = [event["task_id"] for event in events if event["event"] == "task" and event["dag_id"] == "outer.inner"]
    assert ran == ["first", "again", "again"]
    ends = [event["state"] for event in events if event["event"] == "run_finished" and event["dag_id"] == "outer.inner"]
    assert ends == ["failed", "success"]


def test_a_sub_dag_has_the_id_airflow_2_asks_for(tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text(
        "from airflow import DAG\nfrom airflow.operators.subdag import SubDagOperator\n"
        "with DAG('a') as d:\n    SubDagOperator(task_id='b', subdag=DAG('c'))\n"
    )
    try:
        load(str(tmp_path), "d.py")
    except CannotLoad as refused:
        assert "Expected 'a.b'; received 'c'" in str(refused)
    else:
        raise AssertionError("it loaded")


def test_a_sub_dag_is_planned_as_the_task_that_runs_it() -> None:
    project = infer(read([DAGS / "sub_dag.py"]), Configuration())
    assert {dag.id for dag in project.dags} == {"outer", "outer.inner", "outer.quiet", "outer.outward"}
    decided = plan(project, Configuration(), load_target("dagster").CAPABILITIES)
    assert {ref.dag for step in decided.steps for ref in step.tasks} == {"outer"}
    inner = {d.item: d for d in decided.dispositions if d.item.startswith("outer.inner.")}
    assert {d.becomes for d in inner.values()} == {Becomes.WRAPPED}
    assert inner["outer.inner.first"].because.startswith("it runs inside outer.inner, ")
