"""From which columns to which: a resolver of our own that walks scopes and keeps what it can resolve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from migrator.lineage.sql.facts import Effect
from migrator.lineage.sql.names import Namespace


class Catalog:
    """The columns of tables, as far as they are known."""

    def __init__(self, schema: Mapping[str, Sequence[str]]) -> None:
        self.tables = {name.lower(): list(columns) for name, columns in schema.items()}


def add(effect: Effect, tree: Any, dialect: str, names: Namespace, catalog: Catalog) -> None:
    """Adds the edges of one statement to its effect."""
