"""A sample of what `make differential` does with Airflow 2.11, and what `--python` asks of it, in its environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from differential_runs.process import Oracle
from differential_runs.programs import program
from differential_runs.writer import text

from migrator.launch import launch
from migrator.model import UNPARTITIONED, Becomes, Island, Plan, Step, TaskRef, Wrapped

from . import environment
from .run import differences, ended_there, valid

# Together: branches, short circuits, mapping, mapped groups, sensors, deferred tasks, retries, setups and teardowns;
# in the last, two of Airflow's checks of a task contradict each other.
SEEDS = (0, 1, 4, 84)
DATE = "2026-01-05T00:00:00+00:00"
STARTS = """
from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sensors.time_delta import TimeDeltaSensorAsync

ONCE = []


def second_time():
    ONCE.append(1)
    if len(ONCE) == 1:
        raise ValueError("not yet")
    return "good"


with DAG("begins", schedule=None, start_date=datetime(2026, 1, 1)):
    waits = TimeDeltaSensorAsync(task_id="waits", delta=timedelta(seconds=1))
    tries = PythonOperator(task_id="tries", python_callable=second_time, retries=1, retry_delay=timedelta(0))
    waits >> tries >> TriggerDagRunOperator(task_id="starts", trigger_dag_id="other", conf={"n": "{{ ds }}"})

with DAG("other", schedule=None, start_date=datetime(2026, 1, 1)):
    PythonOperator(task_id="reads", python_callable=lambda dag_run: dag_run.conf["n"])

with DAG("fails", schedule=None, start_date=datetime(2026, 1, 1)):
    PythonOperator(task_id="breaks", python_callable=lambda: 1 / 0) >> [
        EmptyOperator(task_id="below"), EmptyOperator(task_id="after", trigger_rule="all_done")]
"""
TASKS = {"begins": ("waits", "tries", "starts"), "other": ("reads",), "fails": ("breaks", "below", "after")}


@pytest.fixture(scope="module")
def python() -> str:
    """The Python of Airflow 2.11: CI makes it, elsewhere it is there once `make differential` has run."""
    if not (os.environ.get("CI") or environment.is_there()):
        pytest.skip("no environment with Airflow 2.11 yet: `make differential` makes one, or CI=true")
    return environment.python()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Airflow 2.11 keeps its metadata, which takes some seconds to make."""
    return tmp_path_factory.mktemp("airflow2")


@pytest.fixture(scope="module")
def oracle(python: str) -> Iterator[Oracle]:
    """The `dag.test()` of Airflow 2.11."""
    made = Oracle(python=python, script=Path(environment.__file__).with_name("theirs.py"))
    yield made
    made.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_dag_ends_there_as_by_its_own_dag_test(
    seed: int, python: str, oracle: Oracle, home: Path, tmp_path: Path
) -> None:
    made = valid(program(seed))
    assert made is not None
    file = tmp_path / f"random_{seed}.py"
    file.write_text(text(made, file.stem, old=True))
    theirs = oracle.ends(file)[file.stem]
    assert differences(file.stem, theirs, ended_there(python, str(home), file, file.stem, theirs["moment"])) == []


def test_whole_dags_wait_try_again_and_start_each_other_there(python: str, home: Path, tmp_path: Path) -> None:
    last, events = asked("airflow", python, home, tmp_path, ("begins", "fails", "other"))
    runs = {run["dag_id"]: run for run in last["document"]["runs"]}
    assert (last["state"], {dag: run["state"] for dag, run in runs.items()}) == (
        "failed", {"begins": "success", "other": "success", "fails": "failed"},
    )  # fmt: skip
    ends = {task["task_id"]: (task["state"], task["try_number"]) for run in runs.values() for task in run["tasks"]}
    assert ends == {
        "waits": ("success", 1), "tries": ("success", 2), "starts": ("success", 1), "reads": ("success", 1),
        "breaks": ("failed", 1), "below": ("upstream_failed", 0), "after": ("success", 1),
    }  # fmt: skip
    errors = {event["task_id"]: event["error"] for event in events if event.get("error")}
    assert errors.keys() == {"breaks"} and "ZeroDivisionError" in errors["breaks"]


def test_assets_are_made_here_and_their_tasks_run_there(python: str, home: Path, tmp_path: Path) -> None:
    last, _ = asked("run", python, home, tmp_path, ("fails",))
    (run,) = last["document"]["runs"]
    assert {asset["key"]: asset["state"] for asset in run["assets"]} == {
        "fails/breaks": "failed", "fails/below": "not run", "fails/after": "materialized",
    }  # fmt: skip


def asked(
    command: str, python: str, home: Path, folder: Path, dags: tuple[str, ...]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The last event of a request to run DAGs of the file, and all events."""
    (folder / "whole.py").write_text(STARTS)
    plans = [plan_of(folder, dag) for dag in dags]
    plan = Plan(
        str(folder), tuple(step for each in plans for step in each.steps),
        islands=tuple(island for each in plans for island in each.islands),
        names=tuple(name for each in plans for name in each.names),
    )  # fmt: skip
    events = list(launch(command, plan, {"home": str(home), "logical_date": DATE}, python=python))
    return events[-1], events


def plan_of(folder: Path, dag: str) -> Plan:
    """A plan in which each task writes an asset of its own."""
    steps = tuple(
        Step(
            id=f"{dag}.{task}", tasks=(TaskRef("whole.py", dag, task),), becomes=Becomes.WRAPPED,
            bodies=(Wrapped(dag),), reads=(), writes=(f"airflow:{dag}/{task}",), follows=(), checks=(),
            partitions=UNPARTITIONED, settings=(), because="a test", group=dag,
        )
        for task in TASKS[dag]
    )  # fmt: skip
    names = tuple((step.writes[0], (dag, step.tasks[0].task)) for step in steps)
    return Plan(str(folder), steps, islands=(Island(dag, "whole.py", dag, TASKS[dag], "a test"),), names=names)
