"""apache-airflow-providers-amazon: services that read and write stores on the side, and tables outside databases."""

from migrator.operators.rule import CONTENT, Kind, Rule

_AWS = "airflow.providers.amazon.aws.operators"
_CONNECTION = {"aws_conn_id": "aws_default"}
_GLUE = "glue://{aws_conn_id}/{database_name}.{table_name}"
_S3_TABLE = "s3tables://{table_bucket_arn}/{namespace}.{table_name}"


def _glue(name: str, **places: tuple[str, ...]) -> Rule:
    return Rule(f"{_AWS}.glue_catalog.GlueCatalog{name}Operator", write="ddl", defaults=_CONNECTION, **places)  # type: ignore[arg-type]


RULES = (
    Rule(
        f"{_AWS}.comprehend.ComprehendStartPiiEntitiesDetectionJobOperator",
        reads=("{input_data_config.S3Uri}",),
        writes=("{output_data_config.S3Uri}",),
        write="overwrite",
    ),
    Rule(
        f"{_AWS}.comprehend.ComprehendCreateDocumentClassifierOperator",
        reads=("{input_data_config.S3Uri}", "{input_data_config.Documents.S3Uri}", "{input_data_config.TestS3Uri}"),
        writes=("{output_data_config.S3Uri}",),
        write="overwrite",
    ),
    Rule(
        f"{_AWS}.datasync.DataSyncOperator",
        reads=("{source_location_uri}",),
        writes=("{destination_location_uri}",),
        kind=Kind.TRANSFER,
        write="merge",
    ),
    Rule(
        f"{_AWS}.glacier.GlacierUploadArchiveOperator",
        writes=("glacier://{aws_conn_id}/{vault_name}",),
        defaults=_CONNECTION,
        aside={"body": CONTENT},
        write="append",
    ),
    _glue("CreateTable", writes=(_GLUE,)),
    _glue("DeleteTable", deletes=(_GLUE,)),
    _glue("CreatePartition", writes=(_GLUE,)),
    _glue("BatchDeletePartition", deletes=(_GLUE,)),
    Rule(
        f"{_AWS}.rds.RdsStartExportTaskOperator",
        reads=("rds://{source_arn}",),
        writes=("s3://{s3_bucket_name}/{s3_prefix?}",),
        write="overwrite",
        kind=Kind.TRANSFER,
    ),
    Rule(f"{_AWS}.s3_tables.S3TablesCreateTableOperator", writes=(_S3_TABLE,), write="ddl"),
    Rule(f"{_AWS}.s3_tables.S3TablesDeleteTableOperator", deletes=(_S3_TABLE,)),
    Rule(
        f"{_AWS}.s3_tables.S3TablesRenameTableOperator",
        deletes=(_S3_TABLE,),
        writes=(
            "s3tables://{table_bucket_arn}/{new_namespace_name}.{new_name} | s3tables://{table_bucket_arn}/{new_name}",
        ),
        write="ddl",
    ),
    *(
        Rule(f"{_AWS}.neptune_analytics.{name}", reads=("{source}",))
        for name in ("NeptuneStartImportTaskOperator", "NeptuneCreateGraphWithImportOperator")
    ),
)
