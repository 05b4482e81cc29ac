"""Where connections lead, as a person says under [connections] in `migrate.toml`: never who logs in, or with what."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from migrator.identity import ALIASES, STORES, SYSTEMS, system_named
from migrator.secrets import is_secret

FIELDS = ("system", "host", "port", "database", "schema", "same_as")
# What people call the same thing in one system or another.
ALSO = {"account": "host", "path": "host", "project": "database", "catalog": "database", "service": "database"}
# Systems without tables or a store's objects.
SERVICES = ("ftp", "ftps", "http", "https", "mongo", "sftp")
PERSONAL = ("login", "user", "username", "uri", "url", "extra", "conn_uri", "key", "sas", "auth")
EXAMPLE = 'as in {name} = {{ system = "postgres", host = "db.example.com", database = "shop" }}'


@dataclass(frozen=True, slots=True)
class Connection:
    """Where one connection leads, as far as it is known. `same_as` names another connection that leads to the same
    data, or the place itself: `redshift://sales`."""

    id: str
    system: str = ""
    host: str = ""
    port: int | None = None
    database: str = ""
    schema: str = ""
    same_as: str = ""

    def agreed(self, other: Connection) -> Connection:
        """What both say, or the one that says anything; what they contradict each other in is not known."""
        if self == other:
            return self

        def joined(one: str, two: str) -> str:
            return one if not two or one == two else two if not one else ""

        port = self.port if other.port in (None, self.port) else other.port if self.port is None else None
        return replace(
            self,
            system=joined(self.system, other.system),
            host=joined(self.host, other.host),
            port=port,
            database=joined(self.database, other.database),
            schema=joined(self.schema, other.schema),
        )


class BadConnection(Exception):
    """An entry that cannot be followed; the text says why, in one sentence."""


def connections_in(table: Mapping[str, object]) -> tuple[Connection, ...]:
    """The entries of the map. Raises BadConnection."""
    found = {name: _connection(name, entry) for name, entry in table.items()}
    return tuple(_settled(entry, found) for entry in found.values())


def _connection(name: str, entry: object) -> Connection:
    where = f"connections.{name}"
    if not isinstance(entry, dict) or not (entry.get("system") or entry.get("same_as")):
        raise BadConnection(f"{where} needs a system, {EXAMPLE.format(name=name)}")
    given = dict(_fields(where, entry))
    host, port = given.get("host", ""), entry.get("port")
    if "@" in host or re.search(r"[?;\s]", host):
        raise BadConnection(f"{where}.host is more than a host: leave out who logs in, and with what")
    if port is not None and (not isinstance(port, int) or isinstance(port, bool) or not 1 <= port <= 65_535):
        raise BadConnection(f"{where}.port is {port!r}, not a number from 1 to 65535")
    system = given.get("system", "")
    known = sorted({*SYSTEMS, *ALIASES, *STORES, *SERVICES})
    near = difflib.get_close_matches(system.lower(), known, 1, 0.85) if system.lower() not in known else []
    if near:
        raise BadConnection(f"{where}.system is {system!r}; the nearest there is, is {near[0]!r}")
    return Connection(
        name,
        system_named(system) if system else "",
        host,
        port,
        given.get("database", ""),
        given.get("schema", ""),
        given.get("same_as", ""),
    )


def _fields(where: str, entry: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for key, value in entry.items():
        field = ALSO.get(key, key)
        if is_secret(key) or key.lower() in PERSONAL:
            raise BadConnection(f"{where}.{key} is not needed: leave secrets out, only where it leads counts")
        if field not in FIELDS:
            raise BadConnection(f"{where}.{key} is nothing we know; there is {', '.join((*FIELDS, *ALSO))}")
        if field in seen:
            raise BadConnection(f"{where} says {seen[field]} and {key}, which are the same thing")
        seen[field] = key
        if field == "port":
            continue
        if not isinstance(value, str) or not value.strip():
            raise BadConnection(f"{where}.{key} is {value!r}, not a text")
        yield field, value.strip()


def _settled(entry: Connection, entries: Mapping[str, Connection]) -> Connection:
    """The entry with the system of what it is the same as, where it has none."""
    where, system, seen, last = f"connections.{entry.id}", entry.system, [entry.id], entry
    while last.same_as:
        if "://" in last.same_as:
            named = system_named(last.same_as.partition("://")[0])
            rest = last.same_as.partition("://")[2]
            if not rest or "@" in rest:
                raise BadConnection(f"{where}.same_as is {last.same_as!r}; a place is system://host")
            last = Connection(last.same_as, named)
        elif last.same_as in seen:
            raise BadConnection(f"{where}.same_as leads in a circle: {', '.join((*seen, last.same_as))}")
        elif last.same_as not in entries:
            break
        else:
            last = entries[last.same_as]
            seen.append(last.id)
        if last.system and system and last.system != system:
            raise BadConnection(f"{where} is a {system}, and same_as leads to {last.id}, a {last.system}")
        system = system or last.system
    return replace(entry, system=system)
