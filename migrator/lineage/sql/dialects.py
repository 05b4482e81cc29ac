"""Which SQL dialects to try for a text, in order, from whatever name Airflow, dbt or a person uses for one."""

from __future__ import annotations

from functools import lru_cache

from migrator.errors import MigratorError

ALIASES = {
    "": "",
    "ansi": "",
    "generic": "",
    "sql": "",
    "postgresql": "postgres",
    "greenplum": "postgres",
    "cockroachdb": "postgres",
    "alloydb": "postgres",
    "vertica": "postgres",
    "db2": "postgres",
    "pgvector": "postgres",
    "netezza": "postgres",
    "yugabyte": "postgres",
    "mssql": "tsql",
    "synapse": "tsql",
    "sqlserver": "tsql",
    "azuresql": "tsql",
    "sybase": "tsql",
    "mariadb": "mysql",
    "tidb": "mysql",
    "singlestore": "mysql",
    "sparksql": "spark",
    "spark3": "spark",
    "livy": "spark",
    "impala": "hive",
    "hiveql": "hive",
    "beeline": "hive",
    "awsathena": "athena",
    "prestodb": "presto",
    "prestosql": "trino",
    "starburst": "trino",
    "bq": "bigquery",
    "gcpbigquery": "bigquery",
    "googlebigquery": "bigquery",
    "databrickssql": "databricks",
    "sqlite3": "sqlite",
    "memsql": "mysql",
    "mysqlconnector": "mysql",
    "oceanbase": "mysql",
    "aurora": "mysql",
    "pg": "postgres",
    "cockroach": "postgres",
    "edb": "postgres",
    "yugabytedb": "postgres",
    "timescaledb": "postgres",
    "crate": "postgres",
    "cratedb": "postgres",
    "citus": "postgres",
    "neon": "postgres",
    "supabase": "postgres",
    "questdb": "postgres",
    "firebolt": "postgres",
    "monetdb": "postgres",
    "ibmdb2": "postgres",
    "ibmdbsa": "postgres",
    "db2zos": "postgres",
    "informix": "postgres",
    "hawq": "postgres",
    "amazonredshift": "redshift",
    "redshiftdata": "redshift",
    "transactsql": "tsql",
    "microsoftsql": "tsql",
    "azuresynapse": "tsql",
    "clickhousedb": "clickhouse",
    "chdb": "clickhouse",
    "plsql": "oracle",
    "oracledb": "oracle",
    "teradatasql": "teradata",
    "sparksqlv3": "spark",
    "pyspark": "spark",
    "glue": "spark",
    "iceberg": "spark",
    "delta": "databricks",
    "flink": "spark",
    "flinksql": "spark",
    "kyuubi": "spark",
    "hplsql": "hive",
    "tez": "hive",
    "ahana": "presto",
    "galaxy": "trino",
    "kylin": "hive",
    "motherduck": "duckdb",
    "libsql": "sqlite",
    "turso": "sqlite",
    "pinot": "druid",
    "soql": "",
    "nonvalidating": "",
    "saphana": "",
    "hana": "",
}

NAMES = frozenset(
    str.split(
        "athena bigquery clickhouse databricks doris dremio drill druid duckdb dune exasol fabric hive materialize "
        "mysql oracle postgres presto redshift risingwave snowflake spark spark2 sqlite starrocks teradata trino tsql"
    )
)

# The relatives of a dialect accept much of what its own parser refuses.
RELATIVES: dict[str, tuple[str, ...]] = {
    "hive": ("spark", "databricks"),
    "spark": ("databricks", "hive"),
    "spark2": ("spark", "hive"),
    "databricks": ("spark", "hive"),
    "athena": ("trino", "hive"),
    "trino": ("athena", "presto"),
    "presto": ("trino",),
    "redshift": ("postgres",),
    "postgres": ("redshift", "duckdb"),
    "materialize": ("postgres",),
    "mysql": ("starrocks",),
    "tsql": ("fabric",),
    "oracle": ("teradata", "postgres"),
}
# What people write without saying where it runs, likeliest first.
USUAL = ("spark", "bigquery", "", "snowflake", "tsql", "postgres", "mysql")


class UnknownDialect(MigratorError):
    """The user named a dialect that neither the parser nor a list of ours knows."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no SQL dialect named {name!r}; there is {', '.join(sorted(NAMES))}")


def checked(name: str | None) -> str | None:
    """The name itself. Raises UnknownDialect, which names those there are, when nobody here knows it."""
    if name is not None and known(name) is None:
        raise UnknownDialect(name)
    return name


def known(name: str | None) -> str | None:
    """The parser's name of a dialect, `""` for the generic one, or None when nobody here knows that name."""
    # postgresql+psycopg2
    plain = (name or "").partition("+")[0].lower().replace(" ", "").replace("-", "").replace("_", "")
    plain = ALIASES.get(plain, plain)
    return plain if plain in NAMES or plain == "" else None


@lru_cache(maxsize=256)
def chain(name: str | None) -> tuple[str, ...]:
    """The dialects to try, likeliest first, none twice: the one named, its relatives, then the usual ones."""
    first = known(name) or ""
    return tuple(dict.fromkeys((first, *RELATIVES.get(first, ()), *USUAL)))
