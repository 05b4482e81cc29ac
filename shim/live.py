# One file, run by the Python of an environment that has Airflow (1.10 to 3) and nothing of ours: plain Python 3.6.
"""Loads DAG files as Airflow does and prints what it made of them: JSON in from standard input, JSON out."""

import contextlib
import datetime
import json
import os
import sys
from typing import Any, Dict, List, Optional

TRIGGERED = ("AssetTriggeredTimetable", "DatasetTriggeredTimetable")


def main() -> None:
    """One request: `files`, and `paths` that their imports are looked for in besides Airflow's own."""
    request = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w")
    # What DAG files print must not get between.
    os.dup2(2, 1)
    os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
    try:
        import airflow
    except ImportError as error:
        json.dump({"missing": str(error)}, answers)
        return
    sys.path[:0] = request["paths"]
    bag = empty_bag()
    files = [file_facts(bag, path) for path in request["files"]]
    json.dump({"airflow": airflow.__version__, "files": files}, answers)
    answers.flush()


def empty_bag() -> Any:
    """A DagBag that has read nothing, of any version."""
    try:
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:
        from airflow.models import DagBag
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        try:
            return DagBag(os.devnull, include_examples=False)
        except TypeError:
            return DagBag(os.devnull)


def file_facts(bag: Any, path: str) -> Dict[str, Any]:
    """The DAGs of one file, or the last line of why it cannot be loaded."""
    before = dict(bag.import_errors)
    dags = bag.process_file(path, only_if_updated=False)
    errors = [text for name, text in bag.import_errors.items() if before.get(name) != text]
    error = errors[0].strip().splitlines()[-1] if errors else None
    return {"path": path, "error": error, "dags": [dag_facts(dag) for dag in dags or ()]}


def dag_facts(dag: Any) -> Dict[str, Any]:
    """What is compared of a DAG."""
    return {
        "dag_id": dag.dag_id,
        "schedule": schedule(dag),
        "tasks": [task_facts(task) for task in dag.tasks],
        "edges": sorted([up, task.task_id] for task in dag.tasks for up in task.upstream_task_ids),
    }


def task_facts(task: Any) -> Dict[str, Any]:
    """What is compared of a task."""
    mapped = bool(getattr(task, "is_mapped", False))
    kind = getattr(task, "operator_class", None) if mapped else type(task)
    if isinstance(kind, dict):
        name = kind.get("task_type")
    else:
        name = getattr(kind, "custom_operator_name", None) or getattr(kind, "__name__", None)
    group = getattr(task, "task_group", None)
    return {
        "task_id": task.task_id,
        "operator": name if isinstance(name, str) else None,
        "trigger_rule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
        "retries": getattr(task, "retries", 0) or 0,
        "group": getattr(group, "group_id", None),
        "mapped": mapped,
    }


def schedule(dag: Any) -> Optional[str]:
    """The schedule as our model spells it; `?` for one that is compared by no text."""
    table = getattr(dag, "timetable", None)
    condition = getattr(table, "asset_condition", None) or getattr(table, "dataset_condition", None)
    if condition is not None and type(table).__name__ in TRIGGERED:
        return "assets:" + ",".join(sorted(set(names(condition))))
    given = getattr(dag, "schedule_interval", None) if hasattr(dag, "schedule_interval") else dag.schedule
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, datetime.timedelta):
        return f"timedelta:{given.total_seconds():g}"
    return "timetable:" + type(table).__name__ if table is not None else "?"


def names(condition: Any) -> List[str]:
    """The names of the assets in a condition."""
    parts = getattr(condition, "objects", None)
    if parts is None:
        return [getattr(condition, "uri", None) or condition.name]
    return [name for part in parts for name in names(part)]


if __name__ == "__main__":
    main()
