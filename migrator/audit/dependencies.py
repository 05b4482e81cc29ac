"""Which task reads what another writes, and whether the declared graph knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrator.audit.scene import FILLING, DagName, Scene, are_apart, is_scratch
from migrator.model import Access, Certainty, Dependency, Standing

# Of an asset that more DAGs fill than this, only these are held against its readers.
MOST_WRITERS = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """A read and the write it may see, and how the declared graph treats the two."""

    read: Access
    write: Access
    standing: Standing

    def dependency(self) -> Dependency:
        """The pair as the project keeps it."""
        worst = max((self.read.certainty, self.write.certainty), key=list(Certainty).index)
        return Dependency(self.write.task, self.read.task, self.read.asset, self.standing, worst)


def pairs(scene: Scene) -> Iterator[Pair]:
    """Every pair of a read and a write by another task that can meet, each pair of tasks once for an asset; of two DAGs
    the first pair stands for all, one that nothing guards before others."""
    for asset, reads in scene.reads.items():
        writes = scene.fills(asset)
        if not writes:
            continue
        by_dag: dict[DagName, list[Access]] = {}
        for write in writes:
            by_dag.setdefault((write.task.path, write.task.dag), []).append(write)
        yield from _within(scene, reads, by_dag)
        if not is_scratch(asset):
            yield from _across(scene, reads, by_dag)


def _within(scene: Scene, reads: list[Access], writers: dict[DagName, list[Access]]) -> Iterator[Pair]:
    seen = set()
    for read in reads:
        for write in writers.get((read.task.path, read.task.dag), ()):
            standing = _standing(scene, read, write)
            if standing is not None and (read.task, write.task) not in seen:
                seen.add((read.task, write.task))
                yield Pair(read, write, standing)


def _standing(scene: Scene, read: Access, write: Access) -> Standing | None:
    """How a read stands to a write of the same DAG; None where the two cannot meet or are not meant for each other."""
    order = scene.order
    if read.task == write.task or (read.partition and write.partition and read.partition != write.partition):
        return None
    if order.is_ordered(write.task, read.task):
        return Standing.DECLARED if read.task in set(order.next_of(write.task)) else Standing.IMPLIED
    is_before = order.is_ordered(read.task, write.task)
    if is_before and is_filled_before(scene, read):
        return None
    if reads_its_own(scene, read) or scene.are_exclusive(read.task, write.task):
        return None
    return Standing.REVERSED if is_before else Standing.MISSING


def is_filled_before(scene: Scene, read: Access) -> bool:
    """Whether another task surely before this one fills what it reads."""
    return any(scene.order.is_ordered(write.task, read.task) for write in scene.fills(read.asset))


def reads_its_own(scene: Scene, read: Access) -> bool:
    """Whether the task has filled before what it reads."""
    own = (write for write in scene.writes.get(read.asset, ()) if write.task == read.task)
    return any(write.position < read.position and write.write in FILLING for write in own)


# --------------------------------------------------------------------------------------------------------- two DAGs


def _across(scene: Scene, reads: list[Access], writers: dict[DagName, list[Access]]) -> Iterator[Pair]:
    readers: dict[DagName, list[Access]] = {}
    for read in reads:
        readers.setdefault((read.task.path, read.task.dag), []).append(read)
    own: dict[DagName, list[Access]] = {}
    for write in scene.writes.get(reads[0].asset, ()):
        own.setdefault((write.task.path, write.task.dag), []).append(write)
    for reader, its_reads in readers.items():
        # What is asked of a read alone is asked once, however many DAGs write.
        asked = [(read, _is_awaited(scene, read, own.get(reader, []))) for read in its_reads if _asks(scene, read)]
        for writer, its_writes in list(writers.items())[:MOST_WRITERS]:
            pair = _worst(scene, asked, its_writes) if reader[1] != writer[1] else None
            if pair is not None:
                yield pair


def _asks(scene: Scene, read: Access) -> bool:
    """Whether a read surely looks for what another task has left."""
    return read.certainty is not Certainty.PARTIAL and not reads_its_own(scene, read)


def _worst(scene: Scene, reads: list[tuple[Access, bool]], writes: list[Access]) -> Pair | None:
    """The first pair that nothing guards, else the first that can meet; each read with whether it is awaited."""
    first = None
    for read, awaited in reads:
        for write in writes:
            if write.certainty is Certainty.PARTIAL or are_apart(read, write):
                continue
            if not awaited and not scene.order.is_ordered(write.task, read.task):
                return Pair(read, write, Standing.MISSING)
            first = first or Pair(read, write, Standing.GUARDED)
    return first


def _is_awaited(scene: Scene, read: Access, own: list[Access]) -> bool:
    """Whether its own DAG waits for the data before, or fills it; `own` are the writes of the DAG."""
    waits = [wait.task for wait in scene.waits.get(read.asset, ())]
    tasks = (*waits, *(write.task for write in own))
    return any(task == read.task or scene.order.is_ordered(task, read.task) for task in tasks)
