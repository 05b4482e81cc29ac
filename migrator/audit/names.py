"""Names that fall apart: a task reads what nobody writes, right after one that writes something very like it, or
whose data
nobody is known to take from it. A renamed table leaves just that behind.

Right after is: with only tasks in between that touch no data. Nothing is said of tasks that may touch more than is
known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from migrator import identity
from migrator.audit.scene import DagName, Scene, about_accesses, is_certain, name_of
from migrator.model import Access, Dependency, Edge, Finding, Mode, Standing, Support, TaskRef

ALIKE = 0.75
# Of words as short as `eu` and `us`, a letter may be the meaning.
SHORT = 3
# A name's words that say which of two like tables is meant: they are no slip of the pen.
STAGES = frozenset(
    "raw stg staging stage landing source src tmp temp bronze silver gold final dim fact clean cleaned old new backup "
    "archive history".split()
)
# Where a dot ends a name and does not begin a table's.
FILES = ("file:", "s3:", "gs:", "gcs:", "wasb:", "abfs:", "hdfs:", "sftp:", "ftp:")
# Places that are asked, and not data with a name.
SERVICES = ("http:", "https:")
# Of the tasks that read right after one, so many are looked at, and of the tasks in between so many gone through.
MOST = 500


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
    no XCom support; `linked` the DAGs of which one takes data of the other;
    `touched` and `written` what each task touches and writes; `address` where an asset's data is."""

    scene: Scene
    sources: Mapping[TaskRef, list[Access]]
    idle: Set[tuple[TaskRef | str, TaskRef | str]]
    linked: Set[tuple[DagName, DagName]]
    blind: Set[DagName]
    touched: Mapping[TaskRef, Set[str]]
    written: Mapping[TaskRef, Set[str]]
    address: Mapping[str, str]
    _below: dict[TaskRef, Below] = field(default_factory=dict)

    def found(self, write: Access) -> list[Access]:
        """The reads that may mean what is written here: those spelled almost so, else those that come after the
        writer for
        no reason that is known; all of one asset."""
        task, here = write.task, self.address[write.asset]
        near = {child: list(self._near(child, write)) for child in self.scene.order.next_of(task)}
        unread = not self.scene.reads.get(write.asset) and not self.scene.waits.get(write.asset)
        slips = [read for reads in near.values() for read in reads if is_slip(self.address[read.asset], here, unread)]
        idle = (read for child, reads in near.items() if reads and self._is_idle(task, child) for read in reads)
        found = slips or [read for read in idle if not self._has_reason(task, read)]
        return [read for read in found if read.asset == found[0].asset]

    def _near(self, child: TaskRef, write: Access) -> Iterator[Access]:
        reads = self.below(child).reads
        if reads:
            for frame in frames(self.address[write.asset]):
                yield from (read for read in reads.get(frame, ()) if read.task != write.task)

    def _has_reason(self, upper: TaskRef, read: Access) -> bool:
        """Whether the reader must come after for what it writes, or the upper task takes from the same place itself."""
        touched = self.touched.get(upper, frozenset())
        if not touched.isdisjoint(self.written.get(read.task, ())):
            return True
        own = {place_of(self.address[asset]) for asset in self.written.get(upper, ())}
        place = place_of(self.address[read.asset])
        return place not in own and any(place == place_of(self.address[asset]) for asset in touched)

    def _is_idle(self, task: TaskRef, child: TaskRef) -> bool:
        """Whether all is known of who comes after by this edge, and nothing of the task is among what they take."""
        here, there = dag_of(task), dag_of(child)
        if self.below(child).is_blind:
            return False
        if here == there:
            return (task, child) in self.idle
        # A sensor on one task may stand for all above it: so nothing at all may come from that DAG.
        if here in self.blind or there in self.blind:
            return False
        return (here, there) not in self.linked

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


def mismatches(scene: Scene, edges: Iterable[Edge], dependencies: Iterable[Dependency]) -> Iterator[list[Access]]:
    """Each write, and after it the reads that may mean the same by another name; no read twice."""
    sources: dict[TaskRef, list[Access]] = {}
    for asset, reads in scene.reads.items():
        if not scene.writes.get(asset) and not asset.startswith(SERVICES):
            for read in reads:
                if is_certain(read) and read.task not in scene.blind:
                    sources.setdefault(read.task, []).append(read)
    if not sources:
        return
    looker = _looker(scene, sources, edges, dependencies)
    told: set[tuple[TaskRef, str]] = set()
    # What nobody reads is likelier to be what is missed elsewhere.
    for asset in sorted(scene.writes, key=lambda asset: asset in scene.reads):
        for write in scene.fills(asset):
            if is_certain(write) and write.task not in scene.blind:
                found = [read for read in looker.found(write) if (read.task, read.asset) not in told]
                told |= {(read.task, read.asset) for read in found}
                if found:
                    yield [write, *found]


def _looker(
    scene: Scene,
    sources: Mapping[TaskRef, list[Access]],
    edges: Iterable[Edge],
    dependencies: Iterable[Dependency],
) -> Looker:
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
        {(dag_of(each.writer), dag_of(each.reader)) for each in dependencies if each.standing is Standing.GUARDED},
        {dag_of(task) for task in scene.blind},
        touched,
        written,
        {asset.key: identity.address_of(asset) for asset in scene.project.assets},
    )


def mismatch(write: Access, reads: Sequence[Access]) -> Finding:
    """The finding about a write and those who may mean it."""
    read = reads[0]
    readers = ", ".join(dict.fromkeys(name_of(one.task) for one in reads))
    fed = f"{readers} read{'s' * (len(reads) == 1)} {read.asset}, which no task writes"
    if is_slip(read.asset, write.asset, True):
        message = f"{fed}; {name_of(write.task)}, right before, writes {write.asset}: one name spelled two ways?"
        return about_accesses("name-mismatch", (*reads, write), message, "Spell both alike, if they are one.")
    message = (
        f"{fed}, and comes after {name_of(write.task)}, of which nothing is known that it takes: that writes "
        f"{write.asset}"
    )
    fix = (
        "If the two should be one, one of the names is wrong; else the edge between the tasks has no reason "
        "that is known."
    )
    return about_accesses("name-mismatch", (*reads, write), message, fix)


# -------------------------------------------------------------------------------------------------------------- names


def parts_of(key: str) -> list[str]:
    """A key's parts, the scheme and place first: `s3://b/x/y.csv` => s3:, b, x, y.csv; `postgres://h/s.t` =>
    postgres://h, s, t."""
    if key.startswith(FILES):
        scheme, _, path = key.partition("//") if "//" in key else key.partition(":")
        return [scheme, *path.split("/")]
    place, _, name = key.rpartition("/")
    if not place:
        place, _, name = key.partition(":")
    return [place, *name.split(".")]


@lru_cache(maxsize=100_000)
def frames(key: str) -> tuple[str, ...]:
    """The key with one part left open, for each that may be: two keys that differ in one part have a frame in
    common."""
    parts = parts_of(key)
    open_parts = (
        n for n, part in enumerate(parts) if n and part and not set("{*?[") & set(part) and not words(part) & STAGES
    )
    return tuple("\n".join([*parts[:n], "*", *parts[n + 1 :]]) for n in open_parts)


def is_slip(one: str, other: str, unread: bool) -> bool:
    """Whether two keys differ in one part, by little that means nothing; by a slip of one word where others read
    what is
    written, so that its name is right."""
    parts = list(zip(parts_of(one), parts_of(other), strict=False))
    # Another bucket, or another schema, is another place.
    place = 2 if one.startswith(FILES) else len(parts) - 1
    differing = [number for number, (a, b) in enumerate(parts) if a != b]
    if len(differing) != 1 or differing[0] < place:
        return False
    first, second = (part.lower() for part in parts[differing[0]])
    if SequenceMatcher(None, first, second).ratio() < ALIKE:
        return False
    return unread or _is_one_word(first, second)


def _is_one_word(first: str, second: str) -> bool:
    pairs = list(zip(re.split(r"[._-]", first), re.split(r"[._-]", second), strict=False))
    if len(re.split(r"[._-]", first)) != len(re.split(r"[._-]", second)):
        return False
    differing = [(a, b) for a, b in pairs if a != b]
    if len(differing) != 1 or any(len(word) <= SHORT or not word.isalpha() for word in differing[0]):
        return False
    return SequenceMatcher(None, *differing[0]).ratio() > ALIKE


def words(part: str) -> frozenset[str]:
    """The words of a name's part."""
    return frozenset(re.split(r"[._-]", part.lower()))


def place_of(key: str) -> tuple[str, ...]:
    """The bucket of a file, the schema of a table."""
    parts = parts_of(key)
    return tuple(parts[:2] if key.startswith(FILES) else parts[:-1])


def dag_of(task: TaskRef) -> DagName:
    """The DAG of a task."""
    return task.path, task.dag
