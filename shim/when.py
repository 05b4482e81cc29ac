"""Which run of each partitioning a request means: one key or date, read by every schedule in its own way."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from migrator.errors import MigratorError
from migrator.model import Interval, PartitionKind, Partitions, Plan
from shim.moment import Moment, at_date, at_partition, by_hand, in_utc
from shim.options import Options

if TYPE_CHECKING:
    import dagster as dg

SPELLINGS = ("%Y-%m-%d", "%Y-%m-%d-%H:%M", "%Y-%m-%d-%H", "%Y-%m-%dT%H:%M:%S")


class NoSuchPartition(MigratorError):
    """A partition key that no schedule of the plan spells that way."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no partition {key!r}: keys are dates such as 2026-01-05, or 2026-01-05-13:00")


def date_meant(options: Options, plan: Plan) -> datetime.datetime | None:
    """The logical date a request gives, itself or by a partition key; None when it gives neither.

    A key means the earliest run that any schedule of the plan knows by it. Raises NoSuchPartition.
    """
    if options.logical_date is not None or options.partition is None:
        return options.logical_date
    found = [
        moment.logical_date
        for partitions in dict.fromkeys(step.partitions for step in plan.steps)
        if (moment := _moment(partitions, options.partition)) is not None
    ]
    return min(found) if found else _loosely(options.partition)


def moment_meant(partitions: Partitions, options: Options, plan: Plan) -> Moment:
    """The run of a DAG with this partitioning; without key or date its latest complete one, and unpartitioned now."""
    date = date_meant(options, plan)
    if partitions.kind is PartitionKind.TIME and options.partition is not None:
        exact = _moment(partitions, options.partition)
        return exact if exact is not None else at_date(partitions, date or _loosely(options.partition))
    if date is not None:
        return at_date(partitions, date)
    if partitions.kind is not PartitionKind.TIME:
        return by_hand(options.now)
    current = at_date(partitions, options.now)
    if partitions.interval is Interval.AT:
        return current
    return at_date(partitions, current.start - datetime.timedelta(seconds=1))


def key_meant(partitions: dg.PartitionsDefinition | None, options: Options, plan: Plan) -> str | None:
    """The key of a Dagster partitioning, by the same rule; None for unpartitioned assets."""
    import dagster as dg

    if partitions is None:
        return None
    if options.partition is not None and partitions.has_partition_key(options.partition):
        return options.partition
    date = date_meant(options, plan)
    if date is None and isinstance(partitions, dg.TimeWindowPartitionsDefinition):
        return _last_complete(partitions, options.now)
    if date is None:
        return str(partitions.get_last_partition_key())
    if not hasattr(partitions, "get_partition_key_for_timestamp"):
        raise NoSuchPartition(str(options.partition or date.isoformat()))
    return str(partitions.get_partition_key_for_timestamp(in_utc(date).timestamp()))


def _last_complete(partitions: dg.TimeWindowPartitionsDefinition, now: datetime.datetime) -> str:
    """The key of the last partition there is at a time: the window before, or the current one with `end_offset=1`."""
    current = str(partitions.get_partition_key_for_timestamp(now.timestamp()))
    if partitions.end_offset:
        return current
    start = partitions.time_window_for_partition_key(current).start
    return str(partitions.get_partition_key_for_timestamp(start.timestamp() - 1))


def _moment(partitions: Partitions, key: str) -> Moment | None:
    if partitions.kind is not PartitionKind.TIME:
        return None
    try:
        return at_partition(partitions, key)
    except ValueError:
        return None


def _loosely(key: str) -> datetime.datetime:
    for spelled in SPELLINGS:
        try:
            return in_utc(datetime.datetime.strptime(key, spelled))
        except ValueError:
            continue
    raise NoSuchPartition(key)
