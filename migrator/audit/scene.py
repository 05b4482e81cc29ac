"""A project with what the checks look up again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrator.audit.order import Order
from migrator.findings import finding
from migrator.model import Access, Certainty, Dag, Finding, Mode, Project, Severity, Span, Task, TaskRef, Write
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind

# Writes after which there is something to read.
FILLING = (Write.APPEND, Write.OVERWRITE, Write.MERGE, Write.UNKNOWN)
# Findings that say that a task may touch more than its accesses tell.
BLIND = ("unknown-operator", "unknown-data", "sql-not-parsed", "sql-file-missing", "hidden-run", "bound-reached")
HERE = re.compile("file:(?!/)")

DagName = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scene:
    """Reads (checks among them), writes and waits are by asset; `blind` are tasks that may touch more than is known;
    `by_last_name` the assets written whose last names are alike; `named` is what an access, by its position in its
    task, itself calls the asset;
    `branches` the tasks of a DAG that choose which of those below them run."""

    project: Project
    order: Order
    dags: dict[DagName, Dag]
    by_id: dict[str, list[Dag]]
    tasks: dict[TaskRef, Task]
    branches: dict[DagName, list[TaskRef]]
    reads: dict[str, list[Access]]
    writes: dict[str, list[Access]]
    waits: dict[str, list[Access]]
    by_last_name: dict[str, list[str]]
    blind: frozenset[TaskRef]
    named: dict[tuple[TaskRef, int], str]
    catalogue: Catalogue

    def dag(self, task: TaskRef) -> Dag:
        """The DAG of a task."""
        return self.dags[task.path, task.dag]

    def fills(self, asset: str) -> list[Access]:
        """The writes of an asset after which there is something to read."""
        return [write for write in self.writes.get(asset, ()) if write.write in FILLING]

    def are_exclusive(self, one: TaskRef, other: TaskRef) -> bool:
        """Whether a branch lets only one of two tasks of a DAG run."""
        for branch in self.branches.get((one.path, one.dag), ()):
            sides = [(self._is_on(side, one), self._is_on(side, other)) for side in self.order.next_of(branch)]
            if (True, False) in sides and (False, True) in sides:
                return True
        return False

    def _is_on(self, side: TaskRef, task: TaskRef) -> bool:
        return side == task or self.order.is_ordered(side, task)


def scene_of(project: Project, one: Project, data: Project, order: Order, catalogue: Catalogue) -> Scene:
    """The scene of a project; `one` is the same with one key for the same data, `data` that and folders with what lies
    in them."""
    tasks = {dag.ref(task): task for dag in project.dags for task in dag.tasks}
    named: dict[str, list[TaskRef]] = {}
    by_id: dict[str, list[Dag]] = {}
    branches: dict[DagName, list[TaskRef]] = {}
    for dag in project.dags:
        by_id.setdefault(dag.name, []).append(dag)
    for ref, task in tasks.items():
        named.setdefault(f"{ref.dag}.{ref.task}", []).append(ref)
        rule = catalogue.rule_of(task)
        if rule is not None and rule.kind is Kind.BRANCH:
            branches.setdefault((ref.path, ref.dag), []).append(ref)
    writes = _by_asset(access for access in data.accesses if access.mode is Mode.WRITE)
    by_last_name: dict[str, list[str]] = {}
    for asset in writes:
        by_last_name.setdefault(last_name(asset), []).append(asset)
    told = (name for found in project.findings if found.code in BLIND for name in found.about)
    partial = (access.task for access in project.accesses if access.certainty is Certainty.PARTIAL)
    return Scene(
        project,
        order,
        {(dag.path, dag.name): dag for dag in project.dags},
        by_id,
        tasks,
        branches,
        _by_asset(access for access in data.accesses if access.mode in (Mode.READ, Mode.CHECK)),
        writes,
        _by_asset(access for access in data.accesses if access.mode is Mode.WAIT),
        by_last_name,
        frozenset((*partial, *(ref for name in told for ref in named.get(name, ())))),
        {(access.task, access.position): access.asset for access in one.accesses},
        catalogue,
    )


def _by_asset(accesses: Iterable[Access]) -> dict[str, list[Access]]:
    found: dict[str, list[Access]] = {}
    for access in accesses:
        found.setdefault(access.asset, []).append(access)
    return found


# ------------------------------------------------------------------------------------------------- what accesses are


def are_apart(one: Access, other: Access) -> bool:
    """Whether two accesses are of two parts of the data, each written out: never what a run fills, never all of it."""
    parts = (one.partition, other.partition)
    return parts[0] != parts[1] and all(part and re.fullmatch(r"[\w=/:.-]+", part) for part in parts)


def last_name(asset: str) -> str:
    """The name of a table or file without where it lies."""
    name = asset.rpartition("/")[2]
    return (name if asset.startswith(("s3:", "gs:", "file:")) else name.rpartition(".")[2]).lower()


def is_scratch(asset: str) -> bool:
    """Whether each DAG means its own: a file for the moment on whatever machine the task runs."""
    return asset.startswith(("file:/tmp/", "file:/var/tmp/", "file:/dev/"))


def is_certain(*accesses: Access) -> bool:
    """Whether nothing rests on a condition, an unknown, or the folder a task happens to run in."""
    return all(access.certainty is Certainty.CERTAIN and not HERE.match(access.asset) for access in accesses)


def span_of(access: Access) -> Span:
    """Where an access stands."""
    return access.evidence[0].span


def name_of(task: TaskRef) -> str:
    """A task as messages call it."""
    return f"{task.dag}.{task.task}"


def about_accesses(
    code: str, accesses: Sequence[Access], message: str, fix: str, severity: Severity | None = None
) -> Finding:
    """A finding about these accesses of one asset, at the place of each, with what stands there."""
    spans, quotes = [span_of(one) for one in accesses], tuple(one.evidence[0].quote for one in accesses)
    about = tuple(dict.fromkeys((*(name_of(one.task) for one in accesses), accesses[0].asset)))
    return finding(code, spans[0], message, fix, severity=severity, also=tuple(spans[1:]), about=about, quotes=quotes)
