"""Task instances of a run at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from migrator.limits import Wanting
from migrator.semantics import State
from shim.attempt import Attempt


@dataclass(eq=False)
class Instance:
    """One task instance of the run at hand. `due` is when, on the monotonic clock, it may go on,
    `error` what its last try raised, `coming` the end that the present pass gives it, `wanting` what it needs to start,
    `slot_missed` what it was last said to wait for, `interrupted` how often it was broken off from outside, `ended`
    when it did, on the monotonic clock."""

    task: str
    map_index: int = -1
    state: State = State.NONE
    try_number: int = 0
    max_tries: int = 0
    duration_s: float = 0.0
    due: float = 0.0
    attempt: Attempt | None = None
    deferred: Any = None
    error: BaseException | None = None
    coming: State | None = None
    wanting: Wanting | None = None
    slot_missed: str | None = None
    interrupted: int = 0
    ended: float = 0.0
