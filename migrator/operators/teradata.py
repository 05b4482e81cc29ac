"""apache-airflow-providers-teradata."""

from migrator.operators.rule import Hook, Kind, Rule, job

HOOKS = (
    Hook("airflow.providers.teradata.hooks.teradata.TeradataHook", "teradata_conn_id", "teradata_default", "teradata"),
)

RULES = (
    Rule(
        "airflow.providers.teradata.operators.bteq.BteqOperator",
        sql=("sql", "teradata_conn_id"),
        more_sql=(("file_path", "teradata_conn_id"),),
        system="teradata",
        defaults={"teradata_conn_id": "teradata_default"},
    ),
    Rule(
        "airflow.providers.teradata.operators.teradata.TeradataOperator",
        sql=("sql", "teradata_conn_id"),
        system="teradata",
        around=("schema",),
        defaults={"teradata_conn_id": "teradata_default"},
    ),
    job(
        "airflow.providers.teradata.operators.teradata.TeradataStoredProcedureOperator",
        "procedure",
        because="its data is named inside the procedure",
    ),
    Rule(
        "airflow.providers.teradata.operators.tpt.DdlOperator",
        sql=("ddl", "teradata_conn_id"),
        system="teradata",
        defaults={"teradata_conn_id": "teradata_default"},
    ),
    Rule(
        "airflow.providers.teradata.operators.tpt.TdLoadOperator",
        reads=("teradata://{teradata_conn_id}/{source_table}", "file:{source_file_name}"),
        writes=("teradata://{target_teradata_conn_id}/{target_table}", "file:{target_file_name}"),
        sql=("select_stmt", "teradata_conn_id"),
        more_sql=(("insert_stmt", "target_teradata_conn_id"),),
        system="teradata",
        defaults={"teradata_conn_id": "teradata_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    Rule(
        "airflow.providers.teradata.transfers.azure_blob_to_teradata.AzureBlobStorageToTeradataOperator",
        reads=("{blob_source_key}",),
        writes=("teradata://{teradata_conn_id}/{teradata_table}",),
        defaults={"teradata_conn_id": "teradata_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    Rule(
        "airflow.providers.teradata.transfers.s3_to_teradata.S3ToTeradataOperator",
        reads=("{s3_source_key}",),
        writes=("teradata://{teradata_conn_id}/{teradata_table}",),
        defaults={"teradata_conn_id": "teradata_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
    Rule(
        "airflow.providers.teradata.transfers.teradata_to_teradata.TeradataToTeradataOperator",
        writes=("teradata://{dest_teradata_conn_id}/{destination_table}",),
        sql=("sql", "source_teradata_conn_id"),
        system="teradata",
        defaults={"dest_teradata_conn_id": "teradata_default", "source_teradata_conn_id": "teradata_default"},
        kind=Kind.TRANSFER,
        write="append",
    ),
)
