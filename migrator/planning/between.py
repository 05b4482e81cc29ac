"""What tasks have to do with each other beyond their DAG's order: who takes an output, who waits for whom, who starts
what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model import EdgeKind, Project, TaskRef


@dataclass(frozen=True, slots=True)
class Between:
    """By task: those that take what it hands on, those of other DAGs that it waits for, and those that it starts."""

    takers: Mapping[TaskRef, tuple[TaskRef, ...]]
    awaits: Mapping[TaskRef, tuple[TaskRef, ...]]
    starts: Mapping[TaskRef, tuple[TaskRef, ...]]


def between(project: Project) -> Between:
    """What the edges of a project say, DAGs' own edges among them."""
    takers: dict[TaskRef, dict[TaskRef, None]] = defaultdict(dict)
    awaits: dict[TaskRef, dict[TaskRef, None]] = defaultdict(dict)
    starts: dict[TaskRef, dict[TaskRef, None]] = defaultdict(dict)
    for edge in (*project.edges, *(edge for dag in project.dags for edge in dag.order)):
        upper, lower = edge.upstream, edge.downstream
        if not isinstance(upper, TaskRef) or not isinstance(lower, TaskRef):
            continue
        if edge.kind is EdgeKind.XCOM:
            takers[upper][lower] = None
        elif edge.kind is EdgeKind.SENSOR:
            awaits[lower][upper] = None
        elif edge.kind is EdgeKind.TRIGGER:
            starts[upper][lower] = None
    return Between(*({task: tuple(each) for task, each in found.items()} for found in (takers, awaits, starts)))
