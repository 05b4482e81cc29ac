"""The project as a graph: every edge there is, and which task comes before which."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from migrator import identity
from migrator.audit.order import Order
from migrator.model import (
    ALWAYS,
    Access,
    AssetExpression,
    AssetName,
    Dag,
    Edge,
    EdgeKind,
    Evidence,
    Ground,
    Items,
    Known,
    Mode,
    Project,
    Task,
    TaskRef,
    Value,
)
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind

DOWN = {Mode.READ: EdgeKind.DATA, Mode.CHECK: EdgeKind.DATA, Mode.WAIT: EdgeKind.SENSOR}


def order_of(project: Project, edges: tuple[Edge, ...], catalogue: Catalogue) -> Order:
    """The order that declared edges, triggers, sensors on tasks and asset schedules give."""
    graph: nx.DiGraph[TaskRef] = nx.DiGraph()
    graph.add_nodes_from(dag.ref(task) for dag in project.dags for task in dag.tasks)
    through: dict[str, list[TaskRef]] = {}
    for edge in edges:
        if isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef):
            graph.add_edge(edge.upstream, edge.downstream)
        elif isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, str):
            through.setdefault(edge.downstream, []).append(edge.upstream)
    for edge in edges:
        upstream, downstream = edge.upstream, edge.downstream
        if edge.kind is EdgeKind.TRIGGER and isinstance(upstream, str) and isinstance(downstream, TaskRef):
            graph.add_edges_from((writer, downstream) for writer in through.get(upstream, ()))
    return Order(graph, frozenset(_open_waits(project, catalogue)))


def edges_of(project: Project, catalogue: Catalogue) -> Iterator[Edge]:
    """Every edge: declared order, XCom, data through assets, triggers, and sensors on tasks or data."""
    by_id: dict[str, list[Dag]] = {}
    for dag in project.dags:
        by_id.setdefault(dag.name, []).append(dag)
    for dag in project.dags:
        yield from dag.order
        yield from _scheduled(dag)
        for task in dag.tasks:
            yield from _started(dag, task, by_id, catalogue)
            yield from _awaited(dag, task, by_id, catalogue)
    for access in project.accesses:
        yield _through_asset(access)


def _through_asset(access: Access) -> Edge:
    if access.mode is Mode.WRITE:
        return Edge(access.task, access.asset, EdgeKind.DATA, access.when, access.evidence)
    return Edge(access.asset, access.task, DOWN[access.mode], access.when, access.evidence)


def _scheduled(dag: Dag) -> Iterator[Edge]:
    for name in names_in(dag.timetable.assets):
        evidence = (Evidence(Ground.DECLARED, dag.span, f"schedule of {dag.name}: {name.uri}"),)
        for task in _first(dag):
            yield Edge(identity.declared(name.uri).asset.key, dag.ref(task), EdgeKind.TRIGGER, ALWAYS, evidence)


def names_in(expression: AssetExpression | None) -> Iterator[AssetName]:
    """The assets that an asset schedule names."""
    if isinstance(expression, AssetName):
        yield expression
    elif expression is not None:
        for part in expression.parts:
            yield from names_in(part)


def _started(dag: Dag, task: Task, by_id: dict[str, list[Dag]], catalogue: Catalogue) -> Iterator[Edge]:
    rule = catalogue.rule_of(task)
    if rule is None or rule.kind is not Kind.TRIGGER:
        return
    for name in texts(task.argument("trigger_dag_id")):
        evidence = (Evidence(Ground.OPERATOR, task.span, f"{task.operator}(trigger_dag_id={name!r})"),)
        for other in by_id.get(name, ()):
            for first in _first(other):
                yield Edge(dag.ref(task), other.ref(first), EdgeKind.TRIGGER, task.when, evidence)


def _awaited(dag: Dag, task: Task, by_id: dict[str, list[Dag]], catalogue: Catalogue) -> Iterator[Edge]:
    if not waits_for_task(task, catalogue):
        return
    tasks = {*texts(task.argument("external_task_id")), *texts(task.argument("external_task_ids"))}
    groups = set(texts(task.argument("external_task_group_id")))
    for name in texts(task.argument("external_dag_id")):
        for other in by_id.get(name, ()):
            evidence = (Evidence(Ground.OPERATOR, task.span, f"{task.operator}(external_dag_id={name!r})"),)
            named = [one for one in other.tasks if one.id in tasks or (one.group or "") in groups]
            for one in named or ([] if tasks or groups else _last(other)):
                yield Edge(other.ref(one), dag.ref(task), EdgeKind.SENSOR, task.when, evidence)


def waits_for_task(task: Task, catalogue: Catalogue) -> bool:
    """Whether a task is a sensor on a task, or on all, of another DAG."""
    rule = catalogue.rule_of(task)
    return rule is not None and rule.kind is Kind.SENSOR and task.argument("external_dag_id") is not None


def _open_waits(project: Project, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for dag in project.dags:
        for task in dag.tasks:
            if waits_for_task(task, catalogue) and not list(texts(task.argument("external_dag_id"))):
                yield dag.path, dag.name


def _first(dag: Dag) -> list[Task]:
    later = {edge.downstream for edge in dag.order}
    return [task for task in dag.tasks if dag.ref(task) not in later]


def _last(dag: Dag) -> list[Task]:
    earlier = {edge.upstream for edge in dag.order}
    return [task for task in dag.tasks if dag.ref(task) not in earlier]


def texts(value: Value | None) -> Iterator[str]:
    """The texts that a value is known to be, or to list."""
    if isinstance(value, Known) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, Items):
        for inner in value.values:
            yield from texts(inner)
