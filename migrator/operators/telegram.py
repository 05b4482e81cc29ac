"""apache-airflow-providers-telegram."""

from migrator.operators.rule import RECIPIENT, Kind, no_data

RULES = (
    *no_data(
        Kind.NOTIFICATION,
        "airflow.providers.telegram.operators.telegram.TelegramOperator",
        aside={"chat_id": RECIPIENT},
    ),
)
