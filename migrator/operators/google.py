"""apache-airflow-providers-google: Google Cloud and the rest of Google; its large services have files of their own."""

from migrator.operators.rule import CONTENT, JOB, Hook, Kind, Rule, job, job_sensor

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
    Rule(
        "airflow.providers.google.leveldb.operators.leveldb.LevelDBOperator",
        writes=("leveldb://{leveldb_conn_id}/{key}",),
        turned_by=("command", "get"),
        deleted_by=("command", "delete"),
        defaults={"leveldb_conn_id": "leveldb_default"},
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.bid_manager.GoogleBidManagerDownloadReportOperator",
        writes=("gs://{bucket_name}/{report_name?}",),
        write="overwrite",
        aside={"query_id": JOB, "report_id": JOB},
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.campaign_manager.GoogleCampaignManagerDownloadReportOperator",
        writes=("gs://{bucket_name}/{report_name?}",),
        write="overwrite",
        aside={"report_id": JOB, "file_id": JOB},
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.campaign_manager.GoogleCampaignManagerBatchInsertConversionsOperator",
        writes=("campaign-manager://{profile_id}",),
        write="append",
        aside={"conversions": CONTENT},
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.campaign_manager.GoogleCampaignManagerBatchUpdateConversionsOperator",
        writes=("campaign-manager://{profile_id}",),
        write="merge",
        aside={"conversions": CONTENT},
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.display_video.GoogleDisplayVideo360SDFtoGCSOperator",
        writes=("gs://{bucket_name}/{object_name?}",),
        write="overwrite",
        aside={"operation_name": JOB},
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.display_video.GoogleDisplayVideo360DownloadReportV2Operator",
        writes=("gs://{bucket_name}/{report_name?}",),
        write="overwrite",
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.display_video.GoogleDisplayVideo360DownloadLineItemsOperator",
        writes=("gs://{bucket_name}/{object_name?}",),
        write="overwrite",
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.display_video.GoogleDisplayVideo360UploadLineItemsOperator",
        reads=("gs://{bucket_name}/{object_name}",),
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.search_ads.GoogleSearchAdsDownloadReportOperator",
        writes=("gs://{bucket_name}/{report_name?}",),
        write="overwrite",
    ),
    Rule(
        "airflow.providers.google.marketing_platform.operators.analytics.GoogleAnalyticsDataImportUploadOperator",
        reads=("gs://{storage_bucket}/{storage_name_object}",),
    ),
    job(
        "airflow.providers.google.marketing_platform.operators.bid_manager.GoogleBidManagerRunQueryOperator", "query_id"
    ),
    job(
        "airflow.providers.google.marketing_platform.operators.campaign_manager.GoogleCampaignManagerRunReportOperator",
        "report_id",
    ),
    job_sensor(
        "airflow.providers.google.marketing_platform.sensors.bid_manager.GoogleBidManagerRunQuerySensor",
        "query_id",
        "report_id",
    ),
    job_sensor(
        "airflow.providers.google.marketing_platform.sensors.campaign_manager.GoogleCampaignManagerReportSensor",
        "report_id",
        "file_id",
    ),
    job_sensor("airflow.providers.google.cloud.sensors.cloud_sql.CloudSQLNoOperationInProgressSensor", "instance"),
    job_sensor("airflow.providers.google.cloud.sensors.tasks.TaskQueueEmptySensor", "queue_name"),
)
