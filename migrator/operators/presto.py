"""apache-airflow-providers-presto."""

from migrator.operators.rule import Hook, Kind, Rule

HOOKS = (
    Hook(
        "airflow.providers.presto.hooks.presto.PrestoHook",
        "presto_conn_id",
        "presto_default",
        "presto",
        ("airflow.hooks.presto_hook.PrestoHook",),
    ),
)

RULES = (
    Rule(
        "airflow.providers.presto.transfers.gcs_to_presto.GCSToPrestoOperator",
        reads=("gs://{source_bucket}/{source_object}",),
        writes=("presto://{presto_conn_id}/{presto_table}",),
        defaults={"presto_conn_id": "presto_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
)
