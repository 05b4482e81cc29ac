"""Which values of a run are dates of its data interval: only assets that are divided by time have them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrator.model import Arguments, Call, Capabilities, Items, Mapping, PartitionKind, Template, Value
from migrator.planning.native.offers import Case

# Holes that no run fills: a Variable, what another task made.
ELSEWHERE = ("var.", "xcom:")
OTHERS = ("params", "conf", "env", "run_id", "try_number", "run_start")


def uncomputed(case: Case, names: Iterable[str], capabilities: Capabilities) -> str | None:
    """Why these values of a run cannot be computed for the DAG's assets; None when they can."""
    names = [name for name in names if not name.startswith(ELSEWHERE)]
    known = capabilities.run_values
    for name in names:
        if "*" not in known and re.split(r"[:.]", name)[0] not in known:
            return f"it uses {name} of the run, which {capabilities.target} does not compute in this version"
    dated = [name for name in names if not name.startswith(OTHERS)]
    if dated and case.division.partitions.kind is PartitionKind.NONE:
        return "it uses the data interval's dates, but its assets have no partitions"
    return None


def holes_of(arguments: Arguments) -> tuple[str, ...]:
    """The names of all the holes in these values."""
    return tuple(name for _, value in arguments for name in names_in(value))


def names_in(value: Value) -> tuple[str, ...]:
    """The names of the holes in a value."""
    match value:
        case Template(holes=holes):
            return tuple(hole.name for hole in holes)
        case Items(values=values):
            return tuple(name for each in values for name in names_in(each))
        case Mapping(entries=entries):
            return tuple(name for pair in entries for each in pair for name in names_in(each))
        case Call(arguments=arguments):
            return holes_of(arguments)
    return ()
