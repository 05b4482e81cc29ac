"""What a person decided, each name found among what was read; one that is not there is an error that says what is.

Where single files were asked for, what is said of others is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migrator.configuration import Overrides, instead
from migrator.errors import MigratorError
from migrator.lineage.same import one_key
from migrator.model import Dag, Mode, Project, TaskRef


class NoFit(MigratorError):
    """A decision in `migrate.toml` that is about nothing there is, or about what it cannot be about."""

    def __init__(self, what: str, because: str) -> None:
        super().__init__(f"migrate.toml: {what} {because}")


@dataclass(frozen=True, slots=True)
class Hand:
    """Decisions by what they are about: DAGs by name, tasks as refs, assets by key. `before` are the earlier names of
    (DAG, task), the task None for the DAG itself; `moved` the earlier keys of assets; `joined` tasks that are one
    asset; `apart` tasks that are each their own."""

    targets: Mapping[str, str] = field(default_factory=dict)
    task_targets: Mapping[TaskRef, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    task_groups: Mapping[TaskRef, str] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owners: Mapping[str, TaskRef] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[tuple[TaskRef, TaskRef]] = frozenset()
    added: tuple[tuple[TaskRef, TaskRef], ...] = ()
    joined: tuple[tuple[TaskRef, ...], ...] = ()
    apart: frozenset[TaskRef] = frozenset()


def fitted(overrides: Overrides, project: Project) -> Hand:
    """The decisions, each held against the project. Raises NoFit."""
    known = _Known(project)
    dags = [word for word in overrides.dags if known.dag(word.name, f'[dags."{word.name}"]')]
    tasks = [
        (word, ref) for word in overrides.tasks if (ref := known.task(word.name, f'[tasks."{word.name}"]')) is not None
    ]
    assets = [
        (word, key) for word in overrides.assets if (key := known.key(word.key, f'[assets."{word.key}"]')) is not None
    ]
    before: dict[tuple[str, str | None], str] = {}
    for dag in dags:
        if dag.moved_from is not None:
            before[dag.name, None] = known.gone(dag.moved_from, known.dags, f'[dags."{dag.name}"].moved_from')
    for task, ref in tasks:
        if task.moved_from is not None:
            siblings = [each.task for each in known.tasks.values() if (each.path, each.dag) == (ref.path, ref.dag)]
            before[ref.dag, ref.task] = known.gone(task.moved_from, siblings, f'[tasks."{task.name}"].moved_from')
    edges = list(_edges(overrides, known))
    return Hand(
        targets={word.name: word.target for word in dags if word.target is not None},
        task_targets={ref: word.target for word, ref in tasks if word.target is not None},
        groups={word.name: word.group for word in dags if word.group is not None},
        task_groups={ref: word.group for word, ref in tasks if word.group is not None},
        verdicts={word.name: word.advice for word in dags if word.advice is not None},
        before=before,
        names=_names({key: word.name for word, key in assets if word.name is not None}),
        owners=dict(_owners(((key, word.owner) for word, key in assets if word.owner is not None), known)),
        moved={
            key: known.gone(word.moved_from, known.keys, f'[assets."{word.key}"].moved_from')
            for word, key in assets
            if word.moved_from is not None
        },
        dropped=frozenset((upper, lower) for upper, lower, becomes in edges if becomes == "dropped"),
        added=tuple((upper, lower) for upper, lower, becomes in edges if becomes == "added"),
        joined=tuple(_boundaries(overrides, known, "one")),
        apart=frozenset(ref for tasks_ in _boundaries(overrides, known, "each") for ref in tasks_),
    )


class _Known:
    """What there is to decide about. Of two DAGs with one name, the first."""

    def __init__(self, project: Project) -> None:
        self.partial = project.partial
        self.dags: dict[str, Dag] = {}
        for dag in project.dags:
            if dag.id is not None:
                self.dags.setdefault(dag.id, dag)
        self.tasks = {f"{dag.name}.{task.id}": dag.ref(task) for dag in self.dags.values() for task in dag.tasks}
        self.first = one_key(project)
        self.keys = {asset.key for asset in project.assets}
        self.writers: dict[str, set[TaskRef]] = {}
        for access in project.accesses:
            if access.mode is Mode.WRITE:
                self.writers.setdefault(self.first.get(access.asset, access.asset), set()).add(access.task)
        self.edges = {
            (edge.upstream, edge.downstream): edge
            # What the audit says of an edge stands at the project's.
            for edge in (*(edge for dag in self.dags.values() for edge in dag.order), *project.edges)
            if isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef)
            if edge.upstream.dag == edge.downstream.dag
        }

    def dag(self, name: str, what: str) -> bool:
        """Whether there is such a DAG. Raises NoFit where one would be."""
        return name in self.dags or self._missing(what, "names no DAG that was read", name, self.dags)

    def task(self, name: str, what: str) -> TaskRef | None:
        """The task of this name, DAG first. Raises NoFit where one would be."""
        found = self.tasks.get(name)
        if found is None:
            self._missing(what, f"names no task that was read ({name})", name, self.tasks)
        return found

    def key(self, key: str, what: str) -> str | None:
        """The key that stands for the data of this one. Raises NoFit where it would be."""
        found = self.first.get(key, key)
        if found not in self.keys:
            self._missing(what, "names no asset that was read", key, self.keys)
            return None
        return found

    def gone(self, name: str, there: Iterable[str], what: str) -> str:
        """A name from before. Raises NoFit when it is still there, as then nothing was moved."""
        if name in there:
            raise NoFit(what, f"is {name!r}, which is still there: only what is gone was moved")
        return name

    def _missing(self, what: str, because: str, name: str, known: Iterable[str]) -> bool:
        if self.partial:
            return False
        raise NoFit(what, f"{because}; {instead(name, list(known))}")


def _edges(overrides: Overrides, known: _Known) -> Iterator[tuple[TaskRef, TaskRef, str]]:
    for number, word in enumerate(overrides.edges, 1):
        what = f"[[edges]] number {number}"
        upper, lower = known.task(word.upstream, what), known.task(word.downstream, what)
        if upper is None or lower is None:
            continue
        edge = known.edges.get((upper, lower))
        shown = f"{word.upstream} >> {word.downstream}"
        if word.becomes == "added" and edge is not None:
            raise NoFit(what, f"adds {shown}, which is there")
        if word.becomes != "added" and edge is None:
            below = [f"{ref.dag}.{ref.task}" for upstream, ref in known.edges if upstream == upper]
            raise NoFit(what, f"names no edge that was read ({shown}); after {word.upstream} {instead('', below)}")
        if word.becomes == "dropped" and edge is not None and edge.support.value in ("data", "xcom"):
            raise NoFit(what, f"drops {shown}, which carries {edge.support.value.replace('xcom', 'an XCom')}")
        yield upper, lower, word.becomes


def _names(given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The names given, no two alike, case aside."""
    taken: dict[str, str] = {}
    for key, name in given.items():
        text = ".".join(name).lower()
        if text in taken:
            raise NoFit(f'[assets."{key}"].name', f"is {'.'.join(name)!r}, as is that of {taken[text]}")
        taken[text] = key
    return given


def _owners(given: Iterable[tuple[str, str]], known: _Known) -> Iterator[tuple[str, TaskRef]]:
    for key, name in given:
        what = f'[assets."{key}"].owner'
        ref = known.task(name, what)
        if ref is None:
            continue
        writers = known.writers.get(key, set())
        if ref not in writers:
            there = instead(name, [f"{each.dag}.{each.task}" for each in writers])
            raise NoFit(what, f"is {name!r}, which does not write it; {there}")
        yield key, ref


def _boundaries(overrides: Overrides, known: _Known, asset: str) -> Iterator[tuple[TaskRef, ...]]:
    for number, word in enumerate(overrides.boundaries, 1):
        if word.asset != asset:
            continue
        what = f"[[boundaries]] number {number}"
        refs = [ref for name in word.tasks if (ref := known.task(name, what)) is not None]
        if len(refs) < len(word.tasks):
            continue
        if len({(ref.path, ref.dag) for ref in refs}) > 1:
            raise NoFit(what, "names tasks of several DAGs, which cannot make one asset together")
        yield tuple(refs)
