"""What runs must remember: task states, XComs, asset events and small values, in SQLite or PostgreSQL, so that a later
run, or another process, finds them.

Keyed by (dag, run, task, map index[, key]). XCom values are kept as the JSON text Airflow's own serializer makes.
"""

from __future__ import annotations

from shim.store.assets import AssetEvents
from shim.store.database import NoDriver, StoreUnreachable, Undone, UnknownStore
from shim.store.holders import Holders
from shim.store.rows import AssetEvent, RunRow, TaskKey, TaskRow
from shim.store.runs import Runs
from shim.store.values import Values
from shim.store.xcoms import XComs

__all__ = [
    "AssetEvent",
    "NoDriver",
    "RunRow",
    "Store",
    "StoreUnreachable",
    "TaskKey",
    "TaskRow",
    "Undone",
    "UnknownStore",
]


class Store(Runs, XComs, AssetEvents, Holders, Values):
    """A store by its place: a file's path, `:memory:`, or a `sqlite:///` or `postgresql://` URL.

    Safe for several threads, and for several processes at once. Raises UnknownStore, NoDriver or StoreUnreachable.
    """
