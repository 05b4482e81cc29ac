"""What reading one file yields, and what the cache keeps."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model import Dag, Finding, SourceFile
from migrator.reading.disk import Looks


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The facts of one DAG file; `looks` are all it was learned from."""

    source: SourceFile
    dags: tuple[Dag, ...]
    findings: tuple[Finding, ...]
    looks: Looks
