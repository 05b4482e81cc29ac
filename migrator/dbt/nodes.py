"""What a dbt project is made of, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

# How many nodes a project may have.
MOST = 20_000


class Files(Protocol):
    """The project's files as far as they may be read: none outside of its root, none past a bound."""

    def text(self, path: str) -> str | None:
        """The text of a file; None where there is none to be read."""

    def kind(self, path: str) -> str:
        """`file`, `folder`, or nothing."""

    def names(self, folder: str, pattern: str = "*", deep: bool = False) -> list[str]:
        """The paths in a folder that match, sorted."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a node's table is, as far as it is said: `None` is what the profile says, `?` what nobody knows."""

    database: str | None
    schema: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the project; `id` and `fqn` as dbt spells them, `path` relative to the project. `config` is what its
    text and the YAML configure, `code` its own text, `columns` those that YAML or the header of a CSV names."""

    id: str
    kind: str
    fqn: tuple[str, ...]
    path: str
    needs: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    materialized: str = "view"
    fresh: bool = False
    config: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    columns: tuple[str, ...] = ()
    relation: Relation | None = None
    test: str = ""
    version: str = ""
    attached: str = ""

    @property
    def name(self) -> str:
        """Its name, without kind and package; a version or a source's table stands behind a dot."""
        return self.id.split(".", 2)[2]

    @property
    def package(self) -> str:
        """The package it belongs to."""
        return self.id.split(".", 2)[1]


@dataclass(frozen=True, slots=True)
class DbtProject:
    """The nodes of a project by id, and its absolute folder; `problems` are what could not be read. `settings` are its
    `dbt_project.yml`, `macros` the names of its own macros, `is_written` whether a manifest of dbt's own was read."""

    folder: str
    nodes: Mapping[str, Node]
    problems: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    macros: frozenset[str] = frozenset()
    is_written: bool = False
    adapter: str = ""
