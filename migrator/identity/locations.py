"""Objects, files, pages and queues: every URI that leads to the same one has one spelling."""

from __future__ import annotations

import functools
import re
from urllib.parse import unquote

from migrator.identity.authorities import Home, host_of, tidy, without_secrets
from migrator.identity.dates import dated
from migrator.identity.holes import restored, shielded
from migrator.identity.places import Place, place, safe
from migrator.identity.systems import EMBEDDED, STORES, SYSTEMS, system_named
from migrator.identity.tables import table
from migrator.model import Asset

# A store's objects by other names: https and ARNs. The host and path before, what the object is called after.
_STORES = tuple(
    (re.compile(pattern, re.I), spelled)
    for pattern, spelled in (
        (r"^arn:aws[\w-]*:s3:::(.+)$", r"s3://\1"),
        (r"^https?://s3(?:[.-][\w-]+)?\.amazonaws\.com(?:\.cn)?/(.+)$", r"s3://\1"),
        (r"^https?://([\w.-]+?)\.s3(?:[.-][\w-]+)?\.amazonaws\.com(?:\.cn)?(?:/(.*))?$", r"s3://\1/\2"),
        (r"^https?://storage\.googleapis\.com/(?:(?:upload|download)/)?storage/v1/b/([^/]+)/o/(.+)$", r"gs://\1/\2"),
        (r"^https?://storage\.googleapis\.com/(?:(?:upload|download)/)?storage/v1/b/([^/]+)(?:/o)?/?$", r"gs://\1"),
        (r"^https?://storage\.(?:googleapis|cloud\.google)\.com/(.+)$", r"gs://\1"),
        (r"^https?://console\.cloud\.google\.com/storage/browser/(?:_details/)?(.+)$", r"gs://\1"),
        (r"^https?://([\w.-]+?)\.storage\.googleapis\.com(?:/(.*))?$", r"gs://\1/\2"),
        (
            r"^https?://([\w-]+)\.(?:blob|dfs)\.core\.windows\.net/([^/]+)/?(.*)$",
            r"abfss://\2@\1.dfs.core.windows.net/\3",
        ),
    )
)
_AZURE = re.compile(r"^(?:abfss?|wasbs?)://([^@/]+)@([\w-]+)\.(?:blob|dfs)\.core\.windows\.net", re.I)
_BIGQUERY = re.compile(r"^(?:https?:)?//(?:www\.|bigquery\.)?googleapis\.com/(?:bigquery/v2/)?(?=projects/)")
# `hdfs:/x`, `dbfs:/x`: paths on the one cluster there is
_ROOTED = re.compile(r"^(hdfs|dbfs|viewfs):/+(?=[^/]|$)", re.I)
_PLAIN = re.compile(r"%(2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A])", re.I)


def file(path: str) -> Place:
    """A file on the machine that runs the task, absolute or relative to the project: data//x.csv -> file:data/x.csv"""
    text = tidy(re.sub(r"^file:(?://(?:localhost)?(?=/))?", "", path.strip()))
    return place("file", "file:", text, text, literal=True)


@functools.lru_cache(maxsize=20_000)
def location(uri: str, home: Home | None = None) -> Place:
    """Whatever a URI or a plain path names: a table, an object of a store, a file, a page, a queue. `home` says where
    the connection in it leads."""
    text, kept = shielded(uri.strip())
    text = _stored(text)
    scheme, separator, rest = text.partition("://")
    if (resource := _BIGQUERY.match(text)) or text.startswith("bigquery:"):
        name = text[resource.end() :] if resource else text.removeprefix("bigquery:").lstrip("/").replace("/", ".")
        return table("bigquery", "", restored(name, kept))
    if not separator or scheme.lower() == "file":
        return file(restored(text, kept))
    scheme = restored(scheme, kept).lower().removeprefix("jdbc:")
    system = system_named(scheme)
    if system in SYSTEMS and "/" in rest:
        return _table(system, rest, kept, home)
    bare, _, query = without_secrets(rest, container=system in ("abfss", "wasb")).partition("?")
    host, _, path = bare.partition("/")
    host = host if system in STORES else host_of(system, host)
    path = tidy(path.partition("#")[0]).strip("/")
    if system in ("http", "https"):
        path = _PLAIN.sub(lambda code: unquote(code[0]), path)
    named = restored("/".join(filter(None, (host, path))), kept)
    found = place(system, f"{system}://", named, named, literal=system not in ("http", "https"))
    found = found if found.partition else found.on(dated(restored(query, kept))[1])
    return found.at(_address(system, restored(path, kept), home) if home is not None else None)


def declared(uri: str) -> Place:
    """What an Airflow Asset or Dataset names, which may be a plain name and no place at all."""
    text = uri.strip()
    if "://" in text or text.startswith(("file:", "bigquery:", "/", "arn:aws:s3:", "dbfs:/", "hdfs:/")):
        return location(text)
    return place("asset", "asset:", text, text)


def result(dag: str, task: str) -> Place:
    """What a task leaves behind when it writes no data: its own result."""
    name = f"{dag}.{task}"
    return Place(Asset(f"airflow:{name}", "airflow", name))


def _stored(text: str) -> str:
    """The URI of an object as its store spells it."""
    text = _ROOTED.sub(lambda found: f"{found[1].lower()}:///", text)
    if azure := _AZURE.match(text):
        return f"abfss://{azure[1]}@{azure[2].lower()}.dfs.core.windows.net{text[azure.end() :]}"
    if not text[:5].lower().startswith(("https", "http:", "arn:a")):
        return text
    bare = re.split(r"[?#]", text, maxsplit=1)[0]
    for pattern, spelled in _STORES:
        if pattern.match(bare):
            # Object names are percent-encoded in a page's address, and nowhere else.
            return unquote(pattern.sub(spelled, bare)) if bare.startswith("http") else pattern.sub(spelled, bare)
    return text


def _table(system: str, rest: str, kept: tuple[str, ...], home: Home | None) -> Place:
    """sqlite:///data/x.db/t has a path for a host, postgres://host/db/schema/t does not."""
    rest = re.split(r"[?#]", without_secrets(rest), maxsplit=1)[0]
    is_path = system in EMBEDDED
    authority, _, name = rest.rpartition("/") if is_path else rest.partition("/")
    # What lies in a stage of Snowflake's is a path.
    name = name if is_path or name.startswith("@") else name.strip("/").replace("/", ".")
    authority = restored(authority, kept)
    return table(system, tidy(authority) if is_path else authority, restored(name, kept), home=home)


def _address(system: str, path: str, home: Home) -> str | None:
    if "://" in home.host:
        return location(f"{home.host.rstrip('/')}/{path}").asset.key
    return safe(f"{system}://{home.host or home.connection}/{dated(path, literal=True)[0]}".rstrip("/"))
