"""Operators that providers dropped, as thin subclasses of what replaced them."""

from __future__ import annotations

from typing import Any

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

# What the connection of each was called and which it used when none was given.
CONNECTIONS = {
    "ExasolOperator": ("exasol_conn_id", "exasol_default"),
    "JdbcOperator": ("jdbc_conn_id", "jdbc_default"),
    "MsSqlOperator": ("mssql_conn_id", "mssql_default"),
    "MySqlOperator": ("mysql_conn_id", "mysql_default"),
    "OracleOperator": ("oracle_conn_id", "oracle_default"),
    "PostgresOperator": ("postgres_conn_id", "postgres_default"),
    "RedshiftSQLOperator": ("redshift_conn_id", "redshift_default"),
    "SnowflakeOperator": ("snowflake_conn_id", "snowflake_default"),
    "SqliteOperator": ("sqlite_conn_id", "sqlite_default"),
    "TrinoOperator": ("trino_conn_id", "trino_default"),
    "VerticaOperator": ("vertica_conn_id", "vertica_default"),
}
# Arguments of theirs that went to the hook.
OF_THE_HOOK = ("warehouse", "role", "schema", "authenticator", "session_parameters", "runtime_parameters")


class OldSqlOperator(SQLExecuteQueryOperator):  # type: ignore[misc]
    """SQLExecuteQueryOperator with the connection argument's old name and default."""

    connection = ("", "")

    def __init__(self, **arguments: Any) -> None:
        name, default = self.connection
        arguments.setdefault("conn_id", arguments.pop(name, default))
        own = {key: arguments.pop(key) for key in OF_THE_HOOK if key in arguments}
        if own:
            arguments["hook_params"] = {**own, **(arguments.get("hook_params") or {})}
        super().__init__(**arguments)


def __getattr__(name: str) -> Any:
    """The class of that name, made when a file asks for it. Raises AttributeError for any other."""
    if name not in CONNECTIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def init(self: Any, **arguments: Any) -> None:
        OldSqlOperator.__init__(self, **arguments)

    of_class = {"__module__": __name__, "connection": CONNECTIONS[name], "__init__": init}
    meta: Any = type(OldSqlOperator)
    made = meta(name, (OldSqlOperator,), of_class)
    # Which arguments a mapped task may share or map.
    made.__init__._BaseOperatorMeta__param_names = {CONNECTIONS[name][0], *OF_THE_HOOK}
    globals()[name] = made
    return made
