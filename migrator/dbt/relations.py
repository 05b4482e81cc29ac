"""Where dbt puts a node's table: its database, schema and name, by dbt's default rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrator.dbt.jinja import UNKNOWN, rendered
from migrator.dbt.nodes import Node, Relation

# A schema that is put behind the target's: dbt's own `generate_schema_name` makes `analytics_staging` of `staging`.
BEHIND = "+"


def defined(node: Node, known: Mapping[str, Any]) -> Relation:
    """Where the table of a model, seed or snapshot goes; a custom schema is kept behind a mark, as the target's comes
    first."""
    database, schema = _said(node.config.get("database"), known), _said(node.config.get("schema"), known)
    if node.kind == "snapshot" and "target_schema" in node.config:
        database = _said(node.config.get("target_database"), known) or database
        return Relation(database, _said(node.config["target_schema"], known), _alias(node, known))
    return Relation(database, f"{BEHIND}{schema}" if schema else None, _alias(node, known))


def source_relation(source: Mapping[str, Any], table: Mapping[str, Any], known: Mapping[str, Any]) -> Relation:
    """Where the table of a source is; its schema is called like the source unless it is said."""
    return Relation(
        _said(source.get("database"), known),
        _said(source.get("schema"), known) or str(source.get("name")),
        _said(table.get("identifier"), known) or str(table.get("name")),
    )


def _alias(node: Node, known: Mapping[str, Any]) -> str:
    return _said(node.config.get("alias"), known) or node.name.rpartition("/")[2]


def _said(value: Any, known: Mapping[str, Any]) -> str | None:
    """A text of the configuration; `?` where only a run knows it, None where nothing is said."""
    found = rendered(value, known)
    if found is UNKNOWN:
        # {{ target.schema }} is what the profile says.
        return None if isinstance(value, str) and value.replace(" ", "") in TARGETS else "?"
    return str(found) if isinstance(found, (str, int)) and found != "" else None


TARGETS = ("{{target.schema}}", "{{target.database}}", "{{target.dataset}}", "{{target.project}}", "{{target.dbname}}")
