"""Partitions as the source of a Dagster partitions definition."""

from __future__ import annotations

import datetime

from migrator.model import Interval, PartitionKind, Partitions
from migrator.targets.dagster.literals import literal


def partitions_source(partitions: Partitions) -> str | None:
    """The expression that makes the partitions definition; None when there are no partitions.

    A partition exists once its window has ended. In Airflow 3 a cron run's interval is the moment it runs, which is
    where the window starts: `end_offset=1` lets it exist from then on.
    """
    if partitions.kind is not PartitionKind.TIME or partitions.start is None:
        return None
    start = datetime.datetime.fromisoformat(partitions.start)
    arguments = [
        f"start=datetime({start.year}, {start.month}, {start.day}"
        + (f", {start.hour}, {start.minute})" if (start.hour, start.minute) != (0, 0) else ")"),
        f"cron_schedule={literal(partitions.cron)}",
        f"fmt={literal(partitions.key_format)}",
    ]
    if partitions.zone != "UTC":
        arguments.append(f"timezone={literal(partitions.zone)}")
    if partitions.interval is Interval.AT:
        arguments.append("end_offset=1")
    return f"dg.TimeWindowPartitionsDefinition({', '.join(arguments)})"
