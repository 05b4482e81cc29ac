"""What `migrate plan --diff` prints as JSON."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from migrator.model_json import FORMAT
from migrator.planning.differences import Change, Differences
from migrator.secrets import masked

Json = dict[str, Any]


def differences(found: Differences) -> Json:
    """Changes by what they are about; lists are empty where nothing changed."""
    parts = {field.name: [_change(one) for one in getattr(found, field.name)] for field in fields(found)}
    return {"format": FORMAT, "same": not found, **parts}


def _change(change: Change) -> Json:
    parts = [{"what": what, "before": masked(before), "now": masked(now)} for what, before, now in change.parts]
    return {"name": masked(change.name), "kind": change.kind.value, "parts": parts}
