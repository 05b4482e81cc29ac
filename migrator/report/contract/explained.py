"""What `explain` prints as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migrator.explaining import AboutAsset, AboutDag, AboutTask, Explained, Guard, Step
from migrator.model import Edge, Project, TaskRef
from migrator.model_json import FORMAT
from migrator.report.contract.facts import (
    access_json,
    asset_json,
    dag_json,
    dependency_json,
    edge_json,
    evidence_json,
    finding_json,
    task_json,
    task_ref,
)
from migrator.secrets import masked

Json = dict[str, Any]
Ids = dict[tuple[str, str], str | None]


def explanation(project: Project, explained: Iterable[Explained]) -> Json:
    """What `explain --format json` prints."""
    ids: Ids = {(dag.path, dag.name): dag.id for dag in project.dags}
    return {"format": FORMAT, "root": project.root, "explained": [_about(each, ids) for each in explained]}


def _about(each: Explained, ids: Ids) -> Json:
    common = {
        "accesses": [access_json(access, ids) for access in each.accesses],
        "dependencies": [_guard(guard, ids) for guard in each.guards],
        "findings": [finding_json(found) for found in each.findings],
    }
    match each:
        case AboutDag():
            interval = {"words": each.interval.words, "example": each.interval.example}
            own = {"kind": "dag", "dag": dag_json(each.dag), "interval": interval, "edges": _edges(each.edges, ids)}
            return {**own, **common}
        case AboutTask():
            return {
                "kind": "task",
                **task_ref(each.ref, ids),
                "task": task_json(each.task),
                "edges": _edges(each.edges, ids),
                **common,
                "above": [_step(step, ids) for step in each.above],
                "below": [_step(step, ids) for step in each.below],
                "unknown": [finding_json(found) for found in each.unknown],
            }
        case AboutAsset():
            columns = [{"column": column, "from": [masked(one) for one in made]} for column, made in each.columns]
            own = {"kind": "asset", "asset": asset_json(each.asset), "same": list(each.same), "near": list(each.near)}
            return {**own, "columns": columns, **common}


def _edges(edges: Iterable[Edge], ids: Ids) -> list[Json]:
    def spelled(name: TaskRef | str) -> Json | str:
        return task_ref(name, ids) if isinstance(name, TaskRef) else {"asset": name}

    return [edge_json(edge, spelled) for edge in edges]


def _guard(guard: Guard, ids: Ids) -> Json:
    return {
        **dependency_json(guard.dependency, ids),
        "write": [evidence_json(each) for each in guard.write.evidence] if guard.write else [],
        "read": [evidence_json(each) for each in guard.read.evidence] if guard.read else [],
        "edges": _edges(guard.edges, ids),
    }


def _step(step: Step, ids: Ids) -> Json:
    task = task_ref(step.task, ids) if step.task else None
    return {"from": task_ref(step.source, ids), "asset": step.asset, "task": task}
