"""The entities of `airflow.lineage` (removed in 3.0) that 2.x files name as inlets and outlets: records, no assets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class File:
    """A file, by its URL."""

    url: str = ""
    type_hint: str | None = None


@dataclass
class User:
    """Who owns a table."""

    email: str = ""
    first_name: str | None = None
    last_name: str | None = None


@dataclass
class Tag:
    """A word about a table."""

    tag_name: str = ""


@dataclass
class Column:
    """A column of a table."""

    name: str = ""
    description: str | None = None
    data_type: str = ""
    tags: list[Tag] = field(default_factory=list)


@dataclass
class Table:
    """A table of a database on a cluster."""

    database: str = ""
    cluster: str = ""
    name: str = ""
    tags: list[Tag] = field(default_factory=list)
    description: str | None = None
    columns: list[Column] = field(default_factory=list)
    owners: list[User] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    type_hint: str | None = None
