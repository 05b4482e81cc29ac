"""apache-airflow-providers-telegram."""

from migrator.operators.rule import Kind, no_data

RULES = (*no_data(Kind.NOTIFICATION, "airflow.providers.telegram.operators.telegram.TelegramOperator"),)
