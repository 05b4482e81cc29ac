"""What a moved function is fed with, as source: values, the run, other assets, the environment, resources."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from migrator.model import (
    Arguments,
    Call,
    Feed,
    HookUse,
    Items,
    Known,
    Mapping,
    Output,
    Outputs,
    RunValue,
    Setting,
    Template,
    Value,
)
from migrator.targets.dagster.emitted import Place
from migrator.targets.dagster.expressions import datetime_imports, python_of
from migrator.targets.dagster.literals import literal
from migrator.targets.dagster.naming import IN_FUNCTIONS, identifier


@dataclass
class Feeding:
    """What the feeds of one function need, gathered while they are written: lines `before` the call, `parameters` of
    the asset's function with their types, `inputs` from other assets, lines on the window, imports, systems."""

    place: Place
    resources: dict[str, str]
    before: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    window: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    systems: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    def run(self, expression: str) -> str:
        """The source of what the run is about, its lines on the window noted."""
        source, needs = python_of(expression)
        self.window += [line for line in needs if line not in self.window]
        self.imports += datetime_imports(needs, [source])
        return source


def fed(feed: Feed, parameter: str, feeding: Feeding) -> str:
    """The source of what a parameter is given. Raises ValueError for a feed that `CAPABILITIES` does not name."""
    match feed:
        case RunValue(expression=expression, plain=plain):
            source = feeding.run(expression)
            if plain:
                return source
            feeding.imports.append("import pendulum")
            return f"pendulum.instance({source})"
        case Setting(name=name, default=default, json=as_json):
            return setting(name, default, as_json, feeding)
        case HookUse(connection=connection):
            name = feeding.resources[connection or ""]
            resource, (cls, system) = feeding.place.names.resources[name], feeding.place.around.classes[name]
            feeding.parameters[resource] = cls
            feeding.imports.append(f"from {feeding.place.package}.resources import {cls}")
            feeding.systems.add(system)
            return resource
        case Outputs():
            name = free(f"{parameter}_pushed", feeding)
            feeding.names[parameter] = name
            feeding.before.append(f"{name}: dict[str, Any] = {{}}")
            feeding.imports.append("from typing import Any")
            return name
        case Known() | Items() | Mapping() | Output() | Template() | Call():
            return valued(feed, parameter, feeding)
    raise ValueError(f"{type(feed).__name__} is nothing this target feeds a function with")


def valued(value: Value, parameter: str, feeding: Feeding) -> str:
    """The source of a value: literals, lists and dicts of them, texts with holes, and what other assets made."""
    match value:
        case Known(value=scalar):
            return constant(scalar, feeding)
        case Items(values=values, kind=kind):
            inner = ", ".join(valued(each, parameter, feeding) for each in values)
            if kind == "tuple":
                return f"({inner}{',' if len(values) == 1 else ''})"
            return f"{{{inner}}}" if kind == "set" and values else "set()" if kind == "set" else f"[{inner}]"
        case Mapping(entries=entries):
            pairs = ((valued(key, parameter, feeding), valued(each, parameter, feeding)) for key, each in entries)
            return "{" + ", ".join(f"{key}: {each}" for key, each in pairs) + "}"
        case Output(task=task, key=key):
            return handed(task, key, parameter, feeding)
        case Template():
            return formatted(value, parameter, feeding)
        case Call(name=name, arguments=arguments):
            return called(name, arguments, parameter, feeding)
    raise ValueError(f"{type(value).__name__} is no value this target can write")


def called(name: str, arguments: Arguments, parameter: str, feeding: Feeding) -> str:
    """The call of a library's function or class, by its full import path."""
    feeding.imports.append(f"import {name.rpartition('.')[0]}")
    given = ((key, valued(each, parameter, feeding)) for key, each in arguments)
    return f"{name}({', '.join(each if key.isdigit() else f'{key}={each}' for key, each in given)})"


def constant(scalar: object, feeding: Feeding) -> str:
    """The source of a scalar; moments and durations by their constructors."""
    match scalar:
        case datetime.timedelta():
            feeding.imports.append("from datetime import timedelta")
            return f"timedelta(seconds={scalar.total_seconds():g})"
        case datetime.datetime() | datetime.date() | datetime.time():
            kind = type(scalar).__name__
            feeding.imports.append(f"from datetime import {kind}")
            return f"{kind}.fromisoformat({literal(scalar.isoformat())})"
        case bytes():
            return repr(scalar)
    return literal(scalar)


def handed(task: str, key: str, parameter: str, feeding: Feeding) -> str:
    """The parameter through which another asset's value comes, looked into where it holds several."""
    maker = (feeding.place.task.dag, task)
    asset = feeding.place.around.values[maker]
    name = next((given for given, known in feeding.inputs.items() if known == asset), None)
    if name is None:
        name = free(identifier(parameter), feeding)
        feeding.inputs[name] = asset
    if key != "return_value" or maker in feeding.place.around.bundled:
        return f"{name}[{literal(key)}]"
    return name


def setting(name: str, default: Value | None, as_json: bool, feeding: Feeding) -> str:
    """An Airflow Variable, from the environment name that Airflow reads it from, too."""
    feeding.imports.append("import os")
    variable = literal(f"AIRFLOW_VAR_{name.upper()}")
    if as_json:
        feeding.imports.append("import json")
        if default is None:
            return f"json.loads(os.environ[{variable}])"
        source = valued(default, name, feeding)
        return f"json.loads(os.environ[{variable}]) if {variable} in os.environ else {source}"
    if default is None:
        return f"os.environ[{variable}]"
    return f"os.environ.get({variable}, {valued(default, name, feeding)})"


def formatted(template: Template, parameter: str, feeding: Feeding) -> str:
    """A text with holes: an f-string, or the sum of its parts where quotes would not fit into one."""
    texts, holes, at = [], [], 0
    for hole in template.holes:
        texts.append(template.text[at : hole.start])
        holes.append(hole_source(hole.name, parameter, feeding))
        at = hole.start + len(hole.name) + 2
    texts.append(template.text[at:])
    inner = [PLAIN_F_STRING.sub(r"\1", source) for source in holes]
    if not any(mark in each for mark in "\"'\\{}" for each in inner if each[:1] != "{") and all(map(is_plain, texts)):
        inside = [each if each[:1] == "{" else f"{{{each}}}" for each in inner]
        return 'f"' + "".join(text + hole for text, hole in zip(texts, [*inside, ""], strict=True)) + '"'
    parts = [literal(texts[0])] if texts[0] else []
    for text, source in zip(texts[1:], holes, strict=True):
        parts += [source if PLAIN_F_STRING.fullmatch(source) or source.startswith("os.") else f"str({source})"]
        parts += [literal(text)] if text else []
    return " + ".join(parts)


# The source of one value with a format and nothing around it: `f"{start:%Y-%m-%d}"`.
PLAIN_F_STRING = re.compile(r'f"(\{[^{}"\']*\})"')


def is_plain(text: str) -> bool:
    """Whether a text stands in an f-string as it is."""
    return literal(text) == f'"{text}"' and "{" not in text and "}" not in text


def hole_source(name: str, parameter: str, feeding: Feeding) -> str:
    """The source of one hole: a value of the run, a Variable, one of the environment, or what another asset made."""
    kind, _, rest = name.partition(".")
    if kind == "var":
        as_json = rest.startswith("json.")
        return setting(rest.partition(".")[2], None, as_json, feeding)
    if kind == "env":
        feeding.imports.append("import os")
        return f"os.environ[{literal(rest)}]"
    if name.startswith("xcom:"):
        task, _, key = name.removeprefix("xcom:").rpartition(".")
        return handed(task, key, parameter, feeding)
    return feeding.run(name)


def free(name: str, feeding: Feeding) -> str:
    """A name that nothing in the asset's function has yet."""
    taken = {*feeding.inputs, *feeding.parameters, *feeding.names.values(), *IN_FUNCTIONS}
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found
