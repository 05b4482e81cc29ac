"""YAML as data with the line of each part, and with names of Python objects left as names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from migrator.model import Unknown
from migrator.nesting import is_flat
from migrator.reading.values import Outside

LONGEST = 200_000
# How many levels of keys have their line kept, and how many keys.
LEVELS, MOST = 5, 100_000


@dataclass(frozen=True, slots=True)
class Document:
    """The data of a file; `lines` by the keys that lead to a part."""

    data: Any
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)

    def line(self, *keys: str) -> int:
        """The line where a part begins; that of the nearest part around it where it has none."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)


class Loader(yaml.SafeLoader):
    """As YAML's safe loader, but `!!python/name:` is a name and other tags are values not known."""


def named(loader: Loader, suffix: str, node: yaml.Node) -> Outside:
    """`!!python/name:module.function`."""
    return Outside(suffix, imported=True)


def tagged(loader: Loader, suffix: str, node: yaml.Node) -> Unknown:
    """Any other tag."""
    return Unknown(f"!{suffix}", "a YAML tag that is not followed")


Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", named)
Loader.add_multi_constructor("!", tagged)
Loader.add_multi_constructor("tag:", tagged)


def document_of(text: str) -> Document | None:
    """The data of a YAML text; None when it is none, or too large."""
    if len(text) > LONGEST or not is_flat(text):
        return None
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.load(text, Loader=Loader)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return None
    lines: dict[tuple[str, ...], int] = {}
    for keys, line in places(tree, ()):
        if len(lines) >= MOST:
            break
        lines[keys] = line
    return Document(data, lines)


def places(node: yaml.Node | None, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each key of a mapping, those above it first, with its line; entries of a list go by their number."""
    if len(keys) >= LEVELS:
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield (*keys, str(key.value)), key.start_mark.line + 1
                yield from places(value, (*keys, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*keys, str(number)), value.start_mark.line + 1
            yield from places(value, (*keys, str(number)))
