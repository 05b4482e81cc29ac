"""apache-airflow-providers-sqlite."""

from migrator.operators.rule import Hook, Rule

HOOKS = (
    Hook(
        "airflow.providers.sqlite.hooks.sqlite.SqliteHook",
        "sqlite_conn_id",
        "sqlite_default",
        "sqlite",
        ("airflow.hooks.sqlite_hook.SqliteHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.sqlite.operators.sqlite.SqliteOperator",
        sql=("sql", "sqlite_conn_id"),
        system="sqlite",
        defaults={"sqlite_conn_id": "sqlite_default"},
        old=("airflow.operators.sqlite_operator.SqliteOperator",),
    ),
)
