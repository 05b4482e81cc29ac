"""apache-airflow-providers-discord."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.discord.operators.discord_webhook.DiscordWebhookOperator",
        kind=Kind.NOTIFICATION,
        old=("airflow.contrib.operators.discord_webhook_operator.DiscordWebhookOperator",),
    ),
)
