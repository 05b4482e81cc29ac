"""Which run of each partitioning a request means: one rule, for whole DAGs and for assets.

A key is read by a partitioning that has it. One that has it not takes the window that holds the moment the key means
to another that is selected too. A partition that none has, or that is not there yet or no more, is an error.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from migrator.errors import MigratorError
from migrator.model import Interval, PartitionKind, Partitions, Plan
from shim.moment import Moment, at_date, at_partition, beginning, by_hand, following, in_utc, key_of, preceding
from shim.options import Options, selected

if TYPE_CHECKING:
    import dagster as dg

SPELLINGS = ("%Y-%m-%d", "%Y-%m-%d-%H:%M", "%Y-%m-%d-%H", "%Y-%m-%dT%H:%M:%S")


class NoSuchPartition(MigratorError):
    """A partition key or a date that no run of what is selected has."""

    def __init__(self, asked: str, instead: str) -> None:
        super().__init__(f"no partition {asked!r}: {instead}")


def moment_meant(partitions: Partitions, options: Options, plan: Plan) -> Moment:
    """The run of a DAG with this partitioning; without key or date its latest complete one. Raises NoSuchPartition."""
    if partitions.kind is not PartitionKind.TIME:
        return by_hand(date_by_hand(options, plan))
    if options.partition is not None:
        found = _of_key(partitions, options.partition, options, plan)
    elif options.logical_date is not None:
        found = at_date(partitions, options.logical_date)
    else:
        found = _last(partitions, options.now)
    _check_there(partitions, found, options)
    return found


def moments_meant(partitions: Partitions, options: Options, plan: Plan) -> list[Moment]:
    """The runs of a DAG with this partitioning, the oldest first: one, or all of a range. Raises NoSuchPartition."""
    if options.partition_range is None:
        return [moment_meant(partitions, options, plan)]
    if partitions.kind is not PartitionKind.TIME:
        return [by_hand(date_by_hand(replace(options, partition=None), plan))]
    first, last = (moment_meant(partitions, replace(options, partition=key), plan) if key else None
                   for key in ends_of(options.partition_range))  # fmt: skip
    first, last = first or beginning(partitions), last or _last(partitions, options.now)
    if last.start < first.start:
        raise NoSuchPartition(options.partition_range, "it ends before it begins")
    found = [first]
    while found[-1].start < last.start:
        found.append(following(partitions, found[-1]))
    return found


def ends_of(text: str) -> tuple[str, str]:
    """The two ends of a range of partitions; one alone is both."""
    first, dots, last = text.partition("...")
    return (first, last) if dots else (text, text)


def date_by_hand(options: Options, plan: Plan) -> datetime.datetime:
    """When unpartitioned work runs, whatever else is selected: at the date given, a key being read as UTC; or now."""
    if options.logical_date is not None:
        return in_utc(options.logical_date)
    if options.partition is None:
        return in_utc(options.now)
    formats = (each.key_format for each in rhythms(plan, options) if each.key_format)
    for spelled in (*SPELLINGS, *formats):
        try:
            return in_utc(datetime.datetime.strptime(options.partition, spelled))
        except ValueError:
            continue
    named = (PartitionKind.STATIC, PartitionKind.MULTI)
    if any(step.partitions.kind in named for step in selected(plan, options)):
        return in_utc(options.now)
    raise NoSuchPartition(options.partition, "keys are dates such as 2026-01-05, or 2026-01-05-13:00")


def key_meant(partitions: dg.PartitionsDefinition | None, options: Options, plan: Plan) -> tuple[str | None, Moment]:
    """The key of a Dagster partitioning, None for unpartitioned assets, and the run it stands for.

    Raises NoSuchPartition.
    """
    import dagster as dg

    if partitions is None:
        return None, by_hand(date_by_hand(options, plan))
    if not isinstance(partitions, dg.TimeWindowPartitionsDefinition):
        return _named_key(partitions, options), by_hand(date_by_hand(options, plan))
    rhythm = as_planned(partitions)
    moment = moment_meant(rhythm, options, plan)
    # Where the clocks change, Dagster's window may begin a little before Airflow's.
    key = partitions.get_partition_key_for_timestamp(moment.start.timestamp())
    if not partitions.has_partition_key(key):
        raise NoSuchPartition(
            key, f"Dagster knows {partitions.get_first_partition_key()} to {partitions.get_last_partition_key()}"
        )
    return key, moment


def as_planned(partitions: dg.TimeWindowPartitionsDefinition) -> Partitions:
    """A Dagster partitioning in the model's words."""
    interval = Interval.AT if partitions.end_offset > 0 else Interval.BEFORE
    start = partitions.start.replace(tzinfo=None).isoformat()
    end = partitions.end.replace(tzinfo=None).isoformat() if partitions.end else None
    return Partitions(
        PartitionKind.TIME, partitions.cron_schedule, partitions.timezone, start, partitions.fmt, interval, end=end
    )


def rhythms(plan: Plan, options: Options) -> list[Partitions]:
    """The time partitionings of what is selected, each once."""
    found = dict.fromkeys(step.partitions for step in selected(plan, options))
    return [each for each in found if each.kind is PartitionKind.TIME]


def _named_key(partitions: dg.PartitionsDefinition, options: Options) -> str:
    keys = partitions.get_partition_keys()
    asked = options.partition or (options.logical_date.isoformat() if options.logical_date else None)
    if keys and asked is None:
        return str(keys[-1])
    if asked not in keys:
        raise NoSuchPartition(asked or "the last", f"there is {', '.join(keys[:10]) or 'none'}")
    return str(asked)


def _of_key(partitions: Partitions, key: str, options: Options, plan: Plan) -> Moment:
    exact = _exact(partitions, key)
    if exact is not None:
        return exact
    meant = [moment.start for each in rhythms(plan, options) if (moment := _exact(each, key)) is not None]
    if meant:
        return at_date(partitions, min(meant))
    raise NoSuchPartition(key, _instead(partitions, _around(partitions, key), options.now))


def _exact(partitions: Partitions, key: str) -> Moment | None:
    """The window whose key this is, whether there is such a partition yet or not."""
    try:
        moment = at_partition(partitions, key)
    except ValueError:
        return None
    return moment if key_of(partitions, moment) == key else None


def _last(partitions: Partitions, now: datetime.datetime) -> Moment:
    """The last partition there is at a time, or that there will ever have been."""
    latest = _latest(partitions, now)
    if partitions.end is None:
        return latest
    end = datetime.datetime.fromisoformat(partitions.end).replace(tzinfo=ZoneInfo(partitions.zone))
    final = preceding(partitions, at_date(partitions, end))
    return min(latest, final, key=lambda moment: moment.start)


def _latest(partitions: Partitions, now: datetime.datetime) -> Moment:
    """The last partition there is at a time: the window before, or the current one of a schedule that runs at it."""
    current = at_date(partitions, now)
    return current if partitions.interval is Interval.AT else preceding(partitions, current)


def _check_there(partitions: Partitions, moment: Moment, options: Options) -> None:
    """Raises NoSuchPartition for a window before the first, or not over yet."""
    date = options.logical_date.isoformat() if options.logical_date else "the last"
    first, last = beginning(partitions), _last(partitions, options.now)
    if last.start < first.start or not first.start <= moment.start <= last.start:
        raise NoSuchPartition(options.partition or date, _instead(partitions, (moment, moment), options.now))


def _around(partitions: Partitions, key: str) -> tuple[Moment, Moment]:
    """The windows before and after what a key says; the first two for one that is not spelled as keys are."""
    try:
        after = at_partition(partitions, key)
    except ValueError:
        first = beginning(partitions)
        return first, following(partitions, first)
    return preceding(partitions, after), after


def _instead(partitions: Partitions, near: tuple[Moment, Moment], now: datetime.datetime) -> str:
    """What there is instead of a partition that is not there, in words."""
    schedule = f"the schedule {partitions.cron!r} ({partitions.zone})"
    first, last = beginning(partitions), _latest(partitions, now)
    if last.start < first.start:
        return f"{schedule} has none yet, its first is {key_of(partitions, first)}"
    if near[0].start < first.start:
        return f"the first of {schedule} is {key_of(partitions, first)}"
    if near[1].start > last.start:
        return f"the last of {schedule} is {key_of(partitions, last)}"
    return f"{schedule} has {key_of(partitions, near[0])} and {key_of(partitions, near[1])}"
