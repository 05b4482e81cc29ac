"""Airflow Variables as a file holds them.

A file may be what `airflow variables import` takes (JSON, YAML, `.env`), or the `airflow_settings.yaml` of the Astro
command line. As an import does, what is no string is kept as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from migrator.reading.bounds import BoundReached
from migrator.reading.documents import NoData, data_in

# How long a file may be; YAML takes long to parse.
LARGEST = {"json": 1_000_000, "env": 1_000_000, "yaml": 200_000, "yml": 200_000}


class BadVariables(Exception):
    """A file that holds no Variables we can read; the text says why."""


def variables_in(file: Path) -> dict[str, str]:
    """The Variables of a file, by name. Raises BadVariables."""
    try:
        size = file.stat().st_size
        text = file.read_text(encoding="utf-8") if size <= max(LARGEST.values()) else " " * size
    except (OSError, UnicodeDecodeError) as error:
        raise BadVariables(f"it cannot be read ({type(error).__name__})") from error
    return variables_of(text, file.name)


def variables_of(text: str, name: str) -> dict[str, str]:
    """The Variables in the text of a file of this name. Raises BadVariables."""
    kind = name.rpartition(".")[2].lower()
    if kind not in PARSERS:
        raise BadVariables(f"it must end in {', '.join(f'.{known}' for known in sorted(PARSERS))}")
    if len(text) > LARGEST[kind]:
        raise BadVariables("it is too large")
    return {str(key): text_of(value) for key, value in PARSERS[kind](text).items()}


def parsed(text: str, kind: str) -> Any:
    """The data in the text. Raises BadVariables."""
    try:
        return data_in(text, kind)
    except (NoData, BoundReached) as error:
        raise BadVariables(str(error)) from error


def from_json(text: str) -> dict[str, Any]:
    """The entries of a JSON object."""
    found = parsed(text, "json")
    if not isinstance(found, dict):
        raise BadVariables("it holds no object of names and values")
    return found


def from_yaml(text: str) -> dict[str, Any]:
    """The entries of a YAML mapping, or the Variables in the settings of an Astro project."""
    found = parsed(text, "yaml")
    if not isinstance(found, dict):
        raise BadVariables("it holds no mapping of names and values")
    airflow = found.get("airflow")
    if list(found) == ["airflow"] and isinstance(airflow, dict):
        entries = airflow.get("variables") or []
        named = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
        return {entry["variable_name"]: entry.get("variable_value") for entry in named if entry.get("variable_name")}
    return found


def from_env(text: str) -> dict[str, Any]:
    """The `NAME=value` lines, read as Airflow reads them: a line without both, or a name twice, is a mistake."""
    found: dict[str, Any] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.lstrip().startswith("#"):
            continue
        name, _, value = line.partition("=")
        if not name or not value:
            raise BadVariables(f"line {number} is not NAME=value")
        if name in found:
            raise BadVariables(f"{name} stands in it twice")
        found[name] = value
    return found


PARSERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "json": from_json,
    "yaml": from_yaml,
    "yml": from_yaml,
    "env": from_env,
}


def text_of(value: Any) -> str:
    """A Variable as Airflow keeps it: a string as it is, anything else as JSON."""
    if isinstance(value, dict) and "value" in value and set(value) <= {"value", "description"}:
        value = value["value"]
    return value if isinstance(value, str) else json.dumps(value, indent=2, default=str)
