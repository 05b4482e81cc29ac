"""The job of each DAG of a plan, and what starts it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

import dagster as dg

from migrator.model import (
    Arguments,
    AssetExpression,
    AssetName,
    AssetOperator,
    Automation,
    AutomationKind,
    Interval,
    Known,
    PartitionKind,
    Partitions,
    Plan,
    Step,
)
from shim.hosts.dagster import identifier
from shim.hosts.starting import (
    Assets,
    airflow_alias,
    airflow_asset,
    all_of,
    any_of,
    assets_sensor,
    cron_schedule,
    run_tags,
    timetable_sensor,
)


def dag_jobs(plan: Plan, ours: Collection[dg.AssetKey]) -> tuple[list[Any], list[Any]]:
    """A job for each DAG some of whose assets are `ours`, and the schedules and sensors that start them."""
    names, steps = dict(plan.names), {step.id: step for step in plan.steps}
    jobs: dict[str, Any] = {}
    starting = []
    for each in plan.automations:
        mine = [steps[id_] for id_ in each.steps if id_ in steps]
        keys = [dg.AssetKey(list(names[key])) for step in mine for key in step.writes]
        if not set(keys) & set(ours):
            continue
        name = identifier(each.dag)
        if name not in jobs:
            jobs[name] = dg.define_asset_job(
                name,
                selection=dg.AssetSelection.assets(*keys),
                description=f"The DAG {each.dag} ({each.path}): {each.because}.",
                run_tags=run_tags(each.dag, _known(each.settings, "max_active_runs")),
            )
        starting += _starting(jobs[name], each, mine[0], names, plan.root)
    return list(jobs.values()), starting


def _starting(
    job: Any, automation: Automation, step: Step, names: Mapping[str, tuple[str, ...]], root: str
) -> list[Any]:
    name = identifier(automation.name)
    paused = _known(automation.settings, "is_paused_upon_creation")
    match automation.kind:
        case AutomationKind.SCHEDULE:
            assert automation.cron is not None
            partitions = partitions_definition(step.partitions)
            zone = automation.zone
            return [
                cron_schedule(job, name=name, cron=automation.cron, zone=zone, partitions_def=partitions, paused=paused)
            ]
        case AutomationKind.CONDITION:
            assert automation.assets is not None
            paths = {uri: names[key] for uri, key in automation.keys}
            assets = _assets(automation.assets, paths)
            return [assets_sensor(job, name=name, assets=assets, paused=paused)]
        case AutomationKind.SENSOR:
            file, dag_id = automation.path, automation.dag
            return [timetable_sensor(job, name=name, file=file, dag_id=dag_id, paused=paused, root=root)]
    return []


def _assets(expression: AssetExpression, paths: Mapping[str, tuple[str, ...]]) -> Assets:
    """An asset schedule in the shim's words."""
    if isinstance(expression, AssetName):
        return (
            airflow_alias(expression.uri) if expression.alias else airflow_asset(expression.uri, paths[expression.uri])
        )
    joined = all_of if expression.operator is AssetOperator.AND else any_of
    return joined(*(_assets(each, paths) for each in expression.parts))


def _known(settings: Arguments, name: str) -> Any:
    found = dict(settings).get(name)
    return found.value if isinstance(found, Known) else None


def partitions_definition(partitions: Partitions) -> dg.PartitionsDefinition | None:
    """The model's partitions as Dagster's; None for unpartitioned work."""
    if partitions.kind is PartitionKind.NONE:
        return None
    if partitions.kind is PartitionKind.STATIC:
        return dg.StaticPartitionsDefinition(list(partitions.keys))
    if partitions.kind is PartitionKind.MULTI:
        parts = {name: partitions_definition(each) for name, each in partitions.dimensions}
        return dg.MultiPartitionsDefinition({name: each for name, each in parts.items() if each is not None})
    return dg.TimeWindowPartitionsDefinition(
        cron_schedule=partitions.cron,
        start=datetime.datetime.fromisoformat(partitions.start or "2020-01-01"),
        end=datetime.datetime.fromisoformat(partitions.end) if partitions.end else None,
        timezone=partitions.zone,
        fmt=partitions.key_format or "%Y-%m-%d",
        end_offset=1 if partitions.interval is Interval.AT else 0,
        exclusions=list(partitions.exclusions) or None,
    )
