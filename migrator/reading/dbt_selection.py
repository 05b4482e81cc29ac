"""Which nodes of a dbt project `select` and `exclude` choose: names, methods, `+`, `@`, and commas for both at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from migrator.reading.dbt import Node

Nodes = Mapping[str, Node]
ITEM = re.compile(r"^(?P<at>@)?(?P<up>\d{0,4}\+)?(?P<core>[^+@]+?)(?P<down>\+\d{0,4})?$")
DOTTED = re.compile(r"^@?\d{0,4}\+?[^:/]{1,200}\.[^:/]{1,200}$")
LONGEST = 200


class NotFollowed(Exception):
    """A selector of a kind that is not followed here; the text is the selector."""


def selected(nodes: Nodes, select: Sequence[str], exclude: Sequence[str]) -> set[str]:
    """The ids of the nodes chosen. Raises NotFollowed."""
    chosen = union(nodes, select) if select else set(nodes)
    return chosen - (union(nodes, exclude) if exclude else set())


def only_by_dbt(given: Sequence[str]) -> str | None:
    """The first selector that dbt follows and Cosmos, where it reads a manifest by itself, does not; None for none."""
    return next((each for each in given if " " in each or "source:" in each or DOTTED.match(each)), None)


def union(nodes: Nodes, given: Iterable[str]) -> set[str]:
    """The nodes that any of the items chooses; a comma in an item means all of its parts."""
    found: set[str] = set()
    for item in (each for text in given for each in text.split()):
        parts = [chosen_by(nodes, part) for part in item.split(",") if part]
        found |= set.intersection(*parts) if parts else set()
    return found


def chosen_by(nodes: Nodes, item: str) -> set[str]:
    """The nodes that one item chooses, with those above (`+a`, `2+a`), below (`a+`) or around it (`@a`)."""
    match = ITEM.match(item) if len(item) <= LONGEST else None
    if match is None:
        raise NotFollowed(item)
    test = method(match["core"], item)
    start = {node.id for node in nodes.values() if test(node)}
    found = set(start)
    above = {node.id: node.needs for node in nodes.values()}
    below: dict[str, list[str]] = {}
    for node in nodes.values():
        for need in node.needs:
            below.setdefault(need, []).append(node.id)
    if match["up"]:
        found |= reached(start, above, int(match["up"][:-1] or len(nodes)))
    if match["down"] or match["at"]:
        lower = reached(start, below, int((match["down"] or "+")[1:] or len(nodes)))
        found |= lower
        if match["at"]:
            found |= reached(lower | start, above, len(nodes))
    return found & set(nodes)


def reached(start: set[str], edges: Mapping[str, Sequence[str]], levels: int) -> set[str]:
    """What can be reached along the edges in so many steps."""
    found, level = set(start), set(start)
    for _ in range(levels):
        level = {other for one in level for other in edges.get(one, ())} - found
        if not level:
            break
        found |= level
    return found - start


def method(core: str, item: str) -> Callable[[Node], bool]:
    """The test that a selector without its signs stands for. Raises NotFollowed."""
    name, found, value = core.partition(":")
    if not found:
        is_path = "/" in core or core.endswith((".sql", ".csv", ".py"))
        name, value = ("path" if is_path else "fqn"), core
    if value.count("*") > 4:
        raise NotFollowed(item)
    tests: dict[str, Callable[[Node], bool]] = {
        "fqn": lambda node: is_named(node, value),
        "tag": lambda node: any(fnmatchcase(tag, value) for tag in node.tags),
        "config.tags": lambda node: value in node.tags,
        "config.materialized": lambda node: node.materialized == value,
        "resource_type": lambda node: node.kind == value,
        "package": lambda node: node.package == value,
        "path": lambda node: is_below(node.path, value),
        "file": lambda node: node.path.rsplit("/", 1)[-1] in (value, f"{value}.sql"),
        "source": lambda node: node.kind == "source" and is_source(node, value),
    }
    if name not in tests:
        raise NotFollowed(item)
    return tests[name]


def is_named(node: Node, value: str) -> bool:
    """Whether a node's name, or the beginning of its full name with or without the package, is this."""
    if node.kind in ("test", "source"):
        return False
    wanted = value.split(".")
    if fnmatchcase(node.fqn[-1] if node.fqn else node.name, value):
        return True
    return any(
        len(wanted) <= len(fqn) and all(fnmatchcase(part, want) for part, want in zip(fqn, wanted, strict=False))
        for fqn in (node.fqn, node.fqn[1:])
    )


def is_below(path: str, value: str) -> bool:
    """Whether a file is this one, or lies in this folder."""
    wanted = value.removeprefix("./").rstrip("/")
    return path == wanted or path.startswith(f"{wanted}/") or fnmatchcase(path, wanted)


def is_source(node: Node, value: str) -> bool:
    """Whether a source's name, or its and its table's, is this."""
    parts = value.split(".")
    return node.name.split(".")[: len(parts)] == parts or node.id.split(".")[1:] == parts
