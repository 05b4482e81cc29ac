"""The generic tests that a YAML entry and its columns declare, named as dbt names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrator.dbt.yaml_text import entries, mapping, texts

# What stands beside a test's arguments and is none.
ASIDE = frozenset(
    "name description config arguments column_name severity tags enabled where limit warn_if error_if fail_calc "
    "store_failures store_failures_as meta database schema alias".split()
)
MOST_TEXTS = 200


@dataclass(frozen=True, slots=True)
class Check:
    """One test: its name, its macro, the column it is of, its configuration, and the texts in its arguments."""

    name: str
    macro: str
    column: str
    config: Mapping[str, Any] = field(default_factory=dict)
    texts: tuple[str, ...] = ()


def checks_of(entry: Mapping[str, Any], model: str, prefix: str = "") -> Iterator[Check]:
    """The tests of a model, seed, snapshot or source's table that is called so, and of its columns."""
    for holder, column in [(entry, "")] + [(one, str(one.get("name"))) for one in entries(entry.get("columns"))]:
        given = holder.get("data_tests", holder.get("tests"))
        for test in given if isinstance(given, list) else []:
            found = _check(test, model, prefix, column, texts(holder.get("tags")) if column else [])
            if found is not None:
                yield found


def _check(test: Any, model: str, prefix: str, column: str, tags: list[str]) -> Check | None:
    if isinstance(test, str):
        macro, given = test, {}
    elif isinstance(test, dict) and "test_name" in test:
        macro, given = str(test["test_name"]), {key: value for key, value in test.items() if key != "test_name"}
    elif isinstance(test, dict) and test:
        # `- unique: {...}`, or with the test's configuration beside its name.
        first = next((key for key in test if key not in ASIDE), None)
        if first is None:
            return None
        rest = {key: value for key, value in test.items() if key != first}
        macro, given = str(first), {**rest, **mapping(test[first])}
    else:
        return None
    column = str(given.get("column_name") or column)
    arguments = {key: value for key, value in given.items() if key not in ASIDE}
    arguments |= mapping(given.get("arguments"))
    config = {key: given[key] for key in ("tags", "enabled", "severity", "where", "meta") if key in given}
    config |= mapping(given.get("config"))
    config["tags"] = [*tags, *texts(config.get("tags"))]
    # dbt clears blanks from names and spells `package.macro` with an underscore.
    name = str(given.get("name") or _name(prefix + macro.replace(".", "_"), model, column, arguments))
    found = tuple(one for value in arguments.values() for one in texts(value))
    return Check(name, macro.rpartition(".")[2], column, config, found[:MOST_TEXTS])


def _name(macro: str, model: str, column: str, arguments: Mapping[str, Any]) -> str:
    """The name that dbt makes: the test, the model, then every argument by its name's order."""
    given = {**arguments, **({"column_name": column} if column else {})}
    parts: list[str] = []
    for key in sorted(given):
        value = given[key]
        held = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
        parts += [str(one)[:1_000] for one in held[:MOST_TEXTS]]
    return f"{macro}_{model}_" + "__".join(re.sub("[^0-9a-zA-Z_]+", "_", part) for part in parts)
