"""The data that tasks touch, what a person must know, and everything read of a project: the facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from migrator.model.dags import Dag, Edge, Evidence, TaskRef
from migrator.model.values import Condition, Span


@dataclass(frozen=True, slots=True, order=True)
class Asset:
    """A table, file or other data. `key` is permanent and made only by `identity/`; `system` as in `postgres`, `s3`,
    `file`; `name` what people call it. `attributes` hold what may change, such as a resolved host."""

    key: str
    system: str
    name: str
    attributes: tuple[tuple[str, str], ...] = ()


class Mode(str, Enum):
    READ = "read"
    WRITE = "write"
    CHECK = "check"
    WAIT = "wait"


class Write(str, Enum):
    APPEND = "append"
    OVERWRITE = "overwrite"
    MERGE = "merge"
    DELETE = "delete"
    DDL = "ddl"
    UNKNOWN = "unknown"


class Certainty(str, Enum):
    """How far a fact may be trusted, worst last: always so; so under a condition; its name has unknown parts."""

    CERTAIN = "certain"
    CONDITIONAL = "conditional"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Access:
    """A task reads, writes, checks or waits for an asset.

    `write` is None unless mode is WRITE; `partition` the template of the part touched (`{ds}`), or None for all or
    unknown; `columns` pairs of (`asset key.column` read, column written); `position` orders the accesses of one task.
    `own` says of a read that the task itself has filled before what it reads: it may see others' rows too where that
    was appended, but needs nobody before it.
    """

    task: TaskRef
    mode: Mode
    asset: str
    position: int
    when: Condition
    evidence: tuple[Evidence, ...]
    write: Write | None = None
    partition: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    unknown_parts: tuple[str, ...] = ()
    own: bool = False

    @property
    def certainty(self) -> Certainty:
        """The one place where certainty is derived."""
        if self.unknown_parts:
            return Certainty.PARTIAL
        return Certainty.CONDITIONAL if self.when else Certainty.CERTAIN


class Standing(str, Enum):
    """How the declared graph treats a task that reads what another writes: an edge orders the two; several edges do;
    the DAGs are two, and a sensor, trigger or asset schedule makes the reader wait; the reader comes first; nothing
    orders them."""

    DECLARED = "declared"
    IMPLIED = "implied"
    GUARDED = "guarded"
    REVERSED = "reversed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Dependency:
    """A task reads an asset that another task writes; of two DAGs, the first such pair stands for all."""

    writer: TaskRef
    reader: TaskRef
    asset: str
    standing: Standing
    certainty: Certainty


class Severity(str, Enum):
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return ("note", "warning", "error").index(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person must know about their DAGs; `fix` says what to do. Codes are listed in `findings/`.

    `also` are further places, `quotes` what stands at the first and at each of them. `about` names what it concerns: a
    DAG, a task (`dag.task`), an asset's key; by these it is known again wherever lines move. `ignored` is the reason
    that a comment in the code gives for not minding it.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    fix: str
    also: tuple[Span, ...] = ()
    about: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    ignored: str | None = None


class FileStatus(str, Enum):
    DAGS = "dags"
    NONE = "none"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read, what came of it and, unless all is well, why; the Airflow it is written for, and why."""

    path: str
    status: FileStatus
    because: str | None
    written_for: str | None
    written_for_because: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """Everything read: the facts. `root` is absolute; every other path is relative to it. Before the audit `edges` are
    the XComs that tasks take by name, then every edge there is. `partial` says that only single files were asked for:
    what is not in them may be elsewhere."""

    root: str
    files: tuple[SourceFile, ...] = ()
    dags: tuple[Dag, ...] = ()
    assets: tuple[Asset, ...] = ()
    accesses: tuple[Access, ...] = ()
    edges: tuple[Edge, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    findings: tuple[Finding, ...] = ()
    partial: bool = False

    def with_findings(self, *more: Finding) -> Project:
        """The same facts with more findings, in a stable order, none twice."""
        merged = dict.fromkeys((*self.findings, *more))
        return replace(self, findings=tuple(sorted(merged, key=lambda f: (f.span, f.code, f.message))))

    def asset(self, key: str) -> Asset:
        """The asset with this key. Raises KeyError when there is none."""
        for asset in self.assets:
            if asset.key == key:
                return asset
        raise KeyError(key)
