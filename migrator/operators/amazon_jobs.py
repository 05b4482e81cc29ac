"""apache-airflow-providers-amazon: EMR, Glue, SageMaker and whatever else runs jobs."""

from migrator.operators.rule import IMAGE, Kind, Rule, job, job_sensor

RULES = (
    job(
        "airflow.providers.amazon.aws.operators.batch.BatchOperator",
        "job_definition",
        passed=("container_overrides.command",),
        old=(
            "airflow.contrib.operators.awsbatch_operator.AWSBatchOperator",
            "airflow.contrib.operators.awsbatch_operator.BatchOperator",
        ),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.bedrock.BedrockBatchInferenceOperator",
        reads=("{input_uri}",),
        writes=("{output_uri}",),
        write="overwrite",
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.bedrock.BedrockCustomizeModelOperator",
        reads=("{training_data_uri}",),
        writes=("{output_data_uri}",),
        write="overwrite",
    ),
    job(
        "airflow.providers.amazon.aws.operators.ecs.EcsRunTaskOperator",
        "task_definition",
        passed=("overrides.containerOverrides.command",),
        old=(
            "airflow.contrib.operators.ecs_operator.ECSOperator",
            "airflow.contrib.operators.ecs_operator.EcsOperator",
            "airflow.contrib.operators.ecs_operator.EcsRunTaskOperator",
        ),
    ),
    job(
        "airflow.providers.amazon.aws.operators.emr.EmrAddStepsOperator",
        passed=("steps.HadoopJarStep.Args",),
        old=("airflow.contrib.operators.emr_add_steps_operator.EmrAddStepsOperator",),
    ),
    job(
        "airflow.providers.amazon.aws.operators.emr.EmrCreateJobFlowOperator",
        passed=("job_flow_overrides.Steps.HadoopJarStep.Args",),
        old=("airflow.contrib.operators.emr_create_job_flow_operator.EmrCreateJobFlowOperator",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.emr.EmrTerminateJobFlowOperator",
        kind=Kind.CONTROL,
        old=("airflow.contrib.operators.emr_terminate_job_flow_operator.EmrTerminateJobFlowOperator",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.glue.GlueDataQualityRuleSetEvaluationRunOperator",
        checks=("glue://{aws_conn_id}/{datasource.GlueTable.DatabaseName}.{datasource.GlueTable.TableName}",),
        defaults={"aws_conn_id": "aws_default"},
        kind=Kind.CHECK,
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.glue_crawler.GlueCrawlerOperator",
        reads=(
            "{config.Targets.S3Targets.Path}",
            "dynamodb://{aws_conn_id}/{config.Targets.DynamoDBTargets.Path}",
            "{config.Targets.DeltaTargets.DeltaTables}",
        ),
        defaults={"aws_conn_id": "aws_default"},
        aside={"config.DatabaseName": "where its tables are put; their names come from what it finds"},
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerEndpointOperator",
        kind=Kind.CONTROL,
        old=("airflow.contrib.operators.sagemaker_endpoint_operator.SageMakerEndpointOperator",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerModelOperator",
        kind=Kind.CONTROL,
        old=("airflow.contrib.operators.sagemaker_model_operator.SageMakerModelOperator",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerProcessingOperator",
        reads=("{config.ProcessingInputs.S3Input.S3Uri}",),
        writes=("{config.ProcessingOutputConfig.Outputs.S3Output.S3Uri}",),
        write="overwrite",
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerTrainingOperator",
        reads=("{config.InputDataConfig.DataSource.S3DataSource.S3Uri}",),
        writes=("{config.OutputDataConfig.S3OutputPath}",),
        write="overwrite",
        old=("airflow.contrib.operators.sagemaker_training_operator.SageMakerTrainingOperator",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerTransformOperator",
        reads=(
            "{config.Transform.TransformInput.DataSource.S3DataSource.S3Uri}"
            " | {config.TransformInput.DataSource.S3DataSource.S3Uri}",
        ),
        writes=("{config.Transform.TransformOutput.S3OutputPath} | {config.TransformOutput.S3OutputPath}",),
        write="overwrite",
        old=("airflow.contrib.operators.sagemaker_transform_operator.SageMakerTransformOperator",),
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerTuningOperator",
        reads=("{config.TrainingJobDefinition.InputDataConfig.DataSource.S3DataSource.S3Uri}",),
        writes=("{config.TrainingJobDefinition.OutputDataConfig.S3OutputPath}",),
        write="overwrite",
        old=("airflow.contrib.operators.sagemaker_tuning_operator.SageMakerTuningOperator",),
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.athena.AthenaSensor",
        "query_execution_id",
        old=("airflow.contrib.sensors.aws_athena_sensor.AthenaSensor",),
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.emr.EmrJobFlowSensor",
        "job_flow_id",
        old=("airflow.contrib.sensors.emr_job_flow_sensor.EmrJobFlowSensor",),
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.emr.EmrStepSensor",
        "step_id",
        old=("airflow.contrib.sensors.emr_step_sensor.EmrStepSensor",),
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.redshift_cluster.RedshiftClusterSensor",
        old=("airflow.contrib.sensors.aws_redshift_cluster_sensor.AwsRedshiftClusterSensor",),
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.sagemaker.SageMakerTrainingSensor",
        "job_name",
        old=("airflow.contrib.sensors.sagemaker_training_sensor.SageMakerTrainingSensor",),
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.sagemaker.SageMakerTransformSensor",
        "job_name",
        old=("airflow.contrib.sensors.sagemaker_transform_sensor.SageMakerTransformSensor",),
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.sagemaker.SageMakerTuningSensor",
        "job_name",
        old=("airflow.contrib.sensors.sagemaker_tuning_sensor.SageMakerTuningSensor",),
    ),
    job("airflow.providers.amazon.aws.operators.appflow.AppflowRunOperator", "flow_name"),
    job("airflow.providers.amazon.aws.operators.dms.DmsStartTaskOperator", "replication_task_arn"),
    job(
        "airflow.providers.amazon.aws.operators.eks.EksPodOperator",
        image=("image",),
        passed=(
            "cmds",
            "arguments",
        ),
    ),
    job(
        "airflow.providers.amazon.aws.operators.emr.EmrContainerOperator",
        program=("job_driver.sparkSubmitJobDriver.entryPoint",),
        passed=("job_driver.sparkSubmitJobDriver.entryPointArguments",),
    ),
    job(
        "airflow.providers.amazon.aws.operators.emr.EmrServerlessStartJobOperator",
        program=(
            "job_driver.sparkSubmit.entryPoint",
            "job_driver.hive.query",
        ),
        passed=(
            "job_driver.sparkSubmit.entryPointArguments",
            "job_driver.hive.initQueryFile",
        ),
    ),
    job(
        "airflow.providers.amazon.aws.operators.glue.GlueJobOperator",
        program=("script_location",),
        passed=("script_args",),
    ),
    job("airflow.providers.amazon.aws.operators.glue_databrew.GlueDataBrewStartJobOperator", "job_name"),
    job(
        "airflow.providers.amazon.aws.operators.lambda_function.LambdaInvokeFunctionOperator",
        "function_name",
        passed=("payload",),
    ),
    job(
        "airflow.providers.amazon.aws.operators.step_function.StepFunctionStartExecutionOperator",
        "state_machine_arn",
        passed=("state_machine_input",),
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.athena_spark.AthenaSparkSensor", "calculation_execution_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.batch.BatchSensor", "job_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.bedrock.BedrockBatchInferenceSensor", "job_arn"),
    job_sensor("airflow.providers.amazon.aws.sensors.bedrock.BedrockCustomizeModelCompletedSensor", "job_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.bedrock.BedrockIngestionJobSensor", "ingestion_job_id"),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.comprehend.ComprehendCreateDocumentClassifierCompletedSensor",
        "document_classifier_arn",
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.comprehend.ComprehendStartPiiEntitiesDetectionJobCompletedSensor",
        "job_id",
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.dms.DmsTaskBaseSensor", "replication_task_arn"),
    job_sensor("airflow.providers.amazon.aws.sensors.dms.DmsTaskCompletedSensor", "replication_task_arn"),
    job_sensor("airflow.providers.amazon.aws.sensors.emr.EmrContainerSensor", "virtual_cluster_id", "job_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.emr.EmrNotebookExecutionSensor", "notebook_execution_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.emr.EmrServerlessJobSensor", "job_run_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.glacier.GlacierJobOperationSensor", "job_id"),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.glue.GlueDataQualityRuleRecommendationRunSensor", "recommendation_run_id"
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.glue.GlueDataQualityRuleSetEvaluationRunSensor", "evaluation_run_id"
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.glue.GlueJobSensor", "job_name", "run_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.mwaa.MwaaDagRunSensor", "external_dag_run_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.mwaa.MwaaTaskSensor", "external_dag_run_id", "external_task_id"),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.mwaa_serverless.MwaaServerlessWorkflowRunSensor", "workflow_arn", "run_id"
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.rds.RdsDbSensor", "db_identifier"),
    job_sensor("airflow.providers.amazon.aws.sensors.rds.RdsExportTaskExistenceSensor", "export_task_identifier"),
    job_sensor("airflow.providers.amazon.aws.sensors.rds.RdsSnapshotExistenceSensor", "db_snapshot_identifier"),
    job_sensor("airflow.providers.amazon.aws.sensors.sagemaker.SageMakerAutoMLSensor", "job_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.sagemaker.SageMakerPipelineSensor", "pipeline_exec_arn"),
    job_sensor("airflow.providers.amazon.aws.sensors.sagemaker.SageMakerProcessingSensor", "job_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.sagemaker_unified_studio.SageMakerNotebookSensor", "execution_id"),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.sagemaker_unified_studio_notebook.SageMakerUnifiedStudioNotebookSensor",
        "domain_identifier",
        "owning_project_identifier",
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.step_function.StepFunctionExecutionSensor", "execution_arn"),
    Rule(
        "airflow.providers.amazon.aws.operators.bedrock.BedrockCreateEvaluationJobOperator",
        writes=("{output_data_config.s3Uri}",),
        write="overwrite",
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerAutoMLOperator",
        reads=("{s3_input}",),
        writes=("{s3_output}",),
        write="overwrite",
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerRegisterModelVersionOperator",
        reads=("{model_url}",),
        aside={"image_uri": IMAGE},
    ),
    Rule(
        "airflow.providers.amazon.aws.operators.mwaa.MwaaTriggerDagRunOperator",
        kind=Kind.TRIGGER,
        aside={"trigger_dag_id": "a DAG of another Airflow"},
        because="it starts a DAG of another Airflow",
    ),
    job("airflow.providers.amazon.aws.operators.appflow.AppflowRunFullOperator", "flow_name"),
    job("airflow.providers.amazon.aws.operators.appflow.AppflowRunBeforeOperator", "flow_name"),
    job("airflow.providers.amazon.aws.operators.appflow.AppflowRunAfterOperator", "flow_name"),
    job("airflow.providers.amazon.aws.operators.appflow.AppflowRunDailyOperator", "flow_name"),
    job("airflow.providers.amazon.aws.operators.athena_spark.AthenaSparkOperator", program=("code_block",)),
    job(
        "airflow.providers.amazon.aws.operators.bedrock.BedrockIngestDataOperator",
        "knowledge_base_id",
        "data_source_id",
    ),
    job("airflow.providers.amazon.aws.operators.dms.DmsStartReplicationOperator", "replication_config_arn"),
    job(
        "airflow.providers.amazon.aws.operators.emr.EmrStartNotebookExecutionOperator",
        program=("relative_path",),
        passed=("notebook_params",),
    ),
    job("airflow.providers.amazon.aws.operators.glue_crawler.GlueCrawlerRunOperator", "crawler_name"),
    job(
        "airflow.providers.amazon.aws.operators.kinesis_analytics.KinesisAnalyticsV2StartApplicationOperator",
        "application_name",
    ),
    job(
        "airflow.providers.amazon.aws.operators.mwaa_serverless.MwaaServerlessStartWorkflowRunOperator",
        "workflow_arn",
        passed=("override_parameters",),
    ),
    job("airflow.providers.amazon.aws.operators.quicksight.QuickSightCreateIngestionOperator", "data_set_id"),
    job(
        "airflow.providers.amazon.aws.operators.sagemaker.SageMakerStartPipelineOperator",
        "pipeline_name",
        passed=("pipeline_params",),
    ),
    job(
        "airflow.providers.amazon.aws.operators.sagemaker_unified_studio.SageMakerNotebookOperator",
        program=("input_config",),
    ),
    job(
        "airflow.providers.amazon.aws.operators.sagemaker_unified_studio_notebook.SageMakerUnifiedStudioNotebookOperator",
        program=("notebook_identifier",),
        passed=("notebook_parameters",),
    ),
    job(
        "airflow.providers.amazon.aws.operators.ssm.SsmRunCommandOperator",
        program=("document_name",),
        passed=("run_command_kwargs",),
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.batch.BatchComputeEnvironmentSensor", "compute_environment"),
    job_sensor("airflow.providers.amazon.aws.sensors.batch.BatchJobQueueSensor", "job_queue"),
    job_sensor("airflow.providers.amazon.aws.sensors.bedrock.BedrockKnowledgeBaseActiveSensor", "knowledge_base_id"),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.bedrock.BedrockProvisionModelThroughputCompletedSensor", "model_id"
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.cloud_formation.CloudFormationCreateStackSensor", "stack_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.cloud_formation.CloudFormationDeleteStackSensor", "stack_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.ec2.EC2InstanceStateSensor", "instance_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.ecs.EcsClusterStateSensor", "cluster_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.ecs.EcsTaskDefinitionStateSensor", "task_definition"),
    job_sensor("airflow.providers.amazon.aws.sensors.ecs.EcsTaskStateSensor", "task"),
    job_sensor("airflow.providers.amazon.aws.sensors.eks.EksClusterStateSensor", "cluster_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.eks.EksFargateProfileStateSensor", "fargate_profile_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.eks.EksNodegroupStateSensor", "nodegroup_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.emr.EmrServerlessApplicationSensor", "application_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.glue_crawler.GlueCrawlerSensor", "crawler_name"),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.kinesis_analytics.KinesisAnalyticsV2StartApplicationCompletedSensor",
        "application_name",
    ),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.kinesis_analytics.KinesisAnalyticsV2StopApplicationCompletedSensor",
        "application_name",
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.lambda_function.LambdaFunctionStateSensor", "function_name"),
    job_sensor(
        "airflow.providers.amazon.aws.sensors.opensearch_serverless.OpenSearchServerlessCollectionActiveSensor",
        "collection_id",
    ),
    job_sensor("airflow.providers.amazon.aws.sensors.quicksight.QuickSightSensor", "data_set_id"),
    job_sensor("airflow.providers.amazon.aws.sensors.sagemaker.SageMakerEndpointSensor", "endpoint_name"),
    job_sensor("airflow.providers.amazon.aws.sensors.ssm.SsmRunCommandCompletedSensor", "command_id"),
)
