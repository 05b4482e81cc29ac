"""apache-airflow-providers-telegram."""

from migrator.operators.rule import RECIPIENT, Kind, Rule, no_data

RULES = (
    *no_data(
        Kind.NOTIFICATION,
        "airflow.providers.telegram.operators.telegram.TelegramOperator",
        aside={"chat_id": RECIPIENT},
    ),
    Rule(
        "airflow.providers.telegram.operators.telegram.TelegramFileOperator",
        reads=("{file}",),
        kind=Kind.NOTIFICATION,
        aside={"chat_id": RECIPIENT},
    ),
)
