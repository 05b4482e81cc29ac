"""apache-airflow-providers-tableau."""

from migrator.operators.rule import job, job_sensor

RULES = (
    job("airflow.providers.tableau.operators.tableau.TableauOperator", "find"),
    job_sensor("airflow.providers.tableau.sensors.tableau.TableauJobStatusSensor", "job_id"),
)
