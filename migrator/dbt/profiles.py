"""Where a dbt profile leads: the system, host, database and schema of its target, and nothing else of it.

Users and passwords are never looked at. What `env_var()` says is not known, unless it has a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from migrator.dbt.jinja import UNKNOWN, rendered
from migrator.dbt.nodes import Files
from migrator.dbt.yaml_text import mapping, yaml_of

FILE = "profiles.yml"
# What adapters call the same thing, by the order in which it is asked for.
HOSTS = ("host", "server", "account", "region")
DATABASES = ("database", "dbname", "project", "catalog")
SCHEMAS = ("schema", "dataset")
# Adapters whose databases are files.
EMBEDDED = ("duckdb", "sqlite")


@dataclass(frozen=True, slots=True)
class Profile:
    """The target of a profile: empty where it is not known. `path` is the file of an embedded database."""

    name: str
    system: str = ""
    host: str = ""
    database: str = ""
    schema: str = ""
    path: str = ""


def profile_of(settings: Mapping[str, Any], folders: list[str], files: Files, name: str, target: str) -> Profile:
    """The profile that a project names, from the first folder with a `profiles.yml` that has it."""
    name = name or str(rendered(settings.get("profile"), {}) or "")
    for folder in folders:
        held = mapping((yaml_of(f"{folder}/{FILE}", files) or {}).get(name))
        if held:
            chosen = target or rendered(held.get("target", "default"), {})
            return _of_target(name, mapping(mapping(held.get("outputs")).get(str(chosen))))
    return Profile(name)


def _of_target(name: str, output: Mapping[str, Any]) -> Profile:
    adapter = _text(output, ("type",))
    host, port = _text(output, HOSTS), _text(output, ("port",))
    path = _text(output, ("path",))
    database = _text(output, DATABASES)
    if adapter in EMBEDDED:
        host, database = "", database or PurePosixPath(path).stem
    elif host and port:
        host = f"{host}:{port}"
    schema = _text(output, SCHEMAS) or ("main" if adapter in EMBEDDED else "")
    return Profile(name, adapter, host, database, schema, path)


def _text(output: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The first of these that is there; empty where it is not known."""
    value = next((output[key] for key in keys if key in output), None)
    found = rendered(value, {})
    return str(found) if found is not UNKNOWN and isinstance(found, (str, int)) else ""
