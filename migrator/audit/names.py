"""Names that fall apart: a task reads what nobody writes, right after one that writes something very like it, or
whose data
nobody is known to take from it. A renamed table leaves just that behind.

Right after is: with only tasks in between that touch no data. Nothing is said of tasks that may touch more than is
known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from migrator import identity
from migrator.audit.dependencies import MOST_WRITERS
from migrator.audit.scene import DagName, Scene, about_accesses, is_certain, last_name, name_of
from migrator.audit.spelling import frames, is_slip, place_of
from migrator.model import Access, Edge, Finding, Mode, Support, TaskRef

# Places that are asked, and not data with a name.
SERVICES = ("http:", "https:")
# Of the tasks that read right after one, so many are looked at, and of the tasks in between so many gone through.
MOST = 500
# So many tasks that a read may mean are named in a message.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Below:
    """The tasks that touch data right after one: those that read what nobody writes, by frame, and whether one of
    them may
    touch more than is known."""

    is_blind: bool
    reads: dict[str, list[Access]]


@dataclass(slots=True)
class Looker:
    """Looks for names that fall apart. `sources` are what tasks read and nobody writes; `idle` the edges that no
    data and
    no XCom support; `linked` the DAGs and the tasks of others that take data of theirs;
    `touched` and `written` what each task touches and writes; `address` where an asset's data is."""

    scene: Scene
    sources: Mapping[TaskRef, list[Access]]
    idle: Set[tuple[TaskRef | str, TaskRef | str]]
    linked: Set[tuple[DagName, TaskRef]]
    blind: Set[DagName]
    touched: Mapping[TaskRef, Set[str]]
    written: Mapping[TaskRef, Set[str]]
    address: Mapping[str, str]
    _below: dict[TaskRef, Below] = field(default_factory=dict)

    def found(self, write: Access) -> list[Access]:
        """The reads that may mean what is written here: those spelled almost so, else those of that very name in
        another place if nobody reads what is written, else those that come after the writer for no reason that is
        known; all of one asset."""
        task, here = write.task, self.address[write.asset]
        near = {child: list(self._near(child, write)) for child in self.scene.order.next_of(task)}
        unread = not self.scene.reads.get(write.asset) and not self.scene.waits.get(write.asset)
        reads = [read for few in near.values() for read in few]
        slips = [read for read in reads if is_slip(self.address[read.asset], here, unread)]
        moved = [read for read in reads if unread and last_name(read.asset) == last_name(write.asset)]
        idle = (read for child, few in near.items() for read in few if self._is_idle(task, child, read.task))
        found = slips or [read for read in (*moved, *idle) if not self._has_reason(write, read)]
        return [read for read in dict.fromkeys(found) if read.asset == found[0].asset]

    def _near(self, child: TaskRef, write: Access) -> Iterator[Access]:
        reads = self.below(child).reads
        if reads:
            for frame in frames(self.address[write.asset]):
                yield from (read for read in reads.get(frame, ()) if read.task != write.task)

    def _has_reason(self, write: Access, read: Access) -> bool:
        """Whether the reader must come after for what it writes, takes something else of the writer's, or the upper
        task takes from the same place itself: unless what it writes has that very name, in another place."""
        upper = write.task
        touched, taken = self.touched.get(upper, frozenset()), self.touched.get(read.task, frozenset())
        if read.asset in touched or not touched.isdisjoint(self.written.get(read.task, ())):
            return True
        if not taken.isdisjoint(self.written.get(upper, ())):
            return True
        if last_name(read.asset) == last_name(write.asset):
            return False
        own = {place_of(self.address[asset]) for asset in self.written.get(upper, ())}
        place = place_of(self.address[read.asset])
        return place not in own and any(place == place_of(self.address[asset]) for asset in touched)

    def _is_idle(self, task: TaskRef, child: TaskRef, reader: TaskRef) -> bool:
        """Whether all is known of who comes after by this edge, and nothing of the task is among what they take."""
        here, there = dag_of(task), dag_of(reader)
        if self.below(child).is_blind or (here == dag_of(child) and (task, child) not in self.idle):
            return False
        # A sensor on one task may stand for all above it: so nothing at all may come to the reader from that DAG.
        return here == there or (not {here, there} & self.blind and (here, reader) not in self.linked)

    def below(self, start: TaskRef) -> Below:
        """What reads right after whoever comes before this task, the task included."""
        if start not in self._below:
            self._below[start] = self._looked(start)
        return self._below[start]

    def _looked(self, start: TaskRef) -> Below:
        seen, todo, blind = {start}, [start], False
        reads: dict[str, list[Access]] = {}
        while todo and len(seen) <= MOST:
            task = todo.pop()
            blind = blind or task in self.scene.blind
            for read in self.sources.get(task, ()):
                for frame in frames(self.address[read.asset]):
                    reads.setdefault(frame, []).append(read)
            if task not in self.touched and task not in self.scene.blind:
                more = [each for each in self.scene.order.next_of(task) if each not in seen]
                seen.update(more)
                todo += more
        return Below(blind or bool(todo), reads)


def mismatches(scene: Scene, edges: Iterable[Edge]) -> Iterator[tuple[list[Access], list[Access]]]:
    """Reads of one asset that nobody writes, and the writes that may mean it by another name, the likeliest of all;
    no read twice."""
    sources: dict[TaskRef, list[Access]] = {}
    for asset, reads in scene.reads.items():
        if not scene.writes.get(asset) and not asset.startswith(SERVICES):
            for read in reads:
                if is_certain(read) and read.task not in scene.blind:
                    sources.setdefault(read.task, []).append(read)
    if not sources:
        return
    looker = _looker(scene, sources, edges)
    candidates: dict[Access, dict[int, list[Access]]] = {}
    for asset in scene.writes:
        for write in scene.fills(asset):
            if is_certain(write) and write.task not in scene.blind:
                for read in looker.found(write):
                    rank = _rank(read, write, asset in scene.reads)
                    candidates.setdefault(read, {}).setdefault(rank, []).append(write)
    together: dict[tuple[Access, ...], list[Access]] = {}
    told: set[tuple[TaskRef, str]] = set()
    for read, ranked in candidates.items():
        if (read.task, read.asset) not in told:
            told.add((read.task, read.asset))
            together.setdefault(tuple(ranked[min(ranked)]), []).append(read)
    for writes, reads in together.items():
        yield from ((each, list(writes)) for each in _by_asset(reads))


def _rank(read: Access, write: Access, is_read: bool) -> int:
    """How likely the two mean one thing, the likeliest first: those spelled alike, then those of one name in two
    places; and before others what nobody reads, since that is likelier what is missed elsewhere."""
    if is_slip(read.asset, write.asset, True):
        return int(is_read)
    return (2 if last_name(read.asset) == last_name(write.asset) else 4) + int(is_read)


def _by_asset(reads: Iterable[Access]) -> Iterable[list[Access]]:
    found: dict[str, list[Access]] = {}
    for read in reads:
        found.setdefault(read.asset, []).append(read)
    return found.values()


def _looker(scene: Scene, sources: Mapping[TaskRef, list[Access]], edges: Iterable[Edge]) -> Looker:
    touched: dict[TaskRef, set[str]] = {}
    written: dict[TaskRef, set[str]] = {}
    for access in (each for accesses in (scene.reads, scene.writes) for few in accesses.values() for each in few):
        touched.setdefault(access.task, set()).add(access.asset)
        if access.mode is Mode.WRITE:
            written.setdefault(access.task, set()).add(access.asset)
    return Looker(
        scene,
        sources,
        {(edge.upstream, edge.downstream) for edge in edges if edge.support in (Support.ORDER, Support.REDUNDANT)},
        set(_linked(scene)),
        {dag_of(task) for task in scene.blind},
        touched,
        written,
        {asset.key: identity.address_of(asset) for asset in scene.project.assets},
    )


def _linked(scene: Scene) -> Iterator[tuple[DagName, TaskRef]]:
    """Each DAG and each task of another that reads what the DAG writes."""
    for asset, reads in scene.reads.items():
        writers = list(dict.fromkeys(dag_of(write.task) for write in scene.fills(asset)))[:MOST_WRITERS]
        for read in reads if writers else ():
            yield from ((dag, read.task) for dag in writers if dag != dag_of(read.task))


def mismatch(reads: Sequence[Access], writes: Sequence[Access]) -> Finding:
    """The finding about those who read an asset and the writes that may mean it."""
    read, write = reads[0], writes[0]
    readers = ", ".join(dict.fromkeys(name_of(one.task) for one in reads))
    fed = f"{readers} read{'s' * (len(reads) == 1)} {read.asset}, which no task writes"
    written = list(dict.fromkeys((name_of(one.task), one.asset) for one in writes))
    accesses = (*reads, *writes)
    if is_slip(read.asset, write.asset, True):
        said = " and ".join(f"{task}, right before, writes {asset}" for task, asset in written[:SHOWN])
        message = f"{fed}; {said}: one name spelled two ways?"
        return about_accesses("name-mismatch", accesses, message, "Spell both alike, if they are one.")
    said = " or ".join(f"{task}, which writes {asset}" for task, asset in written[:SHOWN])
    more = f", or {len(written) - SHOWN} more" if len(written) > SHOWN else ""
    message = f"{fed}, and comes after tasks of which nothing is known that it takes: {said}{more}"
    fix = (
        "If the two should be one, one of the names is wrong; else the edge between the tasks has no reason "
        "that is known."
    )
    return about_accesses("name-mismatch", accesses, message, fix)


def dag_of(task: TaskRef) -> DagName:
    """The DAG of a task."""
    return task.path, task.dag
