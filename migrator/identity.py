"""When are two mentions the same data? The only maker of an asset's key.

Keys follow OpenLineage's naming: `postgres://{conn:warehouse}/public.orders`, `s3://bucket/key`, `file:/data/x.csv`.
What only run time knows stays as a readable hole. A hole that is a date is the asset's partition, and every date is
spelled `{date}` in the key: `s3://b/dt={ds}/x` and `s3://b/dt={prev_ds}/x` are two parts of one asset.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from migrator.model import Asset


class Fold(str, Enum):
    """How a system compares names: as written, or by one case, which quotes may or may not prevent."""

    KEEP = "keep"
    LOWER = "lower"
    UPPER = "upper"
    ALWAYS_LOWER = "always lower"


@dataclass(frozen=True, slots=True)
class System:
    """How a system names its tables: the key's scheme, case, and the schema that an unqualified name is in. With
    `drop_default` that schema is left out of the key instead (SQLite's `main`)."""

    scheme: str
    fold: Fold
    schema: str | None = None
    drop_default: bool = False


SYSTEMS: dict[str, System] = {
    "athena": System("awsathena", Fold.ALWAYS_LOWER),
    "bigquery": System("bigquery", Fold.KEEP),
    "clickhouse": System("clickhouse", Fold.KEEP),
    "databricks": System("databricks", Fold.ALWAYS_LOWER),
    "drill": System("drill", Fold.ALWAYS_LOWER),
    "druid": System("druid", Fold.KEEP),
    "duckdb": System("duckdb", Fold.ALWAYS_LOWER, "main", drop_default=True),
    "exasol": System("exasol", Fold.UPPER),
    "glue": System("glue", Fold.ALWAYS_LOWER),
    "hive": System("hive", Fold.ALWAYS_LOWER, "default"),
    "impala": System("impala", Fold.ALWAYS_LOWER, "default"),
    "mssql": System("mssql", Fold.ALWAYS_LOWER, "dbo"),
    "mysql": System("mysql", Fold.KEEP),
    "oracle": System("oracle", Fold.UPPER),
    "postgres": System("postgres", Fold.LOWER, "public"),
    "presto": System("presto", Fold.ALWAYS_LOWER),
    "redshift": System("redshift", Fold.ALWAYS_LOWER, "public"),
    "snowflake": System("snowflake", Fold.UPPER),
    "spark": System("spark", Fold.ALWAYS_LOWER, "default"),
    "sql": System("sql", Fold.ALWAYS_LOWER),
    "sqlite": System("sqlite", Fold.ALWAYS_LOWER, "main", drop_default=True),
    "teradata": System("teradata", Fold.ALWAYS_LOWER),
    "trino": System("trino", Fold.ALWAYS_LOWER),
    "vertica": System("vertica", Fold.ALWAYS_LOWER, "public"),
}

# What a URI's scheme says -> our name of the system.
SCHEMES: dict[str, str] = {
    "abfs": "abfss",
    "awsathena": "athena",
    "gcs": "gs",
    "postgresql": "postgres",
    "s3a": "s3",
    "s3n": "s3",
    "ssh": "sftp",
    "sqlserver": "mssql",
}

# The date of a run, however it is spelled: the data interval, the clock, or arithmetic on either.
DATE = re.compile(
    r"\b(?:(?:prev_|next_)?(?:ds|ts)(?:_nodash)?(?:_with_tz)?|(?:prev_|next_)?(?:execution|logical)_date\w*"
    r"|(?:prev_)?data_interval_(?:start|end)\w*|yesterday_ds\w*|tomorrow_ds\w*|run_after"
    r"|macros\.(?:ds_\w+|datetime|dateutil|timedelta)|(?:utc)?now|today)\b|\$date\b"
)

# Holes that every task of a deployment fills alike: they do not make a name uncertain.
STEADY = re.compile(r"^(?:conn:|conn\.|var\.|env\.|env:|os\.environ|os\.getenv|getenv|Variable\.get|home$)")

# user:password@, where the password may hold any sign; host:5432/x@y is none.
PASSWORD = re.compile(r"^[^/@:{}]*:(?!\d+(?:/|$))[^{}]*@|^[^/@:]*\{[^{}]*\}:[^@]*@")

# @db.schema.stage/path/to/file
STAGE = re.compile(
    r"""^@((?:(?:[\w$]|\{[^{}]*\})+|"[^"]+")(?:\.(?:(?:[\w$]|\{[^{}]*\})+|"[^"]+"))*)(?:/(.*))?$""", re.S
)

# Stores whose names have cases.
STORES = ("s3", "gs", "abfss", "wasb", "wasbs", "kafka", "hdfs")


@dataclass(frozen=True, slots=True)
class Place:
    """A mention of data: the asset, the template of the part touched, and the holes that make its name uncertain."""

    asset: Asset
    partition: str | None = None
    unknown_parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Database:
    """Where tables are: the system, what stands for its host (never a user or password), and the qualifiers that an
    unqualified name gets there."""

    system: str
    authority: str
    within: tuple[str, ...] = ()


def connection(name: str) -> str:
    """What stands for the host that only the connection knows: warehouse -> {conn:warehouse}"""
    return "{conn:" + name.strip() + "}"


def database(uri: str) -> Database:
    """The database a SQLAlchemy or JDBC URL names, without its user and password."""
    if "://" not in uri and not uri.startswith("jdbc:"):
        return dsn("sql", uri)
    scheme, _, rest = uri.strip().removeprefix("jdbc:").partition(":")
    system = _system(scheme.partition("+")[0])
    if system in ("sqlite", "duckdb"):
        # sqlite:////data/x.db => /data/x.db, sqlite:///x.db => x.db
        path = rest.partition("?")[0].removeprefix("//").removeprefix("/")
        return Database(system, _path(path) if path else ":memory:")
    host, _, name = _without_secrets(rest.removeprefix("//")).partition("?")[0].partition("/")
    return Database(system, host, tuple(filter(None, name.split("/"))))


def dsn(system: str, text: str) -> Database:
    """The database a driver's own words name, and nothing else of them: `host=db user=me password=x dbname=shop`"""
    words = dict(re.findall(r"(?i)\b(host|server|dbname|database)\s*=\s*'?([^\s;']+)", text))
    named = {key.lower(): value for key, value in words.items()}
    return Database(_system(system), named.get("host") or named.get("server") or "{?}")


def table(system: str, authority: str, name: str, *, within: tuple[str, ...] = ()) -> Place:
    """The table a statement or argument names; `within` qualifies it as far as it is not (database, then schema)."""
    system = _system(system)
    rules = SYSTEMS.get(system, System(system, Fold.ALWAYS_LOWER))
    day = None
    if name.strip().startswith("@") and (found := stage(name)) is not None:
        name, day = found
    if system == "bigquery":
        # `p.d.t` is quoted as a whole, p:d.t is its older spelling, t$20260101 one day of t.
        name, _, day = re.sub(r"^([\w-]+):", r"\1.", name.replace("`", "").strip()).partition("$")
    parts = [_folded(part, rules.fold) for part in split_name(name)]
    around = [_folded(part, rules.fold) for text in within for part in split_name(text)]
    if len(parts) <= len(around):
        # ("db", "schema") around "t" => db.schema.t, around "s.t" => db.s.t
        parts = around[: len(around) + 1 - len(parts)] + parts
    if rules.drop_default:
        parts = parts[1:] if len(parts) > 1 and parts[0] == rules.schema else parts
    elif rules.schema and len(parts) == 1:
        parts = [rules.schema, *parts]
    if rules.scheme == "bigquery":
        # Without a project it is the connection's.
        full = parts if len(parts) > 2 or not authority else [authority, *parts]
        place = _place(system, "bigquery:", ".".join(full), ".".join(parts))
        return Place(place.asset, day or place.partition, place.unknown_parts)
    host = _without_secrets(authority)
    host = host if rules.drop_default or "{" in host else host.lower()
    if name.strip().startswith("@"):
        # The stage of a user or a table of Snowflake's and what lies in it: paths have cases.
        return _place(system, f"{rules.scheme}://{host}/", name.strip(), name.strip())
    place = _place(system, f"{rules.scheme}://{host}/", ".".join(parts), ".".join(parts))
    return Place(place.asset, day or place.partition, place.unknown_parts)


def file(path: str) -> Place:
    """A file on the machine that runs the task, absolute or relative to the project: data//x.csv -> file:data/x.csv"""
    text = _path(re.sub(r"^file:(?://(?:localhost)?(?=/))?", "", path.strip()))
    return _place("file", "file:", text, text)


def location(uri: str) -> Place:
    """Whatever a URI or a plain path names: a table, an object of a store, a file, a page, a queue."""
    scheme, separator, rest = uri.strip().partition("://")
    if uri.strip().startswith("bigquery:"):
        return table("bigquery", "", uri.strip().removeprefix("bigquery:").lstrip("/").replace("/", "."))
    if not separator or scheme == "file":
        return file(uri)
    system = _system(scheme)
    if system in SYSTEMS and "/" in rest:
        # sqlite:///data/x.db/t has a path for a host, postgres://host/db/schema/t does not.
        is_path = system in ("sqlite", "duckdb")
        rest = _without_secrets(rest)
        authority, _, name = rest.rpartition("/") if is_path else rest.partition("/")
        return table(system, authority, name if is_path else name.strip("/").replace("/", "."))
    bare, _, query = _without_secrets(rest, container=system in ("abfss", "wasb", "wasbs")).partition("?")
    host, _, path = bare.partition("/")
    host = host.lower() if "{" not in host and system not in STORES else host
    text = "/".join(filter(None, (host, _path(path.partition("#")[0]).strip("/"))))
    place = _place(system, f"{system}://", text, text)
    return Place(place.asset, place.partition or _partition(query), place.unknown_parts)


def declared(uri: str) -> Place:
    """What an Airflow Asset or Dataset names, which may be a plain name and no place at all."""
    if "://" in uri or uri.startswith(("file:", "bigquery:", "/")):
        return location(uri)
    return _place("asset", "asset:", uri.strip(), uri.strip())


def result(dag: str, task: str) -> Place:
    """What a task leaves behind when it writes no data: its own result."""
    name = f"{dag}.{task}"
    return Place(Asset(f"airflow:{name}", "airflow", name))


def split_name(name: str) -> list[str]:
    """The parts of a dotted name, quotes kept, dots in quotes and holes not split at: a."b.c" -> ['a', '"b.c"']"""
    parts, current, depth, closing = [], "", 0, ""
    for letter in name.strip():
        if letter == "." and not depth and not closing:
            parts.append(current)
            current = ""
            continue
        if closing:
            closing = "" if letter == closing else closing
        elif letter in '"`[' and not depth:
            closing = "]" if letter == "[" else letter
        depth += (letter == "{") - (letter == "}" and depth > 0)
        current += letter
    return [part.strip() for part in (*parts, current) if part.strip()]


def stage(text: str) -> tuple[str, str | None] | None:
    """The name of a named stage of Snowflake's and the path in it, which is the part touched: `@db.s.in/2026/` =>
    (`db.s.in`, `2026`); None for anything else, the stages of users (`@~`) and of tables (`@%t`) included."""
    found = STAGE.match(text.strip())
    return (found[1], (found[2] or "").strip("/") or None) if found else None


def holes(text: str) -> tuple[str, ...]:
    """The names of the holes in a text, in order: a_{ds}_{b} -> ('ds', 'b')"""
    return tuple(piece[1:-1] for piece in _pieces(text) if _is_hole(piece))


def _place(system: str, prefix: str, path: str, name: str) -> Place:
    unknown = tuple(hole for hole in holes(prefix + path) if not DATE.search(hole) and not STEADY.match(hole))
    key, shown = prefix + _dates_alike(path), _dates_alike(name)
    return Place(Asset(key, system, shown), _partition(path), tuple(dict.fromkeys(unknown)))


def _partition(text: str) -> str | None:
    dates = dict.fromkeys(f"{{{hole}}}" for hole in holes(text) if DATE.search(hole))
    return "/".join(dates) or None


def _dates_alike(text: str) -> str:
    alike = "".join("{date}" if _is_hole(piece) and DATE.search(piece) else piece for piece in _pieces(text))
    # {date}-{date}-{date} => {date}: year, month and day apart are one date
    return re.sub(r"\{date\}(?:[-_]?\{date\})+", "{date}", alike)


def _system(name: str) -> str:
    lowered = name.strip().lower()
    return SCHEMES.get(lowered, lowered)


def _without_secrets(text: str, *, container: bool = False) -> str:
    """`user:password@host:5432/x` -> `host:5432/x`; a `container@` stays where the store is named so."""
    if PASSWORD.match(text):
        return text.rpartition("@")[2]
    host, separator, rest = text.partition("/")
    return (host if container else host.rpartition("@")[2]) + separator + rest


def _path(text: str) -> str:
    if not text:
        return ""
    path = posixpath.normpath(text)
    # posixpath keeps two leading slashes: //data => /data
    return re.sub(r"^//+", "/", path) if path != "." else ""


def _folded(part: str, fold: Fold) -> str:
    quoted = len(part) > 1 and part[0] + part[-1] in ('""', "``", "[]")
    if quoted:
        closing = part[-1]
        part = part[1:-1].replace(closing * 2, closing)
    if fold is Fold.KEEP or (quoted and fold is not Fold.ALWAYS_LOWER):
        folded = part
    else:
        change = str.upper if fold is Fold.UPPER else str.lower
        folded = "".join(piece if _is_hole(piece) else change(piece) for piece in _pieces(part))
    # What a plain name cannot hold stays quoted, so that "a.b" and a.b never meet.
    plain = "".join(piece for piece in _pieces(folded) if not _is_hole(piece))
    return '"' + folded.replace('"', '""') + '"' if re.search(r'[\s./"]', plain) else folded


def _pieces(text: str) -> Iterator[str]:
    """A text cut at its holes, which may nest braces: `a_{ds}` -> `a_`, `{ds}`"""
    start, depth = 0, 0
    for position, letter in enumerate(text):
        if letter == "{":
            if not depth and position > start:
                yield text[start:position]
            start = start if depth else position
            depth += 1
        elif letter == "}" and depth:
            depth -= 1
            if not depth:
                yield text[start : position + 1]
                start = position + 1
    if start < len(text):
        yield text[start:]


def _is_hole(piece: str) -> bool:
    return len(piece) > 2 and piece[0] == "{" and piece[-1] == "}"
