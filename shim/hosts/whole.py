"""A whole plan, or what is selected of it, as one Dagster asset graph."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import dagster as dg

from migrator import model as planned
from migrator.model import Partitions, Plan, Step
from shim.hosts.dagster import WHOLE, KeyPath, airflow_island, identifier
from shim.hosts.jobs import dag_jobs, partitions_definition


def definitions(
    plan: Plan, project: dg.Definitions | None = None, chosen: Collection[Step] | None = None
) -> dg.Definitions:
    """The steps of a plan as assets: native ones from the generated project, the others as islands around it.

    Without a project every step is wrapped, so that a plan runs before anything is generated. With `chosen`, only the
    islands those steps are in: what else they read lies outside, and nothing of another DAG can break them.
    """
    written = _written(project)
    names = dict(plan.names)
    islands: list[dg.AssetsDefinition] = []
    steps: list[Step] = []
    for group in _islands(plan, wrap_all=project is None):
        if chosen is not None and not any(step in chosen for step in group):
            continue
        steps.extend(group)
        keys = {dg.AssetKey(list(names[key])) for step in group for key in step.writes}
        if not keys <= written:
            islands.append(_of_steps(plan, group))
    ours = {key for island in islands for key in island.keys}
    read = {dg.AssetKey(list(names[key])) for step in steps for key in (*step.reads, *step.follows)}
    jobs, starting = dag_jobs(plan, ours) if chosen is None else ([], [])
    awaited = (
        {dg.AssetKey(list(names[key])) for each in plan.automations for _, key in each.keys} if starting else set()
    )
    outside = [dg.AssetSpec(key) for key in sorted((read | awaited) - written - ours, key=dg.AssetKey.to_user_string)]
    schedules = [each for each in starting if not isinstance(each, dg.SensorDefinition)]
    sensors = [each for each in starting if isinstance(each, dg.SensorDefinition)]
    new = dg.Definitions(assets=[*islands, *outside], jobs=jobs, schedules=schedules, sensors=sensors)
    return new if project is None else dg.Definitions.merge(project, new)


def _written(project: dg.Definitions | None) -> set[dg.AssetKey]:
    """The keys a project has, external ones included."""
    return set() if project is None else set(project.resolve_asset_graph().get_all_asset_keys())


def _islands(plan: Plan, wrap_all: bool) -> list[list[Step]]:
    """The steps of each island that have one partitioning; those that are not wrapped, when asked, by their DAG."""
    groups: dict[tuple[str, Partitions], list[Step]] = {}
    for step in plan.steps:
        if step.island is not None:
            name = step.island
        elif wrap_all and step.tasks:
            name = f"{step.tasks[0].path}:{step.tasks[0].dag}"
        else:
            continue
        groups.setdefault((name, step.partitions), []).append(step)
    return list(groups.values())


def _of_steps(plan: Plan, steps: Sequence[Step]) -> dg.AssetsDefinition:
    names, island = dict(plan.names), island_of(plan, steps[0])
    outputs: dict[str, list[KeyPath]] = {}
    deps: dict[str, list[KeyPath]] = {}
    for step in steps:
        for task in [ref.task for ref in step.tasks] if island.tasks else [WHOLE]:
            outputs.setdefault(task, []).extend(names[key] for key in step.writes)
            above = [key for key in (*step.reads, *step.follows) if key not in step.writes]
            deps.setdefault(task, []).extend(names[key] for key in above)
    return airflow_island(
        file=island.path,
        dag_id=island.dag,
        outputs=outputs,
        deps=deps,
        partitions_def=partitions_definition(steps[0].partitions),
        group_name=identifier(steps[0].group) if steps[0].group else None,
        name=identifier(island.id, apart=repr(steps[0].partitions)),
        interval=steps[0].partitions.interval.value,
        in_order=any(name == "in_order" for step in steps for name, _ in step.settings),
        root=plan.root,
        tasks=island.tasks,
    )


def island_of(plan: Plan, step: Step) -> planned.Island:
    """The island a step runs in; one of its own DAG for a step that the plan does not wrap."""
    if step.island is not None:
        return next(each for each in plan.islands if each.id == step.island)
    first = step.tasks[0]
    tasks = tuple(ref.task for ref in step.tasks)
    return planned.Island(f"{first.path}:{first.dag}", first.path, first.dag, tasks, "nothing is generated yet")
