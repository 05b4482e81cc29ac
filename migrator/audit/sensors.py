"""Sensors on tasks of other DAGs: is there such a DAG, such a task, and a run of that date?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from migrator.audit.graph import texts, waits_for_task
from migrator.audit.scene import Scene
from migrator.audit.schedules import dates_missed, delta_that_fits, schedule, span
from migrator.findings import finding
from migrator.model import Dag, FileStatus, Finding, Known, Severity, Task, TimetableKind, Value

# Dates that runs have only by chance: what a person gave, or when something happened.
NO_DATES = (TimetableKind.NONE, TimetableKind.ASSETS)
DATED = (TimetableKind.CRON,)


def sensors(scene: Scene) -> Iterator[Finding]:
    """A finding for each sensor on a task that waits for what does not exist, or for a date that no run has."""
    is_whole = _is_whole(scene)
    for dag in scene.project.dags:
        for task in dag.tasks:
            if waits_for_task(task, scene.catalogue):
                for name in texts(task.argument("external_dag_id")):
                    yield from _target(scene, dag, task, name, is_whole)


def _is_whole(scene: Scene) -> bool:
    """Whether every DAG of the project is known by its id."""
    read = all(file.status in (FileStatus.DAGS, FileStatus.NONE) for file in scene.project.files)
    return read and all(dag.id is not None and "{" not in dag.id for dag in scene.project.dags)


def _target(scene: Scene, dag: Dag, task: Task, name: str, is_whole: bool) -> Iterator[Finding]:
    if "{" in name or "%" in name:
        return
    others = scene.by_id.get(name, [])
    if not others:
        message = f"{dag.name}.{task.id} waits for the DAG {name}, and there is none in what was read"
        fix = f"Mend the name, take the sensor out, or give the folder with {name} too."
        yield _finding(dag, task, "sensor-target", message, fix, None if is_whole else Severity.NOTE)
        return
    yield from _missing_tasks(dag, task, others)
    if len(others) == 1:
        yield from _dates(dag, task, others[0])


def _missing_tasks(dag: Dag, task: Task, others: list[Dag]) -> Iterator[Finding]:
    wanted = [*texts(task.argument("external_task_id")), *texts(task.argument("external_task_ids"))]
    there = {each.id for other in others for each in other.tasks}
    groups = {group.id for other in others for group in other.groups}
    wanted_groups = list(texts(task.argument("external_task_group_id")))
    # An id with a hole, or a task that may exist, could be the one that is meant.
    is_open = any("{" in name for name in (*there, *groups)) or any(other.when for other in others)
    for kind, name in [
        *(("task", name) for name in wanted if name not in there),
        *(("task group", name) for name in wanted_groups if name not in groups),
    ]:
        if "{" in name:
            continue
        message = f"{dag.name}.{task.id} waits for the {kind} {name} of {others[0].name}, which has none of that name"
        fix = f"Name one that is there: {', '.join(sorted(there)[:5])}{', ...' if len(there) > 5 else ''}."
        yield _finding(dag, task, "sensor-target", message, fix, Severity.NOTE if is_open else Severity.ERROR)


def _dates(dag: Dag, task: Task, other: Dag) -> Iterator[Finding]:
    """Whether the runs that a sensor looks for can be there: it looks for one date, its own less `execution_delta`."""
    if task.argument("execution_date_fn") is not None:
        return
    back = _delta(task.argument("execution_delta"))
    if back is None:
        return
    if dag.timetable.kind in DATED and other.timetable.kind in NO_DATES:
        message = (
            f"{dag.name}.{task.id} waits for a run of {other.name} at a date of its own ({schedule(dag)}), and "
            f"{other.name} ({schedule(other)}) has runs at such dates only by chance"
        )
        fix = f"Schedule {dag.name} on the data that {other.name} writes, or give {other.name} the same schedule."
        yield _finding(dag, task, "sensor-date", message, fix, Severity.WARNING)
        return
    missed = dates_missed(dag.timetable, other.timetable, back)
    if missed is None or missed[0] == 0:
        return
    never = missed[0] == missed[1]
    fits = delta_that_fits(dag.timetable, other.timetable)
    away = f"{span(back)} before its own" if back else "the same as its own"
    message = (
        f"{dag.name}.{task.id} ({schedule(dag)}) waits for the run of {other.name} ({schedule(other)}) with a date "
        f"{away}, which {'never' if never else f'in {missed[0]} of {missed[1]} runs does not'} exist{'s' * never}"
    )
    fix = (
        f"execution_delta=timedelta(seconds={int(fits.total_seconds())}) reaches the run before it."
        if fits is not None
        else "Give execution_date_fn, or schedule it on the data."
    )
    yield _finding(dag, task, "sensor-date", message, fix, Severity.ERROR if never else Severity.WARNING)


def _delta(value: Value | None) -> datetime.timedelta | None:
    """How far back a sensor looks: nothing given is zero; None where only run time knows."""
    if value is None or (isinstance(value, Known) and value.value is None):
        return datetime.timedelta(0)
    if isinstance(value, Known) and isinstance(value.value, datetime.timedelta):
        return value.value
    return None


def _finding(dag: Dag, task: Task, code: str, message: str, fix: str, severity: Severity | None) -> Finding:
    said = ((name, next(texts(task.argument(name)), None)) for name in ("external_dag_id", "external_task_id"))
    quote = f"{task.operator}({', '.join(f'{name}={text!r}' for name, text in said if text)})"
    severity = Severity.NOTE if task.when or dag.when else severity
    return finding(code, task.span, message, fix, severity=severity, about=(f"{dag.name}.{task.id}",), quotes=(quote,))
