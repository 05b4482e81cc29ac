"""Which nodes of a dbt project are chosen: names, methods, `+`, `@`, commas for both at once, and `selectors.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from migrator.dbt.methods import NotFollowed, method
from migrator.dbt.nodes import Files, Node
from migrator.dbt.yaml_text import entries, mapping, yaml_of

Nodes = Mapping[str, Node]
ITEM = re.compile(r"^(?P<at>@)?(?P<up>\d{0,4}\+)?(?P<core>[^+@]+?)(?P<down>\+\d{0,4})?$")
DOTTED = re.compile(r"^@?\d{0,4}\+?[^:/]{1,200}\.[^:/]{1,200}$")
LONGEST, DEEPEST = 200, 20
TESTS = ("test", "unit_test")
INDIRECT = ("eager", "cautious", "buildable", "empty")


def selected(nodes: Nodes, select: Sequence[str], exclude: Sequence[str], indirect: str = "eager") -> set[str]:
    """The ids of the nodes chosen, with the tests that come along. Raises NotFollowed."""
    chosen = union(nodes, select, indirect) if select else set(nodes)
    return chosen - (union(nodes, exclude, indirect) if exclude else set())


def only_by_dbt(given: Sequence[str]) -> str | None:
    """The first selector that dbt follows and Cosmos, where it reads a manifest by itself, does not; None for none."""
    return next((each for each in given if " " in each or "source:" in each or DOTTED.match(each)), None)


def union(nodes: Nodes, given: Iterable[str], indirect: str = "eager") -> set[str]:
    """The nodes that any of the items chooses; a comma in an item means all of its parts."""
    found: set[str] = set()
    for item in (each for text in given for each in text.split()):
        parts = [with_tests(nodes, chosen_by(nodes, part), indirect) for part in item.split(",") if part]
        found |= set.intersection(*parts) if parts else set()
    # A test of two nodes comes along when one item chose the first, and another the second.
    return found if indirect == "eager" else with_tests(nodes, found, indirect)


def with_tests(nodes: Nodes, chosen: set[str], indirect: str) -> set[str]:
    """The nodes, and the tests of them that come along: with any of their nodes chosen (`eager`), or with all of them
    (`cautious`), or with all of them chosen or above what is (`buildable`)."""
    if indirect == "empty":
        return chosen
    if indirect == "buildable":
        within = chosen | reached(chosen, {node.id: node.needs for node in nodes.values()}, len(nodes))
    else:
        within = chosen
    held = any if indirect == "eager" else all
    tests = (node for node in nodes.values() if node.kind in TESTS and node.needs)
    more = {
        node.id
        for node in tests
        if held(need in within for need in node.needs)
        and (indirect != "buildable" or any(need in chosen for need in node.needs))
    }
    return chosen | more


def chosen_by(nodes: Nodes, item: str) -> set[str]:
    """The nodes that one item chooses, with those above (`+a`, `2+a`), below (`a+`) or around it (`@a`)."""
    match = ITEM.match(item) if len(item) <= LONGEST else None
    if match is None:
        raise NotFollowed(item)
    up = int(match["up"][:-1] or len(nodes)) if match["up"] else 0
    down = int(match["down"][1:] or len(nodes)) if match["down"] else 0
    name, found, value = match["core"].partition(":")
    return around(nodes, name if found else "", value if found else match["core"], up, down, bool(match["at"]))


def around(nodes: Nodes, name: str, value: str, up: int, down: int, with_parents: bool) -> set[str]:
    """The nodes a method chooses, and so many levels around them. Raises NotFollowed."""
    test = method(name, value)
    start = {node.id for node in nodes.values() if test(node)}
    found = set(start)
    above = {node.id: node.needs for node in nodes.values()}
    below: dict[str, list[str]] = {}
    for node in nodes.values():
        for need in node.needs:
            below.setdefault(need, []).append(node.id)
    if up:
        found |= reached(start, above, up)
    if down or with_parents:
        lower = reached(start, below, down or len(nodes))
        found |= lower
        if with_parents:
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


def named(nodes: Nodes, name: str | None, folder: str, files: Files, indirect: str = "eager") -> set[str] | None:
    """What a selector of `selectors.yml` chooses, by its name or, without one, the default one; None where there is no
    default. Raises NotFollowed."""
    document = yaml_of(f"{folder}/selectors.yml", files) or {}
    held = {str(one.get("name")): one for one in entries(document.get("selectors"))}
    if name is None:
        name = next((each for each, one in held.items() if one.get("default") is True), None)
        if name is None:
            return None
    if name not in held:
        raise NotFollowed(f"--selector {name}")
    return by_definition(nodes, held[name].get("definition"), held, indirect, 0)


def by_definition(nodes: Nodes, definition: Any, held: Mapping[str, Any], indirect: str, depth: int) -> set[str]:
    """What the definition of a selector chooses. Raises NotFollowed."""
    if depth > DEEPEST:
        raise NotFollowed("a selector of selectors.yml that names itself")
    if isinstance(definition, str):
        return union(nodes, [definition], indirect)
    given = mapping(definition)
    for word, joined in (("union", set.union), ("intersection", set.intersection)):
        if word in given:
            kept = [one for one in given[word] if "exclude" not in mapping(one) or "method" in mapping(one)]
            parts = [by_definition(nodes, one, held, indirect, depth + 1) for one in kept]
            found = joined(*parts) if parts else set()
            for one in given[word]:
                if one not in kept:
                    found -= excluded(nodes, one, held, indirect, depth)
            return found
    if "method" not in given:
        if len(given) != 1:
            raise NotFollowed(f"selectors.yml: {', '.join(map(str, given)) or definition}"[:LONGEST])
        ((name, value),) = given.items()
        return with_tests(nodes, around(nodes, str(name), str(value), 0, 0, False), indirect)
    if given["method"] == "selector":
        inner = mapping(held.get(str(given.get("value")))).get("definition")
        found = by_definition(nodes, inner, held, indirect, depth + 1)
    else:
        up = int(given.get("parents_depth") or len(nodes)) if given.get("parents") else 0
        down = int(given.get("children_depth") or len(nodes)) if given.get("children") else 0
        whole = given.get("childrens_parents") is True
        found = around(nodes, str(given["method"]), str(given.get("value")), up, down, whole)
        found = with_tests(nodes, found, str(given.get("indirect_selection") or indirect))
    return found - excluded(nodes, given, held, indirect, depth)


def excluded(nodes: Nodes, given: Any, held: Mapping[str, Any], indirect: str, depth: int) -> set[str]:
    """What the `exclude` of a definition chooses."""
    listed = mapping(given).get("exclude")
    parts = listed if isinstance(listed, list) else []
    return set().union(*(by_definition(nodes, one, held, indirect, depth + 1) for one in parts))
