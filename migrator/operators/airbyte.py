"""apache-airflow-providers-airbyte."""

from migrator.operators.rule import job, job_sensor

RULES = (
    job("airflow.providers.airbyte.operators.airbyte.AirbyteTriggerSyncOperator", "connection_id"),
    job_sensor("airflow.providers.airbyte.sensors.airbyte.AirbyteJobSensor", "airbyte_job_id"),
)
