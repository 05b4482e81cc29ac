"""Where data is served from: hosts and databases in URLs, connection strings and connections, without their secrets."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from migrator.identity.holes import restored, shielded
from migrator.identity.systems import EMBEDDED, SILENT_PORTS, rules_of, system_named

# user:password@, where the password may hold any sign; host:5432/x@y is none.
_PASSWORD = re.compile(r"^[^/@:]*:(?!\d+(?:[/?#]|$)).*@", re.S)
_PORT = re.compile(r":(\d+)$")
# cluster.c0ffee.eu-west-1.redshift.amazonaws.com, workgroup.123456789012.eu-west-1.redshift-serverless.amazonaws.com
_REDSHIFT = re.compile(r"^([\w-]+)\.[\w-]+\.([\w-]+)\.redshift(?:-serverless)?\.amazonaws\.com(?:\.cn)?(?=:|$)", re.I)
_SNOWFLAKE = re.compile(r"\.snowflakecomputing\.(?:com|cn)(?::443)?$", re.I)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a connection leads, as far as a connection map or file tells: what stands for its host when that is not
    known (its own `{conn:id}`, or that of the connection it is the same as), the host as OpenLineage writes it, and the
    database and schema its unqualified names are in. A host of no database may be a whole URL: `https://api.x/v1`."""

    connection: str
    host: str = ""
    database: str = ""
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Database:
    """Where tables are: the system, what stands for its host (never a user or password), the qualifiers that an
    unqualified name gets there, and where the connection leads if that is known."""

    system: str
    authority: str
    within: tuple[str, ...] = ()
    home: Home | None = None


def connection(name: str) -> str:
    """What stands for the host that only the connection knows: warehouse -> {conn:warehouse}"""
    return "{conn:" + name.strip() + "}"


def database(uri: str) -> Database:
    """The database a SQLAlchemy or JDBC URL names, without its user and password."""
    if "://" not in uri and not uri.startswith("jdbc:"):
        return dsn("sql", uri)
    scheme, _, rest = uri.strip().removeprefix("jdbc:").partition(":")
    system = system_named(scheme)
    if system in EMBEDDED:
        # sqlite:////data/x.db => /data/x.db, sqlite:///x.db => x.db
        file = rest.partition("?")[0].removeprefix("//").removeprefix("/")
        return Database(system, tidy(file) if file else ":memory:")
    text, kept = shielded(without_secrets(rest.removeprefix("//")))
    host, _, name = re.split(r"[?;#]", text, maxsplit=1)[0].partition("/")
    system = system_at(system, host)
    names = tuple(restored(part, kept) for part in name.split("/") if part)
    return Database(system, restored(host, kept), names)


def dsn(system: str, text: str) -> Database:
    """The database a driver's own words name, and nothing else of them: `host=db user=me password=x dbname=shop`"""
    words = dict(re.findall(r"(?i)\b(host|server|port|dbname|database)\s*=\s*'?([^\s;']+)", text))
    named = {key.lower(): value for key, value in words.items()}
    host = named.get("host") or named.get("server") or "{?}"
    name = named.get("dbname") or named.get("database")
    if named.get("port", "").isdigit() and host != "{?}" and not _PORT.search(host):
        host = f"{host}:{named['port']}"
    return Database(system_named(system), host, (name,) if name else ())


def system_at(system: str, host: str) -> str:
    """The system a host really is: a client of Postgres may talk to Redshift."""
    return "redshift" if system == "postgres" and _REDSHIFT.match(host) else system


def host_of(system: str, text: str) -> str:
    """A host as OpenLineage writes it for a system, without user and password: one spelling for each.

    `DB.example.com` of Postgres is `db.example.com:5432`; `sales.c0ffee.eu-west-1.redshift.amazonaws.com` is
    `sales.eu-west-1:5439`; a hole stays as it is.
    """
    text = without_secrets(text.strip())
    if system in EMBEDDED or not text:
        return text
    bare, kept = shielded(text)
    if kept and len(bare) == 1:
        return text
    host = bare.lower().strip("/")
    if system == "snowflake":
        return restored(_SNOWFLAKE.sub("", host), kept)
    named = _REDSHIFT.match(host) if system == "redshift" else None
    if named:
        host = f"{named[1]}.{named[2]}{host[named.end() :]}"
    if (found := _PORT.search(host)) and SILENT_PORTS.get(system) == int(found[1]):
        host = host[: found.start()]
    port = rules_of(system).port
    # A Redshift cluster without its region is an identifier, no host.
    is_host = system != "redshift" or "." in host
    if port and is_host and not kept and not _PORT.search(host) and re.match(r"^[\w.-]+$|^\[[0-9a-f:]+\]$", host):
        host = f"{host.rstrip('.')}:{port}"
    return restored(host, kept)


def without_secrets(text: str, *, container: bool = False) -> str:
    """`user:password@host:5432/x` -> `host:5432/x`; a `container@` stays where the store is named so."""
    bare, kept = shielded(text)
    if _PASSWORD.match(bare):
        return restored(bare.rpartition("@")[2], kept)
    host, separator, rest = bare.partition("/")
    return restored((host if container else host.rpartition("@")[2]) + separator + rest, kept)


def tidy(text: str) -> str:
    """A path in one spelling, holes untouched: `/data//raw/../x.csv` => `/data/x.csv`"""
    if not text:
        return ""
    bare, kept = shielded(text)
    path = posixpath.normpath(bare)
    # posixpath keeps two leading slashes: //data => /data
    return restored(re.sub(r"^//+", "/", path), kept) if path != "." else ""
