"""The facts about what a person names, chosen from a project after the audit."""

from __future__ import annotations

from collections.abc import Callable

from migrator import identity
from migrator.audit.scene import BLIND
from migrator.explaining.explained import AboutAsset, AboutDag, AboutTask, Explained, Guard
from migrator.explaining.flow import Flow, flow_of
from migrator.explaining.intervals import interval_of
from migrator.explaining.names import named
from migrator.model import Access, Asset, Dag, Dependency, Edge, EdgeKind, Finding, Mode, Project, Task, TaskRef

DECLARED = (EdgeKind.ORDER, EdgeKind.XCOM, EdgeKind.TRIGGER, EdgeKind.SENSOR)


def explain(project: Project, first: str, second: str | None = None) -> tuple[Explained, ...]:
    """What there is to say of a DAG, of a task or an asset: several where several are called so. Raises UnknownName and
    AmbiguousName."""
    subjects = named(project, first, second)
    flow = flow_of(project)
    found: list[Explained] = []
    for subject in subjects:
        if isinstance(subject, Dag):
            found.append(_dag(project, flow, subject))
        elif isinstance(subject, Asset):
            found.append(_asset(project, flow, subject))
        else:
            found.append(_task(project, flow, *subject))
    return tuple(found)


def _dag(project: Project, flow: Flow, dag: Dag) -> AboutDag:
    here = (dag.path, dag.name)
    names = {dag.name, *(f"{dag.name}.{task.id}" for task in dag.tasks)}
    return AboutDag(
        dag,
        interval_of(dag.timetable),
        tuple(access for access in project.accesses if _dag_of(access.task) == here),
        tuple(edge for edge in project.edges if edge.kind in DECLARED and here in _dags(edge)),
        _guards(project, flow, lambda each: here in (_dag_of(each.writer), _dag_of(each.reader))),
        # What is about nothing in particular (a value, an import) belongs to the file.
        _findings(
            project, lambda each: bool(names & set(each.about)) or (not each.about and each.span.path == here[0])
        ),
    )


def _task(project: Project, flow: Flow, dag: Dag, task: Task) -> AboutTask:
    ref, name = dag.ref(task), f"{dag.name}.{task.id}"
    findings = _findings(project, lambda each: name in each.about)
    return AboutTask(
        dag,
        task,
        tuple(access for access in project.accesses if access.task == ref),
        tuple(edge for edge in project.edges if edge.kind in DECLARED and ref in (edge.upstream, edge.downstream)),
        _guards(project, flow, lambda each: ref in (each.writer, each.reader)),
        flow.above(ref),
        flow.below(ref),
        tuple(each for each in findings if each.code in BLIND),
        tuple(each for each in findings if each.code not in BLIND),
    )


def _asset(project: Project, flow: Flow, asset: Asset) -> AboutAsset:
    one = flow.first.get(asset.key, asset.key)
    same = {key for key in (other.key for other in project.assets) if flow.first.get(key, key) == one}
    near = identity.related((asset.key,), (other.key for other in project.assets if other.key not in same))
    touching = tuple(access for access in project.accesses if access.asset in same)
    return AboutAsset(
        asset,
        tuple(sorted(same - {asset.key})),
        tuple(sorted({key for keys in near.values() for key in keys})),
        touching,
        _columns(touching),
        _guards(project, flow, lambda each: each.asset in same),
        _findings(project, lambda each: bool(same & set(each.about))),
    )


def _columns(accesses: tuple[Access, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each column that a task writes, and those it is made of."""
    made: dict[str, dict[str, None]] = {}
    for access in accesses:
        if access.mode is Mode.WRITE:
            for source, column in access.columns:
                made.setdefault(column, {})[source] = None
    return tuple((column, tuple(sources)) for column, sources in made.items())


def _guards(project: Project, flow: Flow, wanted: Callable[[Dependency], bool]) -> tuple[Guard, ...]:
    return tuple(flow.guard(each) for each in project.dependencies if wanted(each))


def _findings(project: Project, wanted: Callable[[Finding], bool]) -> tuple[Finding, ...]:
    found = (each for each in project.findings if wanted(each))
    return tuple(sorted(found, key=lambda each: (-each.severity.rank, each.code, each.span)))


def _dags(edge: Edge) -> set[tuple[str, str]]:
    return {_dag_of(end) for end in (edge.upstream, edge.downstream) if isinstance(end, TaskRef)}


def _dag_of(task: TaskRef) -> tuple[str, str]:
    return task.path, task.dag
