"""What each declared edge is good for: the data, an XCom, the way of data between others, or nothing that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from migrator.audit.scene import Scene
from migrator.model import Dag, Dependency, Edge, EdgeKind, Standing, Support, TaskRef
from migrator.operators.rule import Kind

Pair = tuple[TaskRef, TaskRef]
# A rule by which a task runs when all above it did: then an edge that others imply says nothing more.
PLAIN = "all_success"
# Tasks that touch no data by what they are: an edge to them orders, and nothing is unknown about it.
QUIET = (Kind.EMPTY, Kind.BRANCH, Kind.SHORT_CIRCUIT, Kind.NOTIFICATION, Kind.TRIGGER, Kind.CONTROL)


def supported(scene: Scene, dag: Dag, dependencies: Iterable[Dependency]) -> tuple[Edge, ...]:
    """The declared edges of a DAG, each with what supports it; `dependencies` are those within it."""
    data: set[Pair] = set()
    carrying: set[Pair] = set()
    for each in dependencies:
        if each.standing is Standing.DECLARED:
            data.add((each.writer, each.reader))
        elif each.standing is Standing.IMPLIED:
            carrying.add((each.writer, each.reader))
    xcoms = {(edge.upstream, edge.downstream) for edge in dag.order if edge.kind is EdgeKind.XCOM}
    on_the_way = _on_the_way(scene, carrying)
    return tuple(
        edge
        if not isinstance(edge.upstream, TaskRef) or not isinstance(edge.downstream, TaskRef)
        else replace(edge, support=_support(scene, (edge.upstream, edge.downstream), data, xcoms, on_the_way))
        for edge in dag.order
    )


def _support(
    scene: Scene, edge: Pair, data: set[Pair], xcoms: set[tuple[TaskRef | str, TaskRef | str]], on_the_way: set[Pair]
) -> Support:
    if edge in xcoms:
        return Support.XCOM
    if edge in data:
        return Support.DATA
    if _is_redundant(scene, edge):
        return Support.REDUNDANT
    if edge in on_the_way:
        return Support.CARRIES
    return Support.UNKNOWN if any(_is_blind(scene, task) for task in edge) else Support.ORDER


def _is_redundant(scene: Scene, edge: Pair) -> bool:
    """Whether others order the two as well, and the lower runs only when all above it succeeded."""
    upstream, downstream = edge
    task = scene.tasks.get(downstream)
    if task is None or task.trigger_rule != PLAIN or task.setup or task.teardown:
        return False
    others = (below for below in scene.order.next_of(upstream) if below != downstream)
    between = [each for each in others if scene.order.is_ordered(each, downstream)]
    # A branch or a rule of its own in between may let the lower one run although the upper did not.
    return any(_is_plain(scene, each) for each in between)


def _is_plain(scene: Scene, ref: TaskRef) -> bool:
    task = scene.tasks.get(ref)
    return task is not None and task.trigger_rule == PLAIN and not task.teardown and not task.when


def _is_blind(scene: Scene, ref: TaskRef) -> bool:
    task = scene.tasks.get(ref)
    rule = scene.catalogue.rule_of(task) if task is not None else None
    if rule is not None and rule.kind in QUIET:
        return False
    return ref in scene.blind


def _on_the_way(scene: Scene, carrying: set[Pair]) -> set[Pair]:
    """The edges between a writer and a reader that no edge of their own orders."""
    found: set[Pair] = set()
    by_writer: dict[TaskRef, set[TaskRef]] = {}
    for writer, reader in carrying:
        by_writer.setdefault(writer, set()).add(reader)
    for writer, readers in by_writer.items():
        leads = scene.order.leads_to(readers)
        todo, seen = [writer], {writer}
        while todo:
            upper = todo.pop()
            for lower in scene.order.next_of(upper):
                if leads(lower):
                    found.add((upper, lower))
                    if lower not in seen:
                        seen.add(lower)
                        todo.append(lower)
    return found
