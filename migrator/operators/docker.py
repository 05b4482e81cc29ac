"""apache-airflow-providers-docker."""

from migrator.operators.rule import job

RULES = (
    job(
        "airflow.providers.docker.operators.docker.DockerOperator",
        image=("image",),
        passed=(
            "command",
            "environment",
        ),
        old=("airflow.operators.docker_operator.DockerOperator",),
        because="its data is named inside the container",
    ),
    job(
        "airflow.providers.docker.operators.docker_swarm.DockerSwarmOperator",
        image=("image",),
        passed=("command",),
        old=("airflow.contrib.operators.docker_swarm_operator.DockerSwarmOperator",),
        because="its data is named inside the container",
    ),
)
