"""apache-airflow-providers-exasol."""

from migrator.operators.rule import Hook, Rule

HOOKS = (Hook("airflow.providers.exasol.hooks.exasol.ExasolHook", "exasol_conn_id", "exasol_default", "exasol"),)

RULES = (
    Rule(
        "airflow.providers.exasol.operators.exasol.ExasolOperator",
        sql=("sql", "exasol_conn_id"),
        system="exasol",
        defaults={"exasol_conn_id": "exasol_default"},
    ),
)
