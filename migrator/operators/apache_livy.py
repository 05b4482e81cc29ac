"""apache-airflow-providers-apache-livy."""

from migrator.operators.rule import job

RULES = (job("airflow.providers.apache.livy.operators.livy.LivyOperator", program=("file",), passed=("args",)),)
