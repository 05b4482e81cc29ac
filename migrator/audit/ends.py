"""Where the known data begins and ends: what is read and nobody writes, what is written and nobody reads; and names
that fall apart, which are one of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator import identity
from migrator.audit.graph import names_in
from migrator.audit.names import mismatch, mismatches
from migrator.audit.scene import Scene, about_accesses, name_of
from migrator.model import Access, Certainty, Edge, Finding


def ends(scene: Scene, edges: Iterable[Edge]) -> Iterator[Finding]:
    """A note for each asset that only comes in or only goes out, and a warning for each pair that may be one asset."""
    sources = {asset: reads[0] for asset, reads in scene.reads.items() if not scene.writes.get(asset)}
    awaited = {
        identity.declared(name.uri).asset.key for dag in scene.project.dags for name in names_in(dag.timetable.assets)
    }
    used = scene.reads.keys() | scene.waits.keys() | awaited
    results = {asset: fills[0] for asset in scene.writes if (fills := scene.fills(asset)) and asset not in used}
    told: set[str] = set()
    for reads, writes in mismatches(scene, edges):
        yield mismatch(reads, writes)
        told |= {reads[0].asset, *(write.asset for write in writes)}
    for asset, read in sources.items():
        if asset not in told and read.certainty is not Certainty.PARTIAL:
            yield _source(read, len(scene.reads[asset]))
    for asset, write in results.items():
        if asset not in told and write.certainty is not Certainty.PARTIAL:
            yield _unread(write)


def _source(read: Access, readers: int) -> Finding:
    more = f", and {readers - 1} more read it" if readers > 1 else ""
    message = f"{name_of(read.task)} reads {read.asset}, which no task writes: it comes from outside{more}"
    return about_accesses(
        "outside-source", (read,), message, "Nothing, if that is so; else name the task that fills it."
    )


def _unread(write: Access) -> Finding:
    message = f"{name_of(write.task)} writes {write.asset}, which no task reads"
    return about_accesses("unread-data", (write,), message, "Nothing, if people or other systems read it.")
