"""What was read of a project, as JSON: what `analyze` prints, and the parts of it that others print too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrator.live import Live
from migrator.model import (
    Access,
    Asset,
    Dag,
    Dependency,
    Edge,
    Evidence,
    Finding,
    Project,
    SourceFile,
    Support,
    Task,
    TaskRef,
    Timetable,
)
from migrator.model_json import FORMAT, encode
from migrator.report.contract.values import arguments
from migrator.secrets import masked

Json = dict[str, Any]


def analysis(project: Project, live: Live | None = None) -> Json:
    """What `analyze --format json` prints; `live` with --with-airflow."""
    dag_ids = {(dag.path, dag.name): dag.id for dag in project.dags}

    def spelled(name: TaskRef | str) -> Json | str:
        return task_ref(name, dag_ids) if isinstance(name, TaskRef) else {"asset": name}

    return {
        "format": FORMAT,
        "root": project.root,
        "files": [source_file(file) for file in project.files],
        "dags": [dag_json(dag) for dag in project.dags],
        "assets": [asset_json(asset) for asset in project.assets],
        "accesses": [access_json(access, dag_ids) for access in project.accesses],
        "edges": [edge_json(edge, spelled) for edge in project.edges],
        "dependencies": [dependency_json(each, dag_ids) for each in project.dependencies],
        "findings": [finding_json(finding) for finding in project.findings],
        **({"live": live_json(live)} if live is not None else {}),
    }


def live_json(live: Live) -> Json:
    """Static against live, DAG by DAG."""
    return {
        "airflow": live.airflow,
        "dags": [
            {"path": dag.path, "dag": dag.dag, "differences": [masked(text) for text in dag.differences]}
            for dag in live.dags
        ],
        "errors": [{"path": path, "error": masked(error)} for path, error in live.errors],
    }


def source_file(file: SourceFile) -> Json:
    """A file that was read."""
    return {
        "path": file.path,
        "status": file.status.value,
        "because": file.because,
        "written_for": file.written_for,
        "written_for_because": file.written_for_because,
    }


def dag_json(dag: Dag) -> Json:
    """A DAG with its tasks and the edges between them."""
    edges = {
        (edge.upstream.task, edge.downstream.task)
        for edge in dag.order
        if isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef)
    }
    return {
        "path": dag.path,
        "dag_id": dag.id,
        "file": dag.span.path,
        "line": dag.span.line,
        "schedule": dag.timetable.text,
        "timetable": timetable_json(dag.timetable),
        "settings": arguments(dag.settings),
        "conditional": bool(dag.when),
        "parent": None if dag.parent is None else {"dag_id": dag.parent.dag, "task_id": dag.parent.task},
        "tasks": [task_json(task) for task in dag.tasks],
        "edges": [list(edge) for edge in sorted(edges)],
    }


def timetable_json(timetable: Timetable) -> Json:
    """When a DAG runs; only what is known of it."""
    fields = encode(timetable)
    return {name: value for name, value in fields.items() if name != "text" and value is not None}


def task_json(task: Task) -> Json:
    """A task as it is declared."""
    return {
        "task_id": task.id,
        "operator": task.operator,
        "import_path": task.import_path,
        "file": task.span.path,
        "line": task.span.line,
        "group": task.group,
        "mapped": task.mapped,
        "trigger_rule": task.trigger_rule,
        "retries": task.retries,
        "conditional": bool(task.when),
        "arguments": arguments((*task.arguments, *task.mapped_arguments)),
    }


def asset_json(asset: Asset) -> Json:
    """A table, file or other data."""
    more = dict(asset.attributes)
    return {
        "key": asset.key,
        "system": asset.system,
        "name": asset.name,
        "address": more.get("address"),
        "same_as": more.get("same_as"),
    }


def access_json(access: Access, dag_ids: dict[tuple[str, str], str | None]) -> Json:
    """What a task does with an asset, and why we believe it."""
    return {
        **task_ref(access.task, dag_ids),
        "mode": access.mode.value,
        "write": access.write.value if access.write else None,
        "asset": access.asset,
        "position": access.position,
        "own": access.own,
        "partition": access.partition,
        "columns": [list(pair) for pair in access.columns],
        "certainty": access.certainty.value,
        "when": access.when.text() or None,
        "evidence": [evidence_json(evidence) for evidence in access.evidence],
    }


def edge_json(edge: Edge, spelled: Callable[[TaskRef | str], Json | str]) -> Json:
    """One end comes after the other."""
    certainty = "conditional" if edge.when else "certain"
    return {
        "upstream": spelled(edge.upstream),
        "downstream": spelled(edge.downstream),
        "kind": edge.kind.value,
        "support": None if edge.support is Support.UNJUDGED else edge.support.value,
        "certainty": certainty,
        "evidence": [evidence_json(evidence) for evidence in edge.evidence],
    }


def dependency_json(each: Dependency, dag_ids: dict[tuple[str, str], str | None]) -> Json:
    """A reader and a writer of one asset, and how the declared graph treats the two."""
    return {
        "writer": task_ref(each.writer, dag_ids),
        "reader": task_ref(each.reader, dag_ids),
        "asset": each.asset,
        "standing": each.standing.value,
        "certainty": each.certainty.value,
    }


def evidence_json(evidence: Evidence) -> Json:
    """A ground, its place, and the source quoted there."""
    return {
        "ground": evidence.ground.value,
        "path": evidence.span.path,
        "line": evidence.span.line,
        "quote": masked(evidence.quote),
    }


def finding_json(finding: Finding) -> Json:
    """What a person must know."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": masked(finding.message),
        "path": finding.span.path,
        "line": finding.span.line,
        "fix": finding.fix,
        "also": [{"path": span.path, "line": span.line} for span in finding.also],
        "about": [masked(name) for name in finding.about],
        "quotes": [masked(quote) for quote in finding.quotes],
        "ignored": None if finding.ignored is None else masked(finding.ignored),
    }


def task_ref(task: TaskRef, dag_ids: dict[tuple[str, str], str | None]) -> Json:
    """A task's name; `dag_id` is None when only run time knows it."""
    return {"path": task.path, "dag_id": dag_ids.get((task.path, task.dag), task.dag), "task_id": task.task}
