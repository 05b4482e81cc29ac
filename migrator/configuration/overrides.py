"""What a person decides about the plan itself: `[dags]`, `[tasks]`, `[assets]`, `[[edges]]` and `[[boundaries]]`.

Here only its shape is read; whether the DAGs, tasks, keys and edges are there is for planning to say, which knows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from migrator.configuration.tables import BadConfiguration, instead, only, table, tables

TARGETS = ("native", "wrapped", "airflow")
VERDICTS = ("now", "later", "stays")
EDGES = ("dropped", "kept", "added")
BOUNDARIES = ("one", "each")
PART = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class DagWord:
    """What is said of a DAG: where its tasks go, the group of its assets, what to do with it, its name before."""

    name: str
    target: str | None = None
    group: str | None = None
    advice: str | None = None
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class TaskWord:
    """What is said of a task, named `DAG.TASK`; `moved_from` is its name before, without the DAG's."""

    name: str
    target: str | None = None
    group: str | None = None
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class AssetWord:
    """What is said of an asset: the path targets call it by, which task owns it, and its key before."""

    key: str
    name: tuple[str, ...] | None = None
    owner: str | None = None
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class EdgeWord:
    """What becomes of the order between two tasks, each named `DAG.TASK`."""

    upstream: str
    downstream: str
    becomes: str


@dataclass(frozen=True, slots=True)
class BoundaryWord:
    """Whether tasks make one asset together or each its own."""

    tasks: tuple[str, ...]
    asset: str


@dataclass(frozen=True, slots=True)
class Overrides:
    """All that a person decides about the plan itself."""

    dags: tuple[DagWord, ...] = ()
    tasks: tuple[TaskWord, ...] = ()
    assets: tuple[AssetWord, ...] = ()
    edges: tuple[EdgeWord, ...] = ()
    boundaries: tuple[BoundaryWord, ...] = ()


NO_OVERRIDES = Overrides()


def overrides(path: Path, document: dict[str, object]) -> Overrides:
    """What is decided. Raises BadConfiguration."""
    return Overrides(
        tuple(_dag(path, name, each) for name, each in _each(path, document, "dags")),
        tuple(_task(path, name, each) for name, each in _each(path, document, "tasks")),
        tuple(_asset(path, key, each) for key, each in _each(path, document, "assets")),
        tuple(_edge(path, number, each) for number, each in enumerate(tables(path, document, "edges"), 1)),
        tuple(_boundary(path, number, each) for number, each in enumerate(tables(path, document, "boundaries"), 1)),
    )


def _each(path: Path, document: dict[str, object], key: str) -> list[tuple[str, dict[str, object]]]:
    entries = table(path, document, key, key)
    return [(name, table(path, entries, name, f'{key}."{name}"')) for name in entries]


def _dag(path: Path, name: str, given: dict[str, object]) -> DagWord:
    where = f'[dags."{name}"]'
    only(path, given, where, ("target", "group", "advice", "moved_from"))
    return DagWord(
        name,
        _choice(path, given, "target", where, TARGETS),
        _text(path, given, "group", where),
        _choice(path, given, "advice", where, VERDICTS),
        _text(path, given, "moved_from", where),
    )


def _task(path: Path, name: str, given: dict[str, object]) -> TaskWord:
    where = f'[tasks."{name}"]'
    only(path, given, where, ("target", "group", "moved_from"))
    target = _choice(path, given, "target", where, ("native", "wrapped"))
    return TaskWord(name, target, _text(path, given, "group", where), _text(path, given, "moved_from", where))


def _asset(path: Path, key: str, given: dict[str, object]) -> AssetWord:
    where = f'[assets."{key}"]'
    only(path, given, where, ("name", "owner", "moved_from"))
    name = _text(path, given, "name", where)
    parts = tuple(name.split(".")) if name is not None else None
    if parts is not None and not all(PART.fullmatch(part) for part in parts):
        raise BadConfiguration(path, f"{where}.name is {name!r}, not words of letters, digits and _ joined by dots")
    return AssetWord(key, parts, _text(path, given, "owner", where), _text(path, given, "moved_from", where))


def _edge(path: Path, number: int, given: dict[str, object]) -> EdgeWord:
    where = f"[[edges]] number {number}"
    only(path, given, where, ("upstream", "downstream", "is"))
    ends = [_text(path, given, name, where) for name in ("upstream", "downstream")]
    becomes = _choice(path, given, "is", where, EDGES)
    if ends[0] is None or ends[1] is None or becomes is None:
        raise BadConfiguration(path, f"{where} lacks one of upstream, downstream and is")
    return EdgeWord(ends[0], ends[1], becomes)


def _boundary(path: Path, number: int, given: dict[str, object]) -> BoundaryWord:
    where = f"[[boundaries]] number {number}"
    only(path, given, where, ("tasks", "asset"))
    asset, tasks = _choice(path, given, "asset", where, BOUNDARIES), given.get("tasks")
    if asset is None or not isinstance(tasks, list) or not all(isinstance(name, str) for name in tasks):
        raise BadConfiguration(path, f'{where} is not as in tasks = ["d.create", "d.fill"] and asset = "one"')
    if len(set(tasks)) < 2 or len(set(tasks)) != len(tasks):
        raise BadConfiguration(path, f"{where} does not name two tasks or more, each once")
    return BoundaryWord(tuple(tasks), asset)


def _text(path: Path, given: dict[str, object], name: str, where: str) -> str | None:
    value = given.get(name)
    if value is not None and (not isinstance(value, str) or not value):
        raise BadConfiguration(path, f"{where}.{name} is {value!r}, not a text")
    return value


def _choice(path: Path, given: dict[str, object], name: str, where: str, known: tuple[str, ...]) -> str | None:
    value = _text(path, given, name, where)
    if value is not None and value not in known:
        raise BadConfiguration(path, f"{where}.{name} is {value!r}; {instead(value, known)}")
    return value
