"""Values of a template: known ones as plain Python, unknown ones as symbols that remember their expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migrator import model

# Bounds on what evaluating a template may build.
MAX_TEXT = 1_000_000
MAX_ITEMS = 2_000
MAX_LEAVES = 20_000
MAX_SYMBOL = 500
MAX_NUMBER = 10**30


class Exhausted(RuntimeError):
    """The template asks for more than its bound."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A value only a run knows: the expression that would give it, as people should read it."""

    text: str
    # dbt's `ref:model` names data outright, so it is shown without braces.
    bare: bool = False

    def __post_init__(self) -> None:
        if len(self.text) > MAX_SYMBOL:
            object.__setattr__(self, "text", f"{self.text[:MAX_SYMBOL]}…")

    @property
    def shown(self) -> str:
        """As it stands in a name: `{ds_nodash}`."""
        return self.text if self.bare else "{" + self.text.replace("{", "(").replace("}", ")") + "}"


@dataclass(frozen=True, slots=True)
class Mixed:
    """Text with unknown parts."""

    parts: tuple[str | Symbol, ...]


UnknownValue = (Symbol, Mixed)


class Named(dict[Any, Any]):
    """A mapping known as far as it is given: what is not in it is a symbol under `name`."""

    def __init__(self, name: str, entries: Mapping[Any, Any]) -> None:
        super().__init__(entries)
        self.name = name


def bounded(value: Any) -> Any:
    """The value itself. Raises Exhausted when a list or mapping has grown too large, or holds itself."""
    stack, leaves, letters = [value], 0, 0
    while stack:
        item = stack.pop()
        leaves += 1
        letters += len(item) if isinstance(item, str) else 0
        if (
            leaves > MAX_LEAVES
            or letters > MAX_TEXT
            or (isinstance(item, list | tuple | dict) and len(item) > MAX_ITEMS)
        ):
            raise Exhausted("it builds lists out of bounds")
        if isinstance(item, list | tuple):
            stack.extend(item)
        elif isinstance(item, dict):
            stack.extend(item.values())
    return value


def text_of(value: object) -> str:
    """How the value is spelled inside the name of a symbol: `ds`, `-7`, `'orders'`."""
    if isinstance(value, Symbol):
        return value.text
    if isinstance(value, Mixed):
        return "~".join(part.text if isinstance(part, Symbol) else repr(part) for part in value.parts)
    if isinstance(value, Named):
        return value.name
    if callable(value):
        return "loop"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(text_of, value)) + "]"
    return repr(value)


def parts_of(value: object) -> tuple[str | Symbol, ...]:
    """The value as it is printed, in parts."""
    if isinstance(value, Symbol):
        return (value,)
    if isinstance(value, Mixed):
        return value.parts
    if isinstance(value, list | tuple) and any(isinstance(item, UnknownValue) for item in value):
        return parts_of(joined(value, ", "))
    return (str(bounded(value)),) if not callable(value) else ("",)


def mixed(parts: Sequence[str | Symbol]) -> object:
    """The parts as one value: plain text where nothing is unknown, the symbol where it stands alone."""
    if sum(len(part) for part in parts if isinstance(part, str)) > MAX_TEXT:
        raise Exhausted(f"it builds a text over {MAX_TEXT:,} characters")
    merged: list[str | Symbol] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if not merged:
        return ""
    return merged[0] if len(merged) == 1 else Mixed(tuple(merged))


def joined(items: Sequence[object], separator: str) -> object:
    """The items as text with the separator between them."""
    parts: list[str | Symbol] = []
    for index, item in enumerate(items):
        parts += ([separator] if index else []) + list(parts_of(item))
    return mixed(parts)


def is_unknown(value: object) -> bool:
    """Whether the value is unknown or holds something unknown."""
    if isinstance(value, UnknownValue):
        return True
    if isinstance(value, list | tuple):
        return any(map(is_unknown, value))
    return isinstance(value, dict) and any(map(is_unknown, value.values()))


def plain(value: object, name: str) -> object:
    """A known value as the evaluator wants it: model values unwrapped, what is not data as a symbol called `name`."""
    match value:
        case model.Known(value=inner):
            return plain(inner, name)
        case model.Template(text=text, holes=holes):
            return _template(text, holes)
        case model.Items(values=values):
            return [plain(item, f"{name}[{index}]") for index, item in enumerate(values)]
        case model.Mapping(entries=entries):
            pairs = [(plain(key, name), item) for key, item in entries]
            return Named(name, {key: plain(item, f"{name}.{key}") for key, item in pairs if isinstance(key, str | int)})
        case model.Output(task=task, key=key):
            return Symbol(f"xcom:{task}.{key}")
        case str() | int() | float() | bool() | None | Symbol() | Mixed():
            return value
        case Mapping():
            return Named(name, {key: plain(item, f"{name}.{key}") for key, item in value.items()})
        case list() | tuple() | set() | frozenset():
            return [plain(item, f"{name}[{index}]") for index, item in enumerate(value)]
        case _:
            return Symbol(name)


def _template(text: str, holes: Sequence[model.Hole]) -> object:
    """A model template as text with symbols."""
    parts: list[str | Symbol] = []
    at = 0
    for hole in sorted(holes, key=lambda hole: hole.start):
        parts += [text[at : hole.start], Symbol(hole.name)]
        at = hole.start + len(hole.name) + 2
    return mixed([*parts, text[at:]])


def added(left: object, right: object) -> object:
    """left + right for plain values. Raises TypeError where Python does, Exhausted over the bound."""
    if isinstance(left, UnknownValue) or isinstance(right, UnknownValue) or isinstance(left, str):
        if not isinstance(right, str | Symbol | Mixed) or not isinstance(left, str | Symbol | Mixed):
            raise TypeError("text and something else")
        return mixed([*parts_of(left), *parts_of(right)])
    total: Any = left + right  # type: ignore[operator]
    return _number(bounded(total))


def _number(value: object) -> object:
    if isinstance(value, int | float) and abs(value) > MAX_NUMBER:
        raise Exhausted("it computes a number out of bounds")
    return value


def multiplied(left: Any, right: Any) -> object:
    """left * right for numbers, and short texts or lists. Raises Exhausted over the bound."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _number(left * right)
    sized, times = (right, left) if isinstance(left, int) else (left, right)
    if isinstance(times, int) and len(sized) * times > MAX_ITEMS:
        raise Exhausted("it repeats a text or list out of bounds")
    return bounded(left * right)


def power(left: Any, right: Any) -> object:
    """left ** right for small numbers. Raises Exhausted over the bound."""
    if abs(right) > 64 or abs(left) > 1_000_000:
        raise Exhausted("it computes a number out of bounds")
    return _number(left**right)


def counted(*bounds: Any) -> list[int]:
    """`range(...)` as a list. Raises Exhausted over the bound."""
    numbers = range(*bounds)
    if len(numbers) > MAX_ITEMS:
        raise Exhausted(f"it loops over {len(numbers):,} numbers")
    return list(numbers)
