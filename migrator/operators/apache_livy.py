"""apache-airflow-providers-apache-livy."""

from migrator.operators.rule import jobs

RULES = (*jobs("airflow.providers.apache.livy.operators.livy.LivyOperator"),)
