"""What `operators`, `check` and `verify` print as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migrator.checking import Checked
from migrator.coverage import Provider, Used
from migrator.model import Finding
from migrator.model_json import FORMAT
from migrator.proof.compare import Compared
from migrator.report.contract.facts import finding_json
from migrator.verifying import Verdict

Json = dict[str, Any]


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


def check(checked: Checked, counted: Iterable[Finding]) -> Json:
    """What `check --format json` prints: the findings that count, and why the others do not."""
    less = [found for found in checked.new if found not in set(counted)]
    gone = [{"code": entry.code, "path": entry.path, "message": entry.message} for entry in checked.gone]
    return {
        "format": FORMAT,
        "root": checked.root,
        "findings": [finding_json(found) for found in counted],
        "not_counted": {
            "less_severe": [finding_json(found) for found in less],
            "baseline": [finding_json(found) for found in checked.known],
            "ignored": [finding_json(found) for found in checked.ignored],
        },
        "gone": gone,
    }


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
