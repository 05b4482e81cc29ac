"""The database systems that SQL runs on: a typed resource each, configured by the environment; a new one is a row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a resource: its name, its type and, when it need not be given, its default as source."""

    name: str
    type: str = "str"
    default: str | None = None

    @property
    def suffix(self) -> str:
        """What the environment's name ends with."""
        return self.name.rstrip("_").upper()


@dataclass(frozen=True, slots=True)
class System:
    """A database system: its resource's class, what a person calls it, its settings, the driver as SQLAlchemy names it,
    the packages that bring it, and how its settings make a URL: (argument of `URL.create`, setting) and query."""

    name: str
    cls: str
    title: str
    fields: tuple[Field, ...]
    driver: str
    packages: tuple[str, ...]
    url: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...] = ()


HOST = (Field("host"), Field("user"), Field("password"), Field("database"))
HOST_URL = (
    ("username", "user"),
    ("password", "password"),
    ("host", "host"),
    ("port", "port"),
    ("database", "database"),
)


def server(name: str, cls: str, title: str, driver: str, package: str, port: int) -> System:
    """A system that listens on a host and port."""
    return System(name, cls, title, (*HOST, Field("port", "int", str(port))), driver, (package,), HOST_URL)


# https://docs.sqlalchemy.org/en/20/dialects/ and the pages of the external dialects named there.
SYSTEMS = (
    System(
        "sqlite",
        "SqliteResource",
        "A SQLite database in a file",
        (Field("path"),),
        "sqlite",
        (),
        (("database", "path"),),
    ),
    System(
        "duckdb",
        "DuckdbResource",
        "A DuckDB database in a file",
        (Field("path"),),
        "duckdb",
        ("duckdb-engine",),
        (("database", "path"),),
    ),
    server("postgres", "PostgresResource", "A PostgreSQL database", "postgresql+psycopg", "psycopg[binary]>=3.2", 5432),
    server("redshift", "RedshiftResource", "A Redshift cluster", "redshift+psycopg2", "sqlalchemy-redshift", 5439),
    server("mysql", "MysqlResource", "A MySQL database", "mysql+pymysql", "pymysql", 3306),
    server("mssql", "MssqlResource", "A SQL Server database", "mssql+pymssql", "pymssql", 1433),
    server("oracle", "OracleResource", "An Oracle database", "oracle+oracledb", "oracledb", 1521),
    System(
        "trino",
        "TrinoResource",
        "A Trino cluster; the database is its catalog",
        (Field("host"), Field("user"), Field("database"), Field("port", "int", "8080")),
        "trino",
        ("trino[sqlalchemy]",),
        (("username", "user"), ("host", "host"), ("port", "port"), ("database", "database")),
    ),
    System(
        "snowflake",
        "SnowflakeResource",
        "A Snowflake account",
        (*(Field(name) for name in ("account", "user", "password", "database", "schema_", "warehouse")),),
        "snowflake",
        ("snowflake-sqlalchemy",),
        (("username", "user"), ("password", "password"), ("host", "account"), ("database", "database")),
        (("schema", "schema_"), ("warehouse", "warehouse")),
    ),
    System(
        "bigquery",
        "BigqueryResource",
        "A BigQuery project; credentials are Google's application defaults",
        (Field("project"),),
        "bigquery",
        ("sqlalchemy-bigquery",),
        (("host", "project"),),
    ),
)
# The hooks of Airflow's in whose place a resource may stand, and what it answers as they do.
HOOKS = (
    ("SqliteHook", "sqlite"),
    ("DuckDBHook", "duckdb"),
    ("PostgresHook", "postgres"),
    ("RedshiftSQLHook", "redshift"),
    ("MySqlHook", "mysql"),
    ("MsSqlHook", "mssql"),
    ("TrinoHook", "trino"),
    ("SnowflakeHook", "snowflake"),
)
HOOK_METHODS = ("run", "get_records", "get_first", "insert_rows", "get_conn", "get_sqlalchemy_engine")
BY_NAME = {system.name: system for system in SYSTEMS}
