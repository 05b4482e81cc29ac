"""The JSON Schema of a dataclass of the model, as `model_json` spells it: that of a plan is made so."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from typing import Any

from migrator import model
from migrator.model_json import FORMAT, MEMBERS

Json = dict[str, Any]
# What JSON lacks is an object with its kind as the first key.
LACKING = ("datetime", "date", "time", "timedelta", "bytes", "float")
PLAIN: dict[object, Json] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    types.NoneType: {"type": "null"},
}
SCALAR: Json = {
    "anyOf": [
        {"type": ["string", "number", "boolean", "null"]},
        {"type": "object", "minProperties": 1, "propertyNames": {"enum": [*LACKING, "zone"]}},
    ]
}


def schema(cls: type, title: str) -> Json:
    """The schema of a document that `to_json` writes for this class."""
    parts: dict[str, Json] = {"Scalar": SCALAR}
    _define(cls, parts)
    whole = parts.pop(cls.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **whole,
        "properties": {"format": {"const": FORMAT}, **whole["properties"]},
        "required": ["format", *whole["required"]],
        "$defs": dict(sorted(parts.items())),
    }


def _define(cls: type, parts: dict[str, Json]) -> None:
    """Adds a dataclass, and those it is made of, to the definitions."""
    if cls.__name__ in parts:
        return
    parts[cls.__name__] = {}
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls)]
    typed: Json = {"type": {"const": cls.__name__}} if cls.__name__ in MEMBERS else {}
    parts[cls.__name__] = {
        "type": "object",
        "properties": {**typed, **{name: _of(hints[name], parts) for name in names}},
        "required": [*typed, *names],
        "additionalProperties": False,
    }


def _of(hint: Any, parts: dict[str, Json]) -> Json:
    """The schema of one field's type."""
    if hint in PLAIN:
        return PLAIN[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint == model.Scalar:
        return {"$ref": "#/$defs/Scalar"}
    if hint == model.Value:
        parts.setdefault("Value", {})
        parts["Value"] = parts["Value"] or _union(inner, parts)
        return {"$ref": "#/$defs/Value"}
    if origin in (typing.Union, types.UnionType):
        return _union(inner, parts)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return {"type": "array", "items": _of(inner[0], parts)}
    if origin is tuple:
        rows = [_of(one, parts) for one in inner]
        return {"type": "array", "prefixItems": rows, "minItems": len(rows), "maxItems": len(rows)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        _define(hint, parts)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    raise TypeError(f"no JSON for {hint!r}")


def _union(members: tuple[Any, ...], parts: dict[str, Json]) -> Json:
    """Any of several; a Known that only holds its value is that value."""
    bare = [{"$ref": "#/$defs/Scalar"}] if model.Known in members else []
    return {"anyOf": [*bare, *(_of(member, parts) for member in members)]}
