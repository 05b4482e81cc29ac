"""Tables: names folded, qualified and spelled in one way."""

from __future__ import annotations

import functools
import re

from migrator.identity.authorities import Home, host_of
from migrator.identity.dates import shard
from migrator.identity.holes import is_hole, outside, pieces, split_name
from migrator.identity.places import Place, place
from migrator.identity.systems import EMBEDDED, Fold, System, rules_of, system_named

# @db.schema.stage/path/to/file
_STAGE = re.compile(
    r"""^@((?:(?:[\w$]|\{[^{}]*\})+|"[^"]+")(?:\.(?:(?:[\w$]|\{[^{}]*\})+|"[^"]+"))*)(?:/(.*))?$""", re.S
)
# BigQuery's full name of a table: projects/p/datasets/d/tables/t
_RESOURCE = re.compile(r"^(?:.*/)?projects/([^/]+)/datasets/([^/]+)/tables/([^/?]+).*$")


@functools.lru_cache(maxsize=20_000)
def table(system: str, authority: str, name: str, *, within: tuple[str, ...] = (), home: Home | None = None) -> Place:
    """The table a statement or argument names; `within` qualifies it as far as it is not (database, then schema), and
    `home` says where its connection leads: it gives the asset an address, and never changes its key."""
    system = system_named(system)
    rules = rules_of(system)
    day = None
    path = ""
    if name.strip().startswith("@") and (found := stage(name)) is not None:
        name, path = found
    if system == "bigquery":
        name, day = _bigquery(name)
    parts = _qualified([folded(part, rules.fold) for part in split_name(name)], within, rules)
    if rules.catalog and len(parts) == 3 and parts[0] == rules.catalog:
        parts = parts[1:]
    if system == "bigquery" and parts:
        last, written = shard(parts[-1])
        parts, day = [*parts[:-1], last], day or written
    if name.strip().startswith("@"):
        # The stage of a user or a table of Snowflake's and what lies in it: paths have cases.
        return _at(rules.scheme, host_of(system, authority), name.strip(), system)
    if path:
        # What lies in a named stage: the stage's name folds, paths have cases.
        return _at(rules.scheme, host_of(system, authority), f"@{'.'.join(parts)}/{path.strip('/')}", system)
    made = _named(system, authority, _by_default(parts, rules.schema, rules), rules)
    return made.on(day).at(_address(system, parts, rules, home) if home is not None else None)


def stage(text: str) -> tuple[str, str] | None:
    """The name of a named stage of Snowflake's and the path in it: `@db.s.in/2026/` => (`db.s.in`, `2026/`); None for
    anything else, the stages of users (`@~`) and of tables (`@%t`) included. The stage is an object like a table, and
    a path in it a place within it, as a key is in a bucket."""
    found = _STAGE.match(text.strip())
    return (found[1], (found[2] or "").lstrip("/")) if found else None


def folded(part: str, fold: Fold) -> str:
    """One part of a name as its system compares it; what a plain name cannot hold stays quoted."""
    quoted = len(part) > 1 and part[0] + part[-1] in ('""', "``", "[]")
    if quoted:
        closing = part[-1]
        part = part[1:-1].replace(closing * 2, closing)
    if fold is Fold.KEEP or (quoted and fold is not Fold.ALWAYS_LOWER):
        text = part
    else:
        change = str.upper if fold is Fold.UPPER else str.lower
        text = "".join(piece if is_hole(piece) else change(piece) for piece in pieces(part))
    # So that "a.b" and a.b never meet.
    return '"' + text.replace('"', '""') + '"' if re.search(r'[\s./"]', outside(text)) else text


def _bigquery(name: str) -> tuple[str, str | None]:
    """`p.d.t` is quoted as a whole, p:d.t is its older spelling, t$20260101 one day of t."""
    bare = name.replace("`", "").strip()
    if resource := _RESOURCE.match(bare):
        bare = ".".join(resource.groups())
    # The project of a company's domain has a colon of its own: example.com:p:d.t
    bare, sign, day = re.sub(r"^((?:[\w-]+(?:\.[\w-]+)*:)?[\w-]+):(?=[^:]*$)", r"\1.", bare).partition("$")
    return bare, day if sign else None


def _qualified(parts: list[str], within: tuple[str, ...], rules: System) -> list[str]:
    around = [folded(part, rules.fold) for text in within for part in split_name(text)]
    if len(parts) <= len(around):
        # ("db", "schema") around "t" => db.schema.t, around "s.t" => db.s.t
        return around[: len(around) + 1 - len(parts)] + parts
    return parts


def _by_default(parts: list[str], schema: str | None, rules: System) -> list[str]:
    """The parts with the schema that an unqualified name is in, or without it where it goes without saying."""
    if rules.drop_default:
        return parts[1:] if len(parts) > 1 and parts[0] == rules.schema else parts
    return [schema, *parts] if schema and len(parts) == 1 else parts


def _named(system: str, authority: str, parts: list[str], rules: System) -> Place:
    if system == "bigquery":
        # Without a project it is the connection's.
        full = parts if len(parts) > 2 or not authority else [authority, *parts]
        return place(system, "bigquery:", ".".join(full), ".".join(parts))
    return _at(rules.scheme, host_of(system, authority), ".".join(parts), system)


def _at(scheme: str, host: str, name: str, system: str) -> Place:
    return place(system, f"{scheme}://{host}/", name, name)


def _address(system: str, parts: list[str], rules: System, home: Home) -> str:
    """Where the table really is. Only a whole name is led to the host: two connections to one host, neither with a
    known database, may lead to two databases."""
    database, schema = (folded(part, rules.fold) if part else "" for part in (home.database, home.schema))
    if rules.levels == 1:
        database, schema = "", ""
    elif rules.levels == 2:
        database, schema = "", schema or database
    full = _by_default(parts, schema or rules.schema, rules)
    first = database or rules.catalog
    if rules.levels == 3 and len(full) == 2 and first:
        full = [first, *full]
    is_whole = len(full) == rules.levels
    if system == "bigquery":
        return _named(system, "" if is_whole else home.connection, full if is_whole else parts, rules).asset.key
    if system in EMBEDDED:
        return _named(system, home.host or home.connection, full, rules).asset.key
    spelled = full if is_whole else _by_default(parts, rules.schema, rules)
    return _named(system, home.host if is_whole and home.host else home.connection, spelled, rules).asset.key
