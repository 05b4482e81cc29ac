"""apache-airflow-providers-trino."""

from migrator.operators.rule import Hook, Kind, Rule

HOOKS = (Hook("airflow.providers.trino.hooks.trino.TrinoHook", "trino_conn_id", "trino_default", "trino"),)

RULES = (
    Rule(
        "airflow.providers.trino.operators.trino.TrinoOperator",
        sql=("sql", "trino_conn_id"),
        system="trino",
        defaults={"trino_conn_id": "trino_default"},
    ),
    Rule(
        "airflow.providers.trino.transfers.gcs_to_trino.GCSToTrinoOperator",
        reads=("gs://{source_bucket}/{source_object}",),
        writes=("trino://{trino_conn_id}/{trino_table}",),
        defaults={"trino_conn_id": "trino_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
)
