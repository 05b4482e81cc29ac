"""apache-airflow-providers-ssh."""

from migrator.operators.rule import job

RULES = (
    job(
        "airflow.providers.ssh.operators.ssh.SSHOperator",
        passed=("command",),
        old=("airflow.contrib.operators.ssh_operator.SSHOperator",),
        because="it runs on another machine",
    ),
    job(
        "airflow.providers.ssh.operators.ssh_remote_job.SSHRemoteJobOperator",
        passed=("command",),
        because="it runs on another machine",
    ),
)
