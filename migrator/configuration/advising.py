"""By which rules we advise what to do with a DAG, and in which order: ours as data, and what `[advice]` changes.

A rule gives `points` for each thing it counts, all together at most `most`; those below zero speak against moving the
DAG soon. What each one counts is in `planning/measures.py`. Work takes so many person-days for each thing of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from migrator.configuration.tables import BadConfiguration, only, table


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """What a rule gives for each thing it counts, the most it gives, and what it counts, for people."""

    name: str
    points: float
    most: float
    counts: str


@dataclass(frozen=True, slots=True)
class WorkRule:
    """The person-days, from and to, that each thing of a kind takes, and what is done with it."""

    name: str
    low: float
    high: float
    does: str


RULES = (
    AdviceRule("partitioned", 3, 3, "assets divided by time: backfills and missing days become visible at once"),
    AdviceRule("dbt", 3, 3, "dbt: its models are assets already"),
    AdviceRule("native", 4, 4, "the share of its tasks that become native"),
    AdviceRule("consumers", 1, 3, "DAGs that read what it writes: they gain from seeing its assets"),
    AdviceRule("sensors", -1, 4, "sensors: each needs to be thought over"),
    AdviceRule("other-dags", -1, 3, "waits for runs of other DAGs, and starts of them"),
    AdviceRule("systems", -1, 3, "systems whose data it touches, beyond the second"),
    AdviceRule("unknown-data", -1, 4, "tasks that may touch more data than is known"),
    AdviceRule("islands", -4, 4, "the share of its tasks that stay in islands"),
    AdviceRule("custom-operators", -1, 3, "operators that no fact knows"),
    AdviceRule("dynamic", -1, 2, "tasks of which only run time knows whether or how often they run"),
    AdviceRule("settings", -1, 3, "settings that the target cannot carry over"),
)
EFFORT = (
    WorkRule("dag", 0.25, 0.5, "comparing both sides, cutting over and watching a DAG"),
    WorkRule("native", 0.05, 0.15, "reading and keeping what was generated for a native step"),
    WorkRule("wrapped", 0.2, 0.75, "rewriting a task that stays in an island, once it should be native"),
    WorkRule("unknown-data", 0.25, 1.0, "finding out what a task reads and writes"),
    WorkRule("settings", 0.1, 0.5, "finding a way for a setting that is not carried over"),
    WorkRule("decision", 0.25, 1.0, "deciding or mending what blocks it"),
    WorkRule("bridge", 0.25, 0.5, "building, watching and removing a bridge"),
)
ORDERS = ("leaf", "value")
ORDER_MEANS = {
    "leaf": "those whose data nobody reads first, then those before them",
    "value": "the highest score first",
}


@dataclass(frozen=True, slots=True)
class Advising:
    """The rules and their numbers. A DAG moves `now` from that score on; waves go in `order`, and one takes at most
    `wave_days` person-days unless what moves together takes more; data is late `allowance_minutes` after its run."""

    rules: tuple[AdviceRule, ...] = RULES
    effort: tuple[WorkRule, ...] = EFFORT
    order: str = "leaf"
    now: float = 0.0
    wave_days: float = 20.0
    allowance_minutes: int = 60


# What we advise without a word from the project.
OUR_ADVISING = Advising()


def advising(path: Path, given: dict[str, object]) -> Advising:
    """Our rules with what `[advice]` changes. Raises BadConfiguration."""
    only(path, given, "advice", ("order", "now", "wave_days", "allowance_minutes", "rules", "effort"))
    order = given.get("order", "leaf")
    if order not in ORDERS:
        raise BadConfiguration(path, f"advice.order is {order!r}; there is {' and '.join(ORDERS)}")
    ours = OUR_ADVISING
    minutes = _number(path, given, "allowance_minutes", ours.allowance_minutes, 1)
    if not minutes.is_integer():
        raise BadConfiguration(path, f"advice.allowance_minutes is {minutes!r}, not a whole number")
    return Advising(
        _rules(path, table(path, given, "rules", "advice.rules")),
        _effort(path, table(path, given, "effort", "advice.effort")),
        str(order),
        _number(path, given, "now", ours.now),
        _number(path, given, "wave_days", ours.wave_days, 0),
        int(minutes),
    )


def _rules(path: Path, given: dict[str, object]) -> tuple[AdviceRule, ...]:
    """Ours with other points; the most a rule gives grows with them."""
    only(path, given, "advice.rules", tuple(rule.name for rule in RULES))
    found = []
    for rule in RULES:
        points = _number(path, given, rule.name, rule.points, shown="advice.rules")
        found.append(replace(rule, points=points, most=round(rule.most * abs(points / rule.points), 2)))
    return tuple(found)


def _effort(path: Path, given: dict[str, object]) -> tuple[WorkRule, ...]:
    """Ours with other days."""
    only(path, given, "advice.effort", tuple(rule.name for rule in EFFORT))
    found = []
    for rule in EFFORT:
        days = given.get(rule.name, [rule.low, rule.high])
        if not isinstance(days, list) or len(days) != 2 or not all(_is_number(day) for day in days):
            raise BadConfiguration(path, f"advice.effort.{rule.name} is {days!r}, not two numbers of days, as [0.5, 1]")
        if not 0 <= days[0] <= days[1]:
            raise BadConfiguration(path, f"advice.effort.{rule.name} is {days!r}: the first is the fewest days")
        found.append(replace(rule, low=float(days[0]), high=float(days[1])))
    return tuple(found)


def _number(
    path: Path, given: dict[str, object], name: str, default: float, least: float | None = None, shown: str = "advice"
) -> float:
    value = given.get(name, default)
    if not _is_number(value) or (least is not None and float(value) < least):  # type: ignore[arg-type]
        least_said = "" if least is None else f" from {least:g}"
        raise BadConfiguration(path, f"{shown}.{name} is {value!r}, not a number{least_said}")
    return float(value)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
