"""What a method of a dbt selector asks of one node: `tag:nightly`, `config.materialized:view`, `path:models/x`."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from migrator.dbt.nodes import Node

Test = Callable[[Node], bool]
# Methods that compare with another run or another state, which no text has.
OF_A_RUN = ("state", "result", "source_status")
WILD = re.compile(r"[*?\[\]]")
NO_FQN = ("source", "exposure")


class NotFollowed(Exception):
    """A selector of a kind that is not followed here; the text is the selector."""


def method(name: str, value: str) -> Test:
    """The test of a method; without a name, the one dbt takes for such a value. Raises NotFollowed."""
    if not name:
        is_file = value.lower().endswith((".sql", ".csv", ".py"))
        name = "path" if "/" in value else "file" if is_file else "fqn"
    if len(WILD.findall(value)) > 4 or name in OF_A_RUN:
        raise NotFollowed(f"{name}:{value}")
    if name.startswith("config."):
        return lambda node: is_configured(node, name.split(".")[1:], value)
    tests: dict[str, Test] = {
        "fqn": lambda node: node.kind not in NO_FQN and is_named(node, value),
        "tag": lambda node: any(fnmatchcase(tag, value) for tag in node.tags),
        "resource_type": lambda node: node.kind == value,
        "package": lambda node: fnmatchcase(node.package, value),
        "path": lambda node: is_below(node.path, value),
        "file": lambda node: any(fnmatchcase(name, value) for name in file_names(node)),
        "source": lambda node: node.kind == "source" and is_dotted(node, value),
        "exposure": lambda node: node.kind == "exposure" and is_dotted(node, value),
        "unit_test": lambda node: node.kind == "unit_test" and fnmatchcase(node.fqn[-1], value),
        "test_name": lambda node: node.kind == "test" and bool(node.test) and fnmatchcase(node.test, value),
        "test_type": lambda node: test_type(node, value),
        "group": lambda node: node.config.get("group") == value,
        "access": lambda node: node.kind == "model" and (node.config.get("access") or "protected") == value,
        "version": lambda node: (
            node.kind == "model"
            and bool(value == "none" if not node.version else value == "latest" and node.version == "latest")
        ),
    }
    if name not in tests:
        raise NotFollowed(f"{name}:{value}")
    return tests[name]


def file_names(node: Node) -> tuple[str, str]:
    """The name of a node's file, with and without its end."""
    name = node.path.rsplit("/", 1)[-1]
    return name, name.rpartition(".")[0] or name


def test_type(node: Node, value: str) -> bool:
    """Whether a test is of this kind."""
    if node.kind == "unit_test":
        return value == "unit"
    generic = bool(node.test)
    return node.kind == "test" and (value == "data" or value == ("generic" if generic else "singular"))


def is_named(node: Node, value: str) -> bool:
    """Whether a node's name, or the beginning of its full name with or without the package, is this."""
    return any(bool(fqn) and starts(fqn, value, bool(node.version)) for fqn in (node.fqn, node.fqn[1:]))


def starts(fqn: tuple[str, ...], value: str, is_versioned: bool) -> bool:
    """dbt's own rule: the last part, or all of the first parts; what follows a wildcard is matched as one."""
    wanted = value.split(".")
    if is_versioned and len(fqn) > 1:
        if fnmatchcase(fqn[-2], value) or "_".join(fqn[-2:]) == "_".join(wanted[-2:]) or ".".join(fqn[-2:]) == value:
            return True
    elif fnmatchcase(fqn[-1], value):
        return True
    flat = [part for segment in fqn for part in segment.split(".")]
    if len(flat) < len(wanted):
        return False
    for number, part in enumerate(wanted):
        if WILD.search(part):
            return fnmatchcase(".".join(flat[number:]), ".".join(wanted[number:]))
        if flat[number] != part:
            return False
    return True


def is_below(path: str, value: str) -> bool:
    """Whether a file is this one, or lies in this folder."""
    parts = [part for part in path.split("/") if part]
    wanted = [part for part in value.split("/") if part not in ("", ".")]
    return any(_globbed(parts[:length], wanted) for length in range(1, len(parts) + 1))


def _globbed(parts: list[str], wanted: list[str]) -> bool:
    if not wanted:
        return not parts
    if wanted[0] == "**":
        return any(_globbed(parts[start:], wanted[1:]) for start in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], wanted[0]) and _globbed(parts[1:], wanted[1:])


def is_dotted(node: Node, value: str) -> bool:
    """Whether a source or exposure is called so: `raw`, `raw.orders`, `package.raw.orders`, each part a pattern."""
    wanted, parts = value.split("."), node.id.split(".")[1:]
    if len(parts) == 2:
        return (
            fnmatchcase(parts[-1], wanted[-1])
            and len(wanted) <= 2
            and (len(wanted) < 2 or fnmatchcase(parts[0], wanted[0]))
        )
    package, source, table = parts[0], parts[1], ".".join(parts[2:])
    spelled = {1: (source,), 2: (source, table), 3: (package, source, table)}.get(len(wanted), ())
    return bool(spelled) and all(fnmatchcase(part, want) for part, want in zip(spelled, wanted, strict=True))


def is_configured(node: Node, keys: list[str], value: str) -> bool:
    """Whether a node's configuration has this at these keys; of a list, among its elements."""
    if keys == ["materialized"]:
        return node.kind in ("model", "seed", "snapshot", "test") and node.materialized == value
    held: Any = node.config
    for key in keys:
        held = held.get(key) if hasattr(held, "get") else None
    if isinstance(held, bool):
        return value.lower() == str(held).lower()
    if isinstance(held, (list, tuple)):
        return value in held
    if isinstance(held, dict):
        return value in held
    return held is not None and str(held) == value
