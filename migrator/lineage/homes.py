"""Where each connection leads: what the map in `migrate.toml` says, and what files of connections add to it.

It gives data its address, and decides a system where nothing in the code does; no key ever changes with a host, a port,
a database or a schema that is said here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrator import identity
from migrator.configuration import Configuration
from migrator.connection_map import Connection
from migrator.lineage.connection_files import Found, connections_named, connections_of, in_environment

# What one of these is used as, it may be more exactly: Redshift is spoken to as Postgres.
FINER = {("postgres", "redshift")}


@dataclass(frozen=True, slots=True)
class Homes:
    """The connections that a person mapped, and those that files define."""

    mapped: Mapping[str, Connection] = field(default_factory=dict)
    found: Found = field(default_factory=Found)

    def mapped_system(self, name: str) -> str | None:
        """The system that the map gives a connection."""
        return self.mapped[name].system or None if name in self.mapped else None

    def found_system(self, name: str) -> str | None:
        """The database system that a file says a connection is of."""
        entry = self.found.get(name)
        if entry is None or entry.system not in identity.SYSTEMS:
            return None
        return identity.system_at(entry.system, entry.host)

    def refined(self, name: str, told: str | None) -> str | None:
        """The system that code says, or the one that a file more exactly says."""
        finer = self.found_system(name)
        return finer if told and finer and (told, finer) in FINER else told

    def follows(self, name: str) -> bool:
        """Whether the map says that a connection is the same as another."""
        return name in self.mapped and bool(self.mapped[name].same_as)

    def of(self, name: str, system: str) -> identity.Home | None:
        """Where a connection leads that is used as this system; None where nobody says."""
        entry = self._entry(name, system)
        if entry is None:
            return None
        last = entry = replace(entry, id=name)
        while last.same_as and "://" not in last.same_as:
            target = last.same_as
            entry = _filled(entry, self._entry(target, system))
            last = self._entry(target, system) or Connection(target)
            last = replace(last, id=target)
        place = last.same_as.partition("://")[2]
        # A whole URL, https://api.example.com/v1, is settled where a path is put to it.
        is_url = not place and "://" in entry.host
        host = _spelled(entry) if is_url else identity.host_of(system, place or _spelled(entry))
        if last.id == name and not (host or entry.database or entry.schema):
            return None
        stands_for = host if place else identity.connection(last.id)
        return identity.Home(stands_for, host, entry.database, entry.schema)

    def _entry(self, name: str, system: str) -> Connection | None:
        """What the map says of a connection, completed by what a file does when that is of the same system."""
        mapped, found = self.mapped.get(name), self.found.get(name)
        if found is not None and identity.system_at(found.system, found.host) != system:
            # A stand-in, such as SQLite for a warehouse.
            found = None
        if mapped is not None and mapped.system not in ("", system):
            mapped = None
        return _filled(mapped, found) if mapped is not None else found


def _filled(entry: Connection, other: Connection | None) -> Connection:
    if other is None:
        return entry
    own_host = bool(entry.host)
    return replace(
        entry,
        host=entry.host or other.host,
        port=entry.port if own_host or entry.port else other.port,
        database=entry.database or other.database,
        schema=entry.schema or other.schema,
    )


def _spelled(entry: Connection) -> str:
    return f"{entry.host}:{entry.port}" if entry.host and entry.port else entry.host


def homes_of(root: Path, configuration: Configuration) -> Homes:
    """What is known of the connections of a project."""
    found = connections_of(root) if configuration.connection_files else Found()
    for file in configuration.connection_paths:
        # Named by a person: it counts before what lies about.
        found.by_variable.update({name.upper(): each for name, each in connections_named(file).by_id.items()})
    if configuration.connection_environment:
        told = in_environment(os.environ)
        # Airflow asks the environment before anything else.
        found.by_variable.update(told.by_variable)
    systems = {name: Connection(name, system) for name, system in configuration.connections}
    return Homes(systems | {entry.id: entry for entry in configuration.connection_map}, found)
