"""The triggers of deferred tasks, each in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Coroutine
from typing import Any

# A trigger's id, its event, or what it raised.
Fired = tuple[int, Any, "BaseException | None"]


class Waits:
    """Runs triggers and says which have fired. What is left when the process ends, ends with it."""

    def __init__(self) -> None:
        self.running: set[int] = set()
        self._fired: queue.Queue[Fired] = queue.Queue()

    def start(self, trigger: int, first_event: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Begins to wait for a trigger, if that has not begun."""
        if trigger not in self.running:
            self.running.add(trigger)
            threading.Thread(target=self._wait, args=(trigger, first_event), daemon=True).start()

    def _wait(self, trigger: int, first_event: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        told, error = None, None
        try:
            told = asyncio.run(first_event())
        except Exception as raised:  # a trigger is user code: Airflow, too, makes the task's failure of what it raises
            error = raised
        self._fired.put((trigger, told, error))

    def fired(self, wait_s: float | None) -> Fired | None:
        """The next trigger that has fired, after at most so long; None: as long as it takes."""
        with contextlib.suppress(queue.Empty):
            found = self._fired.get(wait_s is None or wait_s > 0, wait_s or None)
            self.running.discard(found[0])
            return found
        return None
