"""apache-airflow-providers-docker."""

from migrator.operators.rule import Kind, Rule

RULES = (
    Rule(
        "airflow.providers.docker.operators.docker.DockerOperator",
        kind=Kind.JOB,
        because="its data is named inside the container",
        old=("airflow.operators.docker_operator.DockerOperator",),
    ),
    Rule(
        "airflow.providers.docker.operators.docker_swarm.DockerSwarmOperator",
        kind=Kind.JOB,
        because="its data is named inside the container",
        old=("airflow.contrib.operators.docker_swarm_operator.DockerSwarmOperator",),
    ),
)
