"""apache-airflow-providers-airbyte."""

from migrator.operators.rule import job_sensors, jobs

RULES = (
    *jobs("airflow.providers.airbyte.operators.airbyte.AirbyteTriggerSyncOperator"),
    *job_sensors("airflow.providers.airbyte.sensors.airbyte.AirbyteJobSensor"),
)
