"""apache-airflow-providers-google: Vertex AI, translation, speech, vision and language."""

from migrator.operators.rule import Kind, Rule, job

RULES = (
    Rule(
        "airflow.providers.google.cloud.operators.vertex_ai.model_service.UploadModelOperator",
        reads=("{model.artifact_uri}",),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.vertex_ai.dataset.CreateDatasetOperator",
        reads=(
            "{dataset.metadata.input_config.gcs_source.uri}",
            "{dataset.metadata.input_config.bigquery_source.uri}",
        ),
        kind=Kind.CONTROL,
    ),
    Rule(
        "airflow.providers.google.cloud.operators.vertex_ai.batch_prediction_job.CreateBatchPredictionJobOperator",
        reads=(
            "{gcs_source}",
            "{bigquery_source}",
        ),
        writes=(
            "{gcs_destination_prefix}",
            "{bigquery_destination_prefix}",
        ),
        write="overwrite",
        aside={"model_name": "a model that the service keeps"},
    ),
    Rule(
        "airflow.providers.google.cloud.operators.gen_ai.GenAISupervisedFineTuningTrainOperator",
        reads=(
            "{training_dataset.gcs_uri}",
            "{tuning_job_config.validation_dataset.gcs_uri}",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.automl.AutoMLImportDataOperator",
        reads=(
            "{input_config.gcs_source.input_uris}",
            "{input_config.bigquery_source.input_uri}",
        ),
    ),
    Rule(
        "airflow.providers.google.cloud.operators.automl.AutoMLBatchPredictOperator",
        reads=(
            "{input_config.gcs_source.input_uris}",
            "{input_config.bigquery_source.input_uri}",
        ),
        writes=(
            "{output_config.gcs_destination.output_uri_prefix}",
            "{output_config.bigquery_destination.output_uri}",
        ),
        write="overwrite",
    ),
    job(
        "airflow.providers.google.cloud.operators.vertex_ai.pipeline_job.RunPipelineJobOperator",
        program=("template_path",),
        passed=("parameter_values",),
    ),
    job(
        "airflow.providers.google.cloud.operators.mlengine.MLEngineStartTrainingJobOperator",
        program=("package_uris",),
        passed=("training_args",),
        old=("airflow.contrib.operators.mlengine_operator.MLEngineTrainingOperator",),
    ),
)
