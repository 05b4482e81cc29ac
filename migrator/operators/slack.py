"""apache-airflow-providers-slack."""

from migrator.operators.rule import Kind, Rule, no_data

RULES = (
    Rule(
        "airflow.providers.slack.operators.slack.SlackAPIPostOperator",
        kind=Kind.NOTIFICATION,
        old=("airflow.operators.slack_operator.SlackAPIPostOperator",),
    ),
    Rule(
        "airflow.providers.slack.operators.slack_webhook.SlackWebhookOperator",
        kind=Kind.NOTIFICATION,
        old=("airflow.contrib.operators.slack_webhook_operator.SlackWebhookOperator",),
    ),
    Rule(
        "airflow.providers.slack.transfers.sql_to_slack.SqlToSlackApiFileOperator",
        sql=("sql", "sql_conn_id"),
        kind=Kind.NOTIFICATION,
    ),
    Rule(
        "airflow.providers.slack.transfers.sql_to_slack.SqlToSlackOperator",
        sql=("sql", "sql_conn_id"),
        kind=Kind.NOTIFICATION,
    ),
    Rule(
        "airflow.providers.slack.transfers.sql_to_slack_webhook.SqlToSlackWebhookOperator",
        sql=("sql", "sql_conn_id"),
        kind=Kind.NOTIFICATION,
    ),
    *no_data(Kind.NOTIFICATION, "airflow.providers.slack.operators.slack.SlackAPIFileOperator"),
)
