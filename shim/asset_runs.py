"""The runs that assets start: whether a condition is met by what was told of assets, and which run that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from shim.environment import require_airflow
from shim.load import Loaded
from shim.moment import Moment
from shim.store import AssetEvent, Store

require_airflow()

from airflow.sdk import Asset, AssetAlias, AssetAll, AssetAny  # noqa: E402
from airflow.sdk.definitions.asset import AssetRef, BaseAsset  # noqa: E402

CONSUMED = "consumed"


def consumed(store: Store, dag: str, wanted: BaseAsset) -> list[AssetEvent]:
    """What was told and the DAG has not consumed yet, when it completes the DAG's condition; else nothing. Each event
    is consumed once."""

    def consume() -> list[AssetEvent]:
        before = store.kept(CONSUMED, dag) or (0,)
        names = names_of(wanted, store)
        new = [e for e in store.asset_events() if e.id > before[0] and (e.name in names or e.alias in names)]
        if not new or not _met(wanted, {e.name for e in new} | {e.alias for e in new if e.alias}, store):
            return []
        store.keep(CONSUMED, dag, new[-1].id)
        return new

    return store.atomically(consume)


def waits_for(wanted: BaseAsset | None, told: set[str], store: Store) -> bool:
    """Whether something that a condition names is among what is told of."""
    return wanted is not None and bool(told & set(names_of(wanted, store)))


def updates(dags: Iterable[Loaded]) -> set[str]:
    """The names of the assets and aliases that tasks of these DAGs tell of."""
    outlets = (each for loaded in dags for task in loaded.dag.tasks for each in task.outlets or ())
    return {each.name for each in outlets if isinstance(each, Asset | AssetAlias)}


def by_assets(events: list[AssetEvent], written_for: str, store: Store) -> Moment:
    """The run that events start. 2.x gave it the date of the last, and the interval of the runs that told of them."""
    at = datetime.fromisoformat(events[-1].at)
    moment = Moment(f"asset_triggered__{at.isoformat()}_{events[-1].id}", at, at, at, "asset_triggered")
    moment = replace(moment, events=tuple(events), dated=False)
    if written_for == "3":
        return moment
    sources = {(each.source.dag, each.source.run) for each in events}
    rows = [row for dag, run in sources for row in store.runs(dag) if row.run == run]
    starts = [row.interval_start for row in rows if row.interval_start]
    ends = [row.interval_end for row in rows if row.interval_end]
    start, end = (
        datetime.fromisoformat(found) if found else at for found in (min(starts, default=""), max(ends, default=""))
    )
    return replace(moment, run_id=f"dataset_triggered__{at.isoformat()}", start=start, end=end, dated=True)


def _met(wanted: BaseAsset, names: set[str], store: Store) -> bool:
    if isinstance(wanted, AssetAll):
        return all(_met(each, names, store) for each in wanted.objects)
    if isinstance(wanted, AssetAny):
        return any(_met(each, names, store) for each in wanted.objects)
    return bool(names & set(names_of(wanted, store)))


def names_of(wanted: BaseAsset, store: Store) -> list[str]:
    """What the assets and aliases of a condition are called."""
    if isinstance(wanted, AssetAll | AssetAny):
        return [name for each in wanted.objects for name in names_of(each, store)]
    if isinstance(wanted, Asset | AssetAlias):
        return [wanted.name]
    if isinstance(wanted, AssetRef):
        uri = getattr(wanted, "uri", None)
        known = (key for key in store.kept_keys("asset") if (store.kept("asset", key) or ({},))[0].get("uri") == uri)
        found = getattr(wanted, "name", None) or next(known, None)
        return [found] if found else []
    return []
