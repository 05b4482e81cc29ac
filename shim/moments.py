"""Which runs of a DAG a request asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from migrator.errors import MigratorError
from migrator.model import PartitionKind, Plan
from shim.load import Loaded
from shim.moment import Moment, in_utc
from shim.options import Options
from shim.order import DagName, partitions_of
from shim.params import unfit
from shim.timetables import by_hand_there, is_timed, last_date_of, runs_due
from shim.when import SPELLINGS, ends_of, moments_meant


class UnfitConf(MigratorError):
    """A configuration that a DAG's params refuse."""


def moments_asked(name: DagName, loaded: Loaded | None, options: Options, plan: Plan) -> list[Moment]:
    """The runs of one DAG that a request asks for. A schedule that is no partitioning is asked of Airflow's timetable.

    Raises UnfitConf, NoSuchPartition or ContinuousSchedule.
    """
    partitions = partitions_of(plan, name)
    timed = loaded is not None and is_timed(loaded)
    if options.partition_range and partitions.kind is not PartitionKind.TIME and loaded is not None and timed:
        first, last = (_date(key) for key in ends_of(options.partition_range))
        moments = runs_due(loaded, options.now, first, last)
    else:
        moments = moments_meant(partitions, options, plan)
        last_date = last_date_of(loaded) if loaded is not None and options.partition_range else None
        moments = [each for each in moments if last_date is None or each.logical_date <= last_date]
        if loaded is not None and timed and partitions.kind is not PartitionKind.TIME:
            moments = [by_hand_there(loaded, each) if each.run_type == "manual" else each for each in moments]
    if options.conf is None:
        return moments
    why = unfit(loaded, options.conf) if loaded is not None else None
    if why is not None:
        raise UnfitConf(why)
    return [replace(each, conf=dict(options.conf)) for each in moments]


def _date(key: str) -> datetime | None:
    for spelled in SPELLINGS if key else ():
        try:
            return in_utc(datetime.strptime(key, spelled))
        except ValueError:
            continue
    return None
