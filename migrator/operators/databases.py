"""Drivers of databases and SQLAlchemy: what opens a database, what that returns, and what runs SQL there."""

from migrator.operators.rule import Rule

# Constructors of databases -> the system, where their URL or path does not tell.
OPENERS: dict[str, str | None] = {
    "sqlalchemy.create_engine": None,
    "sqlalchemy.engine.create_engine": None,
    "sqlalchemy.ext.asyncio.create_async_engine": None,
    "sqlmodel.create_engine": None,
    "google.cloud.bigquery.Client": "bigquery",
    "sqlite3.connect": "sqlite",
    "aiosqlite.connect": "sqlite",
    "duckdb.connect": "duckdb",
    "psycopg2.connect": "postgres",
    "psycopg.connect": "postgres",
    "psycopg.Connection.connect": "postgres",
    "asyncpg.connect": "postgres",
    "pg8000.connect": "postgres",
    "pg8000.dbapi.connect": "postgres",
    "redshift_connector.connect": "redshift",
    "pymysql.connect": "mysql",
    "MySQLdb.connect": "mysql",
    "mysql.connector.connect": "mysql",
    "mariadb.connect": "mysql",
    "snowflake.connector.connect": "snowflake",
    "databricks.sql.connect": "databricks",
    "pyodbc.connect": "mssql",
    "pymssql.connect": "mssql",
    "oracledb.connect": "oracle",
    "cx_Oracle.connect": "oracle",
    "trino.dbapi.connect": "trino",
    "prestodb.dbapi.connect": "presto",
    "pyhive.hive.connect": "hive",
    "pyhive.hive.Connection": "hive",
    "impala.dbapi.connect": "impala",
    "clickhouse_driver.Client": "clickhouse",
    "clickhouse_driver.connect": "clickhouse",
    "clickhouse_connect.get_client": "clickhouse",
    "teradatasql.connect": "teradata",
    "vertica_python.connect": "vertica",
    "pyexasol.connect": "exasol",
}
# Other names under which drivers are known, and what reading calls their objects.
_CONNECTIONS = (*OPENERS, "psycopg2.extensions.connection", "sqlite3.Connection")
_NOT_DBAPI = ("sqlalchemy.", "sqlmodel.", "google.", "duckdb.", "clickhouse_")

RETURNS = {
    **{name: "dbapi.Connection" for name in _CONNECTIONS if not name.startswith(_NOT_DBAPI)},
    "dbapi.Connection.cursor": "dbapi.Cursor",
    "dbapi.Connection.execute": "dbapi.Cursor",
    "dbapi.Cursor.copy": "dbapi.Copy",
    "sqlite3.Cursor": "dbapi.Cursor",
    "psycopg2.extensions.cursor": "dbapi.Cursor",
    # What a hook of a database gives is its connection, and speaks as it does.
    **{f"hook.{name}": "hook" for name in ("get_conn", "get_cursor", "cursor", "conn", "connection")},
    **{f"hook.{name}": "hook" for name in ("get_sqlalchemy_engine", "connect", "begin", "sqlalchemy_engine")},
    **{f"hook.{name}": "pandas.DataFrame" for name in ("get_pandas_df", "get_df")},
    "hook.get_client": "google.cloud.bigquery.Client",
    "hook.get_snowpark_session": "snowflake.snowpark.Session",
    "clickhouse_driver.Client": "clickhouse.Client",
    "clickhouse_connect.get_client": "clickhouse.Client",
    "clickhouse.Client.query_df": "pandas.DataFrame",
    "clickhouse.Client.query_dataframe": "pandas.DataFrame",
    "sqlalchemy.schema.Table": "sqlalchemy.Table",
    "sqlalchemy.orm.Session": "sqlalchemy.Session",
    "sqlalchemy.orm.sessionmaker": "sqlalchemy.Session",
    "sqlalchemy.orm.scoped_session": "sqlalchemy.Session",
    "sqlmodel.Session": "sqlalchemy.Session",
    **{f"sqlalchemy.Session.{name}": "sqlalchemy.Session" for name in ("begin", "__call__", "sessionmaker")},
}

_RUNS = ("execute", "executemany", "executescript", "execute_async", "execute_string", "copy_expert", "copy")
_FETCHES = ("fetch", "fetchrow", "fetchval")
_ROWS = "sql://{self}/{schema?}.{table}"


def _cursor_rules() -> tuple[Rule, ...]:
    return (
        *(
            Rule(f"dbapi.{cls}.{name}", sql=("sql", "self"), positions=("sql",))
            for cls in ("Connection", "Cursor")
            for name in (*_RUNS, *_FETCHES)
        ),
        Rule(
            "dbapi.Cursor.copy_from",
            writes=("sql://{self}/{table}",),
            write="append",
            positions=("file", "table"),
        ),
        Rule("dbapi.Cursor.copy_to", reads=("sql://{self}/{table}",), positions=("file", "table")),
        *(
            Rule(f"psycopg2.extras.{name}", sql=("sql", "cur"), positions=("cur", "sql"))
            for name in ("execute_values", "execute_batch")
        ),
        Rule(
            "snowflake.connector.pandas_tools.write_pandas",
            writes=("snowflake://{conn}/{database?}.{schema?}.{table_name}",),
            write="append",
            positions=("conn", "df", "table_name", "database", "schema"),
        ),
    )


def _clickhouse_rules() -> tuple[Rule, ...]:
    runs = ("execute", "execute_iter", "command", "query", "query_df", "query_np", "query_arrow", "query_dataframe")
    return (
        *(
            Rule(f"clickhouse.Client.{name}", sql=("query", "self"), system="clickhouse", positions=("query",))
            for name in runs
        ),
        *(
            Rule(
                f"clickhouse.Client.{name}",
                writes=("clickhouse://{self}/{database?}.{table}",),
                write="append",
                positions=("table", "data"),
            )
            for name in ("insert", "insert_df", "insert_arrow")
        ),
        Rule(
            "clickhouse.Client.insert_dataframe", sql=("query", "self"), system="clickhouse", positions=("query", "df")
        ),
    )


def _sqlalchemy_rules() -> tuple[Rule, ...]:
    table = "sql://{bind}/{self.schema?}.{self.0}"
    row = "sql://{self}/{one.schema?}.{one.0}"
    return (
        Rule("sqlalchemy.Table.create", writes=(table,), write="ddl", positions=("bind",)),
        Rule("sqlalchemy.Table.drop", deletes=(table,), positions=("bind",)),
        *(
            Rule(f"sqlalchemy.Session.{name}", sql=("statement", "self"), positions=("statement",))
            for name in ("execute", "scalars", "scalar", "exec", "query")
        ),
        Rule("sqlalchemy.Session.get", reads=(row,), positions=("one",)),
        *(
            Rule(f"sqlalchemy.Session.{name}", writes=(row,), write=write, positions=("one",))
            for name, write in (
                ("add", "append"),
                ("add_all", "append"),
                ("bulk_save_objects", "append"),
                ("bulk_insert_mappings", "append"),
                ("bulk_update_mappings", "merge"),
                ("merge", "merge"),
                ("delete", "delete"),
            )
        ),
    )


RULES = (*_cursor_rules(), *_clickhouse_rules(), *_sqlalchemy_rules())
