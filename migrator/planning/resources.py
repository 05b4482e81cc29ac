"""The connections that native steps need, as resources configured by the environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from migrator import identity
from migrator.model import Body, Capabilities, Function, HookUse, Resource, Sql, Step


def resource_name(authority: str) -> str:
    """An identifier for the connection that stands for a host: `{conn:warehouse}` -> `warehouse`."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", authority.removeprefix("{conn:").removesuffix("}")).strip("_").lower()
    return name if name and not name[0].isdigit() else f"database_{name}".rstrip("_")


def resource_names(authorities: Iterable[str]) -> dict[str, str]:
    """A name for each authority, no two alike: the connections `a-b` and `a.b` are two databases."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for authority in sorted(set(authorities)):
        name, number = resource_name(authority), 1
        while name in taken:
            number += 1
            name = f"{resource_name(authority)}_{number}"
        taken.add(name)
        found[authority] = name
    return found


def resources_of(steps: Iterable[Step], names: Mapping[str, str], capabilities: Capabilities) -> tuple[Resource, ...]:
    """One resource per connection that native SQL or a moved function uses, by name. `names` are those of
    `resource_names`."""
    prefix = identity.connection("")[:-1]
    connections = {
        name: authority.removeprefix(prefix).removesuffix("}")
        for authority, name in names.items()
        if authority.startswith(prefix)
    }
    suffixes = dict(capabilities.sql_systems)
    found: dict[str, Resource] = {}
    for step in steps:
        for body in step.bodies:
            for name, system in used(body, capabilities):
                variables = tuple(f"{name.upper()}_{suffix}" for suffix in suffixes[system])
                found[name] = Resource(name, connections.get(name, name), system, variables)
    return tuple(found[name] for name in sorted(found))


def used(body: Body, capabilities: Capabilities) -> Iterator[tuple[str, str]]:
    """The name and the system of each resource that a body uses."""
    if isinstance(body, Sql):
        yield body.resource, body.dialect
    elif isinstance(body, Function):
        names, systems = dict(body.resources), dict(capabilities.hook_classes)
        for each in body.code.inputs:
            if isinstance(each.feed, HookUse):
                yield names[each.feed.connection or ""], systems[each.feed.hook.rpartition(".")[2]]
