"""apache-airflow-providers-amazon: Amazon Web Services; S3 and jobs have files of their own."""

from migrator.operators.rule import CONTENT, RECIPIENT, Hook, Kind, Rule

HOOKS = (
    Hook(
        "airflow.providers.amazon.aws.hooks.redshift_sql.RedshiftSQLHook",
        "redshift_conn_id",
        "redshift_default",
        "redshift",
    ),
    Hook("airflow.providers.amazon.aws.hooks.athena_sql.AthenaSQLHook", "athena_conn_id", "aws_default", "athena"),
)

RULES = (
    Rule(
        "airflow.providers.amazon.aws.operators.athena.AthenaOperator",
        writes=("{output_location}",),
        sql=("query", "aws_conn_id"),
        system="athena",
        around=("database",),
        defaults={"aws_conn_id": "aws_default"},
        write="append",
        old=("airflow.contrib.operators.aws_athena_operator.AWSAthenaOperator",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.redshift_data.RedshiftDataOperator",
        sql=("sql", "aws_conn_id"),
        system="redshift",
        host="{cluster_identifier}.{region_name} | {cluster_identifier}.{region} | {cluster_identifier}"
        " | {workgroup_name}.{region_name} | {workgroup_name}",
        around=("database",),
        defaults={"aws_conn_id": "aws_default"},
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sns.SnsPublishOperator",
        writes=("sns://{target_arn}",),
        kind=Kind.NOTIFICATION,
        write="append",
        old=("airflow.contrib.operators.sns_publish_operator.SnsPublishOperator",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sqs.SqsPublishOperator",
        writes=("sqs://{sqs_queue}",),
        write="append",
        old=(
            "airflow.contrib.operators.aws_sqs_publish_operator.SQSPublishOperator",
            "airflow.contrib.operators.aws_sqs_publish_operator.SqsPublishOperator",
        ),
    ),
    Rule(
        "airflow.providers.amazon.aws.sensors.dynamodb.DynamoDBValueSensor",
        waits=("dynamodb://{aws_conn_id}/{table_name}",),
        defaults={"aws_conn_id": "aws_default"},
        kind=Kind.SENSOR,
    ),
    Rule(
        "airflow.providers.amazon.aws.sensors.glue_catalog_partition.GlueCatalogPartitionSensor",
        waits=("glue://{aws_conn_id}/{database_name?}.{table_name}",),
        defaults={"aws_conn_id": "aws_default"},
        kind=Kind.SENSOR,
        partition="expression",
        old=("airflow.contrib.sensors.aws_glue_catalog_partition_sensor.AwsGlueCatalogPartitionSensor",),
    ),
    Rule(
        "airflow.providers.amazon.aws.sensors.sqs.SqsSensor",
        waits=("sqs://{sqs_queue}",),
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.aws_sqs_sensor.SQSSensor", "airflow.contrib.sensors.aws_sqs_sensor.SqsSensor"),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.redshift_sql.RedshiftSQLOperator",
        sql=("sql", "redshift_conn_id"),
        system="redshift",
        defaults={"redshift_conn_id": "redshift_default"},
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.glacier.GlacierCreateJobOperator",
        reads=("glacier://{aws_conn_id}/{vault_name}",),
        defaults={"aws_conn_id": "aws_default"},
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.s3_vectors.S3VectorsPutVectorsOperator",
        writes=("s3vectors://{vector_bucket_name}/{index_name}",),
        write="merge",
        aside={"vectors": CONTENT},
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.s3_vectors.S3VectorsQueryVectorsOperator",
        reads=("s3vectors://{vector_bucket_name}/{index_name}",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.glue.GlueDataQualityRuleRecommendationRunOperator",
        reads=("glue://{aws_conn_id}/{datasource.GlueTable.DatabaseName}.{datasource.GlueTable.TableName}",),
        defaults={"aws_conn_id": "aws_default"},
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.eventbridge.EventBridgePutEventsOperator",
        writes=("eventbridge://{entries.EventBusName}",),
        write="append",
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.ses.SesEmailOperator",
        reads=("file:{files}",),
        kind=Kind.NOTIFICATION,
        aside={"to": RECIPIENT},
    ),
)
