"""apache-airflow-providers-samba."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.samba.transfers.gcs_to_samba.GCSToSambaOperator",
        reads=("gs://{source_bucket}/{source_object}",),
        writes=("smb://{samba_conn_id}/{destination_path}",),
        defaults={"samba_conn_id": "samba_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        moved_by=("move_object", "true"),
    ),
)
