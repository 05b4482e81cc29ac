"""What native assets have made, looked up in Dagster's own record: as runs of their DAG, for sensors on its tasks."""

from __future__ import annotations

import contextlib
import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import dagster as dg

from migrator.elsewhere import PYTHON
from shim.engine import CannotLoad, NoSuchDag
from shim.hosts.asked import DATE_TAG
from shim.hosts.location import WRAPPED, Made, assets_of, partition_at
from shim.hosts.run_tag import RUN_TAG, moment_told
from shim.load import Loaded, load_dag
from shim.moment import Moment, at_partition, by_hand
from shim.native_runs import NativeDag
from shim.store import Store
from shim.when import as_planned

# How many materializations of an asset without partitions are looked through for one of a date.
MOST = 100


@dataclass(frozen=True)
class Seen:
    """The native assets of a code location, as one step may see what they made."""

    context: dg.AssetExecutionContext
    store: Store
    root: str
    roots: Sequence[str]

    def look(self, dag: str, dates: Collection[datetime]) -> None:
        """Has the store know the runs at these dates in which native assets did tasks of a DAG."""
        native = {key: made for key, made in assets_of(self.context, dag).items() if made.native}
        if not native or not dates:
            return
        moments: dict[str, Moment] = {}
        done: dict[str, set[dg.AssetKey]] = defaultdict(set)
        for key, made in native.items():
            for moment in self._moments(key, made, dates):
                moments[moment.run_id] = moment
                done[moment.run_id].add(key)
        known = self._dag(dag, native) if moments else None
        for run, moment in moments.items():
            assert known is not None
            left = {task for key in native.keys() - done[run] for task in native[key].tasks}
            known.remember(self.store, moment, {task for key in done[run] for task in native[key].tasks} - left)

    def _dag(self, dag: str, native: Mapping[dg.AssetKey, Made]) -> NativeDag:
        tasks = frozenset(task for made in native.values() for task in made.tasks)
        file = next(made.file for made in native.values())
        return NativeDag(dag, tasks, frozenset(WRAPPED.get(dag, ())), self._loaded(file, dag))

    def _loaded(self, file: str, dag: str) -> Loaded | None:
        """The live DAG, for what became no asset; None when its file is gone, or another Python's."""
        if os.environ.get(PYTHON):
            return None
        with contextlib.suppress(CannotLoad, NoSuchDag):
            return load_dag(self.root, file, dag, self.roots)
        return None

    def _moments(self, key: dg.AssetKey, made: Made, dates: Collection[datetime]) -> Iterator[Moment]:
        """The runs at these dates in which an asset was made."""
        if isinstance(made.partitions_def, dg.TimeWindowPartitionsDefinition):
            for date in dates:
                found = _in_partition(made.partitions_def, date)
                if found is not None and self._records(key, 1, asset_partitions=[found[0]]):
                    yield found[1]
            return
        for record in self._records(key, MOST):
            moment = self._moment_of(record)
            if moment.logical_date in dates:
                yield moment

    def _records(self, key: dg.AssetKey, most: int, **given: Any) -> Sequence[Any]:
        found = self.context.instance.fetch_materializations(dg.AssetRecordsFilter(asset_key=key, **given), limit=most)
        return list(found.records)

    def _moment_of(self, record: Any) -> Moment:
        """The run of a materialization without a partition: as the Dagster run's tags say, else by hand at its time."""
        run = self.context.instance.get_run_by_id(record.run_id)
        tags = run.tags if run is not None else {}
        if RUN_TAG in tags:
            return moment_told(json.loads(tags[RUN_TAG]), self.store, "2")
        if DATE_TAG in tags:
            return by_hand(datetime.fromisoformat(tags[DATE_TAG]))
        at = datetime.fromtimestamp(record.timestamp, timezone.utc)
        return by_hand(at, run.root_run_id or run.run_id if run is not None else None)


def _in_partition(partitions: dg.TimeWindowPartitionsDefinition, date: datetime) -> tuple[str, Moment] | None:
    """The key of the partition whose run has a logical date, and that run."""
    key = partition_at(partitions, date)
    if key is None:
        return None
    moment = at_partition(as_planned(partitions), key)
    return (key, moment) if moment.logical_date == date else None
