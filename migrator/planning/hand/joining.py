"""Tasks that a person says are one asset: their native steps as one, which does what each of them did, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import networkx as nx

from migrator.model import Becomes, Disposition, Step, TaskRef
from migrator.planning.hand.fit import Hand, NoFit


def with_joined(
    steps: Sequence[Step], dispositions: Sequence[Disposition], hand: Hand
) -> tuple[list[Step], list[Disposition]]:
    """The steps and dispositions with what is joined. Raises NoFit for tasks that cannot be."""
    found, settled = list(steps), list(dispositions)
    for together in hand.joined:
        parts = _in_order(found, together)
        one = _one(parts)
        where = found.index(parts[-1])
        found[where] = one
        found = [step for step in found if step not in parts[:-1]]
        ids = {part.id for part in parts}
        because = f"a person says it is one asset with {one.id}"
        settled = [_settled(item, ids, one, because) for item in settled]
    return found, settled


def _settled(item: Disposition, ids: set[str], one: Step, because: str) -> Disposition:
    if item.step not in ids:
        return item
    return (
        replace(item, step=one.id)
        if item.step == one.id
        else replace(item, becomes=Becomes.STEP, step=one.id, because=because)
    )


def _in_order(steps: Sequence[Step], together: tuple[TaskRef, ...]) -> list[Step]:
    """The steps of these tasks, in the order in which they run."""
    what = f"[[boundaries]] {', '.join(f'{ref.dag}.{ref.task}' for ref in together)}"
    home = {task: step for step in steps for task in step.tasks}
    for ref in together:
        if ref not in home:
            raise NoFit(what, f"cannot be one asset: {ref.task} is no step of the plan")
        if home[ref].island is not None:
            raise NoFit(what, f"cannot be one asset: {ref.task} runs unchanged ({home[ref].because})")
    parts = list({home[ref].id: home[ref] for ref in together}.values())
    graph = _graph(steps)
    ids = {part.id for part in parts}
    for step in graph:
        if step not in ids and nx.ancestors(graph, step) & ids and nx.descendants(graph, step) & ids:
            raise NoFit(what, f"cannot be one asset: {step} comes between them")
    order = {step: place for place, step in enumerate(nx.lexicographical_topological_sort(graph.subgraph(ids)))}
    return sorted(parts, key=lambda part: order[part.id])


def _graph(steps: Sequence[Step]) -> nx.DiGraph[str]:
    writer = {key: step.id for step in steps for key in step.writes}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(step.id for step in steps)
    for step in steps:
        ends = ((writer[key], step.id) for key in (*step.reads, *step.follows) if key in writer)
        graph.add_edges_from(end for end in ends if end[0] != end[1])
    return graph


def _one(parts: Sequence[Step]) -> Step:
    """One step that does what all of them did; it is called as the last, and has its settings."""
    last = parts[-1]
    # A task's own result stands for work without data: what it does is now part of an asset with data, if one has some.
    writes = tuple(dict.fromkeys(key for part in parts for key in part.writes))
    return replace(
        last,
        tasks=tuple(task for part in parts for task in part.tasks),
        bodies=tuple(body for part in parts for body in part.bodies),
        reads=tuple(dict.fromkeys(key for part in parts for key in part.reads if key not in writes)),
        writes=writes,
        follows=tuple(dict.fromkeys(key for part in parts for key in part.follows if key not in writes)),
        checks=tuple(dict.fromkeys(check for part in parts for check in part.checks)),
        because=f"{last.because}; a person says that it is one asset with what comes before it",
    )
