"""Facts to decisions: a Project and what a target can do, to the Plan that everything downstream obeys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import networkx as nx

from migrator.configuration import Configuration
from migrator.findings import finding
from migrator.lineage.same import joined, one_key, widened
from migrator.model import (
    Access,
    Asset,
    Automation,
    Becomes,
    Capabilities,
    Dag,
    Disposition,
    Equivalence,
    Finding,
    Island,
    Mode,
    Plan,
    Project,
    Span,
    Step,
    TaskRef,
)
from migrator.planning.advice.advise import advised
from migrator.planning.automations import automations_of
from migrator.planning.between import Between, between
from migrator.planning.equivalence import equivalence_of
from migrator.planning.hand.fit import Hand, fitted
from migrator.planning.hand.joining import with_joined
from migrator.planning.hand.obeying import check_native, grouped, hand_for, names_of, obeying
from migrator.planning.hand.orders import check_dropped, with_added, without_dropped
from migrator.planning.hand.renaming import (
    automations_with_ids,
    dispositions_with_ids,
    ids_before,
    islands_with_ids,
    keys_before,
    with_ids,
)
from migrator.planning.native import Case, Means, Offer, means_of, offer_of
from migrator.planning.owners import owners
from migrator.planning.partitions import Division, partitions_of
from migrator.planning.partitions.mappings import with_mappings
from migrator.planning.pieces import order_of
from migrator.planning.replaced import sources_of, started, with_checks
from migrator.planning.resources import resources_of
from migrator.planning.settling import settled
from migrator.planning.steps import Layout, Surroundings, lay_out
from migrator.planning.subdags import inside, lifted, runners_of
from migrator.planning.waits import after_waits


def plan(
    project: Project, configuration: Configuration, capabilities: Capabilities, before: Plan | None = None
) -> Plan:
    """What becomes of every task of the project, and why. Assets keep the names they have in the plan from before.

    Raises NoFit when a person decided about what is not there, and AssertionError when a task would end in no
    disposition or in two: that is a defect of ours.
    """
    hand = hand_for(capabilities, fitted(configuration.overrides, project))
    whole, runners, first = project, runners_of(project), one_key(project)
    project = without_dropped(lifted(widened(joined(project))), hand)
    dags, staying = movable(project.dags, hand)
    accesses = by_task(project.accesses)
    owned = owners(dags, project.accesses, hand.owners)
    owner = {key: task for task, keys in owned.items() for key in keys}
    means = means_of(project, configuration, capabilities)
    edges = between(project)
    layouts: list[Layout] = []
    equivalence: list[Equivalence] = []
    automations: list[Automation] = []
    for dag in dags:
        division = partitions_of(dag)
        around = surroundings(dag, division, accesses, owned, owner, means, edges)
        layout = lay_out(dag, obeying(dag, around, hand))
        layouts.append(layout)
        equivalence.extend(equivalence_of(dag, division, project.root, layout.steps, around.kind_of))
        automations.extend(automations_of(dag, division, layout, first))
    planned = [item for layout in layouts for item in layout.dispositions]
    laid = with_checks(
        (step for layout in layouts for step in layout.steps), (check for layout in layouts for check in layout.checks)
    )
    automations = started(automations, (start for layout in layouts for start in layout.starts))
    parts, planned = with_joined(laid, planned, hand)
    check_dropped(parts, hand)
    steps, findings = without_circles(with_added(parts, hand), project)
    steps = with_mappings(after_waits(steps, project, first), project)
    dispositions = planned + left_in_airflow(staying)
    dispositions += inside(whole.dags, runners, dispositions)
    account_for(whole, dispositions)
    check_native(dispositions, dags, hand)
    ids, moved = ids_before(dags, hand), keys_before(dags, hand)
    islands: list[Island] = [island for layout in layouts for island in layout.islands]
    keys = {key for step in steps for key in (*step.reads, *step.writes, *step.follows)}
    keys |= {key for automation in automations for _, key in automation.keys}
    stays = {(dag.path, dag.name): because for dag, because in staying}
    stays |= {name: f"it runs inside {runner.dag}.{runner.task}" for name, runner in runners.items()}
    sources = sources_of(source for layout in layouts for source in layout.sources)
    keys |= {source.key for source in sources}
    decided = Plan(
        root=project.root,
        steps=with_ids(grouped(steps, hand), ids),
        resources=resources_of(steps, means.resources, capabilities),
        automations=automations_with_ids(automations, ids),
        dispositions=dispositions_with_ids(dispositions, ids),
        islands=islands_with_ids(islands, ids),
        hooks=tuple(hook for layout in layouts for hook in layout.hooks),
        sources=sources,
        settled=settled(whole.dags, equivalence, stays),
        equivalence=tuple(equivalence),
        findings=findings,
        names=names_of(named(keys, project.assets), moved, hand, capabilities, before),
        moved=tuple(sorted((key, old) for key, old in moved.items() if key in keys)),
    )
    return advised(decided, project, dags, staying, hand, configuration)


def movable(dags: Iterable[Dag], hand: Hand) -> tuple[list[Dag], list[tuple[Dag, str]]]:
    """The DAGs that can be taken over, and why each other one stays: an unknown id, one taken already, or a person
    says so."""
    taken: set[str] = set()
    moved: list[Dag] = []
    staying: list[tuple[Dag, str]] = []
    for dag in dags:
        if dag.id is None:
            staying.append((dag, "only run time knows the DAG's id, so nothing could be named after it"))
        elif dag.id in taken:
            staying.append((dag, f"another file defines a DAG {dag.id!r} too, and Airflow runs only one of them"))
        elif hand.targets.get(dag.id) == "airflow":
            taken.add(dag.id)
            staying.append((dag, "migrate.toml says that it stays in Airflow"))
        else:
            taken.add(dag.name)
            moved.append(dag)
    return moved, staying


def left_in_airflow(staying: Iterable[tuple[Dag, str]]) -> list[Disposition]:
    """The tasks of the DAGs that are not taken over."""
    return [
        Disposition(f"{dag.name}.{task.id}", Becomes.AIRFLOW, None, because, task.span)
        for dag, because in staying
        for task in dag.tasks
    ]


def by_task(accesses: Iterable[Access]) -> dict[TaskRef, tuple[Access, ...]]:
    """The accesses of each task, in order."""
    found: dict[TaskRef, list[Access]] = defaultdict(list)
    for access in accesses:
        found[access.task].append(access)
    return {task: tuple(sorted(mine, key=lambda access: access.position)) for task, mine in found.items()}


def surroundings(
    dag: Dag,
    division: Division,
    accesses: dict[TaskRef, tuple[Access, ...]],
    owned: Mapping[TaskRef, tuple[str, ...]],
    owner: Mapping[str, TaskRef],
    means: Means,
    edges: Between,
) -> Surroundings:
    """What laying out this DAG needs to know, by task id."""
    mine = {task.id: accesses.get(dag.ref(task), ()) for task in dag.tasks}
    keys = {task.id: owned.get(dag.ref(task), ()) for task in dag.tasks}
    rules = means.connections.catalogue
    native: dict[str, Offer | str] = {}
    makers = {}
    order, readers = order_of(dag), readers_of(mine)
    for task in dag.tasks:
        ref = dag.ref(task)
        awaits, starts = edges.awaits.get(ref, ()), edges.starts.get(ref, ())
        case = Case(task, dag, rules.rule_of(task), mine[task.id], division, order, owner, awaits, starts, readers)
        native[task.id] = offer_of(case, means)
        others = (owner[access.asset] for access in case.writes if access.asset in owner)
        makers[task.id] = tuple(dict.fromkeys(f"{each.dag}.{each.task}" for each in others if each != dag.ref(task)))
    takers = {
        task.id: tuple(each.task if (each.path, each.dag) == (dag.path, dag.name) else None for each in taking)
        for task in dag.tasks
        if (taking := edges.takers.get(dag.ref(task), ()))
    }
    return Surroundings(division, mine, keys, native, rules, means.capabilities, takers, makers)


def readers_of(accesses: Mapping[str, tuple[Access, ...]]) -> dict[str, tuple[str, ...]]:
    """By key, the tasks of a DAG that read it."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for task, mine in accesses.items():
        for access in mine:
            if access.mode is Mode.READ:
                found[access.asset][task] = None
    return {key: tuple(tasks) for key, tasks in found.items()}


def without_circles(steps: list[Step], project: Project) -> tuple[tuple[Step, ...], tuple[Finding, ...]]:
    """The steps, with no read left that would make a circle: such a read sees what an earlier run wrote."""
    writer = {key: step.id for step in steps for key in step.writes}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(step.id for step in steps)
    for step in steps:
        for key in (*step.reads, *step.follows):
            if writer.get(key, step.id) != step.id:
                graph.add_edge(writer[key], step.id)
    circle = {step: number for number, part in enumerate(nx.strongly_connected_components(graph)) for step in part}
    kept, findings = [], []
    for step in steps:
        early = [key for key in step.reads if key in writer and writer[key] != step.id]
        early = [key for key in early if circle[writer[key]] == circle[step.id]]
        reads = tuple(key for key in step.reads if key not in early)
        kept.append(replace(step, reads=reads) if early else step)
        findings += [earlier_state(step, key, project) for key in early]
    return tuple(kept), tuple(findings)


def earlier_state(step: Step, key: str, project: Project) -> Finding:
    """What a person must know of a read that sees an earlier run's data."""
    spans = {dag.ref(task): task.span for dag in project.dags for task in dag.tasks}
    span = spans.get(step.tasks[0], Span(step.tasks[0].path, 1))
    message = f"{step.id} reads {key}, which is written after it: it sees what the run before left there"
    return finding("reads-earlier-state", span, message, "Nothing, if that is meant; else order the writer first.")


def account_for(project: Project, dispositions: list[Disposition]) -> None:
    """Nothing is dropped: every task has exactly one disposition."""
    expected = sorted(f"{dag.name}.{task.id}" for dag in project.dags for task in dag.tasks)
    if expected != sorted(disposition.item for disposition in dispositions):
        raise AssertionError("a task ended in no disposition or in two")


def named(keys: set[str], assets: Iterable[Asset]) -> list[Asset]:
    """The assets with these keys; the result of a task, which no access mentions, is made here."""
    known = {asset.key: asset for asset in assets}
    return [known.get(key) or Asset(key, "airflow", key.removeprefix("airflow:")) for key in sorted(keys)]
