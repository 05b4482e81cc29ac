"""Edges that a person drops before anything is planned, and those that they add to the finished steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import networkx as nx

from migrator.model import Project, Step, TaskRef
from migrator.planning.hand.fit import Hand, NoFit


def without_dropped(project: Project, hand: Hand) -> Project:
    """The project without the edges that are dropped."""
    if not hand.dropped:
        return project
    dags = tuple(
        replace(dag, order=tuple(edge for edge in dag.order if (edge.upstream, edge.downstream) not in hand.dropped))
        for dag in project.dags
    )
    edges = tuple(edge for edge in project.edges if (edge.upstream, edge.downstream) not in hand.dropped)
    return replace(project, dags=dags, edges=edges)


def with_added(steps: Sequence[Step], hand: Hand) -> list[Step]:
    """The steps, each following also what a person says. Raises NoFit for what cannot be followed."""
    home = {task: number for number, step in enumerate(steps) for task in step.tasks}
    found = list(steps)
    for upper, lower in hand.added:
        what = f"[[edges]] {_shown(upper)} >> {_shown(lower)}"
        if upper not in home or lower not in home:
            gone = upper if upper not in home else lower
            raise NoFit(what, f"cannot be added: {_shown(gone)} is no step of the plan")
        above, below = found[home[upper]], found[home[lower]]
        if above is below or (above.island is not None and above.island == below.island):
            raise NoFit(what, "cannot be added: both run together, by Airflow's own order")
        if _leads(found, below, above):
            raise NoFit(what, f"cannot be added: {_shown(upper)} comes after {_shown(lower)} already")
        keys = tuple(key for key in above.writes if key not in (*below.reads, *below.follows))
        found[home[lower]] = replace(below, follows=(*below.follows, *keys))
    return found


def check_dropped(steps: Sequence[Step], hand: Hand) -> None:
    """Raises NoFit for a dropped edge within an island, which runs the DAG as it is."""
    islands = {task: step.island for step in steps for task in step.tasks if step.island is not None}
    for upper, lower in sorted(hand.dropped):
        if upper in islands and islands[upper] == islands.get(lower):
            because = f"cannot be dropped: both run unchanged in the island {islands[upper]}"
            raise NoFit(f"[[edges]] {_shown(upper)} >> {_shown(lower)}", because)


def _leads(steps: Sequence[Step], first: Step, last: Step) -> bool:
    """Whether the last comes after the first by what steps read and follow."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    writer = {key: step.id for step in steps for key in step.writes}
    graph.add_nodes_from(step.id for step in steps)
    graph.add_edges_from(
        (writer[key], step.id) for step in steps for key in (*step.reads, *step.follows) if key in writer
    )
    return bool(nx.has_path(graph, first.id, last.id))


def _shown(ref: TaskRef) -> str:
    return f"{ref.dag}.{ref.task}"
