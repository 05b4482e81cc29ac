"""apache-airflow-providers-jdbc."""

from migrator.operators.rule import Hook, Rule

HOOKS = (
    Hook(
        "airflow.providers.jdbc.hooks.jdbc.JdbcHook",
        "jdbc_conn_id",
        "jdbc_default",
        None,
        ("airflow.hooks.jdbc_hook.JdbcHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.jdbc.operators.jdbc.JdbcOperator",
        sql=("sql", "jdbc_conn_id"),
        defaults={"jdbc_conn_id": "jdbc_default"},
        old=("airflow.operators.jdbc_operator.JdbcOperator",),
    ),
)
