"""What there is to say about a DAG, a task or an asset: facts, chosen and put in order, not yet words on a page."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model import Access, Asset, Dag, Dependency, Edge, Finding, Task, TaskRef


@dataclass(frozen=True, slots=True)
class Interval:
    """What a run's data interval is, in words, and the example of one run; None where no run has a fixed one."""

    words: str
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """A task that reads what another writes, both accesses, and the edges that make it wait: none where none does."""

    dependency: Dependency
    write: Access | None
    read: Access | None
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step along the data: `task` is reached from `source` by `asset`, an XCom where that is None. No task stands
    for what is outside: a source that nobody writes, a result that nobody reads."""

    source: TaskRef
    asset: str | None
    task: TaskRef | None


@dataclass(frozen=True, slots=True)
class AboutDag:
    """A DAG: its accesses by task, its declared edges, the dependencies that one of its tasks is part of."""

    dag: Dag
    interval: Interval
    accesses: tuple[Access, ...]
    edges: tuple[Edge, ...]
    guards: tuple[Guard, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class AboutTask:
    """A task, the same narrowed; `above` and `below` are steps along the data, across DAGs, nearest first; `unknown`
    are the findings that say that it may touch more than is known."""

    dag: Dag
    task: Task
    accesses: tuple[Access, ...]
    edges: tuple[Edge, ...]
    guards: tuple[Guard, ...]
    above: tuple[Step, ...]
    below: tuple[Step, ...]
    unknown: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @property
    def ref(self) -> TaskRef:
        """Its name in the project."""
        return self.dag.ref(self.task)


@dataclass(frozen=True, slots=True)
class AboutAsset:
    """An asset with everything that touches it; `same` are further keys of the same data, `near` what holds it or lies
    in it; `columns` those written, each with the columns it is made of."""

    asset: Asset
    same: tuple[str, ...]
    near: tuple[str, ...]
    accesses: tuple[Access, ...]
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    guards: tuple[Guard, ...]
    findings: tuple[Finding, ...]


Explained = AboutDag | AboutTask | AboutAsset
