"""Asset events as the store keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from shim.store.database import Database
from shim.store.rows import AssetEvent, TaskKey

COLUMNS = "name, uri, extra, alias, dag, run, task, map_index, at"
INSERT = (
    f"insert into migrate_asset_event (mark, {COLUMNS})"
    " values (:mark, :name, :uri, :extra, :alias, :dag, :run, :task, :map_index, :at) on conflict (mark) do nothing"
)
# No value at all is a value without a type, which PostgreSQL must be told.
SELECT = f"""
select id, {COLUMNS} from migrate_asset_event
where (cast(:name as text) is null or name = :name) and (cast(:uri as text) is null or uri = :uri)
  and (cast(:alias as text) is null or alias = :alias)
order by id
"""


class AssetEvents(Database):
    """What tasks that succeeded told of assets."""

    def tell_assets(self, events: Iterable[AssetEvent]) -> None:
        """Keeps the events that one task instance told at one time, each once however often they are written; their ids
        are made here."""
        for number, event in enumerate(events):
            source = event.source
            self._do(
                INSERT,
                mark=f"{event.at} {number} {source.map_index} {source.task} {source.run} {source.dag}",
                name=event.name,
                uri=event.uri,
                extra=json.dumps(event.extra),
                alias=event.alias,
                dag=source.dag,
                run=source.run,
                task=source.task,
                map_index=source.map_index,
                at=event.at,
            )

    def asset_events(
        self, name: str | None = None, uri: str | None = None, alias: str | None = None
    ) -> list[AssetEvent]:
        """The events of an asset, or through an alias, oldest first."""
        return [
            AssetEvent(number, of, at_uri, json.loads(extra), through, TaskKey(*source), at)
            for number, of, at_uri, extra, through, *source, at in self._do(SELECT, name=name, uri=uri, alias=alias)
        ]
