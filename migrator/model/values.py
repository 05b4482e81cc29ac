"""Places in files, the conditions under which something holds, and what an expression of a DAG file is worth."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file of the project: `path` relative to its root with `/`, `line` from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """One decision only run time takes: `expression` as it stands in the source, and the side taken here."""

    expression: str
    taken: bool
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """The choices under which something holds; empty: always."""

    choices: tuple[Choice, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.choices)

    def and_(self, choice: Choice) -> Condition:
        """This condition with one more choice; a choice already made is not repeated."""
        return self if choice in self.choices else Condition((*self.choices, choice))

    def text(self) -> str:
        """For people: `env == 'prod' and not dry_run`; empty when it always holds."""
        return " and ".join(c.expression if c.taken else f"not ({c.expression})" for c in self.choices)


ALWAYS = Condition()

Scalar = (
    str | int | float | bool | None | bytes | datetime.datetime | datetime.date | datetime.time | datetime.timedelta
)


@dataclass(frozen=True, slots=True)
class Known:
    """A value the text decides. `assumed` names the settings whose default was taken on the way to it."""

    value: Scalar
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hole:
    """What stands at `text[start:start + len(name) + 2]` of a Template, there spelled `{name}`."""

    start: int
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Template:
    """A string with parts only run time fills, each readable in place: `raw.events_{params.day}`."""

    text: str
    holes: tuple[Hole, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, tuple or set. `rest` says that, and why, unknown further elements may follow."""

    values: tuple[Value, ...]
    kind: str = "list"
    rest: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict, in order. `rest` says that, and why, unknown further entries may follow."""

    entries: tuple[tuple[Value, Value], ...]
    rest: Unknown | None = None

    def get(self, key: str) -> Value | None:
        """The value under a known string key, the last one winning; None when it is not there."""
        found = None
        for name, value in self.entries:
            if isinstance(name, Known) and name.value == key:
                found = value
        return found


@dataclass(frozen=True, slots=True)
class Reference:
    """A function, class or module. `path` is a file of the project, or None for what is imported from outside it;
    then `qualname` is the full import path and `line` 0."""

    path: str | None
    qualname: str
    line: int


@dataclass(frozen=True, slots=True)
class Output:
    """What a task returns or pushes: the XCom `key` of the task with that full id in the same DAG."""

    task: str
    key: str = "return_value"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that evaluation did not enter: `name` is the full import path, or a project function's qualname.
    Positional arguments are named "0", "1", ..."""

    name: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value only run time could tell. `because` is shown to people as it stands."""

    source: str
    because: str


Value = Known | Template | Items | Mapping | Reference | Output | Call | Unknown
Arguments = tuple[tuple[str, Value], ...]


def argument(arguments: Arguments, name: str) -> Value | None:
    """The value given under this name, or None when it is not given."""
    return next((value for key, value in arguments if key == name), None)
