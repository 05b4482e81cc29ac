"""apache-airflow-providers-ssh."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.ssh.operators.ssh.SSHOperator",
        kind=Kind.JOB,
        because="it runs on another machine",
        old=("airflow.contrib.operators.ssh_operator.SSHOperator",),
    ),
)
