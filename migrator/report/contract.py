"""The JSON that other programs read, as `docs/json.md` promises it. Same input, same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from migrator.coverage import Provider, Used
from migrator.live import Live
from migrator.model import (
    Access,
    Arguments,
    Asset,
    Dag,
    Edge,
    Evidence,
    Finding,
    Known,
    Project,
    SourceFile,
    Task,
    TaskRef,
    Timetable,
)
from migrator.model_json import FORMAT, encode
from migrator.proof.compare import Compared
from migrator.secrets import MASK, is_secret, masked
from migrator.verifying import Verdict

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


def operators(known: Iterable[Provider], found: Iterable[Used] | None) -> Json:
    """What `operators --format json` prints; `used` where DAG files were given."""
    document: Json = {
        "format": FORMAT,
        "facts": [
            {
                "provider": provider.name,
                "total": provider.total,
                "lead_to_data": provider.lead_to_data,
                "kinds": {kind.value: number for kind, number in provider.kinds},
            }
            for provider in known
        ],
    }
    if found is not None:
        document["used"] = [
            {
                "operator": one.operator,
                "import_path": one.import_path,
                "tasks": one.tasks,
                "known": one.known.value,
                "fact": one.fact,
                "kind": one.kind.value if one.kind else None,
            }
            for one in found
        ]
    return document


def printed(document: Mapping[str, Any]) -> str:
    """The document as text: two spaces, keys as they are ordered here, no escapes for letters."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


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
        "certainty": certainty,
        "evidence": [evidence_json(evidence) for evidence in edge.evidence],
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
    }


def task_ref(task: TaskRef, dag_ids: dict[tuple[str, str], str | None]) -> Json:
    """A task's name; `dag_id` is None when only run time knows it."""
    return {"path": task.path, "dag_id": dag_ids.get((task.path, task.dag), task.dag), "task_id": task.task}


def arguments(given: Arguments) -> Json:
    """Arguments by name, their values as `model_json` spells them, without secrets."""
    return {
        name: MASK if is_secret(name) and not safe(value) else without_secrets(encode(value)) for name, value in given
    }


def safe(value: object) -> bool:
    """Whether a value tells nothing, whatever its name: None and booleans."""
    return isinstance(value, Known) and (value.value is None or isinstance(value.value, bool))


def without_secrets(data: Any) -> Any:
    """JSON data with every text masked, and the values of entries and arguments whose names are secret."""
    match data:
        case str():
            return masked(data)
        case {"type": "Mapping", "entries": entries}:
            return {**data, "entries": [[key, hidden(key, value)] for key, value in entries]}
        case {"type": "Call", "arguments": given}:
            return {**data, "arguments": [[name, hidden(name, value)] for name, value in given]}
        case list():
            return [without_secrets(item) for item in data]
        case dict():
            return {key: without_secrets(value) for key, value in data.items()}
    return data


def hidden(key: Any, value: Any) -> Any:
    """The value of a dict's entry or a call's argument, unless its name says that it is secret."""
    name = key.get("value") if isinstance(key, dict) else key
    if not isinstance(name, str) or not is_secret(name) or value is None or isinstance(value, bool):
        return without_secrets(value)
    return MASK


def verification(verdict: Verdict) -> Json:
    """What `verify --format json` prints."""
    return {
        "format": FORMAT,
        "reference": verdict.reference,
        "verdict": verdict.outcome.value,
        "equal": verdict.outcome.value == "equal",
        "airflow": verdict.airflow.document["runs"],
        "assets": verdict.assets.document["runs"],
        "failures": [*verdict.airflow.failures, *verdict.assets.failures],
        "outputs": [output_json(output) for output in verdict.comparison.outputs],
        "notes": list(verdict.doubts),
    }


def output_json(output: Compared) -> Json:
    """One output with its difference; values as JSON has them, others as text."""
    difference = output.difference
    rows = difference.rows if difference else ()
    return {
        "name": output.name,
        "amount": output.amount,
        "unit": output.unit,
        "touched": output.touched,
        "equal": difference is None,
        "because": difference.because if difference else None,
        "columns": list(difference.columns) if difference else [],
        "rows": [{"values": [plain(v) for v in row.values], "airflow": row.left, "assets": row.right} for row in rows],
    }


def plain(value: object) -> Any:
    """A cell of a table as JSON."""
    return value if value is None or isinstance(value, str | int | float) else str(value)
