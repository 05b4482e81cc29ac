"""What the store remembers, as it is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from migrator.semantics import State


@dataclass(frozen=True, slots=True)
class TaskKey:
    """A task instance's name; `map_index` is -1 for one that is not mapped."""

    dag: str
    run: str
    task: str
    map_index: int = -1


@dataclass(frozen=True, slots=True)
class TaskRow:
    """How a task instance stands. `holder` is the lease under which it runs, None when it does not; `interrupted` how
    often it was lost while it ran; `request` what it was run for, which may be resumed; `waits` what is needed to go on
    with it while it has not ended, as JSON data."""

    key: TaskKey
    state: State
    try_number: int
    max_tries: int
    duration_s: float
    holder: str | None = None
    interrupted: int = 0
    request: str | None = None
    waits: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run of a DAG; dates are ISO text, or None for a run without a logical date."""

    dag: str
    run: str
    logical_date: str | None
    interval_start: str | None
    interval_end: str | None
    run_after: str
    state: str


@dataclass(frozen=True, slots=True)
class AssetEvent:
    """What a task that succeeded told of an asset; `alias` is the one it was told through, `at` ISO text."""

    id: int
    name: str
    uri: str
    extra: dict[str, Any]
    alias: str | None
    source: TaskKey
    at: str
