"""apache-airflow-providers-opsgenie."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.opsgenie.operators.opsgenie.OpsgenieCreateAlertOperator",
        kind=Kind.NOTIFICATION,
        old=(
            "airflow.contrib.operators.opsgenie_alert_operator.OpsgenieAlertOperator",
            "airflow.contrib.operators.opsgenie_alert_operator.OpsgenieCreateAlertOperator",
        ),
    ),
)
