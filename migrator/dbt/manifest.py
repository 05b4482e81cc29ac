"""The project as the `manifest.json` has it that dbt itself writes: what it says, checked for its form."""

from __future__ import annotations

import json
from typing import Any

from migrator.dbt.nodes import MOST, DbtProject, Node, Relation
from migrator.dbt.yaml_text import mapping, texts
from migrator.nesting import is_flat

KINDS = ("model", "seed", "snapshot", "test", "source", "exposure", "unit_test")
SECTIONS = ("nodes", "sources", "exposures", "unit_tests")


def from_manifest(text: str, folder: str) -> DbtProject | None:
    """The project as a `manifest.json` holds it; None when it is none."""
    try:
        manifest = json.loads(text) if is_flat(text) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("nodes"), dict):
        return None
    held = {str(name): entry for section in SECTIONS for name, entry in mapping(manifest.get(section)).items()}
    found = [from_entry(name, entry) for name, entry in list(held.items())[:MOST] if isinstance(entry, dict)]
    about = mapping(manifest.get("metadata"))
    return DbtProject(
        folder,
        {node.id: node for node in found if node.kind in KINDS},
        settings={"name": about.get("project_name")},
        is_written=True,
        adapter=str(about.get("adapter_type") or ""),
    )


def from_entry(name: str, entry: dict[str, Any]) -> Node:
    """One node of a manifest."""
    config = mapping(entry.get("config"))
    needs = mapping(entry.get("depends_on")).get("nodes")
    kind = str(entry.get("resource_type"))
    return Node(
        name if name.count(".") > 1 else f"{name}..",
        kind,
        tuple(texts(entry.get("fqn"))),
        str(entry.get("original_file_path", "")),
        tuple(texts(needs)),
        frozenset(texts(entry.get("tags"))),
        str(config.get("materialized") or "view"),
        bool(entry.get("freshness")) and bool(entry.get("loaded_at_field")),
        {**config, "group": entry.get("group"), "access": entry.get("access")},
        str(entry.get("raw_code") or entry.get("raw_sql") or ""),
        tuple(mapping(entry.get("columns"))),
        _relation(kind, entry),
        str(mapping(entry.get("test_metadata")).get("name") or ""),
        str(entry.get("version") or ""),
        str(entry.get("attached_node") or ""),
    )


def _relation(kind: str, entry: dict[str, Any]) -> Relation | None:
    if kind not in ("model", "seed", "snapshot", "source"):
        return None
    name = str(entry.get("identifier") or entry.get("alias") or entry.get("name") or "?")
    database, schema = (entry.get(key) if isinstance(entry.get(key), str) else None for key in ("database", "schema"))
    return Relation(database, schema, name)
