"""From what the evaluator holds to the model's frozen values."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from migrator.model import (
    Arguments,
    Call,
    Condition,
    Effect,
    Items,
    Known,
    Mapping,
    Output,
    Reference,
    Span,
    Template,
    Unknown,
    Value,
)
from migrator.reading.assets import AssetDag, AssetObject, uris
from migrator.reading.classes import Class
from migrator.reading.context import Part, Pulled
from migrator.reading.dags import DagObject
from migrator.reading.enums import Member
from migrator.reading.frames import Module
from migrator.reading.functions import Bound, Function
from migrator.reading.instances import Instance
from migrator.reading.meter import LOOKED_AT, affords
from migrator.reading.redaction import (
    NAMING,
    Secrets,
    hidden,
    named_by,
    options_hidden,
    pair_hidden,
    positions_of,
    safe,
    safe_template,
    safe_unknown,
    without_texts,
)
from migrator.reading.taskflow import TaskFunction
from migrator.reading.tasks import Task, XCom
from migrator.reading.text import UNSET, unset
from migrator.reading.values import (
    ATOMS,
    Assumed,
    Given,
    Made,
    Native,
    Object,
    Outside,
    Partial,
    Spread,
    describe,
    hole,
    in_order,
    unwrap,
)
from migrator.secrets import is_secret

DEEPEST = 12
MOST = 40
LARGEST = 50_000
# How many characters are searched for secrets in the time of a step.
SEARCHED = 4
SCALARS = (str, int, float, bool, bytes, datetime.date, datetime.time, datetime.timedelta)


@dataclass(slots=True)
class Level:
    """How deep conversion has come, how many values there may still be, shared by all levels, and what is secret."""

    depth: int
    left: list[int]
    secrets: Secrets

    def deeper(self) -> Level:
        """The level below."""
        return Level(self.depth + 1, self.left, self.secrets)


def cost(value: Any, level: Level) -> int:
    """The steps it takes to show a value: a text is searched for secrets."""
    return 1 + len(value) // SEARCHED + len(level.secrets) // LOOKED_AT if isinstance(value, str) else 1


def level_for(secrets: Secrets) -> Level:
    """Where conversion begins."""
    return Level(0, [LARGEST], secrets)


def value_of(value: Any, level: Level) -> Value:
    """The model's value for one of the evaluator's, secrets taken out."""
    level.left[0] -= 1
    steps = cost(value, level) if value.__class__ is str else 1
    if level.depth > DEEPEST or level.left[0] < 0 or not affords(steps):
        return Unknown(describe(value, 2), "it is nested deeper, or larger, than the bound")
    if value.__class__ is str:
        return level.secrets.known(value)
    if value.__class__ in ATOMS:
        return Known(value)
    inner, notes = unwrap(value)
    if inner is None or isinstance(inner, SCALARS):
        shown = safe(inner, level.secrets) if isinstance(inner, str) else inner
        return Known(shown, tuple(safe(note, level.secrets) for note in notes))
    match inner:
        case Object():
            return object_of(inner, level)
        case Template():
            return safe_template(inner, level.secrets)
        case Unknown():
            return safe_unknown(inner, level.secrets)
        case Output():
            return inner
        case PurePath():
            return Known(safe(str(inner), level.secrets), notes)
        case list() | tuple() | set() | frozenset() | range():
            return items_of(inner, level)
        case dict():
            return mapping_of(inner, level)
    return object_of(inner, level)


def items_of(values: Any, level: Level) -> Items:
    """A list, tuple, set or range."""
    if level.left[0] <= 0 or (isinstance(values, range) and values[:LARGEST] != values):
        return Items((), rest=Unknown(describe(values, 2), "it is too large"))
    kind = "tuple" if isinstance(values, tuple) else "set" if isinstance(values, (set, frozenset)) else "list"
    ordered = in_order(values) if isinstance(values, (set, frozenset)) else values
    rest = next((element.unknown for element in ordered if isinstance(element, Spread)), None)
    deeper = level.deeper()
    return Items(options_hidden([value_of(v, deeper) for v in ordered if not isinstance(v, Spread)]), kind, rest)


def mapping_of(values: dict[Any, Any], level: Level) -> Mapping:
    """A dict."""
    if level.left[0] <= 0:
        return Mapping((), Unknown(describe(values, 2), "it is too large"))
    rest = next((key.unknown for key in values if isinstance(key, Spread)), None)
    known = [(key, value) for key, value in values.items() if not isinstance(key, Spread)]
    deeper = level.deeper()
    entries = tuple([(value_of(key, deeper), named_value(key, value, deeper)) for key, value in known])
    return Mapping(pair_hidden(entries, named_by(values)), rest)


def named_value(name: Any, value: Any, level: Level) -> Value:
    """The value that stands under a name: hidden when the name is a secret's."""
    found = value_of(value, level)
    return hidden(name, found) if isinstance(name, str) else found


def arguments_of(named: dict[str, Any], level: Level) -> Arguments:
    """Arguments by name."""
    return tuple((name, named_value(name, value, level)) for name, value in named.items())


def object_of(value: Any, level: Level) -> Value:
    """The model's value for an object of the evaluator's own kinds."""
    match value:
        case Function():
            return Reference(value.span.path, value.qualname, value.line)
        case TaskFunction() | AssetDag():
            return value_of(value.function, level)
        case Bound():
            return value_of(value.function, level)
        case Class():
            return table_of(value, level) or Reference(value.span.path, value.name, value.span.line)
        case Module():
            return Reference(value.source.path, value.name, 1)
        case Outside():
            return Reference(None, value.name, 0)
        case XCom():
            return Output(value.task.id, value.key)
        case Pulled():
            return value.output()
        case Part():
            return hole(value.path, "Airflow gives it when the task runs")
        case Made():
            return call_of(value, level)
        case Partial():
            return Call(
                "functools.partial", (("0", value_of(value.function, level.deeper())), *given_of(value.given, level))
            )
        case AssetObject():
            named = given_of(value.given, level) or (("uri", Known(",".join(uris(value.expression)))),)
            return Call(value.class_path, named)
        case Instance() if (table := table_of(value.cls, level)) is not None:
            return table
        case Instance():
            entries = arguments_of(value.attributes, level.deeper())
            return Call(value.cls.name, entries)
        case Task():
            return Reference(value.span.path, value.id, value.span.line)
        case DagObject():
            return Reference(value.span.path, value.describe(), value.span.line)
        case Member():
            return value_of(value.value, level.deeper())
        case Native():
            return Reference(None, f"builtins.{value.name}", 0)
    return Unknown(describe(value), "it is not known before run time")


def table_of(cls: Class, level: Level) -> Call | None:
    """The table that a model of SQLAlchemy's stands for: its `__tablename__`, in the schema of its `__table_args__`."""
    name, _ = unwrap(cls.find("__tablename__"))
    if not isinstance(name, (str, Template)):
        return None
    options, _ = unwrap(cls.find("__table_args__"))
    last = unwrap(options[-1])[0] if isinstance(options, tuple) and options else options
    schema = last.get("schema") if isinstance(last, dict) else None
    more = () if schema is None else (("schema", value_of(schema, level.deeper())),)
    return Call("sqlalchemy.Table", (("0", value_of(name, level.deeper())), *more))


def call_of(made: Made, level: Level) -> Call:
    """An outside object as the call that made it; what a method was called on stands under `self`.

    Converted once, since objects made of objects would else be copied without end; past MOST calls the arguments are
    left out.
    """
    if made.converted is None:
        receiver = () if made.receiver is None else (("self", value_of(made.receiver, level.deeper())),)
        call = Call(made.name, (*receiver, *given_of(made.arguments, level, made.name)))
        too_large = (("**", Unknown(made.describe(), "its arguments are too large to be shown")),)
        made.converted = call if calls_in(call) <= MOST else Call(made.name, too_large)
    found: Call = made.converted
    return found


def calls_in(value: Value) -> int:
    """How many calls a value consists of."""
    match value:
        case Call():
            return 1 + sum(calls_in(argument) for _, argument in value.arguments)
        case Items():
            return sum(calls_in(element) for element in value.values)
        case Mapping():
            return sum(calls_in(part) for entry in value.entries for part in entry)
    return 0


def given_of(given: Given, level: Level, name: str = "") -> Arguments:
    """The arguments of a call, positional ones by number; those that this call takes for secrets are hidden."""
    deeper = level.deeper()
    secret = positions_of(name)
    first = unwrap(given.positional[0])[0] if name.endswith(NAMING) and len(given.positional) > 1 else None
    if isinstance(first, str) and is_secret(first):
        secret = (1,)
    shown = [value_of(value, deeper) for value in given.positional]
    positional = [(str(n), without_texts(value) if n in secret else value) for n, value in enumerate(shown)]
    named = pair_hidden(arguments_of(given.named, deeper), named_by(given.named))
    rest = () if given.rest is None else (("**", given.rest),)
    return (*positional, *named, *rest)


def effect(name: str, receiver: Any, given: Given, when: Condition, span: Span, secrets: Secrets) -> Effect:
    """One recorded call."""
    made: Value | None = None
    if isinstance(receiver, PurePath):
        made = Call("pathlib.Path", (("0", Known(safe(str(receiver), secrets))),))
    elif receiver is not None:
        made = value_of(receiver, level_for(secrets))
    arguments = given_of(given, level_for(secrets), name)
    return Effect(name, made, tuple((key, at_run_time(value)) for key, value in arguments), when, span)


def at_run_time(value: Value) -> Value:
    """An environment variable that is not set here is set where the task runs, and so unknown."""
    match value:
        case Known(value=None, assumed=(because, *_)) if UNSET in because:
            return Unknown(unset(because.split(" ")[1]).holes[0].name, because)
    return value


__all__ = ["Assumed", "arguments_of", "effect", "given_of", "level_for", "value_of"]
