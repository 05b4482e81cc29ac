"""What starts a DAG, as the lines its module ends with: Dagster's own schedule where there is one, else the shim's."""

from __future__ import annotations

import datetime
import inspect
import math
from dataclasses import dataclass

from migrator.model import (
    AssetExpression,
    AssetName,
    AssetOperator,
    Automation,
    AutomationKind,
    Known,
    argument,
)
from migrator.targets.dagster.literals import literal
from migrator.targets.dagster.naming import Names

EXPRESSIONS = ("airflow_alias", "airflow_asset", "all_of", "any_of")


@dataclass(frozen=True, slots=True)
class Start:
    """One schedule or sensor: why it is, its variable, the source that makes it, and what that needs of the shim."""

    because: str
    variable: str
    source: str
    imports: tuple[str, ...] = ()


def starts(automations: list[Automation], module: str, names: Names, *, timed: bool) -> list[Start]:
    """What starts the DAG of a module, but a person."""
    found = (start_of(each, module, names, timed=timed) for each in automations)
    return [each for each in found if each is not None]


def start_of(automation: Automation, module: str, names: Names, *, timed: bool) -> Start | None:
    """One automation as source; None for what only a person starts."""
    job, running = f"{module}_job", is_known(automation, "is_paused_upon_creation", False)
    match automation.kind:
        case AutomationKind.SCHEDULE if timed:
            status = ", default_status=dg.DefaultScheduleStatus.RUNNING" if running else ""
            source = f"dg.build_schedule_from_partitioned_job({job}{status})"
            return Start(automation.because, f"{module}_schedule", source)
        case AutomationKind.SCHEDULE:
            call, kind = "cron_schedule", "schedule"
            given = f"cron={literal(automation.cron)}, zone={literal(automation.zone)}"
        case AutomationKind.SENSOR:
            call, kind = "timetable_sensor", "sensor"
            given = f"file={literal(automation.path)}, dag_id={literal(automation.dag)}"
        case AutomationKind.CONDITION if automation.assets is not None:
            call, kind = "assets_sensor", "assets"
            given = f"assets={assets_source(automation.assets, dict(automation.keys), names)}"
        case _:
            return None
    status = ", paused=False" if running else ""
    used = tuple(sorted({call, *(name for name in EXPRESSIONS if f"{name}(" in given)}))
    source = f"{call}({job}, name={literal(f'{module}_{kind}')}, {given}{status})"
    return Start(automation.because, f"{module}_{kind}", source, used)


def assets_source(expression: AssetExpression, keys: dict[str, str], names: Names) -> str:
    """The source of an asset schedule."""
    if isinstance(expression, AssetName):
        if expression.alias:
            return f"airflow_alias({literal(expression.uri)})"
        path = list(names.paths[keys[expression.uri]])
        return f"airflow_asset({literal(expression.uri)}, {literal(path)})"
    joined = "all_of" if expression.operator is AssetOperator.AND else "any_of"
    return f"{joined}({', '.join(assets_source(part, keys, names) for part in expression.parts)})"


def run_tags(dag: str, automations: list[Automation]) -> dict[str, str]:
    """The tags of the runs of a DAG's job, by which `dagster.yaml` can limit how many run at a time, and
    by which Dagster ends those that take too long."""
    tags = {"airflow/dag": dag}
    for each in automations:
        most = argument(each.settings, "max_active_runs")
        if isinstance(most, Known) and isinstance(most.value, int):
            tags[f"airflow/at_most_{most.value}"] = dag
        longest = argument(each.settings, "dagrun_timeout")
        if isinstance(longest, Known) and isinstance(longest.value, datetime.timedelta):
            tags["dagster/max_runtime"] = str(math.ceil(longest.value.total_seconds()))
    return tags


def description(automations: list[Automation]) -> str | None:
    """What the DAG says about itself, for its job."""
    for name in ("doc_md", "description"):
        said = argument(automations[0].settings, name) if automations else None
        if isinstance(said, Known) and isinstance(said.value, str) and said.value.strip():
            return inspect.cleandoc(said.value)
    return None


def is_known(automation: Automation, name: str, value: bool) -> bool:
    """Whether a setting is known to be this."""
    found = argument(automation.settings, name)
    return isinstance(found, Known) and found.value is value
