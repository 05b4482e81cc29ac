"""Tasks run in a worker process of another Python, which is started once and kept until this process ends."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.elsewhere import START, code_archive, look_at
from migrator.errors import MigratorError
from shim.engine import Beside, Emit, Part, RunEnd
from shim.events import Event
from shim.store import Store
from shim.wire import end_got, part_sent

FORMAT = 1
GRACE_S = 20.0
LAST = ("ready", "opened", "ended", "refused", "called", "done")
_WORKERS: dict[tuple[str, str], _Process] = {}


class CannotOpen(MigratorError):
    """The other Python says why a DAG cannot be run there."""


class WorkerDied(MigratorError):
    """The process of the other Python ended without an answer: a task may have ended it."""

    def __init__(self, python: str, code: int) -> None:
        told = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        super().__init__(f"the worker process of {python} died ({told})")


@dataclass(frozen=True)
class Elsewhere:
    """The engine of another Python; `home` is where its Airflow keeps what it must remember."""

    python: str
    home: str

    def open(self, root: str, path: str, dag_id: str, roots: Sequence[str] = ()) -> DagElsewhere:
        """The DAG with this id. Raises CannotOpen, or WorkerDied."""
        worker = _worker(self.python, self.home, root, roots)
        named = {"root": str(Path(root).resolve()), "path": path, "dag": dag_id, "roots": list(roots)}
        answer = worker.ask({"do": "open", **named}, lambda event: None)
        return DagElsewhere(worker, named, answer["downstream"])


@dataclass(frozen=True)
class DagElsewhere:
    """A DAG that the worker has opened."""

    worker: _Process
    named: Mapping[str, Any]
    downstream: Mapping[str, Collection[str]]

    @property
    def dag_id(self) -> str:
        """Its id."""
        return str(self.named["dag"])

    @property
    def written_for(self) -> str:
        """The Airflow there is what it means: only 2.x runs so."""
        return "2"

    def run(self, part: Part, store: Store, emit: Emit, beside: Beside | None = None) -> RunEnd:
        """Runs a part of it there. Runs that its tasks ask for are told of and not started. Raises WorkerDied."""
        asked = {"do": "run", **self.named, "part": part_sent(part), "store": store.where}
        return end_got(self.worker.ask(asked, emit))

    def unfit(self, conf: Mapping[str, Any]) -> str | None:
        """None: its run says it."""
        return None

    def call_back(self) -> None:
        """Calls the DAG's own callbacks there."""
        self.worker.ask({"do": "call_back", **self.named}, lambda event: None)


@dataclass
class _Process:
    """A worker process and how to ask it."""

    python: str
    process: subprocess.Popen[str]

    def ask(self, asked: Mapping[str, Any] | None, emit: Emit) -> Event:
        """The last event of an answer; those before go to `emit`. Whatever breaks off the waiting ends the process."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            if asked is not None:
                with contextlib.suppress(BrokenPipeError):
                    self.process.stdin.write(json.dumps(asked) + "\n")
                    self.process.stdin.flush()
            for line in self.process.stdout:
                event: Event = json.loads(line)
                if event["event"] in LAST:
                    return self._checked(event)
                emit(event)
        except BaseException:
            if self.process.poll() is None:
                self.stop()
            raise
        raise WorkerDied(self.python, self.process.wait())

    def _checked(self, event: Event) -> Event:
        if event["event"] == "done":
            if event["state"] == "interrupted":
                raise KeyboardInterrupt
            raise CannotOpen(event["error"])
        if event["event"] == "refused":
            raise CannotOpen(event["message"])
        return event

    def stop(self) -> None:
        """Passes Ctrl-C on and waits a while for a clean end, then kills."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=GRACE_S)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()

    def end(self) -> None:
        """Tells the process that there is no more."""
        if self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
                self.process.communicate(json.dumps({"do": "end"}) + "\n", timeout=GRACE_S)
                return
            self.stop()


def _worker(python: str, home: str, root: str, roots: Sequence[str]) -> _Process:
    """The worker of a Python, started when there is none that lives. Raises CannotOpen, NoPython or OldPython."""
    name = (python, home)
    if name not in _WORKERS or _WORKERS[name].process.poll() is not None:
        look_at(python)
        Path(home).mkdir(parents=True, exist_ok=True)
        worker = _Process(python, _started(python, home))
        options = {"home": home, "root": root, "roots": list(roots)}
        request = {"format": FORMAT, "command": "tasks", "plan": None, "options": options}
        worker.ask(request, lambda event: None)
        _WORKERS[name] = worker
        atexit.register(worker.end)
    return _WORKERS[name]


def _started(python: str, home: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return subprocess.Popen(
        [python, "-c", START, str(code_archive(Path(home)))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
