"""Connections as Airflow writes them: as a URI, as JSON, or as fields. Only where they lead is taken, never a secret.

A login, a password and every extra that is not in `EXTRAS` are dropped here, where the text is read: nothing else ever
sees them. https://airflow.apache.org/docs/apache-airflow/stable/howto/connection.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from migrator.connection_map import Connection
from migrator.secrets import masked

# Airflow's connection types -> the system, where they name one; `aws` leads wherever an operator says.
TYPES = {
    "adls": "adl", "athena": "athena", "azure_data_lake": "adl", "bigquery": "bigquery", "clickhouse": "clickhouse",
    "databricks": "databricks", "drill": "drill", "druid": "druid", "duckdb": "duckdb", "exasol": "exasol",
    "ftp": "ftp", "ftps": "ftps", "gcpbigquery": "bigquery", "google_cloud_platform": "bigquery", "hive_cli": "hive",
    "hive_metastore": "hive", "hiveserver2": "hive", "http": "http", "https": "https", "impala": "impala",
    "mongo": "mongo", "mssql": "mssql", "mysql": "mysql", "oracle": "oracle", "postgres": "postgres",
    "postgresql": "postgres", "presto": "presto", "redshift": "redshift", "sftp": "sftp", "snowflake": "snowflake",
    "spark": "spark", "spark_connect": "spark", "spark_sql": "spark", "sqlite": "sqlite", "ssh": "sftp",
    "teradata": "teradata", "trino": "trino", "vertica": "vertica", "wasb": "wasb",
}  # fmt: skip

# The extras that say where a connection leads, by what they say.
EXTRAS = {
    "account": "account",
    "account_name": "account",
    "region": "region",
    "region_name": "region",
    "project": "project",
    "project_id": "project",
    "database": "database",
    "catalog": "catalog",
    "service_name": "database",
    "sid": "database",
    "cluster_identifier": "cluster",
    "schema": "schema",
}
# Airflow's `schema` field is the database in these systems, and in the others a schema.
SCHEMA_IS_DATABASE = ("clickhouse", "impala", "hive", "mssql", "mysql", "postgres", "redshift", "teradata", "vertica")
# A name in a URL or DNS; a placeholder such as ${HOST} is none.
PLAIN = re.compile(r"^(?:https?://)?[\w./-]+(?::\d+)?(?:/[\w./-]*)?$")

_URI = re.compile(r"^(?P<type>[A-Za-z][\w+.-]*)://(?P<rest>.*)$", re.S)
_WORDS = ("conn_type", "type", "host", "schema", "port", "extra", "uri")


def from_text(name: str, text: str) -> Connection | None:
    """The connection that a text stands for, a URI or JSON; None where it is neither."""
    text = text.strip()
    if text.startswith("{"):
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return from_fields(name, fields) if isinstance(fields, dict) else None
    return _from_uri(name, text)


def from_fields(name: str, fields: Mapping[str, Any]) -> Connection | None:
    """The connection with these fields, as Airflow's JSON or an Astro project (`conn_host`) names them."""
    given = {word: fields.get(f"conn_{word}", fields.get(word)) for word in _WORDS}
    given["type"] = fields.get("conn_type", fields.get("type"))
    if isinstance(given["uri"], str) and given["uri"].strip():
        return from_text(name, given["uri"])
    kind = given["type"]
    if not isinstance(kind, str) or not kind.strip():
        return None
    port = given["port"]
    number = int(port) if isinstance(port, int | str) and not isinstance(port, bool) and str(port).isdigit() else None
    return _connection(name, kind, _plain(given["host"]), number, _plain(given["schema"]), _extras(given["extra"]))


def _from_uri(name: str, text: str) -> Connection | None:
    found = _URI.match(text)
    if found is None:
        return None
    rest, _, query = found["rest"].partition("?")
    netloc, _, schema = rest.partition("/")
    host = netloc.rpartition("@")[2]
    if "@" in schema or ("@" in query and "@" not in netloc):
        # A password that is not encoded: nobody can say where it ends.
        return _connection(name, found["type"], "", None, "", {})
    port = None
    if numbered := re.match(r"^(.*):(\d+)$", host):
        host, port = numbered[1], int(numbered[2])
    extras = dict(parse_qsl(query))
    inner = _extras(extras.pop("__extra__", ""))
    system = TYPES.get(_type(found["type"]), "")
    if system in ("sqlite", "duckdb"):
        # sqlite:////data/x.db leads to /data/x.db, as Airflow's hook reads it
        host, schema = re.sub("^//+", "/", unquote(rest)), ""
    if system in ("http", "https") and "://" in unquote(host or schema):
        host, schema = unquote(host or schema), ""
    host, schema = _plain(unquote(host)), _plain(unquote(schema))
    return _connection(name, found["type"], host, port, schema, {**_kept(extras), **inner})


def _type(text: str) -> str:
    return text.strip().lower().replace("-", "_")


def _plain(value: object) -> str:
    """A text that is surely a name: no placeholder, nothing that looks like a secret or holds a login."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if PLAIN.match(text) and masked(text) == text else ""


def _extras(extra: object) -> dict[str, str]:
    if isinstance(extra, str):
        try:
            extra = json.loads(extra) if extra.strip() else {}
        except (ValueError, RecursionError):
            extra = {}
    return _kept(extra) if isinstance(extra, dict) else {}


def _kept(extras: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for key, value in extras.items():
        # extra__snowflake__account: how they were called before Airflow 2.5
        word = EXTRAS.get(re.sub(r"^extra__\w+?__", "", str(key)))
        text = _plain(value)
        if word and text:
            found[word] = text
    return found


def _connection(
    name: str, kind: str, host: str, port: int | None, schema: str, extras: Mapping[str, str]
) -> Connection:
    system = TYPES.get(_type(kind), "")
    database, inner = extras.get("database", ""), extras.get("schema", "")
    if system in SCHEMA_IS_DATABASE:
        database, schema = schema or database, inner
    elif system in ("trino", "presto", "databricks"):
        database, schema = extras.get("catalog", ""), schema or inner
    else:
        schema = schema or inner
    if system in ("http", "https"):
        # Airflow keeps the protocol where others have a schema: http://api.example.com/https
        protocol = schema.lower() if schema.lower() in ("http", "https") else system
        host = host if "://" in host or not host else f"{protocol}://{host}"
        system, schema = "http", ""
    elif system == "snowflake":
        account, region = extras.get("account", ""), extras.get("region", "")
        host = f"{account}.{region}" if account and region and "." not in account else account or host
    elif system == "bigquery":
        host, port, database, schema = "", None, extras.get("project", ""), ""
    elif system == "athena":
        host = f"athena.{extras['region']}.amazonaws.com" if "region" in extras else ""
    elif system == "redshift" and not host and extras.get("cluster"):
        host = ".".join(filter(None, (extras["cluster"], extras.get("region", ""))))
    elif system == "wasb":
        account = extras.get("account", "") or host.partition("://")[2].partition(".")[0] or host.partition(".")[0]
        host, port = f"https://{account}.blob.core.windows.net" if account else "", None
    return Connection(name, system, host, port, database, schema)
