"""apache-airflow-providers-apache-livy."""

from migrator.operators.rule import job, job_sensor

RULES = (
    job("airflow.providers.apache.livy.operators.livy.LivyOperator", program=("file",), passed=("args",)),
    job_sensor("airflow.providers.apache.livy.sensors.livy.LivySensor", "batch_id"),
)
