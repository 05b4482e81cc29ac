"""Assets as a task sees them: which there are, and what was told of them by tasks that succeeded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from typing import Any

from airflow.sdk import Asset
from airflow.sdk.exceptions import ErrorType
from airflow.sdk.execution_time import comms

from shim.attempt import Asked
from shim.store import AssetEvent, Store, TaskKey

SCOPE = "asset"


def remember(store: Store, tasks: Iterable[Any]) -> None:
    """Makes known the assets that a DAG's tasks name, by name: Airflow does so when it reads the file."""
    for task in tasks:
        for each in (*(task.outlets or ()), *(task.inlets or ())):
            if isinstance(each, Asset):
                store.keep(SCOPE, each.name, {"uri": each.uri, "group": each.group, "extra": each.extra})


def told(store: Store, at: TaskKey, message: Any) -> list[AssetEvent]:
    """The events of a task that succeeded: one for each outlet, or as many as the task told itself."""
    now = datetime.now(timezone.utc).isoformat()
    return [AssetEvent(0, name, uri, extra, alias, at, now) for name, uri, extra, alias in _events(store, message)]


def _events(store: Store, message: Any) -> Iterator[tuple[str, str, dict[str, Any], str | None]]:
    told_of: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in message.outlet_events or ():
        key = (each["dest_asset_key"]["name"], each["dest_asset_key"]["uri"])
        if alias := each.get("source_alias_name"):
            extra = each.get("dest_asset_extra") or {}
            store.keep(SCOPE, key[0], {"uri": key[1], "group": "asset", "extra": extra})
            yield (*key, each.get("extra") or {}, alias)
        else:
            told_of.setdefault(key, []).append(each.get("extra") or {})
    for outlet in message.task_outlets or ():
        name = outlet.name or name_of(store, outlet.uri)
        known = store.kept(SCOPE, name) if name is not None else None
        uri = outlet.uri or (known and known[0]["uri"])
        if outlet.type != "AssetAlias" and name is not None and uri is not None:
            for extra in told_of.get((name, uri)) or [{}]:
                yield name, uri, extra, None


# ------------------------------------------------------------------------------------------------------------- answers


def asset(self: Asked, msg: Any) -> Any:
    """One asset, by name or URI."""
    name = getattr(msg, "name", None) or name_of(self.store, msg.uri)
    found = self.store.kept(SCOPE, name) if name is not None else None
    if found is None:
        return comms.ErrorResponse(error=ErrorType.ASSET_NOT_FOUND, detail=msg.model_dump())
    return comms.AssetResult(name=name, **found[0])


def name_of(store: Store, uri: str) -> str | None:
    """The name of the asset at a URI; None for one that no task has named."""
    found = {name: store.kept(SCOPE, name) for name in store.kept_keys(SCOPE)}
    return next((name for name, kept in found.items() if kept is not None and kept[0]["uri"] == uri), None)


def of_alias(self: Asked, msg: Any) -> Any:
    """The assets that tasks have told of through an alias."""
    found = dict.fromkeys((each.name, each.uri) for each in self.store.asset_events(alias=msg.alias_name))
    return comms.AssetsByAliasResult(
        assets=[comms.AssetResult(name=name, uri=uri, group="asset") for name, uri in found]
    )


def events(self: Asked, msg: Any) -> Any:
    """What was told of an asset, or through an alias, in the time asked for."""
    found = self.store.asset_events(
        name=getattr(msg, "name", None), uri=getattr(msg, "uri", None), alias=getattr(msg, "alias_name", None)
    )
    within = [
        each
        for each in found
        if (msg.after is None or datetime.fromisoformat(each.at) >= msg.after)
        and (msg.before is None or datetime.fromisoformat(each.at) <= msg.before)
    ]
    ordered = within if msg.ascending else within[::-1]
    return comms.AssetEventsResult(asset_events=[_shown(each) for each in ordered[: msg.limit or None]])


def _shown(event: AssetEvent) -> dict[str, Any]:
    source = event.source
    return {
        "id": event.id,
        "timestamp": event.at,
        "extra": event.extra,
        "asset": {"name": event.name, "uri": event.uri, "group": "asset"},
        "created_dagruns": [],
        "source_task_id": source.task,
        "source_dag_id": source.dag,
        "source_run_id": source.run,
        "source_map_index": source.map_index,
    }


def consumed(events: Iterable[AssetEvent]) -> list[dict[str, Any]]:
    """Events as the run that they started shows them."""
    found = []
    for each in events:
        shown = _shown(each)
        aliases = [{"name": each.alias}] if each.alias else []
        shown["asset"] = {"name": each.name, "uri": each.uri, "extra": {}}
        kept = ("timestamp", "extra", "asset", "source_task_id", "source_dag_id", "source_run_id", "source_map_index")
        found.append({**{name: shown[name] for name in kept}, "source_aliases": aliases})
    return found


def all_active(_: Any, __: Any) -> Any:
    """No asset is inactive: every one that a task names is known."""
    return comms.InactiveAssetsResult(inactive_assets=[])
