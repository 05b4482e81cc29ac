"""Until when the data of a DAG should be there, proposed from its schedule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from functools import lru_cache

from croniter import croniter

from migrator.model import PRESETS, Dag, Freshness, Step, TimetableKind

MINUTES_OF_DAY = 24 * 60
# Gaps between ticks are looked at over a year and a day more than four, so that the shortest is among them.
TICKS = 1_500
SINCE = datetime(2024, 1, 1, tzinfo=timezone.utc)


def freshness_of(dags: Iterable[Dag], steps: Iterable[Step], allowance: int) -> tuple[Freshness, ...]:
    """A policy for each key of data that a scheduled DAG writes; `allowance` are the minutes a run may take."""
    by_name = {dag.name: dag for dag in dags}
    policies: dict[str, Freshness | None] = {}
    found = []
    for step in steps:
        name = step.tasks[0].dag
        if name not in policies and name in by_name:
            policies[name] = _policy(by_name[name], allowance)
        policy = policies.get(name)
        if policy is not None:
            found += [
                Freshness(key, name, policy.cron, policy.zone, policy.seconds, policy.because)
                for key in step.writes
                if not key.startswith("airflow:")
            ]
    return tuple(sorted(found, key=lambda one: (one.key, one.dag)))


def _policy(dag: Dag, allowance: int) -> Freshness | None:
    """The policy of a DAG's data, without its key; None for a DAG that no clock starts."""
    timetable = dag.timetable
    if timetable.kind is TimetableKind.DELTA and timetable.seconds:
        seconds = int(timetable.seconds) + allowance * 60
        because = f"a run every {int(timetable.seconds)} s, and {allowance} minutes for it"
        return Freshness("", dag.name, None, timetable.zone, seconds, because)
    if timetable.kind is not TimetableKind.CRON or not timetable.cron:
        return None
    cron = PRESETS.get(timetable.cron.strip(), timetable.cron)
    gap = shortest_gap(cron)
    if gap is None:
        return None
    shifted = later(cron, allowance)
    if shifted is None or allowance * 60 > gap:
        because = f"each run of {timetable.text} should be done when the next begins"
        return Freshness("", dag.name, cron, timetable.zone, gap, because)
    because = f"it runs at {timetable.text}, and {allowance} minutes are for the run"
    return Freshness("", dag.name, shifted, timetable.zone, allowance * 60, because)


def later(cron: str, minutes: int) -> str | None:
    """The cron whose ticks come so many minutes after those of this one, day for day; None where no cron says that."""
    minute, hour, *days = cron.split()
    if not minute.isdecimal() or len(days) != 3:
        return None
    if hour == "*":
        hours, rest = divmod(int(minute) + minutes, 60)
        # Every hour: an hour later is the next tick of itself.
        return " ".join((str(rest), hour, *days)) if days == ["*"] * 3 or not hours else None
    if not all(each.isdecimal() for each in hour.split(",")):
        return None
    moved = [int(each) * 60 + int(minute) + minutes for each in hour.split(",")]
    if any(each >= MINUTES_OF_DAY for each in moved) and days != ["*"] * 3:
        return None
    hours_later = sorted({each // 60 % 24 for each in moved})
    return " ".join((str(moved[0] % 60), ",".join(map(str, hours_later)), *days))


@lru_cache(maxsize=4096)
def shortest_gap(cron: str) -> int | None:
    """The fewest seconds between two ticks; None where there are not two."""
    try:
        ticks = croniter(cron, SINCE)
        times = [ticks.get_next(float) for _ in range(2)]
        gaps = [times[1] - times[0]]
        for _ in range(_looked_at(gaps[0])):
            times.append(ticks.get_next(float))
            gaps.append(times[-1] - times[-2])
    except (ValueError, KeyError):
        return None
    return int(min(gaps))


def _looked_at(gap: float) -> int:
    """How many gaps to look at: those of about a month where ticks are near each other."""
    return min(TICKS, max(12, int(35 * MINUTES_OF_DAY * 60 / gap)))
