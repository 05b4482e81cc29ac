"""Sub-DAGs: a DAG that only the task of a SubDagOperator runs is planned as that task, not as a DAG of its own.

Airflow 2 gave a sub-DAG no schedule and no run but the one its operator starts, so its data is the operator's data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrator.model import Becomes, Dag, Disposition, Project, TaskRef


def lifted(project: Project) -> Project:
    """The project without its sub-DAGs, what their tasks touch being touched by the operators that run them."""
    runners = runners_of(project)
    if not runners:
        return project
    accesses = tuple(replace(each, task=runners.get((each.task.path, each.task.dag), each.task))
                     for each in project.accesses)  # fmt: skip
    dags = tuple(dag for dag in project.dags if (dag.path, dag.name) not in runners)
    return replace(project, dags=dags, accesses=accesses)


def runners_of(project: Project) -> dict[tuple[str, str], TaskRef]:
    """(path, name) of each sub-DAG -> the task of an ordinary DAG that, through others perhaps, runs it."""
    parents = {(dag.path, dag.name): dag.parent for dag in project.dags}
    found: dict[tuple[str, str], TaskRef] = {}
    for name, parent in parents.items():
        seen = {name}
        while parent is not None and parents.get((parent.path, parent.dag)) is not None:
            if (parent.path, parent.dag) in seen:
                parent = None
                break
            seen.add((parent.path, parent.dag))
            parent = parents[parent.path, parent.dag]
        if parent is not None and (parent.path, parent.dag) in parents:
            found[name] = parent
    return found


def inside(
    dags: Iterable[Dag], runners: Mapping[tuple[str, str], TaskRef], settled: Iterable[Disposition]
) -> list[Disposition]:
    """What becomes of the tasks of sub-DAGs: what becomes of the task that runs them."""
    ends = {disposition.item: disposition for disposition in settled}
    found = []
    for dag in dags:
        runner = runners.get((dag.path, dag.name))
        if runner is not None:
            outer = ends[f"{runner.dag}.{runner.task}"]
            becomes = outer.becomes if outer.becomes is Becomes.AIRFLOW else Becomes.WRAPPED
            because = f"it runs inside {outer.item}, which is {outer.becomes.value}"
            found += [Disposition(f"{dag.name}.{t.id}", becomes, outer.step, because, t.span) for t in dag.tasks]
    return found
