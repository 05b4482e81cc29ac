"""The data in a text of JSON, YAML, TOML or CSV, within bounds whatever the text holds."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from migrator.nesting import is_flat
from migrator.reading.bounds import within
from migrator.reading.meter import running, spend
from migrator.reading.values import bounded

# What the code of a task reads to know what to do, not as its data.
PROGRAMS = (".sql", ".hql", ".ddl", ".bteq", ".j2", ".jinja", ".jinja2", ".yaml", ".yml", ".toml", ".ini", ".cfg")

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# How long a YAML or TOML text may be; their parsers take long.
SLOW = 200_000
MERGE = "tag:yaml.org,2002:merge"
# How many characters are parsed in the time of a step.
SPEED = {"json": 16, "csv": 16, "toml": 4, "yaml": 2}


class NoData(Exception):
    """A text that cannot be parsed; it says why."""


class Loader(yaml.SafeLoader):
    """PyYAML's safe loader, but for `<<`: a few lines of it can ask for 2^n entries."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put what `<<` names among the mapping's own entries, as PyYAML does."""
        merged: list[Any] = []
        own: list[Any] = []
        for key, value in node.value:
            if key.tag != MERGE:
                own.append((key, value))
                continue
            for part in reversed(value.value) if isinstance(value, yaml.SequenceNode) else [value]:
                if not isinstance(part, yaml.MappingNode):
                    raise yaml.constructor.ConstructorError(None, None, "only a mapping can be merged", part.start_mark)
                self.flatten_mapping(part)
                merged.extend(part.value)
                within(len(merged), 10 * running().bounds.elements, "a YAML mapping")
        node.value = merged + own


def rows(text: str, options: Mapping[str, Any], *, named: bool) -> list[Any]:
    """The rows of a CSV text, as dicts when `named`. Raises NoData for options there are none of."""
    lines = text.splitlines(keepends=True)
    form = {key: options[key] for key in ("delimiter", "quotechar", "skipinitialspace", "quoting") if key in options}
    names = {key: options[key] for key in ("fieldnames", "restkey", "restval") if key in options} if named else {}
    try:
        width = len(next(csv.reader(lines, **form), ())) if named else 1
    except TypeError as error:
        raise NoData(str(error)) from error
    within(width * len(lines), 10 * running().bounds.elements, "a table")
    return list(csv.DictReader(lines, **names, **form) if named else csv.reader(lines, **form))


KINDS: dict[str, Callable[[str], Any]] = {
    "json": json.loads,
    "yaml": lambda text: yaml.load(text, Loader),
    "yaml in parts": lambda text: list(yaml.load_all(text, Loader)),
    "toml": tomllib.loads,
}


def table_in(text: str, options: Mapping[str, Any], *, named: bool) -> list[Any]:
    """The rows of a CSV text. Raises NoData and BoundReached as `data_in` does."""
    spend(len(text) // SPEED["csv"])
    try:
        return bounded(rows(text, options, named=named))  # type: ignore[no-any-return]
    except (ValueError, TypeError, csv.Error) as error:
        raise NoData(f"it is not CSV ({type(error).__name__})") from error


def data_in(text: str, kind: str) -> Any:
    """The data. Raises NoData for a text that is not of its kind, BoundReached when it is past the bounds."""
    speed = SPEED[kind.split(" ", 1)[0]]
    if not is_flat(text) or (speed < SPEED["json"] and len(text) > SLOW):
        raise NoData("it is too large or too deep")
    spend(len(text) // speed)
    try:
        return bounded(KINDS[kind](text))
    except (ValueError, yaml.YAMLError, csv.Error, RecursionError) as error:
        raise NoData(f"it is not {kind.split(' ', 1)[0].upper()} ({type(error).__name__})") from error
