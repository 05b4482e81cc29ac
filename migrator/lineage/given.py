"""What an operator or call was given, by argument name, with dots that reach into dicts and lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrator.model import Arguments, Call, Items, Known, Mapping, Task, Value, argument
from migrator.operators.rule import Rule

LONGEST_CHAIN = 40


@dataclass(frozen=True, slots=True)
class Given:
    """Arguments by name, and what holds where none is given; `pinned` is a list of dicts seen as one of them."""

    arguments: dict[str, Value]
    defaults: dict[str, str]
    pinned: tuple[str, Value] | None = None

    @staticmethod
    def of_task(task: Task, rule: Rule) -> Given:
        """What a task's operator received; what is mapped over counts as a list."""
        given = {**dict(task.arguments), **_mapped(task.mapped_arguments)}
        older = {new: given[old] for old, new in rule.renamed.items() if old in given}
        return Given({**older, **given}, dict(rule.defaults))

    @staticmethod
    def of_call(arguments: Arguments, positions: tuple[str, ...], defaults: dict[str, str] | None = None) -> Given:
        """What a call received, its positional arguments under their names."""
        names = {str(number): name for number, name in enumerate(positions)}
        return Given({names.get(key, key): value for key, value in arguments}, dict(defaults or {}))

    def all(self, name: str) -> list[Value]:
        """Every value a name leads to: several where a list lies on the way, none where nothing is given."""
        first, *rest = name.split(".")
        found = [self.arguments[first]] if first in self.arguments else []
        if self.pinned is not None and name.startswith(f"{self.pinned[0]}."):
            found, rest = [self.pinned[1]], name.removeprefix(f"{self.pinned[0]}.").split(".")
        for key in rest:
            found = [inner for value in found for inner in _inside(value, key)]
        flat = [inner for value in found for inner in _elements(value) if not _is_empty(inner)]
        return flat or ([Known(self.defaults[name])] if name in self.defaults else [])

    def whole(self, name: str) -> list[Value]:
        """The values a name leads to, lists in one piece: the steps of a job, each with all its arguments."""
        first, *rest = name.split(".")
        found = [self.arguments[first]] if first in self.arguments else []
        for key in rest:
            found = [inner for value in found for inner in _inside(value, key)]
        return found

    def apart(self, names: tuple[str, ...]) -> list[Given]:
        """One for each dict of a list that several of the names reach into; else this one."""
        parents = [name.rpartition(".")[0] for name in names if "." in name]
        for parent in dict.fromkeys(one for one in parents if parents.count(one) > 1):
            entries = [value for value in self.all(parent) if isinstance(value, Mapping)]
            if len(entries) > 1:
                return [replace(self, pinned=(parent, entry)) for entry in entries]
        return [self]

    def first(self, name: str) -> Value | None:
        """The first value a name leads to, or None."""
        return next(iter(self.all(name)), None)


def chain_of(receiver: Value) -> Mapping:
    """What the calls before one in a chain were given: `df.write.mode("append").option("dbtable", "t")` => mode and
    dbtable, the nearest call first."""
    entries: list[tuple[Value, Value]] = []
    while isinstance(receiver, Call) and len(entries) < LONGEST_CHAIN:
        given = dict(receiver.arguments)
        name = receiver.name.rpartition(".")[2]
        first, second = given.get("0"), given.get("1")
        if name in ("option", "config") and first is not None and second is not None:
            entries.append((first, second))
        elif name in ("options", "configs"):
            entries += [(Known(key), value) for key, value in given.items() if key != "self"]
            entries += list(first.entries) if isinstance(first, Mapping) else []
        elif first is not None:
            entries.append((Known(name), first))
        receiver = given.get("self", Known(None))
    # The last one of a name wins, and that is the nearest.
    return Mapping(tuple(reversed(entries)))


def _mapped(arguments: Arguments) -> dict[str, Value]:
    found: dict[str, list[Value]] = {}
    for name, value in arguments:
        # expand_kwargs([{...}, {...}]) maps over whole sets of arguments
        for entry in _elements(value) if name == "expand_kwargs" else ():
            for key, inner in entry.entries if isinstance(entry, Mapping) else ():
                if isinstance(key, Known):
                    found.setdefault(str(key.value), []).append(inner)
        found.setdefault(name, []).append(value)
    return {name: Items(tuple(values)) if len(values) > 1 else values[0] for name, values in found.items()}


def _inside(value: Value, key: str) -> Iterator[Value]:
    for element in _elements(value):
        inner = None
        if isinstance(element, Mapping):
            inner = element.get(key)
        elif isinstance(element, Call):
            inner = argument(element.arguments, key)
            whole = argument(element.arguments, "0")
            if inner is None and isinstance(whole, Mapping):
                # A message may be made of a dict: RecognitionAudio({"uri": "gs://..."})
                inner = whole.get(key)
        if inner is not None:
            yield inner


def _elements(value: Value) -> Iterator[Value]:
    if isinstance(value, Items):
        for inner in value.values:
            yield from _elements(inner)
        if value.rest is not None:
            yield value.rest
    else:
        yield value


def _is_empty(value: Value) -> bool:
    return isinstance(value, Known) and (value.value is None or value.value == "")
