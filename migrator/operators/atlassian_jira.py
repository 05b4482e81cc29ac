"""apache-airflow-providers-atlassian-jira."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.atlassian.jira.operators.jira.JiraOperator",
        kind=Kind.NOTIFICATION,
        old=("airflow.contrib.operators.jira_operator.JiraOperator",),
    ),
)
