"""What starts the work of a DAG: its cron, the assets it waits for, or whatever its timetable says when it is asked.

One for each DAG, so that a target can make its job; two for a schedule of assets or time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrator import identity
from migrator.model import (
    PRESETS,
    Arguments,
    AssetExpression,
    AssetGroup,
    AssetName,
    Automation,
    AutomationKind,
    Dag,
    Known,
    TimetableKind,
)
from migrator.planning.partitions import Division
from migrator.planning.steps import Layout

SETTINGS = (
    "is_paused_upon_creation",
    "max_active_runs",
    "catchup",
    "dagrun_timeout",
    "description",
    "doc_md",
    "on_failure_callback",
    "on_success_callback",
)


def automations_of(dag: Dag, division: Division, layout: Layout, first: Mapping[str, str]) -> list[Automation]:
    """What starts this DAG. `first` is the key that stands for each key whose data has another one."""
    if not layout.steps:
        return []
    timetable, zone = dag.timetable, division.partitions.zone
    common = Automation(
        f"{dag.name}_schedule",
        AutomationKind.HAND,
        tuple(step.id for step in layout.steps),
        None,
        zone if division.partitions.cron else timetable.zone,
        settings_of(dag),
        "it has no schedule: a person starts it, or another DAG",
        path=dag.path,
        dag=dag.name,
    )
    found = []
    if timetable.assets is not None:
        because = f"it runs when its assets have changed: {timetable.text}"
        keys = tuple((name.uri, key_of(name, first)) for name in names_in(timetable.assets))
        assets = {"assets": timetable.assets, "keys": keys, "because": because, "name": f"{dag.name}_assets"}
        found.append(replace(common, kind=AutomationKind.CONDITION, **assets))  # type: ignore[arg-type]
    cron = division.partitions.cron or (timetable.kind is TimetableKind.CRON and timetable.cron)
    if cron:
        because = f"{timetable.text} in {common.zone}, as in Airflow"
        found.append(
            replace(common, kind=AutomationKind.SCHEDULE, cron=PRESETS.get(cron.strip(), cron), because=because)
        )
    elif timetable.kind not in (TimetableKind.NONE, TimetableKind.ASSETS):
        because = f"{timetable.text or 'a schedule that is not known'}: its own timetable is asked when it runs next"
        found.append(replace(common, kind=AutomationKind.SENSOR, because=because))
    return found or [common]


def settings_of(dag: Dag) -> Arguments:
    """What a target needs of how the DAG's runs start and end, as far as it is known; a callback is only named."""
    given = ((name, dag.setting(name)) for name in SETTINGS)
    return tuple(
        (name, value if isinstance(value, Known) else Known(True))
        for name, value in given
        if value is not None and (isinstance(value, Known) or name.endswith("_callback"))
    )


def names_in(expression: AssetExpression) -> Iterator[AssetName]:
    """The assets of an expression; what an alias stands for only a run says."""
    if isinstance(expression, AssetGroup):
        for part in expression.parts:
            yield from names_in(part)
    elif not expression.alias:
        yield expression


def key_of(name: AssetName, first: Mapping[str, str]) -> str:
    """The key of what an asset's URI names."""
    key = identity.declared(name.uri).asset.key
    return first.get(key, key)
