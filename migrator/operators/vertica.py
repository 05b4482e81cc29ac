"""apache-airflow-providers-vertica."""

from migrator.operators.rule import Hook, Rule

HOOKS = (
    Hook(
        "airflow.providers.vertica.hooks.vertica.VerticaHook",
        "vertica_conn_id",
        "vertica_default",
        "vertica",
        ("airflow.contrib.hooks.vertica_hook.VerticaHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.vertica.operators.vertica.VerticaOperator",
        sql=("sql", "vertica_conn_id"),
        system="vertica",
        defaults={"vertica_conn_id": "vertica_default"},
        old=("airflow.contrib.operators.vertica_operator.VerticaOperator",),
    ),
)
