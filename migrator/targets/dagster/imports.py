"""Import lines as a module begins with them: sorted, in groups, and each module's names in one line."""

from __future__ import annotations

import sys
from collections.abc import Iterable

WIDTH = 120
# What is no package of the project's own; whatever else is not of the standard library counts as the project's.
OTHERS = ("dagster", "shim")


def import_block(lines: Iterable[str]) -> str:
    """The lines, joined where two import from one module, in groups: the standard library, packages, the project."""
    plain: set[str] = set()
    names: dict[str, set[str]] = {}
    for line in lines:
        if line.startswith("from "):
            module, _, given = line.removeprefix("from ").partition(" import ")
            names.setdefault(module, set()).update(name.strip() for name in given.split(","))
        else:
            plain.add(line)
    joined = [(group_of(line.split()[1]), 0, line) for line in plain]
    joined += [(group_of(module), 1, from_line(module, sorted(names[module]))) for module in names]
    groups: dict[int, list[str]] = {}
    for group, _, line in sorted(joined):
        groups.setdefault(group, []).append(line)
    return "\n\n".join("\n".join(found) for _, found in sorted(groups.items()))


def group_of(module: str) -> int:
    """0 for the standard library, 1 for packages, 2 for the project's own modules."""
    first = module.partition(".")[0]
    if first in sys.stdlib_module_names:
        return 0
    return 1 if first in OTHERS else 2


def from_line(module: str, names: list[str]) -> str:
    """One `from` line, over several lines where it would be too long."""
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"
