"""The declared graph held against the data: which edges the data supports, which it misses, and what else is wrong.

What rests on a condition, an unknown or a name that only run time knows is a note, never an error.
"""

from __future__ import annotations

from dataclasses import replace

from migrator.audit.across import double_writers, unguarded
from migrator.audit.declared import declared
from migrator.audit.dependencies import pairs
from migrator.audit.ends import ends
from migrator.audit.graph import edges_of, order_of
from migrator.audit.ids import duplicates
from migrator.audit.scene import Scene, scene_of
from migrator.audit.sensors import sensors
from migrator.audit.support import supported
from migrator.audit.within import cycles, pulls, races, racing_writers
from migrator.configuration import Configuration
from migrator.lineage.same import joined, widened
from migrator.model import Dag, Dependency, Edge, Finding, Project, TaskRef


def audit(project: Project, configuration: Configuration) -> Project:
    """The project with all its edges and dependencies, and a finding for each place where the graph and the data
    disagree."""
    one = joined(project)
    data = widened(one)
    edges = tuple(dict.fromkeys(edges_of(data, configuration.catalogue)))
    order = order_of(project, edges, configuration.catalogue)
    scene = scene_of(project, one, data, order, configuration.catalogue)
    found = list(pairs(scene))
    dependencies = tuple(dict.fromkeys(pair.dependency() for pair in found))
    judged = _judged(scene, dependencies)
    findings: list[Finding] = [
        *duplicates(project),
        *races(scene, found),
        *racing_writers(scene),
        *(each for dag in project.dags for each in pulls(scene, dag, project.edges)),
        *unguarded(scene, found),
        *double_writers(scene),
        *cycles(one),
        *sensors(scene),
        *declared(scene),
        *ends(scene, judged.values()),
    ]
    known = tuple(dict.fromkeys((*(judged.get(edge, edge) for edge in edges), *project.edges)))
    return replace(project, edges=known, dependencies=dependencies).with_findings(*findings)


def _judged(scene: Scene, dependencies: tuple[Dependency, ...]) -> dict[Edge, Edge]:
    """Each declared edge, and the same with what supports it."""
    inside: dict[tuple[str, str], list[Dependency]] = {}
    for each in dependencies:
        if _dag(each.writer) == _dag(each.reader):
            inside.setdefault(_dag(each.writer), []).append(each)
    pairs_of = ((dag, supported(scene, dag, inside.get(_of(dag), ()))) for dag in scene.project.dags)
    return {old: new for dag, judged in pairs_of for old, new in zip(dag.order, judged, strict=True)}


def _of(dag: Dag) -> tuple[str, str]:
    return dag.path, dag.name


def _dag(task: TaskRef) -> tuple[str, str]:
    return task.path, task.dag
