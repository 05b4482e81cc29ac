"""What is wrong inside one DAG: races, reversed edges, two writers at once, XComs taken from who comes later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import networkx as nx

from migrator import identity
from migrator.audit.dependencies import Pair, is_filled_before
from migrator.audit.scene import Scene, about_accesses, are_apart, is_certain, is_scratch, last_name, name_of, span_of
from migrator.findings import finding
from migrator.model import (
    Access,
    Certainty,
    Dag,
    Edge,
    EdgeKind,
    Finding,
    Ground,
    Mode,
    Project,
    Severity,
    Span,
    Standing,
    TaskRef,
    Write,
)
from migrator.operators.rule import Kind

# Names of tasks, and of what they write, that look on purpose at what was there before.
EARLIER = re.compile(
    r"(?i)(?:^|[^a-z])(?:back_?up|archive|snapshot|history|histor|previous|prev|before|old|last|latest|max|min|"
    r"watermark|high_?water|state|existing|current|audit|baseline|offset|cursor|checkpoint|increment)"
)

# Keys that are a whole server or vault, of whose databases or archives a task touches some.
WHOLE_SERVERS = ("cloudsql:", "glacier:")


def races(scene: Scene, found: Sequence[Pair]) -> Iterator[Finding]:
    """A finding for each reader that no edge puts after its writer, and for each that an edge puts before it."""
    inside = [
        pair
        for pair in found
        if (pair.read.task.path, pair.read.task.dag) == (pair.write.task.path, pair.write.task.dag)
    ]
    flows = _flows(scene, inside)
    loose = {(pair.read.task, pair.write.task): pair for pair in inside if pair.standing is Standing.MISSING}
    for pair in inside:
        other = loose.get((pair.write.task, pair.read.task))
        if pair.standing is Standing.MISSING and other is not None:
            if pair.read.task < pair.write.task:
                yield _mutual(pair, other)
        elif pair.standing is Standing.MISSING:
            yield _race(scene, pair)
        elif pair.standing is Standing.REVERSED:
            yield _reversed(scene, pair, flows)


def _mutual(one: Pair, other: Pair) -> Finding:
    first, second = one.read.task.task, one.write.task.task
    message = (
        f"{first} reads {one.read.asset}, which {second} writes, and {second} reads {other.read.asset}, which {first} "
        "writes, and no edge orders the two: a race"
    )
    accesses = (one.read, one.write, other.read, other.write)
    severity = Severity.ERROR if is_certain(*accesses) else Severity.NOTE
    return about_accesses("missing-edge", accesses, message, f"Add an edge between {first} and {second}.", severity)


def _race(scene: Scene, pair: Pair) -> Finding:
    read, write = pair.read, pair.write
    reader, writer = read.task.task, write.task.task
    message = f"{reader} reads {read.asset}, which {writer} of the same DAG writes, and no edge orders the two: a race"
    severity = Severity.NOTE
    if _meet(scene, pair):
        # What another task has filled before may be all that is wanted, where this one only adds to it.
        adds = write.write is Write.APPEND and is_filled_before(scene, read)
        severity = Severity.WARNING if adds else Severity.ERROR
    return about_accesses("missing-edge", (read, write), message, f"Add the edge {writer} >> {reader}.", severity)


def _reversed(scene: Scene, pair: Pair, flows: nx.DiGraph[TaskRef]) -> Finding:
    read, write = pair.read, pair.write
    reader, writer = read.task.task, write.task.task
    message = f"{reader} reads {read.asset} before {writer} of the same DAG writes it: it sees what an earlier run left"
    fix = f"If {reader} should see this run's data, turn the edge: {writer} >> {reader}."
    severity = Severity.ERROR if _meet(scene, pair) and not _is_meant(scene, pair, flows) else Severity.NOTE
    return about_accesses("reversed-edge", (read, write), message, fix, severity)


def _meet(scene: Scene, pair: Pair) -> bool:
    """Whether the read surely sees what the write leaves: both certain, and the read not of one part of a folder or an
    instance of which the write names only the whole."""
    named = scene.named.get((pair.read.task, pair.read.position), pair.read.asset)
    inside = identity.contains(pair.write.asset, named)
    return is_certain(pair.read, pair.write) and not inside and not pair.write.asset.startswith(WHOLE_SERVERS)


def _is_meant(scene: Scene, pair: Pair, flows: nx.DiGraph[TaskRef]) -> bool:
    """Whether the reader may well want what the run before left: a check or a wait, one whose result the writer
    uses or may use, or one that its name says."""
    reader, writer = pair.read.task, pair.write.task
    if pair.read.mode is not Mode.READ or reader in scene.blind or writer in scene.blind:
        return True
    written = [access.asset for access in scene.project.accesses if access.task == reader and access.mode is Mode.WRITE]
    if any(EARLIER.search(name) for name in (reader.task, *written)):
        return True
    reaches = reader in flows and writer in flows and nx.has_path(flows, reader, writer)
    return reaches or _steers(scene, reader) or _may_be_filled(scene, pair)


def _may_be_filled(scene: Scene, pair: Pair) -> bool:
    """Whether a task before the reader fills a table of that name elsewhere: by another connection it may be the
    same."""
    name = last_name(pair.read.asset)
    alike = (asset for asset in scene.by_last_name.get(name, ()) if asset != pair.read.asset)
    return any(scene.order.is_ordered(write.task, pair.read.task) for asset in alike for write in scene.fills(asset))


def _steers(scene: Scene, task: TaskRef) -> bool:
    """Whether a task decides what runs below it, by what it reads."""
    rule = scene.catalogue.rule_of(scene.tasks[task]) if task in scene.tasks else None
    return rule is not None and rule.kind in (Kind.BRANCH, Kind.SHORT_CIRCUIT, Kind.SENSOR, Kind.CHECK)


def _flows(scene: Scene, inside: Iterable[Pair]) -> nx.DiGraph[TaskRef]:
    """From which task to which data or XComs go, directly."""
    graph: nx.DiGraph[TaskRef] = nx.DiGraph()
    ordered = (Standing.DECLARED, Standing.IMPLIED)
    graph.add_edges_from((pair.write.task, pair.read.task) for pair in inside if pair.standing in ordered)
    for edge in (*scene.project.edges, *(edge for dag in scene.project.dags for edge in dag.order)):
        if edge.kind is EdgeKind.XCOM and isinstance(edge.upstream, TaskRef) and isinstance(edge.downstream, TaskRef):
            graph.add_edge(edge.upstream, edge.downstream)
    return graph


def racing_writers(scene: Scene) -> Iterator[Finding]:
    """A finding for two tasks of a DAG that write the same data in no order, where one of them replaces it."""
    for asset, writes in scene.writes.items():
        by_dag: dict[tuple[str, str], list[Access]] = {}
        for write in writes:
            if write.certainty is not Certainty.PARTIAL and not is_scratch(asset):
                by_dag.setdefault((write.task.path, write.task.dag), []).append(write)
        for alike in by_dag.values():
            yield from _racing(scene, alike)


def _racing(scene: Scene, writes: list[Access]) -> Iterator[Finding]:
    replacing = [write for write in writes if write.write is Write.OVERWRITE or _empties(write)]
    filling = [write for write in writes if write.write in (Write.OVERWRITE, Write.APPEND, Write.MERGE)]
    for one in replacing:
        for other in filling:
            if _is_loose(scene, one, other):
                message = (
                    f"{one.task.task} and {other.task.task} both write {one.asset}, the first in place of what is "
                    "there, and no edge orders the two"
                )
                fix = "Order the two, or give each a table or partition of its own."
                severity = None if is_certain(one, other) else Severity.NOTE
                yield about_accesses("racing-writers", (one, other), message, fix, severity)
                return


def _empties(write: Access) -> bool:
    """Whether all rows of a table go, as its SQL shows; what other systems delete may be one object of many."""
    said = write.evidence[0]
    whole = "where" not in said.quote.lower() and not said.quote.endswith("…")
    return write.write is Write.DELETE and said.ground is Ground.SQL and whole


def _is_loose(scene: Scene, one: Access, other: Access) -> bool:
    if one.task == other.task or are_apart(one, other) or one.partition != other.partition:
        return False
    if scene.order.is_ordered(one.task, other.task) or scene.order.is_ordered(other.task, one.task):
        return False
    return not scene.are_exclusive(one.task, other.task)


def pulls(scene: Scene, dag: Dag, taken: Iterable[Edge]) -> Iterator[Finding]:
    """A finding for each XCom that a task takes by name from one that does not come before it."""
    for edge in taken:
        upper, lower = edge.upstream, edge.downstream
        if edge.kind is not EdgeKind.XCOM or not isinstance(upper, TaskRef) or not isinstance(lower, TaskRef):
            continue
        if (lower.path, lower.dag) != (dag.path, dag.name) or scene.order.is_ordered(upper, lower):
            continue
        message = f"{lower.task} takes what {upper.task} pushes, and no edge puts {upper.task} before it: a race"
        severity = Severity.NOTE if edge.when or upper not in scene.tasks else None
        said = edge.evidence[0]
        yield finding(
            "missing-xcom-edge",
            said.span,
            message,
            f"Add the edge {upper.task} >> {lower.task}.",
            severity=severity,
            about=(name_of(lower), name_of(upper)),
            quotes=(said.quote,),
        )


# ------------------------------------------------------------------------------------------------------------- cycles


def cycles(project: Project) -> Iterator[Finding]:
    """A finding for each circle of several assets through several tasks."""
    graph: nx.DiGraph[TaskRef | str] = nx.DiGraph()
    spans: dict[TaskRef, Span] = {}
    for access in project.accesses:
        if access.certainty is Certainty.PARTIAL:
            continue
        if access.mode is Mode.READ:
            graph.add_edge(access.asset, access.task)
        elif access.mode is Mode.WRITE and access.write in (Write.APPEND, Write.OVERWRITE, Write.MERGE, Write.UNKNOWN):
            graph.add_edge(access.task, access.asset)
        spans.setdefault(access.task, span_of(access))
    for component in nx.strongly_connected_components(graph):
        tasks = sorted(node for node in component if isinstance(node, TaskRef))
        assets = sorted(node for node in component if isinstance(node, str))
        if len(tasks) < 2 or len(assets) < 2:
            continue
        yield finding(
            "data-cycle",
            spans[tasks[0]],
            f"{', '.join(assets)} depend on each other through {', '.join(map(name_of, tasks))}",
            "Break the circle: let one of the tasks read the state of the run before from a table of its own.",
            also=tuple(spans[task] for task in tasks[1:]),
            about=(*assets, *map(name_of, tasks)),
        )
