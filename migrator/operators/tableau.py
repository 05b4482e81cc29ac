"""apache-airflow-providers-tableau."""

from migrator.operators.rule import job_sensors, jobs

RULES = (
    *jobs("airflow.providers.tableau.operators.tableau.TableauOperator"),
    *job_sensors("airflow.providers.tableau.sensors.tableau.TableauJobStatusSensor"),
)
