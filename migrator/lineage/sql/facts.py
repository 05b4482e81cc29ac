"""What SQL says about data: the public types, and the rougher ones between parsing and the net effect of a script."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrator.model import ALWAYS, Condition, Mode, Write

RESULT = "@result"


@dataclass(frozen=True, slots=True)
class TableUse:
    """One table or place that a script reads or writes, as the script names it; `quote` shows the statement masked."""

    name: str
    mode: Mode
    write: Write | None
    position: int
    statement: int
    partition: str | None
    quote: str
    line: int
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class SqlLineage:
    """What a script reads and writes, in order, its net effect applied; `findings` are its problems in words."""

    uses: tuple[TableUse, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The names read, sorted."""
        return tuple(sorted({use.name for use in self.uses if use.mode is Mode.READ}))

    @property
    def targets(self) -> tuple[str, ...]:
        """The names written, sorted."""
        return tuple(sorted({use.name for use in self.uses if use.mode is Mode.WRITE}))


@dataclass(slots=True)
class Touch:
    """A table that one statement reads (`write` is None) or writes. `temporary` tables end with the session;
    `makes` and `ends` say that the statement brings the table into being or removes it; `kept` that one already there
    stays as it is (IF NOT EXISTS)."""

    name: str
    write: Write | None = None
    partition: str | None = None
    temporary: bool = False
    makes: bool = False
    kept: bool = False
    ends: bool = False


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
