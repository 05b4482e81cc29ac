"""Ids that Airflow wants only once: a task's in its DAG (`DuplicateTaskIdFound`), a DAG's in the DAG folder
(`AirflowDagDuplicatedIdException`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from migrator.findings import finding
from migrator.model import Dag, Finding, Project, Severity, Task

Named = TypeVar("Named", Dag, Task)


def duplicates(project: Project) -> Iterator[Finding]:
    """A finding for each id that is there twice for sure: no condition and no hole in it leaves a way out."""
    for dag in project.dags:
        for tasks in _alike((task.id, task) for task in dag.tasks if not task.when):
            yield _tasks(dag, tasks)
    for dags in _alike((dag.id, dag) for dag in project.dags if dag.id is not None and not dag.when):
        # A DAG that several files import is one DAG: what counts is where it is made.
        made = list({dag.span.path: dag for dag in dags}.values())
        if len(made) > 1:
            yield _dags(made)


def _alike(named: Iterable[tuple[str, Named]]) -> list[list[Named]]:
    """The things that share a name with another, name by name."""
    found: dict[str, list[Named]] = {}
    for name, thing in named:
        if "{" not in name:
            found.setdefault(name, []).append(thing)
    return [things for things in found.values() if len(things) > 1]


def _tasks(dag: Dag, tasks: list[Task]) -> Finding:
    message = f"{dag.name}: {len(tasks)} tasks are called {tasks[0].id}; Airflow refuses the file"
    also = tuple(task.span for task in tasks[1:])
    return finding(
        "duplicate-id",
        tasks[0].span,
        message,
        "Give each task an id of its own.",
        also=also,
        about=(f"{dag.name}.{tasks[0].id}",),
    )


def _dags(dags: list[Dag]) -> Finding:
    files = ", ".join(dag.span.path for dag in dags)
    message = f"{len(dags)} files make a DAG called {dags[0].name}: {files}; of one DAG folder Airflow takes only one"
    also = tuple(dag.span for dag in dags[1:])
    # A note: the files may belong to two DAG folders, each with a scheduler of its own.
    fix = "Give each DAG an id of its own, unless the files belong to two Airflows."
    return finding("duplicate-id", dags[0].span, message, fix, severity=Severity.NOTE, also=also, about=(dags[0].name,))
