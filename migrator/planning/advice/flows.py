"""What DAGs have of each other: the data one writes and another reads, and the runs that start or wait for others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from migrator import identity
from migrator.audit.scene import is_scratch
from migrator.model import Access, EdgeKind, Mode, Project, TaskRef

DagName = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Flow:
    """One DAG needs what another makes: the data under `key`; a task's own result where it waits for its run."""

    writer: DagName
    reader: DagName
    key: str


@dataclass(frozen=True, slots=True)
class Flows:
    """Everything that crosses between DAGs, sorted, and the keys that several DAGs write, each with those DAGs."""

    all: tuple[Flow, ...]
    doubly: tuple[tuple[str, tuple[DagName, ...]], ...]

    def consumers(self) -> dict[DagName, set[DagName]]:
        """The DAGs that need what each makes."""
        found: dict[DagName, set[DagName]] = defaultdict(set)
        for flow in self.all:
            found[flow.writer].add(flow.reader)
        return found


def flows_of(project: Project, known: Collection[DagName]) -> Flows:
    """What crosses between the known DAGs of a project whose accesses have one key for the same data."""
    writers: dict[str, dict[DagName, None]] = defaultdict(dict)
    readers: dict[str, dict[DagName, None]] = defaultdict(dict)
    for access in project.accesses:
        dag = access.task.path, access.task.dag
        if dag in known and is_known(access):
            (writers if access.mode is Mode.WRITE else readers)[access.asset][dag] = None
    found = {
        Flow(writer, reader, key)
        for key, needing in readers.items()
        for reader in needing
        for writer in writers.get(key, ())
        if writer != reader
    }
    found |= set(_between_runs(project, writers, known))
    doubly = ((key, tuple(sorted(dags))) for key, dags in writers.items() if len(dags) > 1)
    return Flows(tuple(sorted(found)), tuple(sorted(doubly)))


def is_known(access: Access) -> bool:
    """Whether an access is of data that DAGs can share: its name is known, and it is no file for the moment."""
    return not access.unknown_parts and not is_scratch(access.asset)


def _between_runs(
    project: Project, writers: dict[str, dict[DagName, None]], known: Collection[DagName]
) -> Iterable[Flow]:
    """Sensors on runs, starts of runs, and schedules on assets."""
    for edge in project.edges:
        if edge.kind not in (EdgeKind.SENSOR, EdgeKind.TRIGGER) or not isinstance(edge.downstream, TaskRef):
            continue
        reader = edge.downstream.path, edge.downstream.dag
        upstream = edge.upstream
        if isinstance(upstream, TaskRef):
            key, above = identity.result(upstream.dag, upstream.task).asset.key, [(upstream.path, upstream.dag)]
        else:
            key, above = upstream, list(writers.get(upstream, ()))
        yield from (Flow(one, reader, key) for one in above if one != reader and {one, reader} <= set(known))
