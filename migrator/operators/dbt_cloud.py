"""apache-airflow-providers-dbt-cloud."""

from migrator.operators.rule import Rule, job, job_sensor

RULES = (
    job("airflow.providers.dbt.cloud.operators.dbt.DbtCloudRunJobOperator", "job_id"),
    job_sensor("airflow.providers.dbt.cloud.sensors.dbt.DbtCloudJobRunSensor", "run_id"),
    Rule(
        "airflow.providers.dbt.cloud.operators.dbt.DbtCloudGetJobRunArtifactOperator",
        reads=("dbt-cloud://{dbt_cloud_conn_id}/{run_id}/{path}",),
        writes=("file:{output_file_name}",),
        write="overwrite",
        defaults={"dbt_cloud_conn_id": "dbt_cloud_default"},
    ),
    job_sensor("airflow.providers.dbt.cloud.sensors.dbt.DbtCloudJobRunAsyncSensor", "run_id"),
)
