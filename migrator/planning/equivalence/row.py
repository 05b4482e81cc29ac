"""A row of the table before it is about a DAG: what becomes of a setting in native steps, and in islands."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model import Likeness

SAME, APPROXIMATED, ISLAND, IMPOSSIBLE = Likeness.SAME, Likeness.APPROXIMATED, Likeness.ISLAND, Likeness.IMPOSSIBLE


@dataclass(frozen=True, slots=True)
class Row:
    """What a setting becomes in the target, how alike that is, and why. `kept`: islands, which Airflow's own code runs,
    have it as it is."""

    target: str
    likeness: Likeness
    because: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Homes:
    """Where a DAG's work goes: whether any is native, any in islands; whether its assets are divided by time."""

    native: bool
    islands: bool
    timed: bool


def at_home(row: Row, homes: Homes) -> Row:
    """The row as it is for a DAG whose work goes there."""
    if not row.kept or not homes.islands or row.likeness is SAME:
        return row
    if not homes.native:
        return Row("the island", ISLAND, "all its tasks run in islands, by Airflow's own code, which has it as it is")
    return Row(row.target, row.likeness, f"{row.because}; tasks in islands have it as it is")
