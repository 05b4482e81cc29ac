"""The values a body is fed with: an argument's templates as holes that a target fills, or why that cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from migrator.model import (
    Arguments,
    Call,
    Dag,
    Hole,
    Interval,
    Items,
    Known,
    Mapping,
    Output,
    Reference,
    Template,
    Unknown,
    Value,
)
from migrator.planning.binding import JINJA, meaning, plain
from migrator.secrets import MASK, is_secret, masked

# `{{ params.day }}`, `{{ params['day'] }}`, `{{ dag_run.conf.day }}`, `{{ dag_run.conf.get('day') }}`
ENTRY = re.compile(
    r"""(?x)(?P<owner>params|(?:dag_run\.)?conf)
    (?:\.(?!get\()(?P<name>[A-Za-z_]\w*) | \[(?P<quote>['"])(?P<item>[\w.-]+)(?P=quote)\]
     | \.get\((?P<mark>['"])(?P<got>[\w.-]+)(?P=mark)\))"""
)
VARIABLE = re.compile(r"var\.value\.(?P<name>[\w-]+)|var\.value\.get\((?P<mark>['\"])(?P<got>[\w./-]+)(?P=mark)\)")
PULLED = re.compile(r"(?:ti|task_instance)\.xcom_pull\((?P<given>[^()]*)\)")
GIVEN = re.compile(r"\s*(?:(?P<name>\w+)\s*=\s*)?(?P<quote>['\"])(?P<text>[\w.-]+)(?P=quote)\s*")
# What a template may ask of a moment besides its date: `{{ data_interval_end | ts }}`
MOMENT = re.compile(r"(?P<name>data_interval_(?:start|end)|logical_date)\|(?P<form>ds|ds_nodash|ts|ts_nodash)")
RUN = {"run_id": "run_id", "dag_run.run_id": "run_id", "ts_nodash": "ts_nodash", "prev_ds": "prev_ds"}
# The hole for the folder of the project, which lies elsewhere on another machine.
PROJECT = "env.MIGRATE_DAGS_ROOT"
ENVIRONMENT = re.compile(r"env\.\w+")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a value cannot be fed."""

    because: str


def feeds(arguments: Arguments, task: str, dag: Dag, root: str) -> Arguments | Refused:
    """All the arguments as values that a target can compute, or the first that stands in the way."""
    found = []
    for name, value in arguments:
        result = feed(rooted(value, root), task, dag)
        if isinstance(result, Refused):
            return Refused(f"its argument {name}: {result.because}")
        if is_secret(name) and isinstance(result, Known) and isinstance(result.value, str) and result.value:
            return Refused(f"its argument {name} is a secret, which is not copied")
        found.append((name, result))
    return tuple(found)


def feed(value: Value, task: str, dag: Dag) -> Value | Refused:
    """One value, its templates as holes."""
    match value:
        case Known(value=str(text)):
            return filled(text, task, dag)
        case Known() | Output():
            return value
        case Template(text=text, holes=holes):
            unknown = next((hole for hole in holes if not ENVIRONMENT.fullmatch(hole.name)), None)
            if unknown is not None:
                return Refused(f"{unknown.name} in it: {unknown.because}")
            return filled(as_expressions(text, holes), task, dag)
        case Items(values=values, kind=kind, rest=None):
            return _all(values, task, dag, kind)
        case Mapping(entries=entries, rest=None):
            keys = _all(tuple(key for key, _ in entries), task, dag)
            inner = _all(tuple(entry for _, entry in entries), task, dag)
            if isinstance(keys, Refused) or isinstance(inner, Refused):
                return keys if isinstance(keys, Refused) else inner
            return Mapping(tuple(zip(keys.values, inner.values, strict=True)))
        case Call(name=name, arguments=arguments) if _is_of_a_library(name):
            given = feeds(arguments, task, dag, PROJECT)
            return given if isinstance(given, Refused) else Call(name, given)
        case Items(rest=Unknown() as rest) | Mapping(rest=Unknown() as rest):
            return Refused(rest.because)
        case Unknown(because=because):
            return Refused(because)
        case Reference(qualname=name) | Call(name=name):
            return Refused(f"it is {name}, which is code")
    return Refused("it is not known")


def as_expressions(text: str, holes: tuple[Hole, ...]) -> str:
    """The text with each of its holes spelled as a template's expression, so that all are filled alike."""
    for hole in reversed(holes):
        end = hole.start + len(hole.name) + 2
        text = f"{text[: hole.start]}{{{{ {hole.name} }}}}{text[end:]}"
    return text


def rooted(value: Value, root: str) -> Value:
    """The value with the project's folder as a hole, wherever it lies on this machine."""
    match value:
        case Known(value=str(text)) if f"{root}/" in text:
            return Template(*_holed(text, root))
        case Items(values=values):
            return replace(value, values=tuple(rooted(each, root) for each in values))
        case Mapping(entries=entries):
            return replace(value, entries=tuple((key, rooted(each, root)) for key, each in entries))
        case Call(arguments=arguments):
            return replace(value, arguments=tuple((name, rooted(each, root)) for name, each in arguments))
    return value


def _holed(text: str, root: str) -> tuple[str, tuple[Hole, ...]]:
    pieces, holes = text.split(f"{root}/"), []
    whole = pieces[0]
    for piece in pieces[1:]:
        holes.append(Hole(len(whole), PROJECT, "where the project lies"))
        whole += f"{{{PROJECT}}}/{piece}"
    return whole, tuple(holes)


def taken(value: Value) -> tuple[Output, ...]:
    """The outputs of tasks in a value that is fed."""
    match value:
        case Output():
            return (value,)
        case Template(holes=holes):
            pulled = (hole.name.removeprefix("xcom:") for hole in holes if hole.name.startswith("xcom:"))
            return tuple(Output(name.rpartition(".")[0], name.rpartition(".")[2]) for name in pulled)
        case Items(values=values):
            return tuple(one for each in values for one in taken(each))
        case Mapping(entries=entries):
            return tuple(one for _, each in entries for one in taken(each))
        case Call(arguments=arguments):
            return tuple(one for _, each in arguments for one in taken(each))
    return ()


def filled(text: str, task: str, dag: Dag) -> Value | Refused:
    """A text with its templates as holes; a Known where none is left."""
    if MASK in text or masked(text) != text:
        return Refused("it holds what looks like a secret, which is not copied")
    pieces: list[str] = []
    holes: list[Hole] = []
    end = 0
    for template in JINJA.finditer(text):
        expression = template["expression"]
        if expression is None:
            return Refused(f"{template[0][:40]} is a template's statement or comment, not a value")
        found = named(expression, task, dag)
        if found is None:
            return Refused(f"the template {{{{ {plain(expression)} }}}} cannot be filled outside of Airflow")
        pieces.append(text[end : template.start()])
        if isinstance(found, Known):
            pieces.append(str(found.value))
        else:
            holes.append(Hole(sum(map(len, pieces)), found, plain(expression)))
            pieces.append("{" + found + "}")
        end = template.end()
    whole = "".join((*pieces, text[end:]))
    return Template(whole, tuple(holes)) if holes else Known(whole)


def named(expression: str, task: str, dag: Dag) -> str | Known | None:
    """What a template's expression is: a hole's name, a text that is known already, or None when nothing tells."""
    name = plain(expression)
    if found := meaning(expression, dag.timetable.interval):
        return found
    if ENVIRONMENT.fullmatch(name):
        return name
    if name in ("dag.dag_id", "dag_id", "ti.dag_id", "task_instance.dag_id", "dag_run.dag_id"):
        return Known(dag.name)
    if name in ("task.task_id", "ti.task_id", "task_instance.task_id"):
        return Known(task)
    if entry := ENTRY.fullmatch(name):
        return f"{entry['owner'].removeprefix('dag_run.')}.{entry['name'] or entry['item'] or entry['got']}"
    if variable := VARIABLE.fullmatch(name):
        return f"var.value.{variable['name'] or variable['got']}"
    if pulled := PULLED.fullmatch(name):
        return pulled_name(pulled["given"], dag.name)
    if moment := MOMENT.fullmatch(name):
        return None if dag.timetable.interval is Interval.AT and "end" in moment["name"] else name
    return RUN.get(name)


def pulled_name(given: str, dag: str) -> str | None:
    """`task_ids='extract', key='rows'` -> `xcom:extract.rows`; None where another task or key may be meant."""
    found: dict[str, str] = {}
    for position, part in enumerate(given.split(",")):
        match = GIVEN.fullmatch(part)
        if match is None:
            return None
        found[match["name"] or ("task_ids", "dag_id", "key")[min(position, 2)]] = match["text"]
    if "task_ids" not in found or set(found) - {"task_ids", "key", "dag_id"} or found.get("dag_id", dag) != dag:
        return None
    return f"xcom:{found['task_ids']}.{found.get('key', 'return_value')}"


def _all(values: tuple[Value, ...], task: str, dag: Dag, kind: str = "list") -> Items | Refused:
    found = []
    for value in values:
        result = feed(value, task, dag)
        if isinstance(result, Refused):
            return result
        found.append(result)
    return Items(tuple(found), kind)


def _is_of_a_library(name: str) -> bool:
    """Whether a call makes something of a library that does not know Airflow, and no function of the project's."""
    return (
        "." in name
        and not name.startswith(("airflow.", "builtins.", "os.", "subprocess."))
        and all(part.isidentifier() for part in name.split("."))
    )
