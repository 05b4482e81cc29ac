"""Starts the shim in a process of its own, in this Python or another, and reads its events.

Nothing of Airflow or Dagster is imported here. The request is one JSON line; each answer is one JSON line.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from migrator.elsewhere import START, NoPython, code_archive, look_at
from migrator.errors import MigratorError
from migrator.model import Plan
from migrator.model_json import to_json

FORMAT = 1
LOG = "shim.log"
GRACE_S = 20.0
LAST_LINES = 20

Event = dict[str, Any]


class ShimRefused(MigratorError):
    """The shim says in one sentence why it cannot do what was asked."""


class ShimDied(MigratorError):
    """The process that runs tasks ended without saying how the run went. No misuse: a task may have ended it."""

    exit_code = 1

    def __init__(self, code: int, log: Path, lines: list[str], at: str | None = None) -> None:
        told = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        shown = "".join(f"\n  {line}" for line in lines)
        during = f" while {at} ran" if at else ""
        super().__init__(f"the process running the tasks died ({told}){during}; its log is {log}{shown}")


def launch(command: str, plan: Plan, options: Mapping[str, Any], python: str | None = None) -> Iterator[Event]:
    """The events of one request, `command` being "run" or "airflow"; the last is `done`, whose `state` is `success`,
    `failed` or `interrupted`. `options["home"]` is a folder for the store and the log. Where the other Python has
    no Dagster of today beside its Airflow, only tasks run there, and assets here.

    Raises NoPython or OldPython for another Python that is none, ShimRefused for what cannot be done and ShimDied when
    the process ends before its time. Ctrl-C, SIGTERM and SIGHUP are passed on to it as Ctrl-C, and after a time of
    grace it is killed. Should this process be killed, the other sees its stdin end and does the same by itself.
    """
    home = Path(str(options["home"]))
    home.mkdir(parents=True, exist_ok=True)
    given = dict(options)
    if python is not None and not look_at(python).runs_assets and command == "run":
        # Assets are made here; their tasks run there, in a process that is kept for the run.
        given["python"], python = python, None
    request = {"format": FORMAT, "command": command, "plan": to_json(plan), "options": given}
    log = home / LOG
    at_work: list[str] = []
    with (
        _private(log) as errors,
        _stoppable(),
        _started(python, home, errors) as process,
        _asked(process, json.dumps(request)),
    ):
        done = yield from _events(process, at_work)
        code = process.wait()
    if done is None:
        raise ShimDied(code, log, last_lines(log), at_work[-1] if at_work else None)
    if done["state"] == "error":
        raise ShimRefused(done["error"])


def last_lines(log: Path, number: int = LAST_LINES) -> list[str]:
    """The end of a log file."""
    return log.read_text(encoding="utf-8", errors="replace").splitlines()[-number:] if log.is_file() else []


def _private(log: Path) -> io.TextIOWrapper:
    """The log, empty, for nobody else to read."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8")


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """While it lasts, being told to end or losing the terminal is Ctrl-C. Only the main thread can see to that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    ours = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in ours:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


@contextlib.contextmanager
def _asked(process: subprocess.Popen[str], request: str) -> Iterator[None]:
    """Hands the request over and keeps the pipe open: its end tells the child that we are gone.

    When whoever listens goes away before the end, nobody else would stop the child.
    """
    assert process.stdin is not None
    pipe, process.stdin = process.stdin, None
    try:
        with contextlib.suppress(BrokenPipeError):
            pipe.write(request + "\n")
            pipe.flush()
        yield
    finally:
        if process.poll() is None:
            _interrupt(process)
        with contextlib.suppress(BrokenPipeError):
            pipe.close()


def _started(python: str | None, home: Path, errors: io.TextIOWrapper) -> subprocess.Popen[str]:
    """The child, in a session of its own, so that Ctrl-C reaches it only through us."""
    path = str(Path(__file__).resolve().parents[1]) if python is None else str(code_archive(home))
    argv = [python or sys.executable, "-c", START, path]
    environment = {name: value for name, value in os.environ.items() if python is None or name != "PYTHONPATH"}
    try:
        return subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
    except (FileNotFoundError, PermissionError):
        raise NoPython(str(python)) from None


def _events(process: subprocess.Popen[str], at_work: list[str]) -> Generator[Event, None, Event | None]:
    """Yields the child's events and returns the last one, `done`; None when it ended without.

    `at_work` is kept to the tasks and assets that have begun and not ended.
    """
    assert process.stdout is not None
    done = None
    while True:
        try:
            line = process.stdout.readline()
        except KeyboardInterrupt:
            yield (done := _interrupt(process))
            break
        if not line:
            break
        event = json.loads(line)
        _follow(event, at_work)
        done = event if event["event"] == "done" else done
        if event.get("state") != "error" or event["event"] != "done":
            yield event
    return done


def _follow(event: Event, at_work: list[str]) -> None:
    name = str(event["key"]) if "key" in event else f"{event.get('dag_id')}.{event.get('task_id')}"
    if event["event"] in ("task_started", "asset_started"):
        at_work.append(name)
    elif event["event"] in ("task", "asset") and name in at_work:
        at_work.remove(name)


def _interrupt(process: subprocess.Popen[str]) -> Event:
    """Passes Ctrl-C on, waits a while for a clean end, then kills, at once if told again: the `done` event."""
    process.send_signal(signal.SIGINT)
    done: Event = {"event": "done", "state": "interrupted", "error": None, "document": None}
    try:
        process.communicate(timeout=GRACE_S)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return done
