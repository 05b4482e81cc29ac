"""What stands in the place of tasks that are no steps any more: checks of assets, watched sources, DAGs that start
after others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from migrator.model import (
    AssetGroup,
    AssetName,
    AssetOperator,
    Automation,
    AutomationKind,
    Check,
    Source,
    Step,
    TaskRef,
)


@dataclass(frozen=True, slots=True)
class Start:
    """A DAG (file, name) that starts when these keys are there, since `task` started it after what makes them."""

    dag: tuple[str, str]
    task: TaskRef
    keys: tuple[str, ...]


def with_checks(steps: Iterable[Step], checks: Iterable[Check]) -> list[Step]:
    """The steps with the checks of what they make."""
    found: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        found[check.asset].append(check)
    return [
        replace(step, checks=(*step.checks, *mine))
        if (mine := [check for key in step.writes for check in found.get(key, ())])
        else step
        for step in steps
    ]


def sources_of(sources: Iterable[Source]) -> tuple[Source, ...]:
    """One source for each key, watched as often, and as long, as the most patient of those that waited for it."""
    found: dict[str, Source] = {}
    for source in sources:
        known = found.get(source.key)
        if known is None:
            found[source.key] = source
            continue
        found[source.key] = replace(
            known,
            watched_by=(*known.watched_by, *source.watched_by),
            interval_s=min(known.interval_s, source.interval_s),
            timeout_s=max(known.timeout_s, source.timeout_s),
        )
    return tuple(found[key] for key in sorted(found))


def started(automations: Sequence[Automation], starts: Iterable[Start]) -> list[Automation]:
    """The automations, with one for each task that started a DAG; who waited for a person only no longer does."""
    starts = list(starts)
    dags = {start.dag for start in starts}
    kept = [each for each in automations if (each.path, each.dag) not in dags or each.kind is not AutomationKind.HAND]
    for start in starts:
        like = next((each for each in automations if (each.path, each.dag) == start.dag), None)
        if like is None:
            continue
        names = tuple(AssetName(key) for key in start.keys)
        kept.append(
            replace(
                like,
                name=f"{like.dag}_after_{start.task.dag}_{start.task.task}",
                kind=AutomationKind.CONDITION,
                cron=None,
                assets=AssetGroup(AssetOperator.AND, names),
                keys=tuple((key, key) for key in start.keys),
                because=f"{start.task.dag}.{start.task.task} started it after what makes these",
            )
        )
    return kept
