"""Which partitions of what it reads a step's partition needs, where that is not simply the same; and how several
partitions are made anew.

Where two schedules differ, a target takes all windows that its own overlaps: a day of hours. That is wrong the other
way round: an hour reads the day before, since its own is not over. A shift is read where it is written: in the names
of what is read (`dt={{ prev_ds }}`), and in a sensor's `execution_delta`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from migrator.model import (
    Access,
    Backfill,
    Edge,
    EdgeKind,
    Known,
    MappingKind,
    Mode,
    PartitionKind,
    PartitionMapping,
    Partitions,
    Project,
    Step,
    TaskRef,
    Write,
)
from migrator.planning.partitions.ticks import UTC, ticks

ADDED = re.compile(r"macros\.ds_add\(\s*ds\s*,\s*(?P<days>[+-]?\d{1,5})\s*\)")
DAY_BEFORE = ("prev_ds", "yesterday_ds")
SAMPLE = datetime.datetime(2024, 1, 1, tzinfo=UTC)
DAY = 86_400.0


def with_mappings(steps: Sequence[Step], project: Project) -> tuple[Step, ...]:
    """The steps, each knowing which partitions it needs of what it reads, and how several of its own are made anew."""
    writers = {key: step for step in steps for key in step.writes}
    accesses: dict[TaskRef, list[Access]] = {}
    for access in project.accesses:
        accesses.setdefault(access.task, []).append(access)
    deltas = dict(deltas_of(project))
    found = []
    for step in steps:
        mine = [access for task in step.tasks for access in accesses.get(task, [])]
        mappings = tuple(mappings_of(step, writers, mine, deltas))
        found.append(replace(step, mappings=mappings, backfill=backfill_of(step, mappings, mine)))
    return tuple(found)


def mappings_of(
    step: Step, writers: Mapping[str, Step], accesses: Iterable[Access], deltas: Mapping[TaskRef, dict[str, float]]
) -> Iterator[PartitionMapping]:
    """The mappings of one step."""
    if step.partitions.kind is not PartitionKind.TIME:
        return
    if any(name == "in_order" for name, _ in step.settings) and len(step.writes) == 1:
        because = "each of its runs waits for the one before"
        yield PartitionMapping(step.writes[0], MappingKind.WINDOWS, -1, -1, because)
    for key in (*step.reads, *step.follows):
        writer = writers.get(key)
        if writer is None or writer.partitions.kind is not PartitionKind.TIME or key in step.writes:
            continue
        length, other = length_of(step.partitions), length_of(writer.partitions)
        back, because = shift_of(step, writer, key, accesses, deltas)
        if back and back % length == 0:
            windows = -int(back // length)
            yield PartitionMapping(key, MappingKind.WINDOWS, windows, windows, because)
        elif other > length and not back:
            windows = -round(other / length)
            because = "its own window of that is not over when it runs: the last one that is"
            yield PartitionMapping(key, MappingKind.WINDOWS, windows, windows, because)


def shift_of(
    step: Step, writer: Step, key: str, accesses: Iterable[Access], deltas: Mapping[TaskRef, dict[str, float]]
) -> tuple[float, str]:
    """By how many seconds what is read lies before the step's own window, as text says; and where it says so."""
    for access in accesses:
        if access.asset == key and access.mode is not Mode.WRITE and access.partition:
            days = days_back(access.partition)
            if days:
                return days * DAY, f"it reads {access.partition}"
    waited = [delta for task in step.tasks for dag, delta in deltas.get(task, {}).items() if dag == writer.tasks[0].dag]
    return (waited[0], f"its sensor waits for the run {waited[0] / 3600:g} h earlier") if waited else (0.0, "")


def days_back(partition: str) -> int:
    """How many days before the run's date a partition's text is: `{macros.ds_add(ds,-1)}` is one."""
    inner = partition.strip("{}").strip()
    if inner in DAY_BEFORE or inner.removesuffix("_nodash") in DAY_BEFORE:
        return 1
    added = ADDED.fullmatch(inner)
    return -int(added["days"]) if added else 0


def deltas_of(project: Project) -> Iterator[tuple[TaskRef, dict[str, float]]]:
    """By sensor, how many seconds before its own date it looks for a run of another DAG; and by what follows it."""
    tasks = {dag.ref(task): task for dag in project.dags for task in dag.tasks}
    below: dict[TaskRef, list[TaskRef]] = {}
    for dag in project.dags:
        for edge in dag.order:
            if isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef):
                below.setdefault(edge.upstream, []).append(edge.downstream)
    found: dict[TaskRef, dict[str, float]] = {}
    for edge in project.edges:
        sensor, awaited = _ends(edge)
        delta = tasks[sensor].argument("execution_delta") if sensor in tasks else None
        if sensor is None or awaited is None or not isinstance(delta, Known):
            continue
        if isinstance(delta.value, datetime.timedelta):
            for task in (sensor, *below.get(sensor, [])):
                found.setdefault(task, {})[awaited] = delta.value.total_seconds()
    yield from found.items()


def _ends(edge: Edge) -> tuple[TaskRef | None, str | None]:
    if edge.kind is not EdgeKind.SENSOR or not isinstance(edge.downstream, TaskRef):
        return None, None
    return edge.downstream, edge.upstream.dag if isinstance(edge.upstream, TaskRef) else None


def backfill_of(step: Step, mappings: Iterable[PartitionMapping], accesses: Iterable[Access]) -> Backfill:
    """In order where a partition needs the one before; once where the work is the same for any of them: it replaces
    the whole of what it writes, and nothing in it hangs on a run's dates."""
    if any(mapping.key in step.writes for mapping in mappings):
        return Backfill.IN_ORDER
    if step.partitions.kind is not PartitionKind.TIME or step.island is not None:
        return Backfill.EACH
    writes = [access for access in accesses if access.mode is Mode.WRITE]
    whole = bool(writes) and all(access.write is Write.OVERWRITE and not access.partition for access in writes)
    undated = all(getattr(body, "parameters", None) == () for body in step.bodies)
    return Backfill.ONCE if whole and undated and not tuple(mappings) else Backfill.EACH


@lru_cache(maxsize=4096)
def length_of(partitions: Partitions) -> float:
    """How long most of its windows are, in seconds: the middle one of some."""
    found = ticks(partitions.cron or "", partitions.zone, SAMPLE)
    some = [next(found) for _ in range(9)]
    return sorted((after - before).total_seconds() for before, after in pairwise(some))[4]
