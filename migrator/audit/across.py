"""What is wrong between DAGs: readers that nothing makes wait, waits for the wrong task, two writers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from migrator.audit.dependencies import Pair
from migrator.audit.scene import Scene, about_accesses, are_apart, is_certain, is_scratch
from migrator.audit.schedules import beside, schedule
from migrator.model import Access, Certainty, Finding, Severity, Standing, TaskRef


def unguarded(scene: Scene, found: Iterable[Pair]) -> Iterator[Finding]:
    """A finding for each DAG that reads what another writes without waiting, or waiting for another of its tasks."""
    for pair in found:
        read, write = pair.read, pair.write
        if pair.standing is Standing.MISSING and read.task.dag != write.task.dag:
            awaited = _awaited(scene, read.task, write.task)
            yield _missing(scene, read, write) if awaited is None else _wrong_task(scene, read, write, awaited)


def _missing(scene: Scene, read: Access, write: Access) -> Finding:
    reader, writer = scene.dag(read.task), scene.dag(write.task)
    message = (
        f"{reader.name}.{read.task.task} ({schedule(reader)}) reads {read.asset}, which "
        f"{writer.name}.{write.task.task} ({schedule(writer)}) writes, and nothing makes {reader.name} wait: "
        "no sensor, trigger or asset schedule"
        f"{beside(reader, writer)}"
    )
    fix = (
        f"Let {reader.name} wait: schedule it on the asset that {write.task.task} writes, or put an "
        f"ExternalTaskSensor on {writer.name}.{write.task.task} before {read.task.task}."
    )
    return about_accesses("missing-cross-dag", (read, write), message, fix, _severity(scene, read, write))


def _wrong_task(scene: Scene, read: Access, write: Access, awaited: TaskRef) -> Finding:
    message = (
        f"{read.task.dag}.{read.task.task} reads {read.asset} and comes after {awaited.dag}.{awaited.task}, but "
        f"{write.task.task} of that DAG writes it, and need not be done by then"
    )
    fix = f"Let it wait for {write.task.dag}.{write.task.task} instead, or for the whole DAG."
    return about_accesses("sensor-wrong-task", (read, write), message, fix, _severity(scene, read, write))


def _severity(scene: Scene, read: Access, write: Access) -> Severity | None:
    is_open = (read.task.path, read.task.dag) in scene.order.open_waits
    return None if is_certain(read, write) and not is_open else Severity.NOTE


def _awaited(scene: Scene, reader: TaskRef, writer: TaskRef) -> TaskRef | None:
    """A task of the writer's DAG that the reader comes after."""
    of_writer = (scene.dag(writer).ref(task) for task in scene.dag(writer).tasks)
    return next((ref for ref in of_writer if scene.order.is_ordered(ref, reader)), None)


def _all_apart(writes: list[Access]) -> bool:
    """Whether each is of a part of its own."""
    parts = {write.partition for write in writes}
    return len(parts) == len(writes) and all(are_apart(*pair) for pair in pairwise(writes))


def double_writers(scene: Scene) -> Iterator[Finding]:
    """A finding for each asset that several DAGs fill."""
    for asset in scene.writes:
        filling = [write for write in scene.fills(asset) if write.certainty is not Certainty.PARTIAL]
        first = {one.task.dag: one for one in reversed(filling)}
        if len(first) < 2 or is_scratch(asset) or _all_apart(list(first.values())):
            continue
        ordered = sorted(first.values(), key=lambda one: one.task)
        names = ", ".join(f"{one.task.dag}.{one.task.task}" for one in ordered)
        message = f"{asset} is written by {len(ordered)} DAGs: {names}"
        fix = "Let one DAG own it, or give each DAG its own table or partition."
        yield about_accesses("double-writer", ordered, message, fix, None if is_certain(*ordered) else Severity.NOTE)
