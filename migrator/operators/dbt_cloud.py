"""apache-airflow-providers-dbt-cloud."""

from migrator.operators.rule import job, job_sensor

RULES = (
    job("airflow.providers.dbt.cloud.operators.dbt.DbtCloudRunJobOperator", "job_id"),
    job_sensor("airflow.providers.dbt.cloud.sensors.dbt.DbtCloudJobRunSensor", "run_id"),
)
