"""YAML of a dbt project as plain data, within bounds."""

from __future__ import annotations

from typing import Any

import yaml

from migrator.dbt.nodes import MOST, Files
from migrator.nesting import is_flat

# How long a YAML file may be, since parsing takes long.
LONGEST = 200_000


class Plain(yaml.SafeLoader):
    """PyYAML's safe loader, but for many `<<`: a few lines of them can ask for 2^n entries."""

    merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge what `<<` names, so many times at most."""
        self.merged += sum(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value) * (1 + len(node.value))
        if self.merged > 2_000:
            raise yaml.YAMLError("too many merges")
        super().flatten_mapping(node)


def yaml_of(path: str, files: Files) -> dict[str, Any] | None:
    """A YAML file's mapping, empty for an empty file; None when it cannot be read."""
    text = files.text(path)
    if text is None or len(text) > LONGEST or not is_flat(text):
        return None
    try:
        found = yaml.load(text, Plain)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else {} if found is None else None


def mapping(value: Any) -> dict[str, Any]:
    """The value when it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def entries(value: Any) -> list[dict[str, Any]]:
    """The mappings in a list, none for anything else."""
    return [entry for entry in value[:MOST] if isinstance(entry, dict)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """A string, or the strings of a list."""
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
