"""The two sides of a case, compared: intervals, the windows and keys of the emitted definition, what a task is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
from dagster._core.definitions.partitions.context import partition_loading_context

from migrator.model import Dag, Interval, PartitionKind
from migrator.pipeline import analyze
from migrator.planning.binding import meaning
from migrator.planning.partitions import Division, partitions_of
from migrator.planning.partitions.ticks import ticks
from migrator.targets.dagster.expressions import python_of
from migrator.targets.dagster.partitions import partitions_source
from shim.moment import at_partition

from . import theirs
from .cases import TOLD, VERSIONS, Case, text_of

UTC = datetime.timezone.utc
SPAN = datetime.timedelta(days=731)
# Of a schedule that runs more often than hourly only so many runs are looked at, and those where the clocks change.
MOST = 17_600


@dataclass
class Run:
    """What was compared, and what differs, in words, by case."""

    compared: int = 0
    intervals: int = 0
    undivided: int = 0
    apart: int = 0
    values: int = 0
    different: dict[str, list[str]] = field(default_factory=dict)


def compare(cases: list[Case], folder: Path, run: Run) -> None:
    """Compares all cases, each version's in one file."""
    for version in VERSIONS:
        name = f"cases_{version.replace('.', '_')}.py"
        (folder / name).write_text(text_of(cases, version))
    dags = {dag.id: dag for dag in analyze([folder]).dags}
    for each in cases:
        lines = list(differences(each, dags[each.name], folder, run))
        if lines:
            run.different[f"{each.name} ({each.version}): {each.source.strip()}"] = lines


def differences(case: Case, dag: Dag, folder: Path, run: Run) -> Iterator[str]:
    """What differs, in words."""
    run.compared += 1
    assert (dag.written_for or "2") == case.version, (dag.written_for, case)
    division = partitions_of(dag)
    if division.partitions.kind is PartitionKind.NONE:
        run.undivided += 1
        if not any(reason in division.because for reason in ("counts from its start_date", "by a part of an hour")):
            yield f"not divided: {division.because}"
        return
    found = []
    for span in theirs.intervals(str(folder), f"cases_{case.version.replace('.', '_')}.py", dag.name):
        if len(found) == MOST or (found and span[0] - found[0][0] > SPAN):
            break
        found.append(span)
    run.intervals += len(found)
    run.apart += bool(division.apart)
    yield from _intervals(division, found)
    yield from _windows(division, found)
    yield from _texts(case, division, found, folder, run)


def _texts(case: Case, division: Division, found: list[theirs.Span], folder: Path, run: Run) -> Iterator[str]:
    """What a task of a run is told by templates, and what the emitted lines compute of Dagster's window."""
    definition = _definition(division)
    said = {tick for each in division.apart for tick in (*each.airflow, *each.target)}
    for span in {found[0], found[len(found) // 2]} if len(found) > 2 else ():
        if said & {span[0], span[1]} or any(abs(tick - span[0]) < datetime.timedelta(days=32) for tick in said):
            continue
        row = theirs.told(str(folder), f"cases_{case.version.replace('.', '_')}.py", case.name, span)
        window = definition.time_window_for_partition_key(
            definition.get_partition_key_for_timestamp(span[0].timestamp())
        )
        for name, text in row.items():
            expression = meaning(name, division.partitions.interval)
            if expression is None:
                if division.partitions.interval is Interval.BEFORE or name in TOLD:
                    yield f"{name} is not bound"
                continue
            run.values += 1
            if (mine := _computed(expression, definition, window)) != text:
                yield f"{name} of {_said(span)} is {text!r}, and {mine!r} here"


def _computed(expression: str, definition: Any, window: Any) -> Any:
    """What the emitted source of an expression gives in a partition."""
    source, lines = python_of(expression)
    known: dict[str, Any] = {
        "context": SimpleNamespace(partition_time_window=window),
        "PARTITIONS": definition,
        "timezone": datetime.timezone,
        "timedelta": datetime.timedelta,
    }
    exec("\n".join(lines), known)
    return eval(source, known)


def _definition(division: Division) -> Any:
    """The partitions definition that is emitted."""
    return eval(partitions_source(division.partitions) or "", {"dg": dg, "datetime": datetime.datetime})


def _intervals(division: Division, found: list[theirs.Span]) -> Iterator[str]:
    """Ours, by the rule that planning has."""
    partitions = division.partitions
    begin = datetime.datetime.fromisoformat(partitions.start or "").replace(tzinfo=_zone(division))
    mine = []
    starts = ticks(partitions.cron or "", partitions.zone, begin.astimezone(UTC))
    for start, end in pairwise(starts):
        if len(mine) == len(found):
            break
        mine.append((start, end if partitions.interval is Interval.BEFORE else start))
    for their, our in zip(found, mine, strict=False):
        if their != our:
            yield f"interval {_said(their)} is {_said(our)} here"
            return
    if partitions.end is None:
        return
    end = datetime.datetime.fromisoformat(partitions.end).replace(tzinfo=_zone(division)).astimezone(UTC)
    last = [start for start, _ in found if start >= end]
    if last:
        yield f"a run at {last[0]} is after the end {end}"


def _windows(division: Division, found: list[theirs.Span]) -> Iterator[str]:
    """Dagster's, of the definition that is emitted."""
    source = partitions_source(division.partitions)
    definition: Any = eval(source or "", {"dg": dg, "datetime": datetime.datetime})
    if not found:
        return
    past = found[-1][0] + datetime.timedelta(seconds=1)
    windows = []
    for window in definition._iterate_time_windows(definition.start_timestamp):
        if window.start.astimezone(UTC) >= past:
            break
        windows.append(window)
    mine, wanted = {each.start.astimezone(UTC) for each in windows}, {start for start, _ in found}
    said = [tick for each in division.apart for tick in (*each.airflow, *each.target)]
    for tick in sorted(mine ^ wanted):
        if tick not in said:
            yield f"the window of {tick} is {'Airflow' if tick in wanted else 'Dagster'}'s only, and nobody said so"
            return
    for tick in said:
        if found[0][0] < tick < past and tick not in mine ^ wanted:
            yield f"{tick} is said to differ, and does not"
            return
    yield from _keys(division, definition, found, mine)
    yield from _existing(division, definition, found)


def _keys(division: Division, definition: Any, found: list[theirs.Span], mine: set[datetime.datetime]) -> Iterator[str]:
    """Each window has a key of its own, by which Dagster finds it, and the shim Airflow's interval."""
    seen: dict[str, theirs.Span] = {}
    sample = [span for span in found if span[0] in mine]
    sample = [*sample[:50], *sample[-20:], *(each for each in sample if _is_near_a_change(division, each[0]))]
    for span in dict.fromkeys(sample):
        key = definition.get_partition_key_for_timestamp(span[0].timestamp())
        if key in seen:
            yield f"{key} is two windows, {_said(seen[key])} and {_said(span)}"
            return
        seen[key] = span
        window = definition.time_window_for_partition_key(key)
        if window.start.astimezone(UTC) != span[0]:
            yield f"{key} begins {window.start}, not {span[0]}"
            return
        moment = at_partition(division.partitions, key)
        if (moment.start, moment.end) != span:
            yield f"{key} is {_said((moment.start, moment.end))} to the shim, {_said(span)} to Airflow"
            return


def _existing(division: Division, definition: Any, found: list[theirs.Span]) -> Iterator[str]:
    """At any time the last partition there is is that of the last run there is."""
    changes = [tick for each in division.apart for tick in (*each.airflow, *each.target)]
    for start, end in (found[0], found[len(found) // 2], found[-1]):
        if any(abs(tick - start) < datetime.timedelta(days=400) for tick in changes):
            continue
        with partition_loading_context(end + datetime.timedelta(seconds=30)):
            window = definition.get_last_partition_window()
        if window is None or window.start.astimezone(UTC) != start:
            yield f"after the run of {start} the last partition is {window and window.start}"
            return


def _is_near_a_change(division: Division, moment: datetime.datetime) -> bool:
    place, day = _zone(division), datetime.timedelta(hours=6)
    return (moment - day).astimezone(place).utcoffset() != (moment + day).astimezone(place).utcoffset()


def _zone(division: Division) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(division.partitions.zone)


def _said(span: theirs.Span) -> str:
    return f"{span[0]:%Y-%m-%d %H:%M}..{span[1]:%Y-%m-%d %H:%M}"
