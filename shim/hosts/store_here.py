"""The store that a Dagster process remembers runs in."""

from __future__ import annotations

import os
from pathlib import Path

from shim.store import Store

STORE = "MIGRATE_STORE"


def open_store() -> Store:
    """The store that the environment names."""
    return Store(os.environ.get(STORE) or str(Path(".migrate", "store.db")))
