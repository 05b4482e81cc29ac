"""The places a rule names, filled with what an operator or call was given."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrator import identity
from migrator.lineage.connections import Connections
from migrator.lineage.given import Given
from migrator.lineage.texts import text_of
from migrator.model import Call, Mapping, Value
from migrator.operators.rule import HOLE

PIECES = re.compile(r"(\{[\w.+-]+\??\})")
# Hive's name of a part of a table: sales.orders/day=2026-01-01/country=de
PARTITION = re.compile(r"^([^/=@]+)/([^/=]+=.+)$")
# A place whose host only a connection knows
CONNECTED = re.compile(r"^([a-zA-Z][\w+.-]*)://\{conn:([^{}]*)\}")
URI = re.compile(r"^[a-zA-Z][\w+.-]*://")

# What returns a file, where a function also takes its path.
OPEN = ("open", "BytesIO", "StringIO", "TextIOWrapper", "fdopen")
# A list of more elements than this says the same thing over and over.
MOST = 200

# Systems whose tables lie in a database and a schema: a lone `database` does not qualify a bare name there.
THREE_LEVELS = ("databricks", "mssql", "postgres", "redshift", "snowflake", "trino", "presto")


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills places: `root` is the project's, which paths are relative to; `params` are known to Jinja."""

    connections: Connections
    root: str
    params: Mapping

    def places(self, template: str, given: Given, around: tuple[str, ...], hint: str | None) -> list[identity.Place]:
        """The places a template leads to; none when an argument it needs was not given."""
        if " | " in template:
            sides = (self.places(side, given, around, hint) for side in template.split(" | "))
            return next((found for found in sides if found), [])
        each = given.apart(tuple(name for name, _ in HOLE.findall(template)))
        return [place for one in each for place in self._places(template, one, around, hint)]

    def _places(self, template: str, given: Given, around: tuple[str, ...], hint: str | None) -> list[identity.Place]:
        scheme = template.partition(":")[0] if ":" in template else ""
        if scheme == "sql" or scheme in identity.SYSTEMS:
            return list(self._tables(template, given, around, hint if scheme == "sql" else scheme))
        filled = self._filled(template, given)
        # A channel is no fragment: slack://{conn:slack}/#general
        return [self.location(text.replace("/#", "/")) for text in filled if text.strip("/")]

    def datasets(self, given: Given, name: str | None) -> Iterator[identity.Place]:
        """The places of OpenLineage's datasets: namespace and name are the two halves of a key of ours."""
        for value in given.all(name)[:MOST] if name is not None else ():
            arguments = dict(value.arguments) if isinstance(value, Call) else {}
            parts = (arguments.get("namespace", arguments.get("0")), arguments.get("name", arguments.get("1")))
            namespace, rest = (text_of(part, self.params) if part is not None else None for part in parts)
            if namespace and rest:
                yield self.location(f"{namespace}/{rest}" if "://" in namespace else f"{namespace}:{rest}")

    def location(self, text: str) -> identity.Place:
        """The place a URI or path names; what lies in the project is named relative to it."""
        path = text.removeprefix("file://").removeprefix("file:")
        if path.startswith(self.root + "/"):
            return identity.file(self.relative(path))
        # A path of the project on another machine, sftp://{conn:x}/home/me/project/x, is no file of this one.
        text = self.relative(text)
        found = CONNECTED.match(text)
        home = self.connections.home(found[2], identity.system_named(found[1])) if found else None
        return identity.location(text, home)

    def relative(self, text: str) -> str:
        """A text without the path of the project's root, which is of this machine and nobody's business."""
        return text.replace(self.root + "/", "")

    def table(self, database: identity.Database, name: str, around: tuple[str | None, ...]) -> identity.Place:
        """The table of that name in a database; `around` are its database and schema as far as they were given."""
        if "/" in name and not name.startswith("@"):
            return self.location(name.strip("'\""))
        authority = self.relative(database.authority)
        within = qualifiers(database.system, around) or qualifiers(database.system, _open_ended(database.within))
        return identity.table(database.system, authority, name, within=within, home=database.home)

    def texts(self, given: Given, name: str) -> list[str]:
        """The texts an argument may have."""
        found = (text_of(value, self.params) for value in given.all(name)[:MOST] if not _is_open(value))
        return [text for text in found if text]

    def _values(self, given: Given, name: str) -> list[str]:
        if name.rpartition(".")[2] == "self" and (host := self._host_of_hook(given.first(name))) is not None:
            return [host]
        texts = self.texts(given, name)
        return [identity.connection(text) for text in texts] if name.endswith(("conn_id", "config_id")) else texts

    def _host_of_hook(self, value: Value | None) -> str | None:
        """What stands for the host that a hook leads to: `SFTPHook("x")` -> {conn:x}; None for what is no hook."""
        is_hook = isinstance(value, Call) and self.connections.catalogue.hook_of(value.name) is not None
        database = self.connections.database(value) if is_hook else None
        return database.authority if database is not None else None

    def _tables(
        self, template: str, given: Given, around: tuple[str, ...], hint: str | None
    ) -> Iterator[identity.Place]:
        head, _, name = template.partition("://")[2].partition("/")
        found = HOLE.fullmatch(head)
        database = None
        if found:
            database = self.connections.database(given.first(found[1]), hint)
        if database is None:
            database = identity.Database(hint or "sql", self._unknown_host(head, given))
        values = tuple(next(iter(self.texts(given, argument)), None) for argument in around)
        for text in self._filled(name, given):
            # An optional part that is not there took its name along: `{schema?}.{table}` => `.orders`
            name = re.sub(r"^\.+|(?<=\.)\.+", "", text)
            # A stage of Snowflake's has paths: @stage//a.csv => @stage/a.csv
            name = re.sub("/+", "/", name) if name.startswith("@") else name
            partition = PARTITION.match(name)
            place = self.table(database, partition[1] if partition else name, values)
            yield replace(place, partition=place.partition or partition[2]) if partition else place

    def host(self, template: str | None, given: Given) -> str | None:
        """The host that arguments name outright, by the first side of the template that is there."""
        sides = (next(self._filled(side, given), None) for side in (template or "").split(" | ") if side)
        return next((text for text in sides if text), None)

    def _unknown_host(self, head: str, given: Given) -> str:
        found = HOLE.fullmatch(head)
        value = given.first(found[1]) if found else None
        text = text_of(value, self.params) if value is not None else None
        return text or (head if head and not found else "{?}")

    def _filled(self, template: str, given: Given) -> Iterator[str]:
        """Each text of a template: one per combination of what its holes may be."""
        holes = [(match[1], bool(match[2])) for match in HOLE.finditer(template)]
        values = {name: self._values(given, name) for name, _ in holes}
        whole = [text for name, _ in holes for text in values[name] if URI.match(text)]
        if whole:
            yield from whole
            return
        if any(not values[name] and not optional for name, optional in holes):
            return
        choices = [values[name] or [""] for name, _ in holes]
        for combination in itertools.islice(itertools.product(*choices), MOST):
            chosen = dict(zip((name for name, _ in holes), combination, strict=True))
            yield "".join(_piece(piece, chosen) for piece in PIECES.split(template))


def _open_ended(within: tuple[str, ...]) -> tuple[str | None, ...]:
    """The qualifiers that a database's own words give, its schema not known where they name none."""
    open_ended: tuple[str | None, ...] = (*within, None)
    return within if len(within) > 1 else open_ended


def _is_open(value: Value) -> bool:
    """Whether a value is an open file, or one in memory, which is no place of its own."""
    return isinstance(value, Call) and value.name.rpartition(".")[2] in OPEN


def _piece(piece: str, chosen: dict[str, str]) -> str:
    found = HOLE.fullmatch(piece)
    return chosen[found[1]] if found else piece


def qualifiers(system: str, around: tuple[str | None, ...]) -> tuple[str, ...]:
    """What qualifies a bare table name: (database, schema), (schema,), or nothing when the schema is not known."""
    if not around or (around[-1:] == (None,) and len(around) == 1):
        return ()
    if len(around) == 1 and system in THREE_LEVELS:
        around = (*around, None)
    if len(around) > 1 and around[-1] is None:
        default = identity.SYSTEMS[system].schema if system in identity.SYSTEMS else None
        if system not in THREE_LEVELS:
            return tuple(part for part in around if part)
        return (around[0], default) if default and around[0] else ()
    return tuple(part for part in around if part)
