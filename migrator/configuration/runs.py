"""Where runs are remembered, and the pools they have: `[run]` and `[pools]`."""

from __future__ import annotations

from pathlib import Path

from migrator.configuration.tables import BadConfiguration, table
from migrator.limits import Pool
from migrator.pools import BadPool, pools_in, pools_of_file


def store(path: Path, value: object) -> str | None:
    """A URL, or a path from the project."""
    if value is not None and (not isinstance(value, str) or not value):
        raise BadConfiguration(path, "run.store is neither a path nor a URL")
    if value is None or "://" in value or value == ":memory:":
        return value
    return str(path.parent / value)


def pools(path: Path, document: dict[str, object], file: object) -> tuple[Pool, ...]:
    """Those of the file that `run.pools` names, and over them those of `[pools]`."""
    if file is not None and not isinstance(file, str):
        raise BadConfiguration(path, f"run.pools is {file!r}, not the file of `airflow pools export`")
    try:
        found = pools_of_file(path.parent / file) if file is not None else ()
        found += pools_in(table(path, document, "pools", "pools"))
    except BadPool as error:
        raise BadConfiguration(path, str(error)) from error
    return tuple({each.name: each for each in found}.values())
