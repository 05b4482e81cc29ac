"""Arguments as JSON, without secrets, and a document as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from migrator.model import Arguments, Known
from migrator.model_json import encode
from migrator.secrets import MASK, is_secret, masked

Json = dict[str, Any]


def printed(document: Mapping[str, Any]) -> str:
    """The document as text: two spaces, keys as they are ordered here, no escapes for letters."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def arguments(given: Arguments) -> Json:
    """Arguments by name, their values as `model_json` spells them, without secrets."""
    return {
        name: MASK if is_secret(name) and not safe(value) else without_secrets(encode(value)) for name, value in given
    }


def safe(value: object) -> bool:
    """Whether a value tells nothing, whatever its name: None and booleans."""
    return isinstance(value, Known) and (value.value is None or isinstance(value.value, bool))


def without_secrets(data: Any) -> Any:
    """JSON data with every text masked, and the values of entries and arguments whose names are secret."""
    match data:
        case str():
            return masked(data)
        case {"type": "Mapping", "entries": entries}:
            return {**data, "entries": [[key, hidden(key, value)] for key, value in entries]}
        case {"type": "Call", "arguments": given}:
            return {**data, "arguments": [[name, hidden(name, value)] for name, value in given]}
        case list():
            return [without_secrets(item) for item in data]
        case dict():
            return {key: without_secrets(value) for key, value in data.items()}
    return data


def hidden(key: Any, value: Any) -> Any:
    """The value of a dict's entry or a call's argument, unless its name says that it is secret."""
    name = key.get("value") if isinstance(key, dict) else key
    if not isinstance(name, str) or not is_secret(name) or value is None or isinstance(value, bool):
        return without_secrets(value)
    return MASK
