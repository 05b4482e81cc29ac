"""In which rounds a request is carried out: one for each partition of a range, or for each run that a timetable has in
it. Of DAGs that have ended by then nothing is run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import dagster as dg

from migrator.errors import MigratorError
from migrator.model import Partitions, Plan
from shim.moment import Moment, key_of
from shim.occasions import Occasions
from shim.options import Options
from shim.slices import Slice
from shim.when import as_planned, moments_meant


class SeveralRhythms(MigratorError):
    """A range of partitions of DAGs that are partitioned differently, or not at all."""

    def __init__(self, text: str, rhythms: list[str]) -> None:
        found = f"they have the schedules {', '.join(map(repr, rhythms))}" if rhythms else "none has partitions"
        super().__init__(f"{text!r} is a range for DAGs of one schedule, and {found}: choose with --dag or --select")


@dataclass(frozen=True)
class Round:
    """What is run at one time: `moments` are the runs of DAGs that have their own, by id."""

    options: Options
    slices: tuple[Slice, ...]
    moments: Mapping[str, Moment]
    number: int = 0
    last: bool = True


def rounds(
    cut: list[Slice], plan: Plan, options: Options, occasions: Occasions, dags: Mapping[dg.AssetKey, str]
) -> list[Round]:
    """The rounds, the oldest first, so that what looks at the run before finds it ended. What has no partitions is made
    once, in the last; what assets start may be in any. Raises SeveralRhythms or NoSuchPartition."""
    latest = {dag: moments[-1] for dag, moments in occasions.moments.items() if moments}
    never = {dag for dag, moments in occasions.moments.items() if not moments}
    cut = [each for each in cut if each.dag not in never]
    if options.partition_range is None:
        return [Round(options, tuple(cut), latest)]
    timed = [each for each in cut if isinstance(each.partitions_def, dg.TimeWindowPartitionsDefinition)]
    found = {as_planned(each.partitions_def): each for each in timed}
    if len(found) > 1 or not (found or occasions.moments):
        raise SeveralRhythms(options.partition_range, [rhythm.cron or "" for rhythm in found])
    ranged = _Ranged(cut, timed, options, occasions, dags)
    times = [(rhythm, each) for rhythm in found for each in moments_meant(rhythm, options, plan)]
    rows = [(moment.start, ranged.at(rhythm, moment)) for rhythm, moment in times[:-1]]
    for dag, moments in occasions.moments.items():
        rows += ((moment.start, ranged.of(dag, moment)) for moment in moments[:-1])
    earlier = [each for _, each in sorted(rows, key=lambda row: row[0])]
    last = ranged.at(*times[-1], last=True) if times else Round(ranged.rest, tuple(cut), {})
    made = [*earlier, replace(last, moments=latest)]
    return [replace(each, number=at, last=each is made[-1]) for at, each in enumerate(made) if each.slices]


@dataclass(frozen=True)
class _Ranged:
    """What a range divides into rounds; the `timed` slices are those with partitions."""

    cut: Sequence[Slice]
    timed: Collection[Slice]
    options: Options
    occasions: Occasions
    dags: Mapping[dg.AssetKey, str]

    @property
    def rest(self) -> Options:
        """The options for what has no partitions."""
        return replace(self.options, partition=None, partition_range=None)

    def at(self, rhythm: Partitions, moment: Moment, *, last: bool = False) -> Round:
        """The round of one partition: without the assets of DAGs that have ended, and but for the `last` without what
        neither partitions nor assets divide."""
        found = []
        for each in self.cut:
            keys = each.keys
            if each in self.timed:
                keys = tuple(key for key in keys if not self._ended(self.dags[key], moment.logical_date))
            elif not last and each.dag not in self.occasions.by_assets:
                continue
            if keys:
                found.append(replace(each, keys=keys))
        return Round(replace(self.rest, partition=key_of(rhythm, moment)), tuple(found), {})

    def of(self, dag: str, moment: Moment) -> Round:
        """The round of one run of a DAG with a timetable of its own."""
        return Round(self.rest, tuple(each for each in self.cut if each.dag == dag), {dag: moment})

    def _ended(self, dag: str, date: datetime) -> bool:
        return dag in self.occasions.ends and self.occasions.ends[dag] < date
