"""apache-airflow-providers-slack."""

from migrator.operators.rule import CONTENT, RECIPIENT, Kind, Rule

RULES = (
    Rule(
        "airflow.providers.slack.operators.slack.SlackAPIPostOperator",
        kind=Kind.NOTIFICATION,
        aside={"channel": RECIPIENT},
        old=("airflow.operators.slack_operator.SlackAPIPostOperator",),
    ),
    Rule(
        "airflow.providers.slack.operators.slack_webhook.SlackWebhookOperator",
        kind=Kind.NOTIFICATION,
        aside={"channel": RECIPIENT},
        old=("airflow.contrib.operators.slack_webhook_operator.SlackWebhookOperator",),
    ),
    Rule(
        "airflow.providers.slack.transfers.sql_to_slack.SqlToSlackApiFileOperator",
        sql=("sql", "sql_conn_id"),
        kind=Kind.NOTIFICATION,
        aside={"slack_channels": RECIPIENT},
    ),
    Rule(
        "airflow.providers.slack.transfers.sql_to_slack.SqlToSlackOperator",
        sql=("sql", "sql_conn_id"),
        kind=Kind.NOTIFICATION,
        aside={"slack_channel": RECIPIENT},
    ),
    Rule(
        "airflow.providers.slack.transfers.sql_to_slack_webhook.SqlToSlackWebhookOperator",
        sql=("sql", "sql_conn_id"),
        kind=Kind.NOTIFICATION,
        aside={"slack_channel": RECIPIENT},
    ),
    Rule(
        "airflow.providers.slack.operators.slack.SlackAPIFileOperator",
        reads=("file:{filename}",),
        kind=Kind.NOTIFICATION,
        aside={"channels": RECIPIENT, "content": CONTENT},
        renamed={"channel": "channels"},
    ),
    Rule(
        "airflow.providers.slack.operators.slack.SlackAPIConversationsHistoryOperator",
        reads=("slack://{slack_conn_id}/{channel}",),
        defaults={"slack_conn_id": "slack_api_default"},
    ),
)
