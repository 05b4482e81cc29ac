"""airflow-provider-fivetran-async."""

from migrator.operators.rule import job_sensors, jobs

RULES = (
    *jobs("fivetran_provider_async.operators.FivetranOperator"),
    *job_sensors("fivetran_provider_async.sensors.FivetranSensor"),
)
