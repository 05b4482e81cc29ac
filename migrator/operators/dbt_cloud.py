"""apache-airflow-providers-dbt-cloud."""

from migrator.operators.rule import job_sensors, jobs

RULES = (
    *jobs("airflow.providers.dbt.cloud.operators.dbt.DbtCloudRunJobOperator"),
    *job_sensors("airflow.providers.dbt.cloud.sensors.dbt.DbtCloudJobRunSensor"),
)
