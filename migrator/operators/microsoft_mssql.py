"""apache-airflow-providers-microsoft-mssql."""

from migrator.operators.rule import Hook, Rule

HOOKS = (
    Hook(
        "airflow.providers.microsoft.mssql.hooks.mssql.MsSqlHook",
        "mssql_conn_id",
        "mssql_default",
        "mssql",
        ("airflow.hooks.mssql_hook.MsSqlHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.microsoft.mssql.operators.mssql.MsSqlOperator",
        sql=("sql", "mssql_conn_id"),
        system="mssql",
        defaults={"mssql_conn_id": "mssql_default"},
        old=("airflow.operators.mssql_operator.MsSqlOperator",),
    ),
)
