"""apache-airflow-providers-google: Dataproc, Dataflow and whatever else runs jobs."""

from migrator.operators.rule import INSIDE, PROGRAM, Kind, Rule, asides, job, job_sensor

RULES = (
    job(
        "airflow.providers.google.cloud.operators.dataflow.DataflowCreatePythonJobOperator",
        program=("py_file",),
        passed=(
            "options",
            "dataflow_default_options",
        ),
        old=("airflow.contrib.operators.dataflow_operator.DataFlowPythonOperator",),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.dataflow.DataflowStartSqlJobOperator",
        writes=(
            "bigquery://{gcp_conn_id}/{options.bigquery-project?}.{options.bigquery-dataset}.{options.bigquery-table}",
        ),
        sql=("query", "gcp_conn_id"),
        system="bigquery",
        defaults={"gcp_conn_id": "google_cloud_default"},
        write_by="options.bigquery-write-disposition",
    ),
    job(
        "airflow.providers.google.cloud.operators.dataflow.DataflowTemplatedJobStartOperator",
        "template",
        passed=("parameters",),
        old=(
            "airflow.contrib.operators.dataflow_operator.DataflowTemplateOperator",
            "airflow.contrib.operators.dataflow_operator.DataflowTemplatedJobStartOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.dataplex.DataplexCatalogSearchEntriesOperator",
        kind=Kind.CONTROL,
        aside={"query": "a search in a catalog, not in data"},
        because="it searches a catalog, not data",
    ),
    Rule(
        "airflow.providers.google.cloud.operators.dataproc.DataprocCreateClusterOperator",
        kind=Kind.CONTROL,
        old=(
            "airflow.contrib.operators.dataproc_operator.DataprocClusterCreateOperator",
            "airflow.contrib.operators.dataproc_operator.DataprocCreateClusterOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.dataproc.DataprocDeleteClusterOperator",
        kind=Kind.CONTROL,
        old=(
            "airflow.contrib.operators.dataproc_operator.DataprocClusterDeleteOperator",
            "airflow.contrib.operators.dataproc_operator.DataprocDeleteClusterOperator",
        ),
    ),
    job(
        "airflow.providers.google.cloud.operators.dataproc.DataprocInstantiateWorkflowTemplateOperator",
        "template_id",
        passed=("parameters",),
        old=(
            "airflow.contrib.operators.dataproc_operator.DataprocInstantiateWorkflowTemplateOperator",
            "airflow.contrib.operators.dataproc_operator.DataprocWorkflowTemplateInstantiateOperator",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.dataproc.DataprocSubmitHiveJobOperator",
        sql=("query", "gcp_conn_id"),
        system="hive",
        defaults={"gcp_conn_id": "google_cloud_default"},
        aside={"query_uri": PROGRAM},
        old=("airflow.contrib.operators.dataproc_operator.DataProcHiveOperator",),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.dataproc.DataprocSubmitJobOperator",
        sql=("job.spark_sql_job.query_list.queries", "gcp_conn_id"),
        more_sql=(
            ("job.hive_job.query_list.queries", "gcp_conn_id", "hive"),
            ("job.presto_job.query_list.queries", "gcp_conn_id", "presto"),
            ("job.trino_job.query_list.queries", "gcp_conn_id", "trino"),
        ),
        system="spark",
        defaults={"gcp_conn_id": "google_cloud_default"},
        passed=(
            "job.pyspark_job.args",
            "job.spark_job.args",
            "job.hadoop_job.args",
            "job.spark_r_job.args",
            "job.flink_job.args",
        ),
        aside=asides(
            PROGRAM,
            "job.pyspark_job.main_python_file_uri",
            "job.spark_r_job.main_r_file_uri",
            "job.spark_job.main_jar_file_uri",
            "job.hadoop_job.main_jar_file_uri",
            "job.pig_job",
            "job.spark_sql_job.query_file_uri",
            "job.hive_job.query_file_uri",
            "job.presto_job.query_file_uri",
            "job.trino_job.query_file_uri",
        ),
        because=INSIDE,
    ),
    job(
        "airflow.providers.google.cloud.operators.dataproc.DataprocSubmitPigJobOperator",
        program=("query", "query_uri"),
        old=("airflow.contrib.operators.dataproc_operator.DataProcPigOperator",),
    ),
    job(
        "airflow.providers.google.cloud.operators.dataproc.DataprocSubmitPySparkJobOperator",
        program=("main",),
        passed=("arguments",),
        old=("airflow.contrib.operators.dataproc_operator.DataProcPySparkOperator",),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.dataproc.DataprocSubmitSparkSqlJobOperator",
        sql=("query", "gcp_conn_id"),
        system="spark",
        defaults={"gcp_conn_id": "google_cloud_default"},
        aside={"query_uri": PROGRAM},
        old=("airflow.contrib.operators.dataproc_operator.DataProcSparkSqlOperator",),
    ),
    job(
        "airflow.providers.google.cloud.operators.kubernetes_engine.GKEStartPodOperator",
        image=("image",),
        passed=(
            "cmds",
            "arguments",
        ),
        old=(
            "airflow.contrib.operators.gcp_container_operator.GKEPodOperator",
            "airflow.contrib.operators.gcp_container_operator.GKEStartPodOperator",
        ),
    ),
    job(
        "airflow.providers.google.cloud.operators.cloud_run.CloudRunExecuteJobOperator",
        "job_name",
        passed=(
            "overrides.container_overrides.args",
            "overrides.containerOverrides.args",
        ),
    ),
    job(
        "airflow.providers.google.cloud.operators.dataflow.DataflowStartFlexTemplateOperator",
        passed=("body.launchParameter.parameters",),
    ),
    job(
        "airflow.providers.google.cloud.operators.dataflow.DataflowStartYamlJobOperator",
        program=("yaml_pipeline_file",),
    ),
    job("airflow.providers.google.cloud.operators.dataform.DataformCreateWorkflowInvocationOperator"),
    job(
        "airflow.providers.google.cloud.operators.datafusion.CloudDataFusionStartPipelineOperator",
        "pipeline_name",
        passed=("runtime_args",),
    ),
    job(
        "airflow.providers.google.cloud.operators.dataproc.DataprocCreateBatchOperator",
        program=(
            "batch.pyspark_batch.main_python_file_uri",
            "batch.spark_batch.main_jar_file_uri",
            "batch.spark_sql_batch.query_file_uri",
        ),
        passed=(
            "batch.pyspark_batch.args",
            "batch.spark_batch.args",
            "batch.spark_r_batch.args",
        ),
    ),
    job(
        "airflow.providers.google.cloud.operators.functions.CloudFunctionInvokeFunctionOperator",
        "function_id",
        passed=("input_data",),
    ),
    job_sensor("airflow.providers.google.cloud.sensors.cloud_composer.CloudComposerDAGRunSensor", "composer_dag_id"),
    job_sensor(
        "airflow.providers.google.cloud.sensors.cloud_composer.CloudComposerExternalTaskSensor",
        "composer_external_task_id",
    ),
    job_sensor("airflow.providers.google.cloud.sensors.dataflow.DataflowJobAutoScalingEventsSensor", "job_id"),
    job_sensor("airflow.providers.google.cloud.sensors.dataflow.DataflowJobMessagesSensor", "job_id"),
    job_sensor("airflow.providers.google.cloud.sensors.dataflow.DataflowJobMetricsSensor", "job_id"),
    job_sensor("airflow.providers.google.cloud.sensors.dataflow.DataflowJobStatusSensor", "job_id"),
    job_sensor("airflow.providers.google.cloud.sensors.datafusion.CloudDataFusionPipelineStateSensor", "pipeline_id"),
    job_sensor("airflow.providers.google.cloud.sensors.dataplex.DataplexDataProfileJobStatusSensor", "job_id"),
    job_sensor("airflow.providers.google.cloud.sensors.dataplex.DataplexDataQualityJobStatusSensor", "job_id"),
    job_sensor("airflow.providers.google.cloud.sensors.dataplex.DataplexTaskStateSensor", "dataplex_task_id"),
    job_sensor("airflow.providers.google.cloud.sensors.dataproc.DataprocJobSensor", "dataproc_job_id"),
    job_sensor("airflow.providers.google.cloud.sensors.workflows.WorkflowExecutionSensor", "execution_id"),
    Rule(
        "airflow.providers.google.cloud.operators.looker.LookerStartPdtBuildOperator",
        writes=("looker://{looker_conn_id}/{model}/{view}",),
        write="overwrite",
    ),
    job(
        "airflow.providers.google.cloud.operators.dataproc.DataprocInstantiateInlineWorkflowTemplateOperator",
        passed=("template.jobs.pyspark_job.args", "template.jobs.spark_job.args", "template.jobs.hadoop_job.args"),
        old=("airflow.contrib.operators.dataproc_operator.DataprocWorkflowTemplateInstantiateInlineOperator",),
    ),
    job(
        "airflow.providers.google.cloud.operators.dataproc.DataprocSubmitSparkJobOperator",
        program=("main_jar",),
        passed=("arguments",),
        old=("airflow.contrib.operators.dataproc_operator.DataProcSparkOperator",),
    ),
    job(
        "airflow.providers.google.cloud.operators.dataproc.DataprocSubmitHadoopJobOperator",
        program=("main_jar",),
        passed=("arguments",),
        old=("airflow.contrib.operators.dataproc_operator.DataProcHadoopOperator",),
    ),
    job(
        "airflow.providers.google.cloud.operators.dataflow.DataflowCreateJavaJobOperator",
        program=("jar",),
        passed=("options",),
        old=("airflow.contrib.operators.dataflow_operator.DataFlowJavaOperator",),
    ),
    job("airflow.providers.google.cloud.operators.dataflow.DataflowRunPipelineOperator", "pipeline_name"),
    job("airflow.providers.google.cloud.operators.datapipeline.RunDataPipelineOperator", "data_pipeline_name"),
    job(
        "airflow.providers.google.cloud.operators.cloud_batch.CloudBatchSubmitJobOperator", "job_name", passed=("job",)
    ),
    job("airflow.providers.google.cloud.operators.cloud_build.CloudBuildCreateBuildOperator", program=("build",)),
    job("airflow.providers.google.cloud.operators.cloud_build.CloudBuildRunBuildTriggerOperator", "trigger_id"),
    job(
        "airflow.providers.google.cloud.operators.cloud_storage_transfer_service.CloudDataTransferServiceRunJobOperator",
        "job_name",
    ),
    job("airflow.providers.google.cloud.operators.dataplex.DataplexRunDataQualityScanOperator", "data_scan_id"),
    job("airflow.providers.google.cloud.operators.dataplex.DataplexRunDataProfileScanOperator", "data_scan_id"),
    job("airflow.providers.google.cloud.operators.dataprep.DataprepRunJobGroupOperator", "body_request"),
    job("airflow.providers.google.cloud.operators.dataprep.DataprepRunFlowOperator", "flow_id"),
    job(
        "airflow.providers.google.cloud.operators.kubernetes_engine.GKEStartJobOperator",
        image=("image",),
        passed=("cmds", "arguments", "env_vars"),
    ),
    job(
        "airflow.providers.google.cloud.operators.kubernetes_engine.GKEStartKueueJobOperator",
        image=("image",),
        passed=("cmds", "arguments", "env_vars"),
    ),
    job("airflow.providers.google.cloud.operators.ray.RaySubmitJobOperator", passed=("entrypoint",)),
    job(
        "airflow.providers.google.cloud.operators.workflows.WorkflowsCreateExecutionOperator",
        "workflow_id",
        passed=("execution.argument",),
    ),
    job_sensor("airflow.providers.google.cloud.sensors.dataproc.DataprocBatchSensor", "batch_id"),
    job_sensor("airflow.providers.google.cloud.sensors.looker.LookerCheckPdtBuildSensor", "materialization_id"),
    job_sensor("airflow.providers.google.cloud.sensors.dataprep.DataprepJobGroupIsFinishedSensor", "job_group_id"),
    job_sensor(
        "airflow.providers.google.cloud.sensors.dataform.DataformWorkflowInvocationStateSensor",
        "workflow_invocation_id",
    ),
    job_sensor(
        "airflow.providers.google.cloud.sensors.dataform.DataformWorkflowInvocationActionStateSensor",
        "workflow_invocation_id",
    ),
    job_sensor(
        "airflow.providers.google.cloud.sensors.vertex_ai.feature_store.FeatureViewSyncSensor", "feature_view_sync_name"
    ),
    job_sensor("airflow.providers.google.cloud.sensors.bigquery.BigQueryRoutineExistenceSensor", "routine_id"),
)
