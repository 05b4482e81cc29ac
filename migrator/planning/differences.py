"""What is different between two plans: tasks, assets, schedules, settings, islands, and what is advised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import Enum

from migrator.model import Plan

Row = Mapping[str, str]


class Kind(str, Enum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is new, gone or different; of one that is different, each part as (what, before, now)."""

    name: str
    kind: Kind
    parts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """What is different, by what it is about, in the order of names."""

    tasks: tuple[Change, ...] = ()
    assets: tuple[Change, ...] = ()
    schedules: tuple[Change, ...] = ()
    settings: tuple[Change, ...] = ()
    islands: tuple[Change, ...] = ()
    resources: tuple[Change, ...] = ()
    advice: tuple[Change, ...] = ()
    waves: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


def differences(before: Plan, now: Plan) -> Differences:
    """What is different in the second plan. An asset whose key was moved is the one it was."""
    moved = dict(now.moved)
    return Differences(
        tasks=_compared(_tasks(before), _tasks(now)),
        assets=_compared(_assets(before, {}), _assets(now, moved)),
        schedules=_compared(_schedules(before), _schedules(now)),
        settings=_compared(_settings(before), _settings(now)),
        islands=_compared(_islands(before), _islands(now)),
        resources=_compared(_resources(before), _resources(now)),
        advice=_compared(_advice(before), _advice(now)),
        waves=_compared(_waves(before), _waves(now)),
    )


def _compared(before: Mapping[str, Row], now: Mapping[str, Row]) -> tuple[Change, ...]:
    return tuple(_changes(before, now))


def _changes(before: Mapping[str, Row], now: Mapping[str, Row]) -> Iterable[Change]:
    for name in sorted({*before, *now}):
        if name not in now:
            yield Change(name, Kind.REMOVED)
        elif name not in before:
            yield Change(name, Kind.ADDED)
        elif before[name] != now[name]:
            words = sorted({*before[name], *now[name]})
            parts = ((word, before[name].get(word, ""), now[name].get(word, "")) for word in words)
            yield Change(name, Kind.CHANGED, tuple(part for part in parts if part[1] != part[2]))


def _tasks(plan: Plan) -> dict[str, Row]:
    return {
        item.item: {"becomes": item.becomes.value, "step": item.step or "", "because": item.because}
        for item in plan.dispositions
    }


def _assets(plan: Plan, moved: Mapping[str, str]) -> dict[str, Row]:
    names = dict(plan.names)
    found: dict[str, Row] = {}
    for step in plan.steps:
        for key in step.writes:
            old = moved.get(key, key)
            found[old] = {
                "key": key,
                "name": ".".join(names.get(key, ())),
                "made by": step.id,
                "needs": ", ".join(sorted(moved.get(one, one) for one in (*step.reads, *step.follows))),
                "partitions": _partitions(step.partitions.cron, step.partitions.zone, step.partitions.kind.value),
                "group": step.group,
            }
    return found


def _partitions(cron: str | None, zone: str, kind: str) -> str:
    return f"{cron} {zone}" if cron else kind


def _schedules(plan: Plan) -> dict[str, Row]:
    return {
        f"{one.dag} {one.kind.value}": {
            "cron": f"{one.cron} {one.zone}" if one.cron else "",
            "because": one.because,
            "steps": ", ".join(one.steps),
        }
        for one in plan.automations
    }


def _settings(plan: Plan) -> dict[str, Row]:
    return {
        f"{row.dag} {row.setting}": {"airflow": row.airflow, "target": row.target, "likeness": row.likeness.value}
        for row in plan.equivalence
    }


def _islands(plan: Plan) -> dict[str, Row]:
    return {one.id: {"tasks": ", ".join(one.tasks), "because": one.because} for one in plan.islands}


def _resources(plan: Plan) -> dict[str, Row]:
    return {one.name: {"system": one.system, "connection": one.connection} for one in plan.resources}


def _advice(plan: Plan) -> dict[str, Row]:
    return {
        f"{one.dag} ({one.path})": {
            "verdict": one.verdict.value,
            "score": f"{one.score:g}",
            "days": f"{one.low:g} to {one.high:g}",
            "blocked by": "; ".join(one.blocked_by),
        }
        for one in plan.advice
    }


def _waves(plan: Plan) -> dict[str, Row]:
    return {
        f"wave {wave.number}": {"dags": ", ".join(wave.dags), "bridges": ", ".join(one.key for one in wave.bridges)}
        for wave in plan.waves
    }
