"""astronomer-cosmos: one operator per dbt command and place it runs in."""

from migrator.operators.rule import Kind, Rule, asides, no_data

# Module -> how its classes are named there.
_PLACES = {
    "aws_ecs": "AwsEcs",
    "aws_eks": "AwsEks",
    "azure_container_instance": "AzureContainerInstance",
    "docker": "Docker",
    "gcp_cloud_run_job": "GcpCloudRunJob",
    "gcp_gke": "GcpGke",
    "kubernetes": "Kubernetes",
    "local": "Local",
    "virtualenv": "Virtualenv",
    "watcher": "Watcher",
    "watcher_gcp_gke": "WatcherGcpGke",
    "watcher_kubernetes": "WatcherKubernetes",
}
_WORK = ("Build", "Clone", "Compile", "Producer", "Run", "RunOperation", "Seed", "Snapshot")
_CHECKS = ("Source", "Test")
_MODELS = "dbt's models say what it reads and writes"
_ASIDE = asides(_MODELS, "project_dir", "select", "models", "exclude", "selector")
# Watchers show the models that one task, the producer, runs.
_WATCHING = {"producer_task_id": "the task that runs the model, not data"}


def _commands(commands: tuple[str, ...], kind: Kind) -> tuple[Rule, ...]:
    """A rule for each of these dbt commands in every place."""
    return tuple(
        Rule(
            f"cosmos.operators.{module}.Dbt{command}{place}Operator",
            kind=kind,
            aside=_ASIDE | (_WATCHING if place.startswith("Watcher") else {}),
            because=_MODELS,
        )
        for module, place in _PLACES.items()
        for command in commands
    )


RULES = (
    *_commands(_WORK, Kind.DBT),
    *_commands(_CHECKS, Kind.CHECK),
    *no_data(
        Kind.CHECK,
        "cosmos.operators.aws_eks.DbtSourceAzureContainerInstanceOperator",
        because=_MODELS,
        aside=_ASIDE,
    ),
    *no_data(
        Kind.SENSOR,
        "cosmos.operators.watcher.DbtConsumerWatcherSensor",
        "cosmos.operators.watcher_gcp_gke.DbtConsumerWatcherGcpGkeSensor",
        "cosmos.operators.watcher_kubernetes.DbtConsumerWatcherKubernetesSensor",
        because="it waits for a dbt model that another task runs",
        aside=_WATCHING,
    ),
)
