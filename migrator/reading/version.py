"""Which Airflow a file was written for, as its imports and arguments tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

OLD_ARGUMENTS = ("schedule_interval", "concurrency")
OLD_MODULES = (
    "airflow.operators.bash_operator",
    "airflow.operators.python_operator",
    "airflow.operators.dummy_operator",
    "airflow.operators.email_operator",
    "airflow.operators.subdag_operator",
    "airflow.operators.sensors",
    "airflow.hooks.base_hook",
    "airflow.sensors.base_sensor_operator",
    "airflow.contrib.",
)
THREE = ("airflow.sdk", "airflow.providers.standard.", "airflow.assets.")
TWO = (
    "airflow.decorators",
    "airflow.providers.",
    "airflow.operators.",
    "airflow.sensors.",
    "airflow.datasets",
    "airflow.models.dag",
    "airflow.models.baseoperator",
    "airflow.utils.task_group",
    "airflow.utils.edgemodifier",
    "airflow.utils.dates",
)


def written_for(imports: Iterable[str], settings: Iterable[dict[str, Any]]) -> str | None:
    """The Airflow a file was written for: "1.10", "2", "3", or None when nothing tells."""
    names = [name for name in imports if name.startswith("airflow")]
    if any(name.startswith(THREE) for name in names):
        return "3"
    if any(name.startswith(OLD_MODULES) for name in names):
        return "1.10"
    given = {name for each in settings for name in each}
    if any(name.startswith(TWO) for name in names) or given.intersection(OLD_ARGUMENTS):
        return "2"
    return None
