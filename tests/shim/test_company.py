"""What companies have beside operators: plugins, files, policies, macros, callbacks and decorators, as `dag.test()` has
them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from differential_runs import ours
from differential_runs.process import Oracle
from shim_cases import HERE, plan_of

from migrator.launch import launch
from migrator.model import Plan
from shim.store import Store

COMPANY = HERE / "company"
FILE = "dags/company.py"
DAGS = ("callbacks", "decorated", "half_days", "native", "strict", "templates")
ENVIRONMENT = {
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(COMPANY / "plugins"),
    "AIRFLOW__CORE__XCOM_BACKEND": "own_xcom.OwnXCom",
    "AIRFLOW_VAR_OWN": "a Variable",
}


def notes(file: Path) -> list[str]:
    return sorted(file.read_text().splitlines())


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """How Airflow ends them, and what callbacks and listeners noted."""
    file = tmp_path_factory.mktemp("theirs") / "notes"
    path = f"{COMPANY}:{COMPANY / 'config'}"
    oracle = Oracle({**ENVIRONMENT, "NOTES": str(file), "PYTHONPATH": path, "COMPANY": str(COMPANY)})
    yield oracle.ends(COMPANY / FILE, list(DAGS)), notes(file)
    oracle.close()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, theirs: Any) -> tuple[dict[str, Any], list[str]]:
    """The same through `migrate run`'s own process."""
    home = tmp_path_factory.mktemp("ours")
    return ran(home, FILE, DAGS), notes(home / "notes")


def ran(home: Path, file: str, dags: tuple[str, ...]) -> dict[str, Any]:
    """How DAGs of a file end, run in one request."""
    steps = [step for dag in dags for step in plan_of(COMPANY, file, dag, {"all": []}).steps]
    given = {
        **{name: text for name, text in ENVIRONMENT.items() if "PLUGINS" not in name},
        "NOTES": str(home / "notes"),
        "COMPANY": str(COMPANY),
    }
    options = {"home": str(home), "environment": given, "logical_date": "2026-01-05T00:00:00+00:00", "pace": 0}
    events = [*launch("airflow", Plan(str(COMPANY), tuple(steps)), options)]
    assert "document" in events[-1], (home / "shim.log").read_text()[-2000:]
    ends = {event["dag_id"]: event["state"] for event in events if event["event"] == "run_finished"}
    store = Store(str(home / "store.db"))
    return {dag: of_store(store, dag, state) for dag, state in ends.items()}


def of_store(store: Store, dag: str, state: str) -> dict[str, Any]:
    """A run in the oracle's words."""
    run = store.runs(dag)[-1].run
    tasks = {f"{row.key.task}[{row.key.map_index}]": [row.state.value, row.try_number] for row in store.tasks(dag, run)}
    xcoms = {f"{task}[{index}].{key}": value for task, index, key, value in store.xcoms(dag, run)}
    return {"state": state, "tasks": tasks, "xcoms": xcoms, "times": {}, "edges": [], "machine": []}


@pytest.mark.parametrize("dag", DAGS)
def test_it_ends_as_under_airflow(dag: str, theirs: Any, found: Any) -> None:
    assert ours.differences(theirs[0][dag], found[0][dag]) == []


def test_callbacks_notifiers_and_listeners_are_told_the_same(theirs: Any, found: Any) -> None:
    # `dag.test()` calls no callbacks of DAGs.
    assert found[1] == sorted([*theirs[1], "notifier: the DAG failed"])


def test_a_dag_that_a_cluster_policy_refuses_does_not_load(tmp_path: Path) -> None:
    plan = plan_of(COMPANY, "dags/refused.py", "refused", {"all": []})
    events = [*launch("airflow", plan, {"home": str(tmp_path)})]
    told = [event["error"] for event in events if event["event"] == "run_finished"]
    assert told == ["CannotLoad: dags/refused.py does not load: AirflowClusterPolicyViolation: no DAG may be called so"]


def test_a_task_in_another_process_asks_and_sets_variables_that_later_tasks_and_the_file_itself_find(
    tmp_path: Path,
) -> None:
    first, second = (ran(tmp_path, "dags/asks.py", ("asks",))["asks"] for _ in range(2))
    found = ["a Variable", "no such"]
    assert first["xcoms"]["later[-1].return_value"] == [*found, "by another process"]
    assert first["xcoms"]["asks[-1].return_value"] == found
    assert ("made_before[-1]" in first["tasks"], "made_by_another_process[-1]" in second["tasks"]) == (True, True)


def test_a_packaged_dag_is_loaded_out_of_its_zip(tmp_path: Path) -> None:
    text = """
from airflow import DAG
from airflow.operators.python_operator import PythonOperator
from inside.words import WORD

with DAG("zipped", schedule_interval=None) as dag:
    PythonOperator(task_id="t", python_callable=lambda: [WORD, __file__.partition("dags/")[2]])
"""
    (tmp_path / "dags").mkdir()
    with ZipFile(tmp_path / "dags" / "bundle.zip", "w") as bundle:
        bundle.writestr("zipped.py", text)
        bundle.writestr("inside/__init__.py", "")
        bundle.writestr("inside/words.py", "WORD = 'packed'")
    plan = plan_of(tmp_path, "dags/bundle.zip/zipped.py", "zipped", {"t": []})
    events = [*launch("airflow", plan, {"home": str(tmp_path / "home")})]
    assert events[-1]["state"] == "success", (tmp_path / "home" / "shim.log").read_text()[-2000:]
    (value,) = of_store(Store(str(tmp_path / "home" / "store.db")), "zipped", "success")["xcoms"].values()
    assert value == ["packed", "bundle.zip/zipped.py"]
