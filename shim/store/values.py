"""Small values as the store keeps them, each in a scope."""

from __future__ import annotations

import json
from typing import Any

from shim.store.database import Database
from shim.store.tables import KEPT, upsert

KEEP = upsert(KEPT)


class Values(Database):
    """Variables that tasks set, a task's or an asset's own state, and what else is small."""

    def keep(self, scope: str, key: str, value: Any) -> None:
        """Keeps a small value."""
        self._do(KEEP, scope=scope, key=key, value=json.dumps(value))

    def kept(self, scope: str, key: str) -> tuple[Any] | None:
        """A small value in a tuple; None when there is none."""
        found = self._do("select value from migrate_kept where scope = :scope and key = :key", scope=scope, key=key)
        return (json.loads(found[0][0]),) if found else None

    def kept_keys(self, scope: str) -> list[str]:
        """The keys kept in a scope, sorted."""
        sql = "select key from migrate_kept where scope = :scope order by key"
        return [each[0] for each in self._do(sql, scope=scope)]

    def drop(self, scope: str, key: str | None = None) -> None:
        """Removes one small value, or all of a scope."""
        if key is None:
            self._do("delete from migrate_kept where scope = :scope", scope=scope)
        else:
            self._do("delete from migrate_kept where scope = :scope and key = :key", scope=scope, key=key)
