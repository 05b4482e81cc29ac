"""What a person must know about their DAGs: every code there is, its default severity, and what it means.

A stage that finds something calls `finding(code, ...)`; a new kind of finding is a new row in `CODES`.
"""

from __future__ import annotations

from migrator.model import Finding, Severity, Span

CODES: dict[str, tuple[Severity, str]] = {
    # reading
    "unreadable-file": (Severity.ERROR, "A file could not be read as Python, or was too large to read within bounds."),
    "missing-import": (Severity.NOTE, "A module the file imports is in none of the project's folders."),
    "unknown-value": (Severity.NOTE, "A DAG or task hangs on a value only run time knows."),
    "unusable-ignore": (Severity.NOTE, "A line of an .airflowignore is not followed: what it names is read."),
    "bound-reached": (Severity.WARNING, "Evaluation stopped at its bound; what lies behind it is not known."),
    "differs-from-airflow": (Severity.WARNING, "Airflow, asked with --with-airflow, makes something else of a DAG."),
    "airflow-import-error": (Severity.NOTE, "Airflow, asked with --with-airflow, cannot load a file."),
    # lineage
    "unknown-operator": (Severity.NOTE, "No fact says what data this operator touches."),
    "unknown-data": (Severity.NOTE, "A task touches data whose name only run time knows."),
    "sql-not-parsed": (Severity.WARNING, "A SQL statement could not be parsed, so what it touches is not known."),
    "sql-file-missing": (Severity.WARNING, "A SQL file that a task names was not found in the project."),
    "ambiguous-name": (Severity.WARNING, "One key stands for two tables: a schema left out is not the default."),
    "unusable-connections": (Severity.NOTE, "A file of connections could not be read."),
    # audit
    "duplicate-id": (Severity.WARNING, "Two tasks of a DAG, or DAGs of several files, have one id: Airflow takes one."),
    "missing-edge": (Severity.ERROR, "A task reads what another task of the DAG writes, and no edge orders them."),
    "missing-cross-dag": (Severity.WARNING, "A DAG reads what another DAG writes, and nothing makes it wait."),
    "double-writer": (Severity.WARNING, "Two DAGs write the same data."),
    "hidden-run": (Severity.WARNING, "A task starts work in another system that no edge shows."),
    "data-cycle": (Severity.WARNING, "Data depends on itself through several tasks."),
    # planning
    "reads-earlier-state": (Severity.NOTE, "A task reads what is written after it: data of the run before."),
    "wrapped": (Severity.NOTE, "A task runs unchanged through the shim; the message names what would make it native."),
}


def finding(
    code: str, span: Span, message: str, fix: str, *, severity: Severity | None = None, also: tuple[Span, ...] = ()
) -> Finding:
    """A finding with this code, at its default severity unless given. Raises KeyError for a code not in `CODES`."""
    return Finding(code, severity or CODES[code][0], message, span, fix, also)
