"""The model to JSON and back, without loss: what crosses between our two processes and what is kept on disk.

A plain `Known` is the bare JSON scalar; every other member of a union says its class under `"type"`. What people
read (`analyze --format json`) is laid out by `report/contract.py`, which spells values the same way.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import math
import types
import typing
import zoneinfo
from enum import Enum
from typing import Any, TypeVar

from migrator import model
from migrator.errors import MigratorError

FORMAT = 1
Json = Any
T = TypeVar("T")

MEMBERS = {
    cls.__name__: cls
    for union in (model.Value, model.Body, model.AssetExpression, model.Feed, model.Code)
    for cls in typing.get_args(union)
    if cls is not types.NoneType
}


# Scalars that JSON has itself.
AS_IT_IS = frozenset((str, int, bool, types.NoneType))


class WrongFormat(MigratorError):
    """A file or message was written by another version of this tool."""

    def __init__(self, found: object) -> None:
        super().__init__(f"this was written in format {found!r}; this version reads format {FORMAT}: generate it again")


def to_json(document: object) -> dict[str, Json]:
    """A Project, Plan or other dataclass of the model as JSON data with the format number first."""
    return {"format": FORMAT, **encode(document)}


def from_json(cls: type[T], data: dict[str, Json]) -> T:
    """The dataclass that `to_json` wrote. Raises WrongFormat for another format number."""
    if data.get("format") != FORMAT:
        raise WrongFormat(data.get("format"))
    return typing.cast(T, decode(cls, {name: value for name, value in data.items() if name != "format"}))


def encode(item: object) -> Json:
    """JSON data for one dataclass, enum, tuple or scalar of the model."""
    cls: type = type(item)
    if cls in AS_IT_IS:
        return item
    if cls is tuple:
        return [encode(part) for part in typing.cast(tuple[object, ...], item)]
    if isinstance(item, model.Known) and not item.assumed and bare(item.value):
        return item.value
    if isinstance(item, Enum):
        return item.value
    names = names_of(cls)
    if names is None:
        return encode_scalar(item)
    named: dict[str, Json] = {"type": cls.__name__} if cls.__name__ in MEMBERS else {}
    for name in names:
        named[name] = encode(getattr(item, name))
    return named


def bare(value: object) -> bool:
    """Whether JSON has this scalar itself."""
    return value is None or isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))


def encode_scalar(value: object) -> Json:
    """A scalar JSON lacks, as an object with its kind as the only key (and the zone of a date-time)."""
    match value:
        case datetime.datetime():
            zone = {"zone": value.tzinfo.key} if isinstance(value.tzinfo, zoneinfo.ZoneInfo) else {}
            return {"datetime": value.isoformat(), **zone}
        case datetime.date():
            return {"date": value.isoformat()}
        case datetime.time():
            return {"time": value.isoformat()}
        case datetime.timedelta():
            return {"timedelta": [value.days, value.seconds, value.microseconds]}
        case bytes():
            return {"bytes": value.hex()}
        case float() if not math.isfinite(value):
            return {"float": repr(value)}
    return value


def decode_scalar(data: Json) -> Json:
    """The scalar that `encode_scalar` wrote."""
    match data:
        case {"datetime": text, "zone": zone}:
            return datetime.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone))
        case {"datetime": text}:
            return datetime.datetime.fromisoformat(text)
        case {"date": text}:
            return datetime.date.fromisoformat(text)
        case {"time": text}:
            return datetime.time.fromisoformat(text)
        case {"timedelta": [days, seconds, microseconds]}:
            return datetime.timedelta(days, seconds, microseconds)
        case {"bytes": text}:
            return bytes.fromhex(text)
        case {"float": text}:
            return float(text)
    return data


def decode(hint: Any, data: Json) -> Json:
    """The value of type `hint` that `encode` wrote as `data`."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return decode_member(hint, data)
    if origin is tuple:
        return decode_tuple(typing.get_args(hint), data)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = hints_of(hint)
        return hint(**{name: decode(hints[name], value) for name, value in data.items() if name != "type"})
    return decode_scalar(data)


def decode_member(hint: Any, data: Json) -> Json:
    """A member of a union: by its `"type"`, as a bare Known, or as the one class that stands beside scalars or None."""
    members = typing.get_args(hint)
    if isinstance(data, dict) and data.get("type") in MEMBERS:
        return decode(MEMBERS[data["type"]], data)
    if data is None and types.NoneType in members and model.Known not in members:
        return None
    if model.Known in members:
        return None if data is None and types.NoneType in members else model.Known(data)
    structured = [member for member in members if dataclasses.is_dataclass(member)]
    if structured and isinstance(data, dict):
        return decode(structured[0], data)
    others = [member for member in members if member is not types.NoneType]
    return decode(others[0], data) if len(others) == 1 else decode_scalar(data)


def decode_tuple(parts: tuple[Any, ...], data: list[Json]) -> tuple[Json, ...]:
    """A tuple of any length of one type, or of a fixed shape."""
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(decode(parts[0], item) for item in data)
    return tuple(decode(part, item) for part, item in zip(parts, data, strict=True))


@functools.cache
def names_of(cls: type) -> tuple[str, ...] | None:
    """The fields of a dataclass, found once; None for any other class."""
    return tuple(field.name for field in dataclasses.fields(cls)) if dataclasses.is_dataclass(cls) else None


@functools.cache
def hints_of(cls: type) -> dict[str, Any]:
    """The field types of a dataclass, evaluated once."""
    return typing.get_type_hints(cls)
