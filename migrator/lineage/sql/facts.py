"""What SQL says about data: the public types, and the rougher ones between parsing and the net effect of a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from migrator.identity import split_name, stage
from migrator.model import ALWAYS, Condition, Mode, Write

RESULT = "@result"


class Quote:
    """The words of a statement, made fit to be shown only when somebody looks: most quotes are never shown."""

    __slots__ = ("_make", "_words")

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make
        self._words: str | None = None

    def through(self, change: Callable[[str], str]) -> Quote:
        """These words, changed."""
        return Quote(lambda: change(str(self)))

    def __str__(self) -> str:
        if self._words is None:
            self._words = self._make()
        return self._words

    def __repr__(self) -> str:
        return repr(str(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quote) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class TableUse(NamedTuple):
    """One table or place that a script reads or writes, as the script names it. `place` says that it is a file or the
    like whatever its name looks like; `tied` that a table is only defined over it, so that its data is the table's but
    nothing is read while the statement runs; `exact` is the name with its quotes, where it has some, and `temporary`
    says that it ends with the session. A tuple: there is one for each table of each statement, and a frozen dataclass
    takes four times as long to make."""

    name: str
    mode: Mode
    write: Write | None
    position: int
    statement: int
    partition: str | None
    said: Quote
    line: int
    when: Condition = ALWAYS
    place: bool = False
    tied: bool = False
    exact: str | None = None
    temporary: bool = False

    @property
    def quote(self) -> str:
        """The statement, masked and on one line."""
        return str(self.said)


@dataclass(frozen=True, slots=True)
class SqlLineage:
    """What a script reads and writes, in order, its net effect applied; `findings` are its problems in words."""

    uses: tuple[TableUse, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The names read, sorted; of what lies in a named stage, the stage's."""
        return tuple(sorted({_listed(use.name) for use in self.uses if use.mode is Mode.READ and not use.tied}))

    @property
    def targets(self) -> tuple[str, ...]:
        """The names written, sorted; of what lies in a named stage, the stage's."""
        return tuple(sorted({_listed(use.name) for use in self.uses if use.mode is Mode.WRITE}))


def _listed(name: str) -> str:
    """The name under which a use is listed: `@db.s.stage/in/x.csv` is a place in the object `db.s.stage`. A hole is
    never left out: `@stage/{ds}/` stays as it is."""
    found = stage(name) if name[:1] == "@" else None
    return name if found is None or "{" in found[1] else ".".join(part.strip('"') for part in split_name(found[0]))


@dataclass(slots=True)
class Touch:
    """A table that one statement reads (`write` is None) or writes. `temporary` tables end with the session;
    `makes` and `ends` say that the statement brings the table into being or removes it; `kept` that one already there
    stays as it is (IF NOT EXISTS). `place` and `tied` are as in TableUse."""

    name: str
    write: Write | None = None
    partition: str | None = None
    temporary: bool = False
    makes: bool = False
    kept: bool = False
    ends: bool = False
    place: bool = False
    tied: bool = False


Edge = tuple[str, str, str, str]


@dataclass(slots=True)
class Effect:
    """What one statement does: tables touched in order, and edges (table, column, target, target column)."""

    touches: list[Touch] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # The columns a statement gives a table, in order, where they are known: later statements may say `*`.
    columns: dict[str, list[str]] = field(default_factory=dict)
    # (old name, new name) of a rename
    renames: list[tuple[str, str]] = field(default_factory=list)
