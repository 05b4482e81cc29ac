"""What a moved function computes is what Airflow's own PythonOperator computes with the original."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from moving_programs import dag_files

from migrator.model import Feed, Items, Known, Moved, Output, Outputs, RunValue, Setting, Template
from migrator.model import Mapping as Entries
from migrator.moving import Mover, module_text
from migrator.reading import read

pytest.importorskip("airflow")

MOMENT = datetime.datetime(2026, 3, 14, tzinfo=datetime.timezone.utc)
RUN: dict[str, Any] = {
    "ds": "2026-03-14",
    "ds_nodash": "20260314",
    "run_id": "manual",
    "logical_date": MOMENT,
    "params": {"n": 11},
    "conf": {"c": 5},
}
XCOMS = {("other", "return_value"): 21, ("group.one", "k"): 22}


class Instance:
    """A task instance that knows outputs and keeps what is pushed."""

    task_id, dag_id = "t", "d"

    def __init__(self) -> None:
        self.pushed: dict[str, object] = {}

    def xcom_pull(self, task_ids: str, key: str = "return_value") -> object:
        """The output of a task."""
        return XCOMS[task_ids, key]

    def xcom_push(self, key: str, value: object) -> None:
        """Keep an output."""
        self.pushed[key] = value


class Run:
    """A run with its conf."""

    conf = RUN["conf"]


def by_airflow(text: str) -> tuple[object, dict[str, object]]:
    """What Airflow's operator returns and pushes, its templates rendered by Airflow."""
    from airflow.sdk.execution_time.context import set_current_context

    names: dict[str, Any] = {"__name__": "d", "__file__": "d.py"}
    exec(compile(text, "d.py", "exec"), names)
    operator = names["dag"].get_task("t").prepare_for_execution()
    instance = Instance()
    context = {
        **RUN,
        "ti": instance,
        "task_instance": instance,
        "dag_run": Run(),
        "task": operator,
        "dag": names["dag"],
    }
    operator.render_template_fields(context)
    with set_current_context(context):
        return operator.execute(context), instance.pushed


def by_moved(moved: Moved) -> tuple[object, dict[str, object]]:
    """What the moved function returns, and what it fills its outputs with."""
    names: dict[str, Any] = {"__name__": "moved"}
    exec(compile(module_text(moved), "moved.py", "exec"), names)
    outputs: dict[str, object] = {}
    values = {each.parameter: outputs if isinstance(each.feed, Outputs) else fed(each.feed) for each in moved.inputs}
    return names[moved.function](**values), outputs


def fed(feed: Feed) -> object:
    """What a target would hand in."""
    match feed:
        case RunValue(expression=name):
            return run_value(name)
        case Setting(name=name):
            return os.environ[f"AIRFLOW_VAR_{name.upper()}"]
        case Output(task=task, key=key):
            return XCOMS[task, key]
        case Known(value=value):
            return value
        case Items(values=values):
            return [fed(value) for value in values]
        case Entries(entries=entries):
            return {fed(key): fed(value) for key, value in entries}
        case Template():
            return filled(feed)
    raise AssertionError(feed)


def run_value(name: str) -> object:
    """A value of the run by its neutral name."""
    found: object = RUN
    for part in name.split("."):
        assert isinstance(found, Mapping)
        found = found[part]
    return found


def filled(template: Template) -> str:
    """A text with its holes filled."""
    text, end = "", 0
    for hole in template.holes:
        task, _, key = hole.name.removeprefix("xcom:").rpartition(".")
        value = XCOMS[task, key] if hole.name.startswith("xcom:") else run_value(hole.name)
        text += template.text[end : hole.start] + str(value)
        end = hole.start + len(hole.name) + 2
    return text + template.text[end:]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(dag_files())
def test_a_moved_function_computes_what_airflow_computes(text: str):
    os.environ["AIRFLOW_VAR_SIZE"] = "17"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "d.py")
        file.write_text(text)
        dag = read([file]).dags[0]
        found = Mover(Path(folder)).task(dag.tasks[0], dag)
        again = Mover(Path(folder)).task(dag.tasks[0], dag)
    assert isinstance(found, Moved), (found, text)
    assert found == again
    assert "airflow" not in module_text(found)
    assert by_moved(found) == by_airflow(text), module_text(found)
