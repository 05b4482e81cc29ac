"""Where connections lead, and the files of connections and Variables that a project names."""

from __future__ import annotations

from pathlib import Path

from migrator.configuration.tables import BadConfiguration, table
from migrator.connection_map import BadConnection, Connection, connections_in


def connections(path: Path, entries: dict[str, object]) -> tuple[Connection, ...]:
    """The connection map."""
    try:
        return connections_in(entries)
    except BadConnection as error:
        raise BadConfiguration(path, str(error)) from error


def sources(path: Path, document: dict[str, object], key: str, known: set[str]) -> dict[str, object]:
    """A table that says which files and what else is asked, with no other words than those known."""
    found = table(path, document, key, key)
    unknown = sorted(set(found) - known)
    if unknown:
        raise BadConfiguration(path, f"{key}.{unknown[0]} is unknown; there is {' and '.join(sorted(known)[::-1])}")
    return found


def named(path: Path, names: object, shown: str) -> tuple[Path, ...]:
    """The files of the project that a list names."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadConfiguration(path, f'{shown} is {names!r}, not a list of files, as in files = ["config/local.yaml"]')
    for name in names:
        file = path.parent / name
        if not file.resolve().is_relative_to(path.parent.resolve()):
            raise BadConfiguration(path, f"{shown} names {name!r}, which is not in the project")
        if not file.is_file():
            raise BadConfiguration(path, f"{shown} names {name!r}, and there is no such file")
    return tuple((path.parent / name).resolve() for name in names)


def switch(path: Path, given: dict[str, object], name: str, *, default: bool) -> bool:
    """A word of such a table that is true or false."""
    value = given.get(name, default)
    if not isinstance(value, bool):
        raise BadConfiguration(path, f"connections_from.{name} is {value!r}, not true or false")
    return value
