"""Operators that providers dropped, as thin subclasses of what replaced them."""

from __future__ import annotations

from typing import Any

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator


class _OldSqlOperator(SQLExecuteQueryOperator):  # type: ignore[misc]
    """SQLExecuteQueryOperator with the connection argument's old name and default."""

    def __init__(self, *, old_conn_id: str, **arguments: Any) -> None:
        arguments.setdefault("conn_id", old_conn_id)
        super().__init__(**arguments)


class PostgresOperator(_OldSqlOperator):
    """Dropped by the postgres provider 6.0."""

    def __init__(self, *, postgres_conn_id: str = "postgres_default", **arguments: Any) -> None:
        super().__init__(old_conn_id=postgres_conn_id, **arguments)


class MySqlOperator(_OldSqlOperator):
    """Dropped by the mysql provider 6.0."""

    def __init__(self, *, mysql_conn_id: str = "mysql_default", **arguments: Any) -> None:
        super().__init__(old_conn_id=mysql_conn_id, **arguments)


class SqliteOperator(_OldSqlOperator):
    """Dropped by the sqlite provider 4.0."""

    def __init__(self, *, sqlite_conn_id: str = "sqlite_default", **arguments: Any) -> None:
        super().__init__(old_conn_id=sqlite_conn_id, **arguments)


class SubDagOperator:
    """Removed in 3.0; a file that uses it does not load yet."""

    def __init__(self, **_: Any) -> None:
        raise NotImplementedError("SubDagOperator was removed in Airflow 3.0 and the shim does not emulate it yet")
