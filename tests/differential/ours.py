"""What our reading makes of the same project, and where it differs from what Airflow makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from migrator.model import Dag, Items, Known, Mapping, Output, Task, TaskRef, TimetableKind, Value
from migrator.reading import read

# What Airflow gives a task that says nothing.
DEFAULTS = {"op_args": [], "op_kwargs": {}, "owner": "airflow", "pool": "default_pool", "queue": "default"}


def facts(folder: Path, file: str) -> dict[str, Any]:
    """The DAGs of one file as we read them, and the findings."""
    project = read([folder / file])
    return {
        "dags": {dag.name: dag_facts(dag) for dag in project.dags},
        "findings": [f"{f.code} {f.span.path}:{f.span.line} {f.message}" for f in project.findings],
    }


def dag_facts(dag: Dag) -> dict[str, Any]:
    """What is compared of a DAG."""
    upstream: dict[str, set[str]] = {}
    for edge in dag.order:
        if not edge.when and isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef):
            upstream.setdefault(edge.downstream.task, set()).add(edge.upstream.task)
    tags = next((shown(value) for name, value in dag.settings if name == "tags"), None) or []
    unknown = dag.timetable.kind is TimetableKind.UNKNOWN
    return {
        "schedule": "<unknown>" if unknown else dag.timetable.text,
        "tags": sorted(map(str, tags)),
        "tasks": {task.id: task_facts(task, upstream.get(task.id, set())) for task in dag.tasks if not task.when},
    }


def task_facts(task: Task, upstream: set[str]) -> dict[str, Any]:
    """What is compared of a task."""
    return {
        "operator": task.operator,
        "upstream": sorted(upstream),
        "trigger_rule": task.trigger_rule,
        "retries": task.retries,
        "group": task.group,
        "mapped": task.mapped,
        "setup": task.setup,
        "teardown": task.teardown,
        "fields": {name: shown(value) for name, value in task.arguments},
    }


def shown(value: Value) -> Any:
    """A value as JSON, as the oracle shows it."""
    match value:
        case Known():
            return (
                value.value if value.value is None or isinstance(value.value, str | bool | int | float) else "<known>"
            )
        case Items():
            values = [shown(each) for each in value.values]
            return sorted(map(str, values)) if value.kind == "set" else values
        case Mapping():
            return {str(shown(key)): shown(each) for key, each in value.entries}
        case Output():
            return {"output": [value.task, value.key]}
    return f"<{type(value).__name__}>"


def differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """Each place where the facts differ, as a line of text: what, where, theirs, ours."""
    found = [f"dag {name} {side}" for name, side in unpaired(theirs["dags"], ours["dags"])]
    for name in theirs["dags"].keys() & ours["dags"].keys():
        their_dag, our_dag = theirs["dags"][name], ours["dags"][name]
        found += [f"task {name}/{task} {side}" for task, side in unpaired(their_dag["tasks"], our_dag["tasks"])]
        for key in ("schedule", "tags"):
            if their_dag[key] != our_dag[key]:
                found.append(f"{key} of {name}: Airflow {their_dag[key]!r}, we {our_dag[key]!r}")
        for task in their_dag["tasks"].keys() & our_dag["tasks"].keys():
            found += task_differences(f"{name}/{task}", their_dag["tasks"][task], our_dag["tasks"][task])
    return sorted(found)


def unpaired(theirs: dict[str, Any], ours: dict[str, Any]) -> list[tuple[str, str]]:
    """The names that only one side has."""
    missing = [(name, "is missing") for name in theirs.keys() - ours.keys()]
    return [*missing, *((name, "is not in Airflow's") for name in ours.keys() - theirs.keys())]


def task_differences(where: str, theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """Where two readings of one task differ."""
    pairs = {key: (value, ours[key]) for key, value in theirs.items() if key != "fields"}
    for name, value in theirs["fields"].items():
        mine = ours["fields"].get(name, DEFAULTS.get(name, value if name == "retries" else None))
        pairs[f"field {name}"] = (value, mine)
    return [f"{key} of {where}: Airflow {a!r}, we {b!r}" for key, (a, b) in pairs.items() if not same(a, b)]


def same(theirs: Any, ours: Any) -> bool:
    """Whether two values are equal; an object of any other kind stands for any of that sort."""
    if theirs in ("<MappedArgument>", "<DagParam>"):
        return bool(ours == "<Unknown>")
    if theirs in ("<dict_keys>", "<generator>"):
        return True
    if theirs in ("<MapXComArg>", "<ZipXComArg>", "<ConcatXComArg>"):
        return isinstance(ours, dict) and set(ours) == {"output"}
    if isinstance(theirs, str) and theirs.startswith("<"):
        return isinstance(ours, str) and ours.startswith("<") and ours != "<Unknown>"
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return theirs.keys() == ours.keys() and all(same(value, ours[key]) for key, value in theirs.items())
    if isinstance(theirs, list) and isinstance(ours, list):
        return len(theirs) == len(ours) and all(map(same, theirs, ours))
    return type(theirs) is type(ours) and bool(theirs == ours)
