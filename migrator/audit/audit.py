"""The declared graph held against the data: what runs in a race, unguarded, twice or in a circle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import networkx as nx

from migrator.audit.graph import Order, edges_of, order_of
from migrator.audit.ids import duplicates
from migrator.configuration import Configuration
from migrator.findings import finding
from migrator.lineage.same import joined, widened
from migrator.model import Access, Certainty, Dag, Finding, Mode, Project, Severity, Span, TaskRef, Write
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind

# Writes after which there is something to read.
FILLING = (Write.APPEND, Write.OVERWRITE, Write.MERGE, Write.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Scene:
    """A project with what the checks look up again and again."""

    order: Order
    dags: dict[tuple[str, str], Dag]
    branches: dict[tuple[str, str], list[TaskRef]]
    reads: dict[str, list[Access]]
    writes: dict[str, list[Access]]

    def dag(self, task: TaskRef) -> Dag:
        """The DAG of a task."""
        return self.dags[task.path, task.dag]


def audit(project: Project, configuration: Configuration) -> Project:
    """The project with all its edges, and a finding for each place where the declared graph and the data disagree."""
    catalogue = configuration.catalogue
    one = joined(project)
    data = widened(one)
    edges = tuple(dict.fromkeys(edges_of(data, catalogue)))
    scene = Scene(
        order_of(project, edges, catalogue),
        {(dag.path, dag.name): dag for dag in project.dags},
        _branches(project, catalogue),
        _by_asset(access for access in data.accesses if access.mode in (Mode.READ, Mode.CHECK)),
        _by_asset(access for access in data.accesses if access.mode is Mode.WRITE),
    )
    found = [*_missing_edges(scene), *_missing_waits(scene, data), *_double_writers(scene), *_cycles(one)]
    return replace(project, edges=edges).with_findings(*duplicates(project), *found)


def _by_asset(accesses: Iterable[Access]) -> dict[str, list[Access]]:
    found: dict[str, list[Access]] = {}
    for access in accesses:
        found.setdefault(access.asset, []).append(access)
    return found


# ------------------------------------------------------------------------------------------------------- within a DAG


def _missing_edges(scene: Scene) -> Iterator[Finding]:
    for asset, reads in scene.reads.items():
        pairs: dict[tuple[TaskRef, TaskRef], tuple[Access, Access]] = {}
        writers: dict[tuple[str, str], list[Access]] = {}
        for write in scene.writes.get(asset, ()):
            writers.setdefault((write.task.path, write.task.dag), []).append(write)
        for read in reads:
            for write in writers.get((read.task.path, read.task.dag), ()):
                if write.write in FILLING and _is_loose(scene, read, write):
                    pairs.setdefault((read.task, write.task), (read, write))
        for read, write in pairs.values():
            yield _race(asset, read, write, scene.order.is_ordered(read.task, write.task))


def _is_loose(scene: Scene, read: Access, write: Access) -> bool:
    """Whether no edge puts this write before this read, and they can meet."""
    if read.task == write.task or scene.order.is_ordered(write.task, read.task):
        return False
    if read.partition and write.partition and read.partition != write.partition:
        return False
    if scene.order.is_ordered(read.task, write.task) and _is_filled_before(scene, read):
        return False
    return not _reads_its_own(scene, read) and not _are_exclusive(scene, read.task, write.task)


def _is_filled_before(scene: Scene, read: Access) -> bool:
    """Whether another task surely before this one fills what it reads."""
    writes = (write for write in scene.writes.get(read.asset, ()) if write.write in FILLING)
    return any(scene.order.is_ordered(write.task, read.task) for write in writes)


def _reads_its_own(scene: Scene, read: Access) -> bool:
    own = (write for write in scene.writes.get(read.asset, ()) if write.task == read.task)
    return any(write.position < read.position and write.write in FILLING for write in own)


def _are_exclusive(scene: Scene, one: TaskRef, other: TaskRef) -> bool:
    """Whether a branch lets only one of the two run."""
    for branch in scene.branches.get((one.path, one.dag), ()):
        sides = [{child, *scene.order.after(child)} for child in scene.order.next_of(branch)]
        only_one = any(one in side and other not in side for side in sides)
        if only_one and any(other in side and one not in side for side in sides):
            return True
    return False


def _branches(project: Project, catalogue: Catalogue) -> dict[tuple[str, str], list[TaskRef]]:
    found: dict[tuple[str, str], list[TaskRef]] = {}
    for dag in project.dags:
        for task in dag.tasks:
            rule = catalogue.rule_of(task)
            if rule is not None and rule.kind is Kind.BRANCH:
                found.setdefault((dag.path, dag.name), []).append(dag.ref(task))
    return found


def _race(asset: str, read: Access, write: Access, is_before: bool) -> Finding:
    reader, writer = read.task.task, write.task.task
    if is_before:
        message = f"{reader} reads {asset} before {writer} of the same DAG writes it: it sees what an earlier run left"
        fix = f"If {reader} should see this run's data, turn the edge: {writer} >> {reader}."
    else:
        message = f"{reader} reads {asset}, which {writer} of the same DAG writes, and no edge orders the two: a race"
        fix = f"Add the edge {writer} >> {reader}."
    severity = Severity.ERROR if _is_certain(read, write) and not is_before else Severity.NOTE
    return finding("missing-edge", _span(read), message, fix, severity=severity, also=(_span(write),))


# -------------------------------------------------------------------------------------------------------- across DAGs


def _missing_waits(scene: Scene, project: Project) -> Iterator[Finding]:
    waits: dict[str, list[TaskRef]] = {}
    for access in project.accesses:
        if access.mode is Mode.WAIT:
            waits.setdefault(access.asset, []).append(access.task)
    seen: set[tuple[str, str, str]] = set()
    for asset, reads in scene.reads.items():
        for read in reads:
            for write in scene.writes.get(asset, ()):
                key = (asset, read.task.dag, write.task.dag)
                if key not in seen and _is_unguarded(scene, read, write, waits.get(asset, [])):
                    seen.add(key)
                    yield _unguarded(scene, asset, read, write)


def _is_unguarded(scene: Scene, read: Access, write: Access, waits: list[TaskRef]) -> bool:
    if read.task.dag == write.task.dag or write.write not in FILLING:
        return False
    if Certainty.PARTIAL in (read.certainty, write.certainty) or _is_scratch(read.asset) or _are_apart(read, write):
        return False
    if scene.order.is_ordered(write.task, read.task) or _reads_its_own(scene, read):
        return False
    own = [w.task for w in scene.writes[read.asset] if (w.task.path, w.task.dag) == (read.task.path, read.task.dag)]
    return not any(scene.order.is_ordered(task, read.task) for task in (*waits, *own))


def _unguarded(scene: Scene, asset: str, read: Access, write: Access) -> Finding:
    reader, writer = scene.dag(read.task), scene.dag(write.task)
    message = (
        f"{reader.name}.{read.task.task} ({_schedule(reader)}) reads {asset}, which {writer.name}.{write.task.task} "
        f"({_schedule(writer)}) writes, and nothing makes {reader.name} wait: no sensor, trigger or asset schedule"
    )
    fix = (
        f"Let {reader.name} wait: schedule it on the asset that {write.task.task} writes, or put an "
        f"ExternalTaskSensor on {writer.name}.{write.task.task} before {read.task.task}."
    )
    is_open = (reader.path, reader.name) in scene.order.open_waits
    severity = None if _is_certain(read, write) and not is_open else Severity.NOTE
    return finding("missing-cross-dag", _span(read), message, fix, severity=severity, also=(_span(write),))


def _double_writers(scene: Scene) -> Iterator[Finding]:
    for asset, writes in scene.writes.items():
        filling = [one for one in writes if one.write in FILLING and one.certainty is not Certainty.PARTIAL]
        first = {one.task.dag: one for one in reversed(filling)}
        if len(first) < 2 or _is_scratch(asset) or all(_are_apart(*pair) for pair in combinations(first.values(), 2)):
            continue
        ordered = sorted(first.values(), key=lambda one: one.task)
        names = ", ".join(f"{one.task.dag}.{one.task.task}" for one in ordered)
        severity = None if _is_certain(*ordered) else Severity.NOTE
        yield finding(
            "double-writer",
            _span(ordered[0]),
            f"{asset} is written by {len(ordered)} DAGs: {names}",
            "Let one DAG own it, or give each DAG its own table or partition.",
            severity=severity,
            also=tuple(_span(one) for one in ordered[1:]),
        )


def _are_apart(one: Access, other: Access) -> bool:
    """Whether two accesses are of two parts of the data, each written out: never what a run fills, never all of it."""
    parts = (one.partition, other.partition)
    return parts[0] != parts[1] and all(part and re.fullmatch(r"[\w=/:.-]+", part) for part in parts)


def _is_scratch(asset: str) -> bool:
    """Whether each DAG means its own: a file for the moment on whatever machine the task runs."""
    return asset.startswith(("file:/tmp/", "file:/var/tmp/", "file:/dev/"))


def _schedule(dag: Dag) -> str:
    return dag.timetable.text or "no schedule"


# ------------------------------------------------------------------------------------------------------------- cycles


def _cycles(project: Project) -> Iterator[Finding]:
    graph: nx.DiGraph[TaskRef | str] = nx.DiGraph()
    spans: dict[TaskRef, Span] = {}
    for access in project.accesses:
        if access.certainty is Certainty.PARTIAL:
            continue
        if access.mode is Mode.READ:
            graph.add_edge(access.asset, access.task)
        elif access.mode is Mode.WRITE and access.write in FILLING:
            graph.add_edge(access.task, access.asset)
        spans.setdefault(access.task, _span(access))
    for component in nx.strongly_connected_components(graph):
        tasks = sorted(node for node in component if isinstance(node, TaskRef))
        assets = sorted(node for node in component if isinstance(node, str))
        if len(tasks) < 2 or len(assets) < 2:
            continue
        yield finding(
            "data-cycle",
            spans[tasks[0]],
            f"{', '.join(assets)} depend on each other through {', '.join(f'{t.dag}.{t.task}' for t in tasks)}",
            "Break the circle: let one of the tasks read the state of the run before from a table of its own.",
            also=tuple(spans[task] for task in tasks[1:]),
        )


def _is_certain(*accesses: Access) -> bool:
    """Whether nothing rests on a condition, an unknown, or the folder a task happens to run in."""
    is_here = re.compile("file:(?!/)")
    return all(access.certainty is Certainty.CERTAIN and not is_here.match(access.asset) for access in accesses)


def _span(access: Access) -> Span:
    return access.evidence[0].span
