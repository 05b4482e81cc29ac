"""Small DAGs, each with what makes islands, run for real: generated for Dagster and materialized, beside `dag.test()`.

The same tasks run on both sides, whichever of them fail or skip; most of them are native in Dagster.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from differential_runs.process import Oracle

from migrator.model import Becomes, Plan
from migrator.pipeline import analyze, generate
from shim.options import options_of
from shim.run import run_assets

# Each task says that it ran, and ends as the file `ends` says of it: 1 fails, 99 skips.
DAGS = """
import os
from datetime import datetime
from pathlib import Path

from airflow.exceptions import AirflowException
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.sdk import DAG, task


def work(name, **more):
    command = f"echo {name} >> $WHERE/ran; . $WHERE/ends; exit ${{{name}:-0}}"
    return BashOperator(task_id=name, bash_command=command, **more)


def chosen(name):
    folder = Path(os.environ["WHERE"])
    with (folder / "ran").open("a") as ran:
        ran.write(name + "\\n")
    found = dict(line.split("=") for line in (folder / "ends").read_text().split())
    return found[name].split(",")


@task(trigger_rule="one_failed")
def watcher():
    raise AirflowException("a task failed")


with DAG("joins", schedule=None, start_date=datetime(2026, 1, 1)):

    @task.branch
    def choose():
        return chosen("choose")

    choice, left, right = choose(), work("left"), work("right")
    join = EmptyOperator(task_id="join", trigger_rule="none_failed_min_one_success")
    work("first") >> choice >> [left, right] >> join >> work("after") >> work("last")
    left >> work("apart") >> work("further")

with DAG("watched", schedule=None, start_date=datetime(2026, 1, 1)) as dag:
    work("load") >> work("clean") >> work("count")
    list(dag.tasks) >> watcher()

with DAG("tidied", schedule=None, start_date=datetime(2026, 1, 1)):
    made, worked = work("make"), work("use")
    work("before") >> made >> worked >> work("more") >> work("most")
    [made, worked] >> work("tidy", trigger_rule="all_done")

with DAG("gated", schedule=None, start_date=datetime(2026, 1, 1)):
    gate = ShortCircuitOperator(task_id="gate", python_callable=lambda: chosen("gate") == ["open"])
    work("start") >> [gate, work("beside")]
    behind = work("behind")
    gate >> behind >> work("deeper") >> work("deepest", trigger_rule="none_failed")
    work("other") >> work("others")

with DAG("told", schedule=None, start_date=datetime(2026, 1, 1)):
    read, check = work("read"), work("check")
    read >> check >> work("publish") >> work("archive")
    [read, check] >> work("tell", trigger_rule="one_failed")
"""
# By DAG: which tasks are native, and ends of tasks to run it with.
CASES = {
    "joins": (
        {"first", "after", "last", "apart", "further"},
        ["choose=left", "choose=right", "choose=left,right left=1", "choose=left first=1", "choose=right right=99"],
    ),
    "watched": ({"load", "clean", "count"}, ["", "clean=1"]),
    "tidied": ({"more", "most"}, ["", "make=1", "use=1", "before=99"]),
    "gated": ({"beside", "other", "others"}, ["gate=open", "gate=shut", "gate=open behind=1", "gate=open start=99"]),
    "told": ({"publish", "archive"}, ["", "read=1", "check=1", "read=99"]),
}


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    """An Airflow whose tasks leave their marks in a folder of their own."""
    made = Oracle({"WHERE": str(tmp_path_factory.mktemp("airflow"))})
    yield made
    made.close()


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Plan]:
    """The DAGs' folder and the plan; the project generated from it lies beside."""
    folder = tmp_path_factory.mktemp("divided")
    (folder / "dags").mkdir()
    (folder / "dags" / "small.py").write_text(DAGS)
    plan, _ = generate(analyze([folder / "dags"]), "dagster", folder / "project", "small")
    return folder, plan


@pytest.mark.parametrize("dag", CASES)
def test_the_same_tasks_run_in_dagster_as_under_airflow_however_they_end(
    dag: str, divided: tuple[Path, Plan], oracle: Oracle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, plan = divided
    native, cases = CASES[dag]
    mine = {item.item.partition(".")[2] for item in plan.dispositions
            if item.item.startswith(f"{dag}.") and item.becomes is Becomes.ASSET}  # fmt: skip
    assert mine == native
    theirs = Path(oracle.environment["WHERE"])
    ours = tmp_path / "dagster"
    ours.mkdir()
    monkeypatch.setenv("WHERE", str(ours))
    for number, ends in enumerate(cases):
        for where in (theirs, ours):
            (where / "ends").write_text(ends.replace(" ", "\n") + "\n")
            (where / "ran").write_text("")
        oracle.ends(folder / "dags" / "small.py", [dag])
        given = {"home": str(tmp_path / str(number)), "project": str(folder / "project"), "dag": dag}
        (tmp_path / str(number)).mkdir()
        run_assets(plan, options_of(given))
        found = [sorted((where / "ran").read_text().split()) for where in (theirs, ours)]
        assert found[1] == found[0], (dag, ends)
