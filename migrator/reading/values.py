"""What the evaluator holds: plain Python values where the text decides them, and an `Object` for everything else.

str, int, list, dict, datetime, Path and the like stand for themselves, so that pure Python is done by Python. Inside a
list or dict any of the kinds below may stand. `Unknown` and `Template` are the model's own.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, TypeAlias

from migrator.model import Hole, Output, Template, Unknown
from migrator.reading.bounds import BoundReached
from migrator.reading.meter import LOOKED_AT, spend

# The frame a value is used in: `frames.Frame`, which itself is made of values.
Frame: TypeAlias = Any
SCALARS = (str, int, float, bool, type(None), bytes, complex, datetime.date, datetime.time, datetime.timedelta)
# The commonest of them, for which nothing more is to be asked.
ATOMS = frozenset({str, int, float, bool, type(None)})
PARTS = 200_000
LONGEST_NAME = 300
MOST_SORTED = 1_000
NATIVE = (*SCALARS, list, tuple, dict, set, frozenset, range, slice, PurePath, datetime.tzinfo)


class Defaults(dict[Any, Any]):
    """A `defaultdict`: `factory` makes the value of a key that is not there yet."""

    factory: Any = None


class Object:
    """A value that is no plain Python value. Each kind says what its attributes, calls and items are."""

    def describe(self) -> str:
        """How it is named in reasons and holes."""
        return type(self).__name__.lower()

    def __repr__(self) -> str:
        return self.describe()

    def attribute(self, name: str, frame: Frame) -> Any:
        """The value of `self.name`."""
        return Unknown(f"{self.describe()}.{name}", f"the attribute {name} is not known before run time")

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        """The value of calling it."""
        return Unknown(f"{self.describe()}()", "what it returns is not known before run time")

    def item(self, key: Any, frame: Frame) -> Any:
        """The value of `self[key]`."""
        return Unknown(f"{self.describe()}[{describe(key)}]", "the item is not known before run time")

    def truth(self) -> bool | None:
        """Whether it counts as true; None when only run time knows."""
        return True


@dataclass(slots=True)
class Given:
    """The arguments of one call. `rest` says that, and why, more may follow."""

    positional: list[Any] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)
    rest: Unknown | None = None

    def take(self, name: str, position: int | None = None, default: Any = None) -> Any:
        """The argument given under a name or at a position."""
        if name in self.named:
            return self.named[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return default

    def values(self) -> Iterable[Any]:
        """All argument values in order."""
        return (*self.positional, *self.named.values())


@dataclass(frozen=True, slots=True)
class Assumed:
    """A value that rests on defaults; `notes` names the settings whose default was taken."""

    value: Any
    notes: tuple[str, ...]


@dataclass(slots=True, eq=False, repr=False)
class Spread(Object):
    """Stands in a list for unknown further elements."""

    unknown: Unknown


@dataclass(slots=True, eq=False, repr=False)
class Outside(Object):
    """A module, class, function or constant from outside the project, by its full import path. `imported` by itself,
    not as an attribute: such a thing is there, and so true, unless it is spelled like a constant."""

    name: str
    imported: bool = False

    def describe(self) -> str:
        return self.name

    def attribute(self, name: str, frame: Frame) -> Any:
        return frame.machine.outside(short(f"{self.name}.{name}"))

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        return frame.machine.call_outside(self.name, arguments, frame)

    def item(self, key: Any, frame: Frame) -> Any:
        return frame.machine.outside_item(self.name, key, frame)

    def truth(self) -> bool | None:
        last = self.name.rsplit(".", 1)[-1]
        return True if (self.imported or last[:1].isupper()) and not last.isupper() else None


@dataclass(slots=True, eq=False, repr=False)
class Made(Object):
    """What an outside call returned, or (`called` False) an attribute of such an object."""

    name: str
    arguments: Given
    receiver: Any
    called: bool = True
    converted: Any = None

    def describe(self) -> str:
        if self.name.startswith("tempfile."):
            return "tempfile"
        return self.name.rsplit(".", 1)[-1] + ("()" if self.called else "")

    def attribute(self, name: str, frame: Frame) -> Any:
        return Made(short(f"{frame.machine.class_path(self)}.{name}"), Given(), self, called=False)

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        return frame.machine.outside_effect(self.name, arguments, self if self.called else self.receiver, frame)

    def item(self, key: Any, frame: Frame) -> Any:
        return Made(short(f"{frame.machine.class_path(self)}.__getitem__"), Given([key]), self)

    def truth(self) -> bool | None:
        return True if self.called and self.name.rsplit(".", 1)[-1][:1].isupper() else None


@dataclass(slots=True, eq=False, repr=False)
class Native(Object):
    """A builtin or bound method done by Python code of ours."""

    name: str
    run: Callable[[Given, Frame], Any]

    def describe(self) -> str:
        return self.name

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        return self.run(arguments, frame)


@dataclass(slots=True, eq=False, repr=False)
class Partial(Object):
    """`functools.partial(function, ...)`."""

    function: Any
    given: Given

    def attribute(self, name: str, frame: Frame) -> Any:
        return self.function if name == "func" else Object.attribute(self, name, frame)

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        joined = Given(
            [*self.given.positional, *arguments.positional],
            {**self.given.named, **arguments.named},
            arguments.rest or self.given.rest,
        )
        return frame.machine.call(self.function, joined, frame)


def unwrap(value: Any) -> tuple[Any, tuple[str, ...]]:
    """A value without the assumptions it rests on, and those."""
    return (value.value, value.notes) if isinstance(value, Assumed) else (value, ())


def assume(value: Any, notes: Sequence[str]) -> Any:
    """The value as one that rests on these assumptions."""
    if not notes or isinstance(value, (Object, Unknown, Template)):
        return value
    inner, more = unwrap(value)
    return Assumed(inner, tuple(dict.fromkeys((*notes, *more))))


def parts_of(value: Any) -> Iterator[Any]:
    """The value and all it holds, in order. Raises BoundReached past PARTS, since what holds itself never ends.

    >>> list(parts_of([1, {2: (3,)}]))
    [[1, {2: (3,)}], 1, {2: (3,)}, 2, (3,), 3]
    """
    waiting = [value]
    seen = 0
    while waiting:
        part = waiting.pop()
        yield part
        if part.__class__ in ATOMS:
            continue
        inner, _ = unwrap(part)
        if isinstance(inner, dict):
            waiting.extend(inner.values())
        if isinstance(inner, (list, tuple, set, frozenset, dict)):
            waiting.extend(inner)
            seen += len(inner)
            spend(1 + 2 * len(inner) // LOOKED_AT)
            waiting[len(waiting) - len(inner) :] = reversed(waiting[len(waiting) - len(inner) :])
            if seen > PARTS:
                raise BoundReached(f"a value grew past {PARTS:,} parts")


def bounded(value: Any) -> Any:
    """The value itself. Raises BoundReached where what it holds has no end, or nearly none."""
    for _ in parts_of(value):
        pass
    return value


def is_known(value: Any) -> bool:
    """Whether it is a plain value through and through."""
    if value.__class__ in ATOMS:
        return True
    inner, _ = unwrap(value)
    if isinstance(inner, (list, tuple, set, frozenset, dict)):
        return all(isinstance(unwrap(part)[0], NATIVE) for part in parts_of(inner))
    return isinstance(inner, NATIVE)


def plain(value: Any) -> Any:
    """A known value with every assumption inside it taken off."""
    if value.__class__ in ATOMS:
        return value
    inner, _ = unwrap(value)
    if isinstance(inner, list):
        return [plain(element) for element in inner]
    if isinstance(inner, tuple):
        return tuple(plain(element) for element in inner)
    if isinstance(inner, dict):
        return {plain(k): plain(v) for k, v in inner.items()}
    return inner


def notes_of(value: Any) -> tuple[str, ...]:
    """Every assumption a value rests on."""
    if value.__class__ in ATOMS:
        return ()
    inner, notes = unwrap(value)
    if not isinstance(inner, (list, tuple, set, frozenset, dict)):
        return notes
    return tuple(dict.fromkeys(note for part in parts_of(value) for note in unwrap(part)[1]))


def truth(value: Any) -> bool | None:
    """Whether a value counts as true; None when only run time knows."""
    inner, _ = unwrap(value)
    if isinstance(inner, (Unknown, Output)):
        return None
    if isinstance(inner, Template):
        return True if len(inner.text) > sum(len(h.name) + 2 for h in inner.holes) else None
    if isinstance(inner, Object):
        return inner.truth()
    return bool(inner)


def hole(name: str, because: str) -> Template:
    """A string that is one hole."""
    return Template(f"{{{name}}}", (Hole(0, name, because),))


def short(text: str) -> str:
    """A name of bounded length: what is made of things is named after them, and would else grow without end."""
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 3]}..."


def key_of(value: Any) -> Any:
    """A value as it is looked up in a dict or set: without assumptions. Raises BoundReached past PARTS."""
    inner, _ = unwrap(value)
    if isinstance(inner, (tuple, frozenset)):
        bounded(inner)
    return plain(value) if is_known(value) else value


def in_order(values: set[Any] | frozenset[Any]) -> list[Any]:
    """The elements of a set in an order that every process finds: Python's own hangs on hashes and addresses."""
    return sorted(values, key=_rank)


def _rank(element: Any) -> tuple[str, str, int]:
    inner, _ = unwrap(element)
    return describe(inner), inner if isinstance(inner, str) else "", getattr(inner, "number", 0)


def describe(value: Any, depth: int = 0) -> str:
    """How a value is named in reasons and holes."""
    inner, _ = unwrap(value)
    if isinstance(inner, Unknown):
        return short(inner.source)
    if isinstance(inner, Template):
        only = len(inner.holes) == 1 and inner.text.startswith("{")
        return short(inner.holes[0].name if only else inner.text)
    if isinstance(inner, Object):
        return inner.describe()
    if isinstance(inner, (list, tuple, set, frozenset, dict)):
        if isinstance(inner, (set, frozenset)):
            # One that is large is named without its elements: sorting them all for three names takes long.
            depth, inner = (depth, in_order(inner)) if len(inner) <= MOST_SORTED else (2, inner)
        few = [] if depth > 1 else [describe(element, depth + 1) for element in itertools.islice(inner, 3)]
        return f"[{', '.join([*few, '...'] if len(inner) > len(few) else few)}]"
    if isinstance(inner, int) and inner.bit_length() > 4096:
        return "a large number"
    return repr(inner[:60] if isinstance(inner, str) else inner)[:60]
