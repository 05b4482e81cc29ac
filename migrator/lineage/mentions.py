"""What one task does to data, in order, before it becomes accesses of assets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migrator import identity
from migrator.model import ALWAYS, Access, Condition, Evidence, Mode, TaskRef, Write


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing done to one place. `columns` are pairs (`asset key.column` read, column written); what is `temporary`
    ends with the session; `through` are the XComs that its name came by."""

    place: identity.Place
    mode: Mode
    evidence: Evidence
    write: Write | None = None
    when: Condition = ALWAYS
    partition: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    temporary: bool = False
    through: tuple[Evidence, ...] = ()

    def under(self, condition: Condition) -> Mention:
        """The same, holding only where this condition does too."""
        joined = self.when
        for choice in condition.choices:
            joined = joined.and_(choice)
        return replace(self, when=joined)


@dataclass(frozen=True, slots=True)
class Gap:
    """Data that a task touches and we cannot name, or a file that is not there: it becomes a finding."""

    code: str
    message: str
    evidence: Evidence
    fix: str


Found = Mention | Gap
# Writes after which there is something to read.
FILLING = (Write.APPEND, Write.OVERWRITE, Write.MERGE, Write.UNKNOWN)


def is_nameless(place: identity.Place) -> bool:
    """Whether nothing of a name but its holes is known: s3://{bucket}/{key}"""
    name = place.asset.name
    for hole in identity.holes(name):
        name = name.replace("{" + hole + "}", "", 1)
    schema = identity.SYSTEMS[place.asset.system].schema if place.asset.system in identity.SYSTEMS else None
    left = name.strip("./ _-")
    return not place.asset.name or (bool(place.unknown_parts) and (not left or left.lower() == schema))


def joined(task: TaskRef, mentions: Iterable[Mention]) -> Iterator[Access]:
    """A task's accesses in order; what says the same of an asset twice in a row is one access with both grounds.

    A temporary table is nobody else's: it is left out, and so is what this task then does to a table of its name. In
    another task, which has a session of its own, the same name is another table.
    """
    last: dict[str, int] = {}
    accesses: list[Access] = []
    temporary: set[str] = set()
    for mention in mentions:
        key = mention.place.asset.key
        if mention.temporary or key in temporary:
            temporary.add(key)
            continue
        access = Access(
            task,
            mention.mode,
            key,
            len(accesses),
            mention.when,
            (mention.evidence, *mention.through),
            mention.write,
            mention.partition or mention.place.partition,
            mention.columns,
            mention.place.unknown_parts,
        )
        before = accesses[last[key]] if key in last else None
        if before is not None and _same(before, access):
            evidence = tuple(dict.fromkeys((*before.evidence, *access.evidence)))
            columns = tuple(dict.fromkeys((*before.columns, *access.columns)))
            accesses[last[key]] = replace(before, evidence=evidence, columns=columns)
            continue
        last[key] = len(accesses)
        accesses.append(replace(access, own=True) if _is_own(access, accesses) else access)
    yield from accesses


def _is_own(access: Access, before: list[Access]) -> bool:
    """Whether a task looks at what it has itself filled before, surely and wholly."""
    return access.mode is not Mode.WRITE and any(
        one.asset == access.asset
        and one.mode is Mode.WRITE
        and one.write in FILLING
        and one.partition in (None, access.partition)
        and set(one.when.choices) <= set(access.when.choices)
        for one in before
    )


def _same(one: Access, other: Access) -> bool:
    return (one.mode, one.write, one.partition, one.when) == (other.mode, other.write, other.partition, other.when)
