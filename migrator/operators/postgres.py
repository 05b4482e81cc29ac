"""apache-airflow-providers-postgres."""

from migrator.operators.rule import Hook, Rule

HOOKS = (
    Hook(
        "airflow.providers.postgres.hooks.postgres.PostgresHook",
        "postgres_conn_id",
        "postgres_default",
        "postgres",
        ("airflow.hooks.postgres_hook.PostgresHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.postgres.operators.postgres.PostgresOperator",
        sql=("sql", "postgres_conn_id"),
        system="postgres",
        defaults={"postgres_conn_id": "postgres_default"},
        old=("airflow.operators.postgres_operator.PostgresOperator",),
    ),
)
