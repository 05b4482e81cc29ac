"""apache-airflow-providers-google: Google Cloud and the rest of Google; its large services have files of their own."""

from migrator.operators.rule import Hook, Kind, Rule, job_sensor

HOOKS = (
    Hook(
        "airflow.providers.google.cloud.hooks.bigquery.BigQueryHook",
        "gcp_conn_id",
        "google_cloud_default",
        "bigquery",
        ("airflow.contrib.hooks.bigquery_hook.BigQueryHook",),
    ),
    Hook(
        "airflow.providers.google.cloud.hooks.cloud_sql.CloudSQLDatabaseHook",
        "gcp_cloudsql_conn_id",
        "google_cloud_sql_default",
        None,
    ),
)

RULES = (
    Rule(
        "airflow.providers.google.cloud.operators.cloud_sql.CloudSQLExecuteQueryOperator",
        sql=("sql", "gcp_cloudsql_conn_id"),
        defaults={"gcp_cloudsql_conn_id": "google_cloud_sql_default"},
        old=(
            "airflow.contrib.operators.gcp_sql_operator.CloudSQLExecuteQueryOperator",
            "airflow.contrib.operators.gcp_sql_operator.CloudSqlQueryOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.cloud_sql.CloudSQLExportInstanceOperator",
        reads=("cloudsql://{instance}/{body.exportContext.databases?}",),
        writes=("{body.exportContext.uri}",),
        kind=Kind.TRANSFER,
        write="overwrite",
        old=(
            "airflow.contrib.operators.gcp_sql_operator.CloudSQLExportInstanceOperator",
            "airflow.contrib.operators.gcp_sql_operator.CloudSqlInstanceExportOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.cloud_sql.CloudSQLImportInstanceOperator",
        reads=("{body.importContext.uri}",),
        writes=("cloudsql://{instance}/{body.importContext.database?}/{body.importContext.csvImportOptions.table?}",),
        kind=Kind.TRANSFER,
        old=(
            "airflow.contrib.operators.gcp_sql_operator.CloudSQLImportInstanceOperator",
            "airflow.contrib.operators.gcp_sql_operator.CloudSqlInstanceImportOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.datacatalog.CloudDataCatalogSearchCatalogOperator",
        kind=Kind.CONTROL,
        aside={"query": "a search in a catalog, not in data"},
        because="it searches a catalog, not data",
    ),
    Rule(
        "airflow.providers.google.cloud.operators.mlengine.MLEngineStartBatchPredictionJobOperator",
        reads=("{input_paths}",),
        writes=("{output_path}",),
        write="overwrite",
        old=("airflow.contrib.operators.mlengine_operator.MLEngineBatchPredictionOperator",),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.pubsub.PubSubPublishMessageOperator",
        writes=("pubsub://{project_id?}/{topic}",),
        write="append",
        old=(
            "airflow.contrib.operators.pubsub_operator.PubSubPublishMessageOperator",
            "airflow.contrib.operators.pubsub_operator.PubSubPublishOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.pubsub.PubSubPullOperator",
        reads=("pubsub://{project_id?}/{subscription}",),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.spanner.SpannerQueryDatabaseInstanceOperator",
        sql=("query", "gcp_conn_id"),
        system="spanner",
        around=("instance_id", "database_id"),
        defaults={"gcp_conn_id": "google_cloud_default"},
        old=(
            "airflow.contrib.operators.gcp_spanner_operator.CloudSpannerInstanceDatabaseQueryOperator",
            "airflow.contrib.operators.gcp_spanner_operator.SpannerQueryDatabaseInstanceOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.text_to_speech.CloudTextToSpeechSynthesizeOperator",
        writes=("gs://{target_bucket_name}/{target_filename}",),
        write="overwrite",
        old=(
            "airflow.contrib.operators.gcp_text_to_speech_operator.CloudTextToSpeechSynthesizeOperator",
            "airflow.contrib.operators.gcp_text_to_speech_operator.GcpTextToSpeechSynthesizeOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.video_intelligence.CloudVideoIntelligenceDetectVideoExplicitContentOperator",
        reads=("{input_uri}",),
        writes=("{output_uri}",),
        write="overwrite",
        old=(
            "airflow.contrib.operators.gcp_video_intelligence_operator.CloudVideoIntelligenceDetectVideoExplicitContentOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.video_intelligence.CloudVideoIntelligenceDetectVideoLabelsOperator",
        reads=("{input_uri}",),
        writes=("{output_uri}",),
        write="overwrite",
        old=(
            "airflow.contrib.operators.gcp_video_intelligence_operator.CloudVideoIntelligenceDetectVideoLabelsOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.video_intelligence.CloudVideoIntelligenceDetectVideoShotsOperator",
        reads=("{input_uri}",),
        writes=("{output_uri}",),
        write="overwrite",
        old=(
            "airflow.contrib.operators.gcp_video_intelligence_operator.CloudVideoIntelligenceDetectVideoShotsOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.sensors.pubsub.PubSubPullSensor",
        waits=("pubsub://{project_id?}/{subscription}",),
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.pubsub_sensor.PubSubPullSensor",),
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.search_ads.GoogleSearchAdsSearchFieldsOperator",
        reads=("google-ads://{gcp_conn_id}",),
        defaults={"gcp_conn_id": "google_cloud_default"},
        aside={"query": "a query of the service's own language over its reports"},
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.search_ads.GoogleSearchAdsSearchOperator",
        reads=("google-ads://{customer_id}",),
        aside={"query": "a query of the service's own language over its reports"},
    ),
    job_sensor(
        "airflow.providers.google.marketing_platform.sensors.display_video.GoogleDisplayVideo360GetSDFDownloadOperationSensor",
        "operation_name",
    ),
)
