"""What a row of the list of findings says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from migrator.model import Severity

# How most examples begin.
SQL = """\
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator as Sql
from airflow.sdk import DAG

"""


class Said(str, Enum):
    """Which command says it. Comments ignore only what `analyze` says of the text alone."""

    ANALYZE = "migrate analyze"
    WITH_AIRFLOW = "migrate analyze --with-airflow"
    GENERATE = "migrate generate"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: its default severity, what it means in one sentence, what to do about it, and files that bring
    it about, by their path; `docs/findings.md` is made of these, and a test looks for the finding in each example."""

    severity: Severity
    meaning: str
    todo: str
    example: tuple[tuple[str, str], ...]
    said: Said = Said.ANALYZE


def dag(text: str, **files: str) -> tuple[tuple[str, str], ...]:
    """An example of one DAG file; others by their name, `__` for a dot."""
    return (("dag.py", text), *((name.replace("__", "."), held) for name, held in files.items()))
