"""The systems whose tables we name, and how each compares names: one row per system."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Fold(str, Enum):
    """How a system compares names: as written, or by one case, which quotes may or may not prevent."""

    KEEP = "keep"
    LOWER = "lower"
    UPPER = "upper"
    ALWAYS_LOWER = "always lower"


@dataclass(frozen=True, slots=True)
class System:
    """How a system names its tables: the key's scheme, case, and the schema that an unqualified name is in. With
    `drop_default` that schema is left out of the key instead (SQLite's `main`). `levels` are the parts of a whole name
    (database, schema, table), 0 where nobody can say; `port` is the one its clients take when none is given, `catalog`
    the first part of a name that has only the others."""

    scheme: str
    fold: Fold
    schema: str | None = None
    drop_default: bool = False
    levels: int = 3
    port: int | None = None
    catalog: str | None = None


KEEP, LOWER, UPPER, ALWAYS_LOWER = Fold

SYSTEMS: dict[str, System] = {
    "athena": System("awsathena", ALWAYS_LOWER, catalog="awsdatacatalog"),
    "bigquery": System("bigquery", KEEP),
    "clickhouse": System("clickhouse", KEEP, levels=2, port=9000),
    "databricks": System("databricks", ALWAYS_LOWER),
    "drill": System("drill", ALWAYS_LOWER, levels=2, port=8047),
    "druid": System("druid", KEEP, levels=1, port=8082),
    "duckdb": System("duckdb", ALWAYS_LOWER, "main", drop_default=True, levels=1),
    "exasol": System("exasol", UPPER, levels=2, port=8563),
    "glue": System("glue", ALWAYS_LOWER, levels=2),
    "hive": System("hive", ALWAYS_LOWER, "default", levels=2, port=10000),
    "impala": System("impala", ALWAYS_LOWER, "default", levels=2, port=21050),
    "mssql": System("mssql", ALWAYS_LOWER, "dbo", port=1433),
    "mysql": System("mysql", KEEP, levels=2, port=3306),
    "oracle": System("oracle", UPPER, port=1521),
    "postgres": System("postgres", LOWER, "public", port=5432),
    "presto": System("presto", ALWAYS_LOWER, port=8080),
    "redshift": System("redshift", ALWAYS_LOWER, "public", port=5439),
    "snowflake": System("snowflake", UPPER),
    "spark": System("spark", ALWAYS_LOWER, "default", levels=2, catalog="spark_catalog"),
    "sql": System("sql", ALWAYS_LOWER, levels=0),
    "sqlite": System("sqlite", ALWAYS_LOWER, "main", drop_default=True, levels=1),
    "teradata": System("teradata", ALWAYS_LOWER, levels=2, port=1025),
    "trino": System("trino", ALWAYS_LOWER, port=8080),
    "vertica": System("vertica", ALWAYS_LOWER, "public", port=5433),
}

# Systems that are a file, whose path stands for the host.
EMBEDDED = ("sqlite", "duckdb")

# What a URI's scheme, a driver or a person says -> our name of the system.
ALIASES: dict[str, str] = {
    "abfs": "abfss",
    "awsathena": "athena",
    "gcs": "gs",
    "hive2": "hive",
    "mariadb": "mysql",
    "mongodb": "mongo",
    "postgresql": "postgres",
    "s3a": "s3",
    "s3n": "s3",
    "ssh": "sftp",
    "sqlserver": "mssql",
    "wasbs": "wasb",
}

# Stores and services whose names have cases in place of a host.
STORES = ("s3", "gs", "abfss", "wasb", "kafka", "hdfs", "dbfs", "az", "adl")
# Those without folders: a pattern's `*` runs through a `/`.
FLAT = ("s3", "gs")

# Ports that say nothing, of what is no database: left out of the key.
SILENT_PORTS = {"http": 80, "https": 443, "sftp": 22, "ftp": 21, "ftps": 990}


def system_named(name: str) -> str:
    """Our name for a system, a URI's scheme or a driver: `PostgreSQL` => `postgres`, `s3a` => `s3`."""
    lowered = name.strip().lower().partition("+")[0]
    return ALIASES.get(lowered, lowered)


def rules_of(system: str) -> System:
    """How a system names its tables; one we do not know folds its names and may have any number of parts."""
    return SYSTEMS.get(system) or System(system, Fold.ALWAYS_LOWER, levels=0)
