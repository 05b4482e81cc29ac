"""What a task could become natively, and what there is to decide that by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.lineage.connections import Connections
from migrator.model import (
    Access,
    Becomes,
    Body,
    Capabilities,
    Check,
    Code,
    Dag,
    Hook,
    Mode,
    Output,
    Source,
    Task,
    TaskRef,
)
from migrator.moving import Refused
from migrator.operators.rule import Kind, Rule
from migrator.planning.partitions import Division


@dataclass(frozen=True, slots=True)
class Offer:
    """A native form for a task, used unless an island takes the task.

    `becomes` ASSET has a `body`. What is no step of its own leaves others in its place: those below it follow `keys`
    and what was above it. `takes` are the outputs of tasks that the body is fed with. `check`, `source` and `hook` are
    what a CHECK, an AUTOMATION and a HOOK stand for. `first` says that it only holds where no work stands above it;
    `last`, where none stands below; `gate`, that it chooses what runs below it.
    """

    becomes: Becomes
    because: str
    body: Body | None = None
    takes: tuple[Output, ...] = ()
    keys: tuple[str, ...] = ()
    check: Check | None = None
    source: Source | None = None
    hook: Hook | None = None
    first: bool = False
    last: bool = False
    gate: bool = False

    @property
    def is_step(self) -> bool:
        """Whether it is a step of its own, which writes keys."""
        return self.becomes is Becomes.ASSET


@dataclass(frozen=True, slots=True)
class Means:
    """What native forms have to work with: the project's folder, where its connections lead, what the target can do,
    what its resources are called, by the database's authority, and the functions of Python tasks, moved or refused."""

    root: str
    connections: Connections
    capabilities: Capabilities
    resources: Mapping[str, str]
    code: Mapping[TaskRef, Code | Refused]


@dataclass(frozen=True, slots=True)
class Case:
    """A task to find a native form for: its DAG and what divides it, the fact about its operator, what it touches."""

    task: Task
    dag: Dag
    rule: Rule | None
    accesses: tuple[Access, ...]
    division: Division

    @property
    def kind(self) -> Kind | None:
        """What the task is for."""
        return self.rule.kind if self.rule else None

    @property
    def writes(self) -> tuple[Access, ...]:
        """What it writes."""
        return tuple(access for access in self.accesses if access.mode is Mode.WRITE)

    @property
    def name(self) -> str:
        """The operator's class, as the facts call it."""
        return (self.rule.name if self.rule else self.task.import_path).rpartition(".")[2]
