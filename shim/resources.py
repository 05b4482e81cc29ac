"""What generated resources are configured by, taken from Airflow's connections where the environment does not say."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from migrator.model import Plan, Resource
from shim.imported import asked_while_loading

if TYPE_CHECKING:
    from airflow.sdk import Connection


def configure(plan: Plan, override: bool) -> None:
    """Set each resource's variables that are not set, or all of them, from the connection of the same work in Airflow.

    A connection Airflow does not know is left to Dagster, which names the variable that is missing.
    """
    for resource in plan.resources:
        missing = [name for name in resource.variables if override or name not in os.environ]
        connection = find(resource) if missing else None
        if connection is not None:
            values = OF_SYSTEM[resource.system](connection)
            os.environ.update({name: values[name.rpartition("_")[2]] for name in missing})


def find(resource: Resource) -> Connection | None:
    """The connection as a task would find it: from a secrets backend, the environment or a file; None for no such."""
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        with asked_while_loading():
            return BaseHook.get_connection(resource.connection)
    except AirflowNotFoundException:
        return None


def sqlite(connection: Any) -> dict[str, str]:
    """The file, as Airflow's SqliteHook finds it: the URI without its scheme and query."""
    uri = unquote(connection.get_uri()).replace("/?", "?")
    return {"PATH": uri.removeprefix("sqlite://").partition("?")[0]}


OF_SYSTEM: dict[str, Callable[[Any], dict[str, str]]] = {"sqlite": sqlite}
