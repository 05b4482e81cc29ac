"""The pools a person describes: in `[pools]` of `migrate.toml`, or in the file that `airflow pools export` writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from migrator.errors import MigratorError
from migrator.limits import DEFAULT_POOL, Pool

KEYS = {"slots", "include_deferred", "description", "name", "team_name"}


class BadPool(MigratorError):
    """A pool is described in a way we cannot follow."""


def pools_in(table: Mapping[str, object], where: str = "pools") -> tuple[Pool, ...]:
    """The pools of a table: `etl = 3`, or `etl = { slots = 3, include_deferred = true }`. Raises BadPool."""
    return tuple(_pool(name, entry, f"{where}.{name}") for name, entry in table.items())


def pools_of_file(path: Path) -> tuple[Pool, ...]:
    """All pools of an Airflow, from `airflow pools export`. Raises BadPool."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadPool(f"{path.name} is no file of `airflow pools export` ({error})") from error
    if not isinstance(found, dict):
        raise BadPool(f"{path.name} is no file of `airflow pools export`: it holds no pools by name")
    return pools_in(found, path.name)


def _pool(name: str, entry: object, where: str) -> Pool:
    given = entry if isinstance(entry, dict) else {"slots": entry}
    unknown = sorted(set(given) - KEYS)
    if unknown:
        raise BadPool(f"{where}.{unknown[0]} is unknown; there is slots and include_deferred")
    slots, deferred = given.get("slots"), given.get("include_deferred", False)
    if not isinstance(slots, int) or isinstance(slots, bool) or slots < -1:
        raise BadPool(f"{where} has {slots!r} slots, which is no whole number from -1 (as many as are asked for)")
    if not isinstance(deferred, bool):
        raise BadPool(f"{where}.include_deferred is {deferred!r}, not true or false")
    if name == DEFAULT_POOL and slots == 0:
        raise BadPool(f"{where} has no slots: nothing could ever run")
    return Pool(name, slots, deferred)
