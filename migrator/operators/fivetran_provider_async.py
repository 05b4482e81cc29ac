"""airflow-provider-fivetran-async."""

from migrator.operators.rule import job, job_sensor

RULES = (
    job("fivetran_provider_async.operators.FivetranOperator", "connector_id"),
    job_sensor("fivetran_provider_async.sensors.FivetranSensor", "connector_id"),
    job("fivetran_provider_async.operators.FivetranResyncOperator", "connector_id"),
)
