"""Partitions as the source of a Dagster partitions definition."""

from __future__ import annotations

import datetime

from migrator.model import Interval, MappingKind, PartitionKind, PartitionMapping, Partitions
from migrator.targets.dagster.literals import literal


def partitions_source(partitions: Partitions) -> str | None:
    """The expression that makes the partitions definition; None when there are no partitions.

    A partition exists once its window has ended. In Airflow 3 a cron run's interval is the moment it runs, which is
    where the window starts: `end_offset=1` lets it exist from then on.
    """
    if partitions.kind is not PartitionKind.TIME or partitions.start is None:
        return None
    arguments = [
        f"start={datetime_source(partitions.start)}",
        f"cron_schedule={literal(partitions.cron)}",
        f"fmt={literal(partitions.key_format)}",
    ]
    if partitions.end is not None:
        arguments.append(f"end={datetime_source(partitions.end)}")
    if partitions.zone != "UTC":
        arguments.append(f"timezone={literal(partitions.zone)}")
    if partitions.exclusions:
        arguments.append(f"exclusions={literal(list(partitions.exclusions))}")
    if partitions.interval is Interval.AT:
        arguments.append("end_offset=1")
    return f"dg.TimeWindowPartitionsDefinition({', '.join(arguments)})"


def datetime_source(text: str) -> str:
    """The expression for an ISO date-time, without the zeros at its end."""
    found = datetime.datetime.fromisoformat(text)
    time = [found.hour, found.minute, found.second]
    while time and not time[-1]:
        time.pop()
    return f"datetime({', '.join(str(each) for each in (found.year, found.month, found.day, *time))})"


def mapping_source(mapping: PartitionMapping) -> str:
    """The expression that makes the partition mapping."""
    match mapping.kind:
        case MappingKind.ALL:
            return "dg.AllPartitionMapping()"
        case MappingKind.LAST:
            return "dg.LastPartitionMapping()"
        case MappingKind.WINDOWS:
            return (
                f"dg.TimeWindowPartitionMapping(start_offset={mapping.start_offset}, end_offset={mapping.end_offset})"
            )
