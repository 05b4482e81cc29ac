"""The connections that native steps need, as resources configured by the environment."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrator.model import Capabilities, Resource, Sql, Step


def resource_name(authority: str) -> str:
    """An identifier for the connection that stands for a host: `{conn:warehouse}` -> `warehouse`."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", authority.removeprefix("{conn:").removesuffix("}")).strip("_").lower()
    return name if name and not name[0].isdigit() else f"database_{name}".rstrip("_")


def resources_of(
    steps: Iterable[Step], connections: dict[str, str], capabilities: Capabilities
) -> tuple[Resource, ...]:
    """One resource per connection that native SQL uses, by name. `connections` is the Airflow id behind each name."""
    suffixes = dict(capabilities.sql_systems)
    found = {}
    for step in steps:
        if isinstance(step.body, Sql):
            body = step.body
            variables = tuple(f"{body.resource.upper()}_{suffix}" for suffix in suffixes[body.dialect])
            connection = connections.get(body.resource, body.resource)
            found[body.resource] = Resource(body.resource, connection, body.dialect, variables)
    return tuple(found[name] for name in sorted(found))
