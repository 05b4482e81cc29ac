"""apache-airflow-providers-microsoft-azure: Microsoft Azure."""

from migrator.operators.rule import CONTENT, Kind, Rule, job, job_sensor

RULES = (
    Rule(
        "airflow.providers.microsoft.azure.operators.adls.ADLSCreateObjectOperator",
        writes=("adl://{azure_data_lake_conn_id}/{file_system_name}/{file_name}",),
        defaults={"azure_data_lake_conn_id": "azure_data_lake_default"},
        write="overwrite",
        aside={"data": CONTENT},
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.adls.ADLSDeleteOperator",
        deletes=("adl://{azure_data_lake_conn_id}/{path}",),
        defaults={"azure_data_lake_conn_id": "azure_data_lake_default"},
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.adls.ADLSListOperator",
        reads=("adl://{azure_data_lake_conn_id}/{path}",),
        defaults={"azure_data_lake_conn_id": "azure_data_lake_default"},
        old=(
            "airflow.contrib.operators.adls_list_operator.ADLSListOperator",
            "airflow.contrib.operators.adls_list_operator.AzureDataLakeStorageListOperator",
        ),
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.adx.AzureDataExplorerQueryOperator",
        reads=("kusto://{azure_data_explorer_conn_id}/{database}",),
        defaults={"azure_data_explorer_conn_id": "azure_data_explorer_default"},
        aside={"query": "KQL, which is not read: the tables are those of its database"},
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.asb.AzureServiceBusSendMessageOperator",
        writes=("asb://{azure_service_bus_conn_id}/{queue_name}",),
        defaults={"azure_service_bus_conn_id": "azure_service_bus_default"},
        write="append",
    ),
    job(
        "airflow.providers.microsoft.azure.operators.container_instances.AzureContainerInstancesOperator",
        image=("image",),
        passed=("command",),
        old=("airflow.contrib.operators.azure_container_instances_operator.AzureContainerInstancesOperator",),
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.cosmos.AzureCosmosInsertDocumentOperator",
        writes=("cosmos://{azure_cosmos_conn_id}/{database_name}.{collection_name}",),
        defaults={"azure_cosmos_conn_id": "azure_cosmos_default"},
        write="append",
        aside={"document": CONTENT},
        old=("airflow.contrib.operators.azure_cosmos_operator.AzureCosmosInsertDocumentOperator",),
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.msgraph.MSGraphAsyncOperator", reads=("msgraph://{conn_id}/{url}",)
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.wasb_delete_blob.WasbDeleteBlobOperator",
        deletes=("wasb://{wasb_conn_id}/{container_name}/{blob_name}",),
        defaults={"wasb_conn_id": "wasb_default"},
        old=("airflow.contrib.operators.wasb_delete_blob_operator.WasbDeleteBlobOperator",),
    ),
    Rule(
        "airflow.providers.microsoft.azure.sensors.cosmos.AzureCosmosDocumentSensor",
        waits=("cosmos://{azure_cosmos_conn_id}/{database_name}.{collection_name}",),
        defaults={"azure_cosmos_conn_id": "azure_cosmos_default"},
        kind=Kind.SENSOR,
        partition="document_id",
        old=("airflow.contrib.sensors.azure_cosmos_sensor.AzureCosmosDocumentSensor",),
    ),
    Rule(
        "airflow.providers.microsoft.azure.sensors.wasb.WasbBlobSensor",
        waits=("wasb://{wasb_conn_id}/{container_name}/{blob_name}",),
        defaults={"wasb_conn_id": "wasb_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.wasb_sensor.WasbBlobSensor",),
    ),
    Rule(
        "airflow.providers.microsoft.azure.sensors.wasb.WasbPrefixSensor",
        waits=("wasb://{wasb_conn_id}/{container_name}/{prefix?}",),
        defaults={"wasb_conn_id": "wasb_default"},
        kind=Kind.SENSOR,
        old=("airflow.contrib.sensors.wasb_sensor.WasbPrefixSensor",),
    ),
    Rule(
        "airflow.providers.microsoft.azure.transfers.gcs_to_wasb.GCSToAzureBlobStorageOperator",
        reads=("gs://{gcs_bucket}/{prefix?}",),
        writes=("wasb://{wasb_conn_id}/{container_name}/{blob_prefix?}",),
        defaults={"wasb_conn_id": "wasb_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
    ),
    Rule(
        "airflow.providers.microsoft.azure.transfers.local_to_adls.LocalFilesystemToADLSOperator",
        reads=("file:{local_path}",),
        writes=("adl://{azure_data_lake_conn_id}/{remote_path}",),
        defaults={"azure_data_lake_conn_id": "azure_data_lake_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
    ),
    Rule(
        "airflow.providers.microsoft.azure.transfers.local_to_wasb.LocalFilesystemToWasbOperator",
        reads=("file:{file_path}",),
        writes=("wasb://{wasb_conn_id}/{container_name}/{blob_name}",),
        defaults={"wasb_conn_id": "wasb_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        old=(
            "airflow.contrib.operators.file_to_wasb.FileToWasbOperator",
            "airflow.contrib.operators.file_to_wasb.LocalFilesystemToWasbOperator",
        ),
    ),
    Rule(
        "airflow.providers.microsoft.azure.transfers.oracle_to_azure_data_lake.OracleToAzureDataLakeOperator",
        writes=("adl://{azure_data_lake_conn_id}/{azure_data_lake_path}/{filename}",),
        sql=("sql", "oracle_conn_id"),
        system="oracle",
        defaults={"azure_data_lake_conn_id": "azure_data_lake_default", "oracle_conn_id": "oracle_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        old=("airflow.contrib.operators.oracle_to_azure_data_lake_transfer.OracleToAzureDataLakeOperator",),
    ),
    Rule(
        "airflow.providers.microsoft.azure.transfers.s3_to_wasb.S3ToAzureBlobStorageOperator",
        reads=("s3://{s3_bucket}/{s3_key} | s3://{s3_bucket}/{s3_prefix}",),
        writes=(
            "wasb://{wasb_conn_id}/{container_name}/{blob_name} | wasb://{wasb_conn_id}/{container_name}/{blob_prefix}",
        ),
        defaults={"wasb_conn_id": "wasb_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
    ),
    Rule(
        "airflow.providers.microsoft.azure.transfers.sftp_to_wasb.SFTPToWasbOperator",
        reads=("sftp://{sftp_conn_id}/{sftp_source_path}",),
        writes=("wasb://{wasb_conn_id}/{container_name}/{blob_prefix?}",),
        defaults={"sftp_conn_id": "sftp_default", "wasb_conn_id": "wasb_default"},
        kind=Kind.TRANSFER,
        write="overwrite",
        moved_by=("move_object", "true"),
    ),
    job("airflow.providers.microsoft.azure.operators.batch.AzureBatchOperator", passed=("batch_task_command_line",)),
    job(
        "airflow.providers.microsoft.azure.operators.data_factory.AzureDataFactoryRunPipelineOperator",
        "pipeline_name",
        passed=("parameters",),
    ),
    job("airflow.providers.microsoft.azure.operators.powerbi.PowerBIDatasetRefreshOperator", "dataset_id"),
    job(
        "airflow.providers.microsoft.azure.operators.synapse.AzureSynapseRunPipelineOperator",
        "pipeline_name",
        passed=("parameters",),
    ),
    job(
        "airflow.providers.microsoft.azure.operators.synapse.AzureSynapseRunSparkBatchOperator",
        program=("payload.file",),
        passed=("payload.args",),
    ),
    job_sensor(
        "airflow.providers.microsoft.azure.sensors.data_factory.AzureDataFactoryPipelineRunStatusSensor", "run_id"
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.asb.AzureServiceBusReceiveMessageOperator",
        reads=("asb://{azure_service_bus_conn_id}/{queue_name}",),
        defaults={"azure_service_bus_conn_id": "azure_service_bus_default"},
    ),
    Rule(
        "airflow.providers.microsoft.azure.operators.asb.ASBReceiveSubscriptionMessageOperator",
        reads=("asb://{azure_service_bus_conn_id}/{topic_name}/{subscription_name}",),
        defaults={"azure_service_bus_conn_id": "azure_service_bus_default"},
    ),
    Rule(
        "airflow.providers.microsoft.azure.sensors.msgraph.MSGraphSensor",
        waits=("msgraph://{conn_id}/{url}",),
        kind=Kind.SENSOR,
    ),
    job(
        "airflow.providers.microsoft.azure.operators.analysis_services.AzureAnalysisServicesRefreshOperator", "database"
    ),
    job_sensor("airflow.providers.microsoft.azure.sensors.analysis_services.AzureAnalysisServicesSensor", "refresh_id"),
    job_sensor("airflow.providers.microsoft.azure.sensors.compute.AzureVirtualMachineStateSensor", "vm_name"),
)
