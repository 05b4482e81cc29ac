"""What a file written for Airflow 2 is told of its runs, against what Airflow 2.11 told it (`dates/record.py`)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shim.airflow3 import Airflow3
from shim.engine import Part
from shim.moment import Moment
from shim.store import Store, TaskKey

DATES = Path(__file__).parent / "dates"
FILE = "dates_of_runs.py"
RECORDED: list[dict[str, Any]] = json.loads((DATES / "airflow2.json").read_text())["runs"]
# The recorded runs are not marked as succeeded, and 3.3 spells a run's type as a member of its enumeration.
APART = {f"prev_{name}_success" for name in ("execution_date", "data_interval_start", "data_interval_end")}
APART.add("dag_run.run_type")
DAGS = sorted({run["dag"] for run in RECORDED})


def moment_of(run: dict[str, Any]) -> Moment:
    date, start, end = map(datetime.fromisoformat, run["dates"])
    return Moment(run["run_id"], date, start, end, run["type"])


@pytest.mark.parametrize("dag", DAGS)
def test_a_task_is_told_what_airflow_2_tells_it(dag: str) -> None:
    store = Store(":memory:")
    told, expected = {}, {}
    for run in (each for each in RECORDED if each["dag"] == dag):
        Airflow3().open(str(DATES), FILE, dag).run(Part(moment_of(run)), store, lambda event: None)
        (row,) = store.pull(TaskKey(dag, run["run_id"], "row"), "return_value") or ({},)
        told[run["run_id"]] = {name: value for name, value in row.items() if name not in APART}
        expected[run["run_id"]] = {name: value for name, value in run["row"].items() if name not in APART}
    store.close()
    assert told == expected
