"""Names of Airflow 1.10 and 2.x and where they are now: the one table of them. It began as the tables of deprecated classes
in Airflow 2.11 (3.0 has none), with what the public modules of 1.10.15 and 2.11 had besides.

Each block is an old module, where its names are now, and the names: `Old=New` where the name changed too, with a whole
path where it went elsewhere; `*` where every name went there.
"""

from __future__ import annotations


def moved() -> dict[str, dict[str, str]]:
    """Old module -> name in it -> the path where it is now; under "*" the module where all others are."""
    found: dict[str, dict[str, str]] = {}
    table: dict[str, str] = {}
    home = ""
    for line in TABLE.splitlines():
        if line.startswith(" "):
            for word in line.split():
                old, _, new = word.partition("=")
                table[old] = home if old == "*" else new if "." in new else f"{home}.{new or old}"
        elif line and not line.startswith("#"):
            module, home = line.split()
            table = found.setdefault(module, {})
    return found


TABLE = """
# Names of 1.10 that moved with 2.0 and went with 3.0
airflow.contrib.hooks.aws_athena_hook airflow.providers.amazon.aws.hooks.athena
    AWSAthenaHook=AthenaHook
airflow.contrib.hooks.aws_datasync_hook airflow.providers.amazon.aws.hooks.datasync
    AWSDataSyncHook=DataSyncHook
airflow.contrib.hooks.aws_dynamodb_hook airflow.providers.amazon.aws.hooks.dynamodb
    AwsDynamoDBHook=DynamoDBHook
airflow.contrib.hooks.aws_firehose_hook airflow.providers.amazon.aws.hooks.kinesis
    AwsFirehoseHook=FirehoseHook FirehoseHook
airflow.contrib.hooks.aws_glue_catalog_hook airflow.providers.amazon.aws.hooks.glue_catalog
    AwsGlueCatalogHook=GlueCatalogHook
airflow.contrib.hooks.aws_hook airflow.providers.amazon.aws.hooks.base_aws
    AwsBaseHook AwsHook=AwsGenericHook
airflow.contrib.hooks.aws_lambda_hook airflow.providers.amazon.aws.hooks.lambda_function
    AwsLambdaHook=LambdaHook
airflow.contrib.hooks.aws_logs_hook airflow.providers.amazon.aws.hooks.logs
    AwsLogsHook
airflow.contrib.hooks.aws_sns_hook airflow.providers.amazon.aws.hooks.sns
    AwsSnsHook=SnsHook
airflow.contrib.hooks.aws_sqs_hook airflow.providers.amazon.aws.hooks.sqs
    SQSHook=SqsHook SqsHook
airflow.contrib.hooks.azure_container_instance_hook airflow.providers.microsoft.azure.hooks.container_instance
    AzureContainerInstanceHook
airflow.contrib.hooks.azure_container_registry_hook airflow.providers.microsoft.azure.hooks.container_registry
    AzureContainerRegistryHook
airflow.contrib.hooks.azure_container_volume_hook airflow.providers.microsoft.azure.hooks.container_volume
    AzureContainerVolumeHook
airflow.contrib.hooks.azure_cosmos_hook airflow.providers.microsoft.azure.hooks.cosmos
    AzureCosmosDBHook
airflow.contrib.hooks.azure_data_lake_hook airflow.providers.microsoft.azure.hooks.data_lake
    AzureDataLakeHook
airflow.contrib.hooks.azure_fileshare_hook airflow.providers.microsoft.azure.hooks.fileshare
    AzureFileShareHook
airflow.contrib.hooks.bigquery_hook airflow.providers.google.cloud.hooks.bigquery
    BigQueryBaseCursor BigQueryConnection BigQueryCursor BigQueryHook GbqConnector
airflow.contrib.hooks.cassandra_hook airflow.providers.apache.cassandra.hooks.cassandra
    CassandraHook
airflow.contrib.hooks.cloudant_hook airflow.providers.cloudant.hooks.cloudant
    CloudantHook
airflow.contrib.hooks.databricks_hook airflow.providers.databricks.hooks.databricks
    CANCEL_RUN_ENDPOINT DatabricksHook GET_RUN_ENDPOINT RESTART_CLUSTER_ENDPOINT RUN_NOW_ENDPOINT RunState
    START_CLUSTER_ENDPOINT SUBMIT_RUN_ENDPOINT TERMINATE_CLUSTER_ENDPOINT
airflow.contrib.hooks.datadog_hook airflow.providers.datadog.hooks.datadog
    DatadogHook
airflow.contrib.hooks.datastore_hook airflow.providers.google.cloud.hooks.datastore
    DatastoreHook
airflow.contrib.hooks.dingding_hook airflow.providers.dingding.hooks.dingding
    DingdingHook requests
airflow.contrib.hooks.discord_webhook_hook airflow.providers.discord.hooks.discord_webhook
    DiscordWebhookHook
airflow.contrib.hooks.emr_hook airflow.providers.amazon.aws.hooks.emr
    EmrHook
airflow.contrib.hooks.fs_hook airflow.hooks.filesystem
    FSHook
airflow.contrib.hooks.ftp_hook airflow.providers.ftp.hooks.ftp
    FTPHook FTPSHook
airflow.contrib.hooks.gcp_api_base_hook airflow.providers.google.common.hooks.base_google
    GoogleBaseHook GoogleCloudBaseHook=GoogleBaseHook
airflow.contrib.hooks.gcp_bigtable_hook airflow.providers.google.cloud.hooks.bigtable
    BigtableHook
airflow.contrib.hooks.gcp_cloud_build_hook airflow.providers.google.cloud.hooks.cloud_build
    CloudBuildHook
airflow.contrib.hooks.gcp_compute_hook airflow.providers.google.cloud.hooks.compute
    ComputeEngineHook GceHook=ComputeEngineHook GceOperationStatus
airflow.contrib.hooks.gcp_container_hook airflow.providers.google.cloud.hooks.kubernetes_engine
    GKEClusterHook=GKEHook GKEHook
airflow.contrib.hooks.gcp_dataflow_hook airflow.providers.google.cloud.hooks.dataflow
    DataFlowHook=DataflowHook DataflowHook
airflow.contrib.hooks.gcp_dataproc_hook airflow.providers.google.cloud.hooks.dataproc
    DataProcHook=DataprocHook DataprocHook
airflow.contrib.hooks.gcp_dlp_hook airflow.providers.google.cloud.hooks.dlp
    CloudDLPHook DlpJob
airflow.contrib.hooks.gcp_function_hook airflow.providers.google.cloud.hooks.functions
    CloudFunctionsHook GcfHook=CloudFunctionsHook
airflow.contrib.hooks.gcp_kms_hook airflow.providers.google.cloud.hooks.kms
    CloudKMSHook GoogleCloudKMSHook=CloudKMSHook
airflow.contrib.hooks.gcp_mlengine_hook airflow.providers.google.cloud.hooks.mlengine
    MLEngineHook
airflow.contrib.hooks.gcp_natural_language_hook airflow.providers.google.cloud.hooks.natural_language
    CloudNaturalLanguageHook
airflow.contrib.hooks.gcp_pubsub_hook airflow.providers.google.cloud.hooks.pubsub
    PubSubException PubSubHook
airflow.contrib.hooks.gcp_spanner_hook airflow.providers.google.cloud.hooks.spanner
    CloudSpannerHook=SpannerHook SpannerHook
airflow.contrib.hooks.gcp_speech_to_text_hook airflow.providers.google.cloud.hooks.speech_to_text
    CloudSpeechToTextHook GCPSpeechToTextHook=CloudSpeechToTextHook
airflow.contrib.hooks.gcp_sql_hook airflow.providers.google.cloud.hooks.cloud_sql
    CloudSQLDatabaseHook CloudSQLHook CloudSqlDatabaseHook=CloudSQLDatabaseHook CloudSqlHook=CloudSQLHook
    CloudSqlOperationStatus CloudSqlProxyRunner
airflow.contrib.hooks.gcp_tasks_hook airflow.providers.google.cloud.hooks.tasks
    CloudTasksHook
airflow.contrib.hooks.gcp_text_to_speech_hook airflow.providers.google.cloud.hooks.text_to_speech
    CloudTextToSpeechHook GCPTextToSpeechHook=CloudTextToSpeechHook
airflow.contrib.hooks.gcp_transfer_hook airflow.providers.google.cloud.hooks.cloud_storage_transfer_service
    CloudDataTransferServiceHook GCPTransferServiceHook=CloudDataTransferServiceHook GcpTransferJobsStatus
    GcpTransferOperationStatus
airflow.contrib.hooks.gcp_translate_hook airflow.providers.google.cloud.hooks.translate
    CloudTranslateHook
airflow.contrib.hooks.gcp_video_intelligence_hook airflow.providers.google.cloud.hooks.video_intelligence
    CloudVideoIntelligenceHook
airflow.contrib.hooks.gcp_vision_hook airflow.providers.google.cloud.hooks.vision
    CloudVisionHook
airflow.contrib.hooks.gcs_hook airflow.providers.google.cloud.hooks.gcs
    GCSHook GoogleCloudStorageHook=GCSHook
airflow.contrib.hooks.gdrive_hook airflow.providers.google.suite.hooks.drive
    GoogleDriveHook
airflow.contrib.hooks.grpc_hook airflow.providers.grpc.hooks.grpc
    GrpcHook
airflow.contrib.hooks.imap_hook airflow.providers.imap.hooks.imap
    ImapHook Mail MailPart
airflow.contrib.hooks.jenkins_hook airflow.providers.jenkins.hooks.jenkins
    JenkinsHook
airflow.contrib.hooks.jira_hook airflow.providers.atlassian.jira.hooks.jira
    JiraHook
airflow.contrib.hooks.mongo_hook airflow.providers.mongo.hooks.mongo
    MongoHook
airflow.contrib.hooks.openfaas_hook airflow.providers.openfaas.hooks.openfaas
    OK_STATUS_CODE OpenFaasHook requests
airflow.contrib.hooks.opsgenie_alert_hook airflow.providers.opsgenie.hooks.opsgenie
    OpsgenieAlertHook
airflow.contrib.hooks.pagerduty_hook airflow.providers.pagerduty.hooks.pagerduty
    PagerdutyHook
airflow.contrib.hooks.pinot_hook airflow.providers.apache.pinot.hooks.pinot
    PinotAdminHook PinotDbApiHook
airflow.contrib.hooks.redis_hook airflow.providers.redis.hooks.redis
    RedisHook
airflow.contrib.hooks.redshift_hook airflow.providers.amazon.aws.hooks.redshift_cluster
    RedshiftHook
airflow.contrib.hooks.sagemaker_hook airflow.providers.amazon.aws.hooks.sagemaker
    LogState Position SageMakerHook argmin secondary_training_status_changed secondary_training_status_message
airflow.contrib.hooks.salesforce_hook airflow.providers.salesforce.hooks.salesforce
    SalesforceHook
airflow.contrib.hooks.segment_hook airflow.providers.segment.hooks.segment
    SegmentHook analytics
airflow.contrib.hooks.sftp_hook airflow.providers.sftp.hooks.sftp
    SFTPHook
airflow.contrib.hooks.slack_webhook_hook airflow.providers.slack.hooks.slack_webhook
    SlackWebhookHook
airflow.contrib.hooks.snowflake_hook airflow.providers.snowflake.hooks.snowflake
    SnowflakeHook
airflow.contrib.hooks.spark_jdbc_hook airflow.providers.apache.spark.hooks.spark_jdbc
    SparkJDBCHook
airflow.contrib.hooks.spark_sql_hook airflow.providers.apache.spark.hooks.spark_sql
    SparkSqlHook
airflow.contrib.hooks.spark_submit_hook airflow.providers.apache.spark.hooks.spark_submit
    SparkSubmitHook
airflow.contrib.hooks.ssh_hook airflow.providers.ssh.hooks.ssh
    SSHHook
airflow.contrib.hooks.vertica_hook airflow.providers.vertica.hooks.vertica
    VerticaHook
airflow.contrib.hooks.wasb_hook airflow.providers.microsoft.azure.hooks.wasb
    WasbHook
airflow.contrib.hooks.winrm_hook airflow.providers.microsoft.winrm.hooks.winrm
    WinRMHook
airflow.contrib.operators.adls_list_operator airflow.providers.microsoft.azure.operators.adls
    ADLSListOperator AzureDataLakeStorageListOperator=ADLSListOperator
airflow.contrib.operators.adls_to_gcs airflow.providers.google.cloud.transfers.adls_to_gcs
    ADLSToGCSOperator AdlsToGoogleCloudStorageOperator=ADLSToGCSOperator
airflow.contrib.operators.aws_athena_operator airflow.providers.amazon.aws.operators.athena
    AWSAthenaOperator=AthenaOperator
airflow.contrib.operators.aws_sqs_publish_operator airflow.providers.amazon.aws.operators.sqs
    SQSPublishOperator=SqsPublishOperator SqsPublishOperator
airflow.contrib.operators.awsbatch_operator airflow.providers.amazon.aws.operators.batch
    AWSBatchOperator=BatchOperator BatchOperator
    BatchProtocol=airflow.providers.amazon.aws.hooks.batch_client.BatchProtocol
airflow.contrib.operators.azure_container_instances_operator airflow.providers.microsoft.azure.operators.container_instances
    AzureContainerInstancesOperator
airflow.contrib.operators.azure_cosmos_operator airflow.providers.microsoft.azure.operators.cosmos
    AzureCosmosInsertDocumentOperator
airflow.contrib.operators.bigquery_check_operator airflow.providers.google.cloud.operators.bigquery
    BigQueryCheckOperator BigQueryIntervalCheckOperator BigQueryValueCheckOperator
airflow.contrib.operators.bigquery_get_data airflow.providers.google.cloud.operators.bigquery
    BigQueryGetDataOperator
airflow.contrib.operators.bigquery_operator airflow.providers.google.cloud.operators.bigquery
    * BigQueryOperator=BigQueryExecuteQueryOperator
airflow.contrib.operators.bigquery_table_delete_operator airflow.providers.google.cloud.operators.bigquery
    BigQueryDeleteTableOperator BigQueryTableDeleteOperator=BigQueryDeleteTableOperator
airflow.contrib.operators.bigquery_to_bigquery airflow.providers.google.cloud.transfers.bigquery_to_bigquery
    BigQueryToBigQueryOperator
airflow.contrib.operators.bigquery_to_gcs airflow.providers.google.cloud.transfers.bigquery_to_gcs
    BigQueryToCloudStorageOperator=BigQueryToGCSOperator BigQueryToGCSOperator
airflow.contrib.operators.bigquery_to_mysql_operator airflow.providers.google.cloud.transfers.bigquery_to_mysql
    BigQueryToMySqlOperator
airflow.contrib.operators.cassandra_to_gcs airflow.providers.google.cloud.transfers.cassandra_to_gcs
    CassandraToGCSOperator CassandraToGoogleCloudStorageOperator=CassandraToGCSOperator
airflow.contrib.operators.databricks_operator airflow.providers.databricks.operators.databricks
    DatabricksRunNowOperator DatabricksSubmitRunOperator
airflow.contrib.operators.dataflow_operator airflow.providers.google.cloud.operators.dataflow
    DataFlowJavaOperator=DataflowCreateJavaJobOperator DataFlowPythonOperator=DataflowCreatePythonJobOperator
    DataflowCreateJavaJobOperator DataflowCreatePythonJobOperator
    DataflowTemplateOperator=DataflowTemplatedJobStartOperator DataflowTemplatedJobStartOperator
airflow.contrib.operators.datapipeline_operator airflow.providers.google.cloud.operators.datapipeline
    CreateDataPipelineOperator RunDataPipelineOperator
airflow.contrib.operators.dataproc_operator airflow.providers.google.cloud.operators.dataproc
    DataProcHadoopOperator=DataprocSubmitHadoopJobOperator DataProcHiveOperator=DataprocSubmitHiveJobOperator
    DataProcJobBaseOperator=DataprocJobBaseOperator DataProcPigOperator=DataprocSubmitPigJobOperator
    DataProcPySparkOperator=DataprocSubmitPySparkJobOperator DataProcSparkOperator=DataprocSubmitSparkJobOperator
    DataProcSparkSqlOperator=DataprocSubmitSparkSqlJobOperator
    DataprocClusterCreateOperator=DataprocCreateClusterOperator
    DataprocClusterDeleteOperator=DataprocDeleteClusterOperator
    DataprocClusterScaleOperator=DataprocScaleClusterOperator DataprocCreateClusterOperator
    DataprocDeleteClusterOperator DataprocInstantiateInlineWorkflowTemplateOperator
    DataprocInstantiateWorkflowTemplateOperator DataprocJobBaseOperator DataprocScaleClusterOperator
    DataprocSubmitHadoopJobOperator DataprocSubmitHiveJobOperator DataprocSubmitPigJobOperator
    DataprocSubmitPySparkJobOperator DataprocSubmitSparkJobOperator DataprocSubmitSparkSqlJobOperator
    DataprocWorkflowTemplateInstantiateInlineOperator=DataprocInstantiateInlineWorkflowTemplateOperator
    DataprocWorkflowTemplateInstantiateOperator=DataprocInstantiateWorkflowTemplateOperator
airflow.contrib.operators.datastore_export_operator airflow.providers.google.cloud.operators.datastore
    CloudDatastoreExportEntitiesOperator DatastoreExportOperator=CloudDatastoreExportEntitiesOperator
airflow.contrib.operators.datastore_import_operator airflow.providers.google.cloud.operators.datastore
    CloudDatastoreImportEntitiesOperator DatastoreImportOperator=CloudDatastoreImportEntitiesOperator
airflow.contrib.operators.dingding_operator airflow.providers.dingding.operators.dingding
    DingdingOperator
airflow.contrib.operators.discord_webhook_operator airflow.providers.discord.operators.discord_webhook
    DiscordWebhookOperator
airflow.contrib.operators.docker_swarm_operator airflow.providers.docker.operators.docker_swarm
    DockerSwarmOperator
airflow.contrib.operators.druid_operator airflow.providers.apache.druid.operators.druid
    DruidOperator
airflow.contrib.operators.dynamodb_to_s3 airflow.providers.amazon.aws.transfers.dynamodb_to_s3
    DynamoDBToS3Operator
airflow.contrib.operators.ecs_operator airflow.providers.amazon.aws.operators.ecs
    ECSOperator=EcsRunTaskOperator EcsOperator=EcsRunTaskOperator
    EcsProtocol=airflow.providers.amazon.aws.hooks.ecs.EcsProtocol EcsRunTaskOperator
airflow.contrib.operators.emr_add_steps_operator airflow.providers.amazon.aws.operators.emr
    *
airflow.contrib.operators.emr_create_job_flow_operator airflow.providers.amazon.aws.operators.emr
    *
airflow.contrib.operators.emr_terminate_job_flow_operator airflow.providers.amazon.aws.operators.emr
    *
airflow.contrib.operators.file_to_gcs airflow.providers.google.cloud.transfers.local_to_gcs
    FileToGoogleCloudStorageOperator=LocalFilesystemToGCSOperator LocalFilesystemToGCSOperator
airflow.contrib.operators.file_to_wasb airflow.providers.microsoft.azure.transfers.local_to_wasb
    FileToWasbOperator=LocalFilesystemToWasbOperator LocalFilesystemToWasbOperator
airflow.contrib.operators.gcp_bigtable_operator airflow.providers.google.cloud.operators.bigtable
    BigtableClusterUpdateOperator=BigtableUpdateClusterOperator BigtableCreateInstanceOperator
    BigtableCreateTableOperator BigtableDeleteInstanceOperator BigtableDeleteTableOperator
    BigtableInstanceCreateOperator=BigtableCreateInstanceOperator
    BigtableInstanceDeleteOperator=BigtableDeleteInstanceOperator
    BigtableTableCreateOperator=BigtableCreateTableOperator BigtableTableDeleteOperator=BigtableDeleteTableOperator
    BigtableTableReplicationCompletedSensor=airflow.providers.google.cloud.sensors.bigtable.BigtableTableReplicationCompletedSensor
    BigtableTableWaitForReplicationSensor=airflow.providers.google.cloud.sensors.bigtable.BigtableTableReplicationCompletedSensor
    BigtableUpdateClusterOperator
airflow.contrib.operators.gcp_cloud_build_operator airflow.providers.google.cloud.operators.cloud_build
    CloudBuildCreateBuildOperator
airflow.contrib.operators.gcp_compute_operator airflow.providers.google.cloud.operators.compute
    ComputeEngineBaseOperator ComputeEngineCopyInstanceTemplateOperator
    ComputeEngineInstanceGroupUpdateManagerTemplateOperator ComputeEngineSetMachineTypeOperator
    ComputeEngineStartInstanceOperator ComputeEngineStopInstanceOperator GceBaseOperator=ComputeEngineBaseOperator
    GceInstanceGroupManagerUpdateTemplateOperator=ComputeEngineInstanceGroupUpdateManagerTemplateOperator
    GceInstanceStartOperator=ComputeEngineStartInstanceOperator
    GceInstanceStopOperator=ComputeEngineStopInstanceOperator
    GceInstanceTemplateCopyOperator=ComputeEngineCopyInstanceTemplateOperator
    GceSetMachineTypeOperator=ComputeEngineSetMachineTypeOperator
airflow.contrib.operators.gcp_container_operator airflow.providers.google.cloud.operators.kubernetes_engine
    GKEClusterCreateOperator=GKECreateClusterOperator GKEClusterDeleteOperator=GKEDeleteClusterOperator
    GKECreateClusterOperator GKEDeleteClusterOperator GKEPodOperator=GKEStartPodOperator GKEStartPodOperator
airflow.contrib.operators.gcp_dlp_operator airflow.providers.google.cloud.operators.dlp
    CloudDLPCancelDLPJobOperator CloudDLPCreateDLPJobOperator CloudDLPCreateDeidentifyTemplateOperator
    CloudDLPCreateInspectTemplateOperator CloudDLPCreateJobTriggerOperator CloudDLPCreateStoredInfoTypeOperator
    CloudDLPDeidentifyContentOperator CloudDLPDeleteDLPJobOperator CloudDLPDeleteDeidentifyTemplateOperator
    CloudDLPDeleteDlpJobOperator=CloudDLPDeleteDLPJobOperator CloudDLPDeleteInspectTemplateOperator
    CloudDLPDeleteJobTriggerOperator CloudDLPDeleteStoredInfoTypeOperator CloudDLPGetDLPJobOperator
    CloudDLPGetDLPJobTriggerOperator CloudDLPGetDeidentifyTemplateOperator
    CloudDLPGetDlpJobOperator=CloudDLPGetDLPJobOperator CloudDLPGetInspectTemplateOperator
    CloudDLPGetJobTripperOperator=CloudDLPGetDLPJobTriggerOperator CloudDLPGetStoredInfoTypeOperator
    CloudDLPInspectContentOperator CloudDLPListDLPJobsOperator CloudDLPListDeidentifyTemplatesOperator
    CloudDLPListDlpJobsOperator=CloudDLPListDLPJobsOperator CloudDLPListInfoTypesOperator
    CloudDLPListInspectTemplatesOperator CloudDLPListJobTriggersOperator CloudDLPListStoredInfoTypesOperator
    CloudDLPRedactImageOperator CloudDLPReidentifyContentOperator CloudDLPUpdateDeidentifyTemplateOperator
    CloudDLPUpdateInspectTemplateOperator CloudDLPUpdateJobTriggerOperator CloudDLPUpdateStoredInfoTypeOperator
airflow.contrib.operators.gcp_function_operator airflow.providers.google.cloud.operators.functions
    CloudFunctionDeleteFunctionOperator CloudFunctionDeployFunctionOperator
    GcfFunctionDeleteOperator=CloudFunctionDeleteFunctionOperator
    GcfFunctionDeployOperator=CloudFunctionDeployFunctionOperator
airflow.contrib.operators.gcp_natural_language_operator airflow.providers.google.cloud.operators.natural_language
    CloudLanguageAnalyzeEntitiesOperator=CloudNaturalLanguageAnalyzeEntitiesOperator
    CloudLanguageAnalyzeEntitySentimentOperator=CloudNaturalLanguageAnalyzeEntitySentimentOperator
    CloudLanguageAnalyzeSentimentOperator=CloudNaturalLanguageAnalyzeSentimentOperator
    CloudLanguageClassifyTextOperator=CloudNaturalLanguageClassifyTextOperator
    CloudNaturalLanguageAnalyzeEntitiesOperator CloudNaturalLanguageAnalyzeEntitySentimentOperator
    CloudNaturalLanguageAnalyzeSentimentOperator CloudNaturalLanguageClassifyTextOperator
airflow.contrib.operators.gcp_spanner_operator airflow.providers.google.cloud.operators.spanner
    CloudSpannerInstanceDatabaseDeleteOperator=SpannerDeleteDatabaseInstanceOperator
    CloudSpannerInstanceDatabaseDeployOperator=SpannerDeployDatabaseInstanceOperator
    CloudSpannerInstanceDatabaseQueryOperator=SpannerQueryDatabaseInstanceOperator
    CloudSpannerInstanceDatabaseUpdateOperator=SpannerUpdateDatabaseInstanceOperator
    CloudSpannerInstanceDeleteOperator=SpannerDeleteInstanceOperator
    CloudSpannerInstanceDeployOperator=SpannerDeployInstanceOperator SpannerDeleteDatabaseInstanceOperator
    SpannerDeleteInstanceOperator SpannerDeployDatabaseInstanceOperator SpannerDeployInstanceOperator
    SpannerQueryDatabaseInstanceOperator SpannerUpdateDatabaseInstanceOperator
airflow.contrib.operators.gcp_speech_to_text_operator airflow.providers.google.cloud.operators.speech_to_text
    CloudSpeechToTextRecognizeSpeechOperator
    GcpSpeechToTextRecognizeSpeechOperator=CloudSpeechToTextRecognizeSpeechOperator
airflow.contrib.operators.gcp_sql_operator airflow.providers.google.cloud.operators.cloud_sql
    CloudSQLBaseOperator CloudSQLCreateInstanceDatabaseOperator CloudSQLCreateInstanceOperator
    CloudSQLDeleteInstanceDatabaseOperator CloudSQLDeleteInstanceOperator CloudSQLExecuteQueryOperator
    CloudSQLExportInstanceOperator CloudSQLImportInstanceOperator CloudSQLInstancePatchOperator
    CloudSQLPatchInstanceDatabaseOperator CloudSqlBaseOperator=CloudSQLBaseOperator
    CloudSqlInstanceCreateOperator=CloudSQLCreateInstanceOperator
    CloudSqlInstanceDatabaseCreateOperator=CloudSQLCreateInstanceDatabaseOperator
    CloudSqlInstanceDatabaseDeleteOperator=CloudSQLDeleteInstanceDatabaseOperator
    CloudSqlInstanceDatabasePatchOperator=CloudSQLPatchInstanceDatabaseOperator
    CloudSqlInstanceDeleteOperator=CloudSQLDeleteInstanceOperator
    CloudSqlInstanceExportOperator=CloudSQLExportInstanceOperator
    CloudSqlInstanceImportOperator=CloudSQLImportInstanceOperator
    CloudSqlInstancePatchOperator=CloudSQLInstancePatchOperator CloudSqlQueryOperator=CloudSQLExecuteQueryOperator
airflow.contrib.operators.gcp_tasks_operator airflow.providers.google.cloud.operators.tasks
    CloudTasksQueueCreateOperator CloudTasksQueueDeleteOperator CloudTasksQueueGetOperator
    CloudTasksQueuePauseOperator CloudTasksQueuePurgeOperator CloudTasksQueueResumeOperator
    CloudTasksQueueUpdateOperator CloudTasksQueuesListOperator CloudTasksTaskCreateOperator
    CloudTasksTaskDeleteOperator CloudTasksTaskGetOperator CloudTasksTaskRunOperator CloudTasksTasksListOperator
airflow.contrib.operators.gcp_text_to_speech_operator airflow.providers.google.cloud.operators.text_to_speech
    CloudTextToSpeechSynthesizeOperator GcpTextToSpeechSynthesizeOperator=CloudTextToSpeechSynthesizeOperator
airflow.contrib.operators.gcp_transfer_operator airflow.providers.google.cloud.operators.cloud_storage_transfer_service
    CloudDataTransferServiceCancelOperationOperator CloudDataTransferServiceCreateJobOperator
    CloudDataTransferServiceDeleteJobOperator CloudDataTransferServiceGCSToGCSOperator
    CloudDataTransferServiceGetOperationOperator CloudDataTransferServiceListOperationsOperator
    CloudDataTransferServicePauseOperationOperator CloudDataTransferServiceResumeOperationOperator
    CloudDataTransferServiceS3ToGCSOperator CloudDataTransferServiceUpdateJobOperator
    GcpTransferServiceJobCreateOperator=CloudDataTransferServiceCreateJobOperator
    GcpTransferServiceJobDeleteOperator=CloudDataTransferServiceDeleteJobOperator
    GcpTransferServiceJobUpdateOperator=CloudDataTransferServiceUpdateJobOperator
    GcpTransferServiceOperationCancelOperator=CloudDataTransferServiceCancelOperationOperator
    GcpTransferServiceOperationGetOperator=CloudDataTransferServiceGetOperationOperator
    GcpTransferServiceOperationPauseOperator=CloudDataTransferServicePauseOperationOperator
    GcpTransferServiceOperationResumeOperator=CloudDataTransferServiceResumeOperationOperator
    GcpTransferServiceOperationsListOperator=CloudDataTransferServiceListOperationsOperator
    GoogleCloudStorageToGoogleCloudStorageTransferOperator=CloudDataTransferServiceGCSToGCSOperator
    S3ToGoogleCloudStorageTransferOperator=CloudDataTransferServiceS3ToGCSOperator
airflow.contrib.operators.gcp_translate_operator airflow.providers.google.cloud.operators.translate
    CloudTranslateTextOperator
airflow.contrib.operators.gcp_translate_speech_operator airflow.providers.google.cloud.operators.translate_speech
    CloudTranslateSpeechOperator GcpTranslateSpeechOperator=CloudTranslateSpeechOperator
airflow.contrib.operators.gcp_video_intelligence_operator airflow.providers.google.cloud.operators.video_intelligence
    CloudVideoIntelligenceDetectVideoExplicitContentOperator CloudVideoIntelligenceDetectVideoLabelsOperator
    CloudVideoIntelligenceDetectVideoShotsOperator
airflow.contrib.operators.gcp_vision_operator airflow.providers.google.cloud.operators.vision
    CloudVisionAddProductToProductSetOperator CloudVisionAnnotateImageOperator=CloudVisionImageAnnotateOperator
    CloudVisionCreateProductOperator CloudVisionCreateProductSetOperator CloudVisionCreateReferenceImageOperator
    CloudVisionDeleteProductOperator CloudVisionDeleteProductSetOperator
    CloudVisionDetectDocumentTextOperator=CloudVisionTextDetectOperator CloudVisionDetectImageLabelsOperator
    CloudVisionDetectImageSafeSearchOperator CloudVisionDetectTextOperator CloudVisionGetProductOperator
    CloudVisionGetProductSetOperator CloudVisionImageAnnotateOperator
    CloudVisionProductCreateOperator=CloudVisionCreateProductOperator
    CloudVisionProductDeleteOperator=CloudVisionDeleteProductOperator
    CloudVisionProductGetOperator=CloudVisionGetProductOperator
    CloudVisionProductSetCreateOperator=CloudVisionCreateProductSetOperator
    CloudVisionProductSetDeleteOperator=CloudVisionDeleteProductSetOperator
    CloudVisionProductSetGetOperator=CloudVisionGetProductSetOperator
    CloudVisionProductSetUpdateOperator=CloudVisionUpdateProductSetOperator
    CloudVisionProductUpdateOperator=CloudVisionUpdateProductOperator
    CloudVisionReferenceImageCreateOperator=CloudVisionCreateReferenceImageOperator
    CloudVisionRemoveProductFromProductSetOperator CloudVisionTextDetectOperator CloudVisionUpdateProductOperator
    CloudVisionUpdateProductSetOperator
airflow.contrib.operators.gcs_acl_operator airflow.providers.google.cloud.operators.gcs
    GCSBucketCreateAclEntryOperator GCSObjectCreateAclEntryOperator
    GoogleCloudStorageBucketCreateAclEntryOperator=GCSBucketCreateAclEntryOperator
    GoogleCloudStorageObjectCreateAclEntryOperator=GCSObjectCreateAclEntryOperator
airflow.contrib.operators.gcs_delete_operator airflow.providers.google.cloud.operators.gcs
    GCSDeleteObjectsOperator GoogleCloudStorageDeleteOperator=GCSDeleteObjectsOperator
airflow.contrib.operators.gcs_download_operator airflow.providers.google.cloud.transfers.gcs_to_local
    GCSToLocalFilesystemOperator GoogleCloudStorageDownloadOperator=GCSToLocalFilesystemOperator
airflow.contrib.operators.gcs_list_operator airflow.providers.google.cloud.operators.gcs
    GCSListObjectsOperator GoogleCloudStorageListOperator=GCSListObjectsOperator
airflow.contrib.operators.gcs_operator airflow.providers.google.cloud.operators.gcs
    GCSCreateBucketOperator GoogleCloudStorageCreateBucketOperator=GCSCreateBucketOperator
airflow.contrib.operators.gcs_to_bq airflow.providers.google.cloud.transfers.gcs_to_bigquery
    GCSToBigQueryOperator GoogleCloudStorageToBigQueryOperator=GCSToBigQueryOperator
airflow.contrib.operators.gcs_to_gcs airflow.providers.google.cloud.transfers.gcs_to_gcs
    GCSToGCSOperator GoogleCloudStorageToGoogleCloudStorageOperator=GCSToGCSOperator
airflow.contrib.operators.gcs_to_gdrive_operator airflow.providers.google.suite.transfers.gcs_to_gdrive
    GCSToGoogleDriveOperator GcsToGDriveOperator=GCSToGoogleDriveOperator
airflow.contrib.operators.gcs_to_s3 airflow.providers.amazon.aws.transfers.gcs_to_s3
    GCSToS3Operator GoogleCloudStorageToS3Operator=GCSToS3Operator
airflow.contrib.operators.grpc_operator airflow.providers.grpc.operators.grpc
    GrpcOperator
airflow.contrib.operators.hive_to_dynamodb airflow.providers.amazon.aws.transfers.hive_to_dynamodb
    HiveToDynamoDBOperator HiveToDynamoDBTransferOperator=HiveToDynamoDBOperator
airflow.contrib.operators.http_operator airflow.providers.http.operators.http
    SimpleHttpOperator=HttpOperator
airflow.contrib.operators.imap_attachment_to_s3_operator airflow.providers.amazon.aws.transfers.imap_attachment_to_s3
    ImapAttachmentToS3Operator
airflow.contrib.operators.jenkins_job_trigger_operator airflow.providers.jenkins.operators.jenkins_job_trigger
    JenkinsJobTriggerOperator
airflow.contrib.operators.jira_operator airflow.providers.atlassian.jira.operators.jira
    JiraOperator
airflow.contrib.operators.kubernetes_pod_operator airflow.providers.cncf.kubernetes.operators.pod
    KubernetesPodOperator
airflow.contrib.operators.mlengine_operator airflow.providers.google.cloud.operators.mlengine
    MLEngineBatchPredictionOperator=MLEngineStartBatchPredictionJobOperator MLEngineManageModelOperator
    MLEngineManageVersionOperator MLEngineModelOperator=MLEngineManageModelOperator
    MLEngineStartBatchPredictionJobOperator MLEngineStartTrainingJobOperator
    MLEngineTrainingOperator=MLEngineStartTrainingJobOperator MLEngineVersionOperator=MLEngineManageVersionOperator
airflow.contrib.operators.mongo_to_s3 airflow.providers.amazon.aws.transfers.mongo_to_s3
    MongoToS3Operator
airflow.contrib.operators.mssql_to_gcs airflow.providers.google.cloud.transfers.mssql_to_gcs
    MSSQLToGCSOperator MsSqlToGoogleCloudStorageOperator=MSSQLToGCSOperator
airflow.contrib.operators.mysql_to_gcs airflow.providers.google.cloud.transfers.mysql_to_gcs
    MySQLToGCSOperator MySqlToGoogleCloudStorageOperator=MySQLToGCSOperator
airflow.contrib.operators.opsgenie_alert_operator airflow.providers.opsgenie.operators.opsgenie
    OpsgenieAlertOperator=OpsgenieCreateAlertOperator OpsgenieCreateAlertOperator
airflow.contrib.operators.oracle_to_azure_data_lake_transfer airflow.providers.microsoft.azure.transfers.oracle_to_azure_data_lake
    OracleToAzureDataLakeOperator OracleToAzureDataLakeTransfer=OracleToAzureDataLakeOperator
airflow.contrib.operators.oracle_to_oracle_transfer airflow.providers.oracle.transfers.oracle_to_oracle
    OracleToOracleOperator OracleToOracleTransfer=OracleToOracleOperator
airflow.contrib.operators.postgres_to_gcs_operator airflow.providers.google.cloud.transfers.postgres_to_gcs
    PostgresToGCSOperator PostgresToGoogleCloudStorageOperator=PostgresToGCSOperator
airflow.contrib.operators.pubsub_operator airflow.providers.google.cloud.operators.pubsub
    PubSubCreateSubscriptionOperator PubSubCreateTopicOperator PubSubDeleteSubscriptionOperator
    PubSubDeleteTopicOperator PubSubPublishMessageOperator PubSubPublishOperator=PubSubPublishMessageOperator
    PubSubSubscriptionCreateOperator=PubSubCreateSubscriptionOperator
    PubSubSubscriptionDeleteOperator=PubSubDeleteSubscriptionOperator
    PubSubTopicCreateOperator=PubSubCreateTopicOperator PubSubTopicDeleteOperator=PubSubDeleteTopicOperator
airflow.contrib.operators.redis_publish_operator airflow.providers.redis.operators.redis_publish
    RedisPublishOperator
airflow.contrib.operators.s3_copy_object_operator airflow.providers.amazon.aws.operators.s3
    *
airflow.contrib.operators.s3_delete_objects_operator airflow.providers.amazon.aws.operators.s3
    *
airflow.contrib.operators.s3_list_operator airflow.providers.amazon.aws.operators.s3
    *
airflow.contrib.operators.s3_to_gcs_operator airflow.providers.google.cloud.transfers.s3_to_gcs
    S3ToGCSOperator S3ToGoogleCloudStorageOperator=S3ToGCSOperator
airflow.contrib.operators.s3_to_gcs_transfer_operator airflow.providers.google.cloud.operators.cloud_storage_transfer_service
    CloudDataTransferServiceS3ToGCSOperator
airflow.contrib.operators.s3_to_sftp_operator airflow.providers.amazon.aws.transfers.s3_to_sftp
    S3ToSFTPOperator
airflow.contrib.operators.sagemaker_base_operator airflow.providers.amazon.aws.operators.sagemaker
    *
airflow.contrib.operators.sagemaker_endpoint_config_operator airflow.providers.amazon.aws.operators.sagemaker
    *
airflow.contrib.operators.sagemaker_endpoint_operator airflow.providers.amazon.aws.operators.sagemaker
    *
airflow.contrib.operators.sagemaker_model_operator airflow.providers.amazon.aws.operators.sagemaker
    *
airflow.contrib.operators.sagemaker_training_operator airflow.providers.amazon.aws.operators.sagemaker
    *
airflow.contrib.operators.sagemaker_transform_operator airflow.providers.amazon.aws.operators.sagemaker
    *
airflow.contrib.operators.sagemaker_tuning_operator airflow.providers.amazon.aws.operators.sagemaker
    *
airflow.contrib.operators.segment_track_event_operator airflow.providers.segment.operators.segment_track_event
    SegmentTrackEventOperator
airflow.contrib.operators.sftp_operator airflow.providers.sftp.operators.sftp
    SFTPOperation SFTPOperator
airflow.contrib.operators.sftp_to_s3_operator airflow.providers.amazon.aws.transfers.sftp_to_s3
    SFTPToS3Operator
airflow.contrib.operators.slack_webhook_operator airflow.providers.slack.operators.slack_webhook
    SlackWebhookOperator
airflow.contrib.operators.snowflake_operator shim.old_operators
    * SnowflakeOperator=airflow.providers.snowflake.operators.snowflake.SnowflakeOperator
airflow.contrib.operators.sns_publish_operator airflow.providers.amazon.aws.operators.sns
    SnsPublishOperator
airflow.contrib.operators.spark_jdbc_operator airflow.providers.apache.spark.operators.spark_jdbc
    SparkJDBCOperator SparkSubmitOperator
airflow.contrib.operators.spark_sql_operator airflow.providers.apache.spark.operators.spark_sql
    SparkSqlOperator
airflow.contrib.operators.spark_submit_operator airflow.providers.apache.spark.operators.spark_submit
    SparkSubmitOperator
airflow.contrib.operators.sql_to_gcs airflow.providers.google.cloud.transfers.sql_to_gcs
    BaseSQLToGCSOperator BaseSQLToGoogleCloudStorageOperator=BaseSQLToGCSOperator
airflow.contrib.operators.ssh_operator airflow.providers.ssh.operators.ssh
    SSHOperator
airflow.contrib.operators.vertica_operator shim.old_operators
    * VerticaOperator=airflow.providers.vertica.operators.vertica.VerticaOperator
airflow.contrib.operators.vertica_to_hive airflow.providers.apache.hive.transfers.vertica_to_hive
    VerticaToHiveOperator VerticaToHiveTransfer=VerticaToHiveOperator
airflow.contrib.operators.vertica_to_mysql airflow.providers.mysql.transfers.vertica_to_mysql
    VerticaToMySqlOperator VerticaToMySqlTransfer=VerticaToMySqlOperator
airflow.contrib.operators.wasb_delete_blob_operator airflow.providers.microsoft.azure.operators.wasb_delete_blob
    WasbDeleteBlobOperator
airflow.contrib.operators.winrm_operator airflow.providers.microsoft.winrm.operators.winrm
    WinRMOperator
airflow.contrib.secrets.aws_secrets_manager airflow.providers.amazon.aws.secrets.secrets_manager
    SecretsManagerBackend
airflow.contrib.secrets.aws_systems_manager airflow.providers.amazon.aws.secrets.systems_manager
    SystemsManagerParameterStoreBackend
airflow.contrib.secrets.azure_key_vault airflow.providers.microsoft.azure.secrets.key_vault
    AzureKeyVaultBackend
airflow.contrib.secrets.gcp_secrets_manager airflow.providers.google.cloud.secrets.secret_manager
    CloudSecretManagerBackend CloudSecretsManagerBackend=CloudSecretManagerBackend
airflow.contrib.secrets.hashicorp_vault airflow.providers.hashicorp.secrets.vault
    VaultBackend
airflow.contrib.sensors.aws_athena_sensor airflow.providers.amazon.aws.sensors.athena
    AthenaSensor
airflow.contrib.sensors.aws_glue_catalog_partition_sensor airflow.providers.amazon.aws.sensors.glue_catalog_partition
    AwsGlueCatalogPartitionSensor=GlueCatalogPartitionSensor
airflow.contrib.sensors.aws_redshift_cluster_sensor airflow.providers.amazon.aws.sensors.redshift_cluster
    AwsRedshiftClusterSensor=RedshiftClusterSensor
airflow.contrib.sensors.aws_sqs_sensor airflow.providers.amazon.aws.sensors.sqs
    SQSSensor=SqsSensor SqsSensor
airflow.contrib.sensors.azure_cosmos_sensor airflow.providers.microsoft.azure.sensors.cosmos
    AzureCosmosDocumentSensor
airflow.contrib.sensors.bash_sensor airflow.sensors.bash
    BashSensor
airflow.contrib.sensors.bigquery_sensor airflow.providers.google.cloud.sensors.bigquery
    BigQueryTableExistenceSensor BigQueryTableSensor=BigQueryTableExistenceSensor
airflow.contrib.sensors.cassandra_record_sensor airflow.providers.apache.cassandra.sensors.record
    CassandraRecordSensor
airflow.contrib.sensors.cassandra_table_sensor airflow.providers.apache.cassandra.sensors.table
    CassandraTableSensor
airflow.contrib.sensors.celery_queue_sensor airflow.providers.celery.sensors.celery_queue
    CeleryQueueSensor
airflow.contrib.sensors.datadog_sensor airflow.providers.datadog.sensors.datadog
    DatadogSensor
airflow.contrib.sensors.emr_base_sensor airflow.providers.amazon.aws.sensors.emr
    *
airflow.contrib.sensors.emr_job_flow_sensor airflow.providers.amazon.aws.sensors.emr
    *
airflow.contrib.sensors.emr_step_sensor airflow.providers.amazon.aws.sensors.emr
    *
airflow.contrib.sensors.file_sensor airflow.providers.standard.sensors.filesystem
    * FileSensor=airflow.sensors.filesystem.FileSensor
airflow.contrib.sensors.ftp_sensor airflow.providers.ftp.sensors.ftp
    FTPSSensor FTPSensor
airflow.contrib.sensors.gcp_transfer_sensor airflow.providers.google.cloud.sensors.cloud_storage_transfer_service
    CloudDataTransferServiceJobStatusSensor
    GCPTransferServiceWaitForJobStatusSensor=CloudDataTransferServiceJobStatusSensor
airflow.contrib.sensors.gcs_sensor airflow.providers.google.cloud.sensors.gcs
    GCSObjectExistenceSensor GCSObjectUpdateSensor GCSObjectsWithPrefixExistenceSensor GCSUploadSessionCompleteSensor
    GoogleCloudStorageObjectSensor=GCSObjectExistenceSensor
    GoogleCloudStorageObjectUpdatedSensor=GCSObjectUpdateSensor
    GoogleCloudStoragePrefixSensor=GCSObjectsWithPrefixExistenceSensor
    GoogleCloudStorageUploadSessionCompleteSensor=GCSUploadSessionCompleteSensor
airflow.contrib.sensors.imap_attachment_sensor airflow.providers.imap.sensors.imap_attachment
    ImapAttachmentSensor
airflow.contrib.sensors.jira_sensor airflow.providers.atlassian.jira.sensors.jira
    JiraSensor JiraTicketSensor
airflow.contrib.sensors.mongo_sensor airflow.providers.mongo.sensors.mongo
    MongoSensor
airflow.contrib.sensors.pubsub_sensor airflow.providers.google.cloud.sensors.pubsub
    PubSubPullSensor
airflow.contrib.sensors.python_sensor airflow.sensors.python
    PythonSensor
airflow.contrib.sensors.redis_key_sensor airflow.providers.redis.sensors.redis_key
    RedisKeySensor
airflow.contrib.sensors.redis_pub_sub_sensor airflow.providers.redis.sensors.redis_pub_sub
    RedisPubSubSensor
airflow.contrib.sensors.sagemaker_base_sensor airflow.providers.amazon.aws.sensors.sagemaker
    *
airflow.contrib.sensors.sagemaker_endpoint_sensor airflow.providers.amazon.aws.sensors.sagemaker
    *
airflow.contrib.sensors.sagemaker_training_sensor airflow.providers.amazon.aws.sensors.sagemaker
    SageMakerHook SageMakerTrainingSensor
airflow.contrib.sensors.sagemaker_transform_sensor airflow.providers.amazon.aws.sensors.sagemaker
    *
airflow.contrib.sensors.sagemaker_tuning_sensor airflow.providers.amazon.aws.sensors.sagemaker
    *
airflow.contrib.sensors.sftp_sensor airflow.providers.sftp.sensors.sftp
    SFTPSensor
airflow.contrib.sensors.wasb_sensor airflow.providers.microsoft.azure.sensors.wasb
    WasbBlobSensor WasbPrefixSensor
airflow.contrib.sensors.weekday_sensor airflow.sensors.weekday
    DayOfWeekSensor
airflow.contrib.utils.gcp_field_sanitizer airflow.providers.google.cloud.utils.field_sanitizer
    GcpBodyFieldSanitizer GcpFieldSanitizerException
airflow.contrib.utils.gcp_field_validator airflow.providers.google.cloud.utils.field_validator
    GcpBodyFieldValidator GcpFieldValidationException GcpValidationSpecificationException
airflow.contrib.utils.mlengine_operator_utils airflow.providers.google.cloud.utils.mlengine_operator_utils
    create_evaluate_ops
airflow.contrib.utils.mlengine_prediction_summary airflow.providers.google.cloud.utils.mlengine_prediction_summary
    JsonCoder MakeSummary
airflow.contrib.utils.weekday airflow.utils.weekday
    WeekDay
airflow.hooks.S3_hook airflow.providers.amazon.aws.hooks.s3
    *
airflow.hooks.base_hook airflow.sdk.bases.hook
    BaseHook
airflow.hooks.dbapi_hook airflow.providers.common.sql.hooks.sql
    DbApiHook
airflow.hooks.docker_hook airflow.providers.docker.hooks.docker
    DockerHook
airflow.hooks.druid_hook airflow.providers.apache.druid.hooks.druid
    DruidDbApiHook DruidHook
airflow.hooks.hive_hooks airflow.providers.apache.hive.hooks.hive
    HIVE_QUEUE_PRIORITIES HiveCliHook HiveMetastoreHook HiveServer2Hook
airflow.hooks.http_hook airflow.providers.http.hooks.http
    HttpHook
airflow.hooks.jdbc_hook airflow.providers.jdbc.hooks.jdbc
    JdbcHook jaydebeapi
airflow.hooks.mssql_hook airflow.providers.microsoft.mssql.hooks.mssql
    MsSqlHook
airflow.hooks.mysql_hook airflow.providers.mysql.hooks.mysql
    MySqlHook
airflow.hooks.oracle_hook airflow.providers.oracle.hooks.oracle
    OracleHook
airflow.hooks.pig_hook airflow.providers.apache.pig.hooks.pig
    PigCliHook
airflow.hooks.postgres_hook airflow.providers.postgres.hooks.postgres
    *
airflow.hooks.presto_hook airflow.providers.presto.hooks.presto
    PrestoHook
airflow.hooks.samba_hook airflow.providers.samba.hooks.samba
    SambaHook
airflow.hooks.slack_hook airflow.providers.slack.hooks.slack
    SlackHook
airflow.hooks.sqlite_hook airflow.providers.sqlite.hooks.sqlite
    *
airflow.hooks.webhdfs_hook airflow.providers.apache.hdfs.hooks.webhdfs
    WebHDFSHook
airflow.hooks.zendesk_hook airflow.providers.zendesk.hooks.zendesk
    ZendeskHook
airflow.operators.bash_operator airflow.providers.standard.operators.bash
    * BashOperator=airflow.operators.bash.BashOperator
airflow.operators.branch_operator airflow.sdk.bases.branch
    * BaseBranchOperator=airflow.operators.branch.BaseBranchOperator
airflow.operators.check_operator airflow.providers.common.sql.operators.sql
    CheckOperator=SQLCheckOperator IntervalCheckOperator=SQLIntervalCheckOperator SQLCheckOperator
    SQLIntervalCheckOperator SQLThresholdCheckOperator SQLValueCheckOperator
    ThresholdCheckOperator=SQLThresholdCheckOperator ValueCheckOperator=SQLValueCheckOperator
airflow.operators.dagrun_operator airflow.providers.standard.operators.trigger_dagrun
    * DagRunOrder=shim.old_names.DagRunOrder TriggerDagRunOperator=shim.old_names.TriggerDagRunOperator
airflow.operators.docker_operator airflow.providers.docker.operators.docker
    DockerOperator
airflow.operators.druid_check_operator airflow.providers.apache.druid.operators.druid_check
    DruidCheckOperator
airflow.operators.dummy_operator airflow.providers.standard.operators.empty
    DummyOperator=EmptyOperator EmptyOperator=airflow.operators.empty.EmptyOperator
airflow.operators.email_operator airflow.providers.smtp.operators.smtp
    * EmailOperator=airflow.operators.email.EmailOperator
airflow.operators.gcs_to_s3 airflow.providers.amazon.aws.transfers.gcs_to_s3
    GCSToS3Operator
airflow.operators.google_api_to_s3_transfer airflow.providers.amazon.aws.transfers.google_api_to_s3
    GoogleApiToS3Operator GoogleApiToS3Transfer=GoogleApiToS3Operator
airflow.operators.hive_operator airflow.providers.apache.hive.operators.hive
    HiveOperator
airflow.operators.hive_stats_operator airflow.providers.apache.hive.operators.hive_stats
    HiveStatsCollectionOperator
airflow.operators.hive_to_druid airflow.providers.apache.druid.transfers.hive_to_druid
    HiveToDruidOperator HiveToDruidTransfer=HiveToDruidOperator
airflow.operators.hive_to_mysql airflow.providers.apache.hive.transfers.hive_to_mysql
    HiveToMySqlOperator HiveToMySqlTransfer=HiveToMySqlOperator
airflow.operators.hive_to_samba_operator airflow.providers.apache.hive.transfers.hive_to_samba
    Hive2SambaOperator=HiveToSambaOperator HiveToSambaOperator
airflow.operators.http_operator airflow.providers.http.operators.http
    SimpleHttpOperator=HttpOperator
airflow.operators.jdbc_operator shim.old_operators
    * JdbcOperator=airflow.providers.jdbc.operators.jdbc.JdbcOperator
airflow.operators.latest_only_operator airflow.providers.standard.operators.latest_only
    * LatestOnlyOperator=airflow.operators.latest_only.LatestOnlyOperator
airflow.operators.mssql_operator shim.old_operators
    * MsSqlOperator=airflow.providers.microsoft.mssql.operators.mssql.MsSqlOperator
airflow.operators.mssql_to_hive airflow.providers.apache.hive.transfers.mssql_to_hive
    MsSqlToHiveOperator MsSqlToHiveTransfer=MsSqlToHiveOperator
airflow.operators.mysql_operator shim.old_operators
    * MySqlOperator=airflow.providers.mysql.operators.mysql.MySqlOperator
airflow.operators.mysql_to_hive airflow.providers.apache.hive.transfers.mysql_to_hive
    MySqlToHiveOperator MySqlToHiveTransfer=MySqlToHiveOperator
airflow.operators.oracle_operator airflow.providers.oracle.operators.oracle
    OracleOperator
airflow.operators.papermill_operator airflow.providers.papermill.operators.papermill
    NoteBook PapermillOperator
airflow.operators.pig_operator airflow.providers.apache.pig.operators.pig
    PigOperator
airflow.operators.postgres_operator shim.old_operators
    * PostgresOperator=airflow.providers.postgres.operators.postgres.PostgresOperator
airflow.operators.presto_check_operator airflow.providers.common.sql.operators.sql
    PrestoCheckOperator=SQLCheckOperator PrestoIntervalCheckOperator=SQLIntervalCheckOperator
    PrestoValueCheckOperator=SQLValueCheckOperator SQLCheckOperator SQLIntervalCheckOperator SQLValueCheckOperator
airflow.operators.presto_to_mysql airflow.providers.mysql.transfers.presto_to_mysql
    PrestoToMySqlOperator PrestoToMySqlTransfer=PrestoToMySqlOperator
airflow.operators.python_operator airflow.providers.standard.operators.python
    * BranchPythonOperator=airflow.operators.python.BranchPythonOperator
    PythonOperator=airflow.operators.python.PythonOperator
    PythonVirtualenvOperator=airflow.operators.python.PythonVirtualenvOperator
    ShortCircuitOperator=airflow.operators.python.ShortCircuitOperator
airflow.operators.redshift_to_s3_operator airflow.providers.amazon.aws.transfers.redshift_to_s3
    RedshiftToS3Operator RedshiftToS3Transfer=RedshiftToS3Operator
airflow.operators.s3_file_transform_operator airflow.providers.amazon.aws.operators.s3_file_transform
    S3FileTransformOperator
airflow.operators.s3_to_hive_operator airflow.providers.apache.hive.transfers.s3_to_hive
    S3ToHiveOperator S3ToHiveTransfer=S3ToHiveOperator
airflow.operators.s3_to_redshift_operator airflow.providers.amazon.aws.transfers.s3_to_redshift
    S3ToRedshiftOperator S3ToRedshiftTransfer=S3ToRedshiftOperator
airflow.operators.sensors airflow.sdk.bases.sensor
    BaseSensorOperator ExternalTaskSensor=airflow.providers.standard.sensors.external_task.ExternalTaskSensor
    HivePartitionSensor=airflow.providers.apache.hive.sensors.hive_partition.HivePartitionSensor
    HttpSensor=airflow.providers.http.sensors.http.HttpSensor
    MetastorePartitionSensor=airflow.providers.apache.hive.sensors.metastore_partition.MetastorePartitionSensor
    S3KeySensor=airflow.providers.amazon.aws.sensors.s3.S3KeySensor
    SqlSensor=airflow.providers.common.sql.sensors.sql.SqlSensor
    TimeDeltaSensor=airflow.providers.standard.sensors.time_delta.TimeDeltaSensor
    TimeSensor=airflow.providers.standard.sensors.time.TimeSensor
    WebHdfsSensor=airflow.providers.apache.hdfs.sensors.web_hdfs.WebHdfsSensor
airflow.operators.slack_operator airflow.providers.slack.operators.slack
    SlackAPIOperator SlackAPIPostOperator
airflow.operators.sql_branch_operator airflow.providers.common.sql.operators.sql
    BranchSQLOperator BranchSqlOperator=BranchSQLOperator
airflow.operators.sqlite_operator shim.old_operators
    * SqliteOperator=airflow.providers.sqlite.operators.sqlite.SqliteOperator
airflow.operators.subdag_operator shim.old_subdag
    * SubDagOperator=airflow.operators.subdag.SubDagOperator
airflow.sensors.base_sensor_operator airflow.sdk.bases.sensor
    BaseSensorOperator
airflow.sensors.date_time_sensor airflow.sensors.date_time
    DateTimeSensor
airflow.sensors.external_task_sensor airflow.providers.standard.sensors.external_task
    * ExternalTaskMarker=airflow.sensors.external_task.ExternalTaskMarker
    ExternalTaskSensor=airflow.sensors.external_task.ExternalTaskSensor
airflow.sensors.hive_partition_sensor airflow.providers.apache.hive.sensors.hive_partition
    HivePartitionSensor
airflow.sensors.http_sensor airflow.providers.http.sensors.http
    HttpSensor
airflow.sensors.metastore_partition_sensor airflow.providers.apache.hive.sensors.metastore_partition
    MetastorePartitionSensor
airflow.sensors.named_hive_partition_sensor airflow.providers.apache.hive.sensors.named_hive_partition
    NamedHivePartitionSensor
airflow.sensors.s3_key_sensor airflow.providers.amazon.aws.sensors.s3
    *
airflow.sensors.sql_sensor airflow.providers.common.sql.sensors.sql
    SqlSensor
airflow.sensors.time_delta_sensor airflow.sensors.time_delta
    TimeDeltaSensor
airflow.sensors.web_hdfs_sensor airflow.providers.apache.hdfs.sensors.web_hdfs
    WebHdfsSensor
# Names of 2.x that moved with one of its versions or with 3.0
airflow.datasets airflow.sdk
    BaseDataset=airflow.sdk.definitions.asset.BaseAsset Dataset=Asset DatasetAlias=AssetAlias DatasetAll=AssetAll
    DatasetAny=AssetAny
airflow.datasets.metadata airflow.sdk
    Metadata
airflow.decorators airflow.sdk.definitions.decorators
    TaskDecoratorCollection
airflow.decorators.base airflow.sdk.bases.decorator
    *
airflow.decorators.bash airflow.providers.standard.decorators.bash
    bash_task
airflow.decorators.branch_external_python airflow.providers.standard.decorators.branch_external_python
    *
airflow.decorators.branch_python airflow.providers.standard.decorators.branch_python
    *
airflow.decorators.branch_virtualenv airflow.providers.standard.decorators.branch_virtualenv
    *
airflow.decorators.condition airflow.sdk.definitions.decorators.condition
    *
airflow.decorators.external_python airflow.providers.standard.decorators.external_python
    *
airflow.decorators.python airflow.providers.standard.decorators.python
    *
airflow.decorators.python_virtualenv airflow.providers.standard.decorators.python_virtualenv
    virtualenv_task
airflow.decorators.sensor airflow.providers.standard.decorators.sensor
    *
airflow.decorators.setup_teardown airflow.sdk.definitions.decorators.setup_teardown
    *
airflow.decorators.short_circuit airflow.providers.standard.decorators.short_circuit
    *
airflow.decorators.task_group airflow.sdk.definitions.decorators.task_group
    *
airflow.exceptions airflow.sdk.exceptions
    FailStopDagInvalidTriggerRule=FailFastDagInvalidTriggerRule
    RemovedInAirflow3Warning=shim.old_names.RemovedInAirflow3Warning UnmappableXComTypePushed XComForMappingNotPushed
airflow.hooks.dbapi airflow.providers.common.sql.hooks.sql
    DbApiHook
airflow.io.store airflow.sdk.io.store
    *
airflow.kubernetes.pod kubernetes.client.models
    Port=V1ContainerPort Resources=V1ResourceRequirements
airflow.kubernetes.pod_runtime_info_env kubernetes.client.models
    PodRuntimeInfoEnv=V1EnvVar
airflow.kubernetes.secret airflow.providers.cncf.kubernetes.secret
    Secret
airflow.kubernetes.volume kubernetes.client.models
    Volume=V1Volume
airflow.kubernetes.volume_mount kubernetes.client.models
    VolumeMount=V1VolumeMount
airflow.lineage shim.versions
    apply_lineage=apply_defaults prepare_lineage=apply_defaults
airflow.lineage.entities shim.old_entities
    *
airflow.macros.hive airflow.providers.apache.hive.macros.hive
    closest_ds_partition max_partition
airflow.models.baseoperator airflow.sdk.bases.operator
    BaseOperator=airflow.sdk.BaseOperator BaseOperatorLink=airflow.sdk.BaseOperatorLink BaseOperatorMeta
    ExecutorSafeguard chain=airflow.sdk.chain coerce_timedelta cross_downstream=airflow.sdk.cross_downstream
    get_merged_defaults parse_retries
airflow.models.dag airflow.sdk.definitions._internal.contextmanager
    DagContext
airflow.models.expandinput airflow.sdk.definitions._internal.expandinput
    *
airflow.models.mappedoperator airflow.sdk.definitions.mappedoperator
    MappedOperator OperatorPartial
airflow.models.param airflow.sdk.definitions.param
    DagParam process_params
airflow.models.taskinstance airflow.sdk.execution_time.context
    set_current_context
airflow.models.taskmixin airflow.sdk.definitions._internal.mixins
    TaskMixin=DependencyMixin
airflow.models.xcom_arg airflow.sdk.definitions.xcom_arg
    ConcatXComArg MapXComArg PlainXComArg ZipXComArg
airflow.operators.branch airflow.sdk.bases.branch
    *
airflow.operators.dummy airflow.providers.standard.operators.empty
    DummyOperator=EmptyOperator EmptyOperator=airflow.operators.empty.EmptyOperator
airflow.operators.python shim.old_names
    is_venv_installed task=airflow.sdk.task
airflow.operators.sql airflow.providers.common.sql.operators.sql
    *
airflow.operators.subdag shim.old_subdag
    *
airflow.operators.trigger_dagrun airflow.providers.standard.operators.trigger_dagrun
    TriggerDagRunLink
airflow.providers.amazon.aws.operators.redshift_sql shim.old_operators
    *
airflow.providers.exasol.operators.exasol shim.old_operators
    *
airflow.providers.http.operators.http airflow.providers.http.operators.http
    SimpleHttpOperator=HttpOperator
airflow.providers.jdbc.operators.jdbc shim.old_operators
    *
airflow.providers.microsoft.mssql.operators.mssql shim.old_operators
    *
airflow.providers.mysql.operators.mysql shim.old_operators
    *
airflow.providers.oracle.operators.oracle shim.old_operators
    *
airflow.providers.postgres.operators.postgres shim.old_operators
    *
airflow.providers.snowflake.operators.snowflake shim.old_operators
    *
airflow.providers.sqlite.operators.sqlite shim.old_operators
    *
airflow.providers.trino.operators.trino shim.old_operators
    *
airflow.providers.vertica.operators.vertica shim.old_operators
    *
airflow.sensors.external_task airflow.providers.standard.sensors.external_task
    ExternalTaskSensorLink=ExternalDagLink
airflow.sensors.sql airflow.providers.common.sql.sensors.sql
    *
airflow.timetables.datasets shim.old_names
    DatasetOrTimeSchedule
airflow.timetables.simple airflow.timetables.simple
    DatasetTriggeredTimetable=AssetTriggeredTimetable
airflow.triggers.external_task airflow.providers.standard.triggers.external_task
    *
airflow.utils.dag_cycle_tester airflow.utils.dag_cycle_tester
    test_cycle=check_cycle
airflow.utils.dag_parsing_context airflow.sdk
    AirflowParsingContext=airflow.sdk.definitions.context.AirflowParsingContext get_parsing_context
airflow.utils.dates shim.versions
    days_ago
airflow.utils.decorators shim.versions
    apply_defaults
airflow.utils.edgemodifier airflow.sdk.definitions.edges
    EdgeModifier
airflow.utils.file tempfile
    TemporaryDirectory mkdirs=shim.old_names.mkdirs
airflow.utils.helpers airflow.sdk
    as_tuple=shim.old_names.as_tuple chain cross_downstream
airflow.utils.log.secrets_masker airflow.sdk._shared.secrets_masker
    SecretsMasker mask_secret=airflow.sdk.log.mask_secret redact should_hide_value_for_key
airflow.utils.module_loading airflow.sdk._shared.module_loading
    *
airflow.utils.operator_helpers airflow.sdk.execution_time.context
    context_to_airflow_vars
airflow.utils.python_virtualenv airflow.providers.standard.utils.python_virtualenv
    *
airflow.utils.task_group airflow.sdk.definitions.taskgroup
    MappedTaskGroup
airflow.utils.template airflow.sdk
    literal
airflow.utils.timeout airflow.sdk.execution_time.timeout
    TimeoutPosix
airflow.utils.timezone airflow.sdk._shared.timezones.timezone
    *
airflow.utils.weekday airflow.providers.standard.utils.weekday
    *
"""
