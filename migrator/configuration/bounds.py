"""How far reading goes, how ignore files are spelled, for which Airflow files are written: `[reading]`, `[airflow]`."""

from __future__ import annotations

import re
from pathlib import Path

from migrator.configuration.tables import BadConfiguration, only

# The bounds of reading that a person may set, and the most each may be. Deeper, and libcst overflows its stack.
BOUNDS = {
    "file_bytes": 1_000_000_000,
    "nodes": 1_000_000_000,
    "nesting": 1_000,
    "steps": 1_000_000_000,
    "task_steps": 1_000_000_000,
    "fact_steps": 1_000_000_000,
    "depth": 100,
    "elements": 1_000_000_000,
    "text": 1_000_000_000,
    "seconds": 86_400,
    "memory_mb": 1_000_000,
}
SYNTAXES = ("glob", "regexp")


def syntax(path: Path, value: object) -> str | None:
    """How `.airflowignore` is spelled, if that is said."""
    if value not in (None, *SYNTAXES):
        raise BadConfiguration(path, f"reading.ignore_syntax is {value!r}; there is {' and '.join(SYNTAXES)}")
    return None if value is None else str(value)


def bounds(path: Path, given: dict[str, object]) -> tuple[tuple[str, int], ...]:
    """The bounds that are set, each within what it may be."""
    found = []
    for name, value in given.items():
        if name not in BOUNDS:
            raise BadConfiguration(path, f"reading.bounds.{name} is no bound; there is {', '.join(BOUNDS)}")
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= BOUNDS[name]:
            raise BadConfiguration(
                path, f"reading.bounds.{name} is {value!r}, not a whole number from 1 to {BOUNDS[name]:,}"
            )
        found.append((name, value))
    return tuple(found)


def airflow(path: Path, given: dict[str, object]) -> str | None:
    """The version of Airflow, if it is said: `2.9.1`, `2.9` or `3`."""
    only(path, given, "airflow", ("version",))
    value = given.get("version")
    if value is not None and (not isinstance(value, str) or not re.fullmatch(r"[123](\.\d{1,3}){0,2}", value)):
        raise BadConfiguration(path, f'airflow.version is {value!r}, not a version as "2.9.1"')
    return value
