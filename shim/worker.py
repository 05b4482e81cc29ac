"""Runs tasks for another process: `elsewhere.py` asks a line at a time, and this answers with events; the last for a
line is `opened`, `ended`, `called` or `refused`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from queue import Queue
from typing import Any

from shim.engine import CannotLoad, Engine, LiveDag, NoSuchDag
from shim.engines import engine_here
from shim.events import Emit, Event
from shim.report import Report
from shim.store import Store
from shim.wire import end_sent, part_got


def serve(lines: Queue[str], send: Emit) -> Report:
    """Answers until it is told that there is no more; an empty report."""
    worker = Worker(engine_here(), send)
    answers: dict[str, Callable[[dict[str, Any]], Event]] = {
        "open": worker.open,
        "run": worker.run,
        "call_back": worker.call_back,
    }
    send({"event": "ready"})
    while True:
        asked = json.loads(lines.get())
        if asked["do"] == "end":
            return Report()
        send(answers[asked["do"]](asked))


@dataclass
class Worker:
    """An engine, asked from outside."""

    engine: Engine
    send: Emit
    last: LiveDag | None = None

    def open(self, asked: dict[str, Any]) -> Event:
        """What is below each task of a DAG, or why it cannot be opened."""
        try:
            dag = self._dag(asked)
        except (CannotLoad, NoSuchDag) as error:
            return {"event": "refused", "message": str(error)}
        return {"event": "opened", "downstream": {name: sorted(below) for name, below in dag.downstream.items()}}

    def run(self, asked: dict[str, Any]) -> Event:
        """How a part of a DAG ended."""
        store = Store(asked["store"])
        try:
            self.last = self._dag(asked)
            return end_sent(self.last.run(part_got(asked["part"]), store, self.send))
        finally:
            store.close()

    def call_back(self, _: dict[str, Any]) -> Event:
        """Calls the callbacks of the DAG that ran last."""
        assert self.last is not None
        self.last.call_back()
        return {"event": "called"}

    def _dag(self, asked: dict[str, Any]) -> LiveDag:
        return self.engine.open(asked["root"], asked["path"], asked["dag"], asked["roots"])
