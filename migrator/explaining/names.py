"""What a person means by a name: a DAG, a task (`dag.task`, or behind its DAG), an asset by its key or its name.

A task's id may lack its groups and an asset's name its place, where only one thing is called so.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from migrator.errors import MigratorError
from migrator.model import Asset, Dag, Project, Task

SHOWN = 5


class UnknownName(MigratorError):
    """Nothing in what was read is called so."""

    def __init__(self, name: str, what: str, near: list[str]) -> None:
        told = f"; near it: {', '.join(near)}" if near else ""
        super().__init__(f"there is no {what} called {name!r}{told}")


class AmbiguousName(MigratorError):
    """A shortened name that several things end in."""

    def __init__(self, name: str, there: list[str]) -> None:
        more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
        super().__init__(f"{name!r} may be {', '.join(there[:SHOWN])}{more}: give more of the name")


Subject = Dag | tuple[Dag, Task] | Asset


def named(project: Project, first: str, second: str | None) -> list[Subject]:
    """What the names mean: several where several DAGs have one id, or assets one name. Raises UnknownName and
    AmbiguousName."""
    dags = [dag for dag in project.dags if first in (dag.id, dag.name)]
    if second is None:
        return _one(project, dags, first)
    if not dags:
        raise UnknownName(first, "DAG", nearest(first, (dag.name for dag in project.dags)))
    return [*_tasks(dags, second)] or [*_assets(project.assets, second)] or _nothing(project, dags, second)


def _one(project: Project, dags: list[Dag], name: str) -> list[Subject]:
    if dags:
        return [*dags]
    full = [(dag, task) for dag in project.dags for task in dag.tasks if f"{dag.name}.{task.id}" == name]
    found: list[Subject] = [*full] or [*_assets(project.assets, name)]
    if found:
        return found
    tasks = (f"{dag.name}.{task.id}" for dag in project.dags for task in dag.tasks)
    there = (*(dag.name for dag in project.dags), *tasks, *(asset.name for asset in project.assets))
    raise UnknownName(name, "DAG, task or asset", nearest(name, there))


def _nothing(project: Project, dags: list[Dag], name: str) -> list[Subject]:
    tasks = [task.id for dag in dags for task in dag.tasks]
    near = nearest(name, (*tasks, *(asset.name for asset in project.assets))) or tasks[:SHOWN]
    raise UnknownName(name, f"task of {dags[0].name} and no asset", near)


def _tasks(dags: list[Dag], name: str) -> list[tuple[Dag, Task]]:
    """The tasks with this id, else the one whose id ends in it behind its groups."""
    every = [(dag, task) for dag in dags for task in dag.tasks]
    exact = [(dag, task) for dag, task in every if task.id == name]
    short = [(dag, task) for dag, task in every if task.id.endswith(f".{name}")]
    if not exact and len({task.id for _, task in short}) > 1:
        raise AmbiguousName(name, [task.id for _, task in short])
    return exact or short


def _assets(assets: Iterable[Asset], name: str) -> list[Asset]:
    """The assets with this key or name, else the one whose key ends in it."""
    every = list(assets)
    exact = [asset for asset in every if asset.key == name] or [asset for asset in every if asset.name == name]
    ends = tuple(f"{sign}{name}".lower() for sign in "/.:")
    short = [asset for asset in every if asset.key.lower().endswith(ends)]
    if not exact and len(short) > 1:
        raise AmbiguousName(name, [asset.key for asset in short])
    return exact or short


def nearest(name: str, there: Iterable[str]) -> list[str]:
    """The names that are like one, the likest first; those that hold it too."""
    names = list(dict.fromkeys(there))
    like = get_close_matches(name, names, SHOWN, 0.6)
    ends = {each.rpartition("/")[2].rpartition(".")[2]: each for each in reversed(names)}
    short = [ends[end] for end in get_close_matches(name, list(ends), SHOWN, 0.75)]
    holding = [each for each in names if name.lower() in each.lower()]
    return list(dict.fromkeys((*like, *short, *holding)))[:SHOWN]
