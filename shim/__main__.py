"""The other end of `migrator.launch`: one JSON request on stdin, JSON lines of events on what was stdout.

Before any other code runs, stdout is turned into stderr, so that no print can reach the protocol.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import sys
import threading
import time
from typing import IO, Any

from migrator.errors import MigratorError
from migrator.model import Plan
from migrator.model_json import from_json
from shim.environment import DagsterMissing, prepare, require_airflow
from shim.events import Emit, Event, listening
from shim.imported import PARSING, name_files
from shim.installation import let_airflow_find
from shim.secrets import mask_output, masked_event, register

Lines = queue.Queue[str]

FORMAT = 1
GRACE_S = 20.0


def main() -> int:
    """Answers one request: 0 when all went well, 1 when a run failed, 2 for misuse, 130 after Ctrl-C."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked = _own_stdin()
    mask_output()
    lock = threading.Lock()

    def send(event: Event) -> None:
        if event["event"] == "asset_state":
            return  # what an island tells `run.py`, which tells it on as `asset`
        # Nobody may be there any more to read it.
        with lock, contextlib.suppress(BrokenPipeError):
            out.write(json.dumps(masked_event(event), default=str) + "\n")
            out.flush()

    try:
        with listening(send):
            report = answer(*request(asked), send)
    except MigratorError as error:
        send({"event": "done", "state": "error", "error": str(error), "document": None})
        return 2
    except KeyboardInterrupt:
        send({"event": "done", "state": "interrupted", "error": None, "document": None})
        return 130
    send({"event": "done", "state": "success" if report.ok else "failed", "error": None, "document": report.document()})
    return 0 if report.ok else 1


def request(stream: IO[str]) -> tuple[dict[str, Any], Lines]:
    """The request, and what may come after it, where a process is kept for more. Raises MigratorError for a request of
    another version."""
    data: dict[str, Any] = json.loads(stream.readline())
    lines: Lines = queue.Queue()
    threading.Thread(target=_watch, args=(stream, lines), daemon=True).start()
    if data.get("format") != FORMAT:
        raise MigratorError(f"this request is of format {data.get('format')!r}; this shim reads format {FORMAT}")
    return data, lines


def _own_stdin() -> IO[str]:
    """What was stdin; tasks and the processes they start find an empty one."""
    asked = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return asked


def _watch(stream: IO[str], lines: Lines) -> None:
    """Hands on the lines that come, and ends this process, gently and then at once, when the one that asked is gone."""
    # Not `stream.readline()`: a lock held when the interpreter ends is fatal.
    left = b""
    while more := os.read(stream.fileno(), 65536):
        *whole, left = (left + more).split(b"\n")
        for each in whole:
            lines.put(each.decode("utf-8"))
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(GRACE_S)
    os.killpg(0, signal.SIGKILL)


def answer(data: dict[str, Any], lines: Lines, send: Emit) -> Any:
    """Runs what a request asks for: its report. A process that runs tasks for another (`elsewhere.py`) does so for each
    line that comes."""
    given = data["options"]
    prepare(given["home"], given.get("environment"), bool(given.get("override")))
    if given.get("cwd"):
        os.chdir(given["cwd"])
    plan = from_json(Plan, data["plan"]) if data["plan"] else None
    root = plan.root if plan is not None else given["root"]
    let_airflow_find(root, given.get("roots") or ())
    version = require_airflow()
    from shim.options import options_of

    if plan is None:
        name_files((), ())
        register()
        from shim.worker import serve

        return serve(lines, send)
    options = options_of(given)
    name_files(options.connections, options.variables)
    PARSING.store = options.store_place
    register(given.get("store"))
    if data["command"] == "airflow":
        if version == "2":
            from shim.airflow2.runs import run_airflow
        else:
            from shim.airflow_run import run_airflow

        return run_airflow(plan, options)
    if data["command"] != "run":
        raise MigratorError(f"the shim knows the commands run, airflow and tasks, not {data['command']!r}")
    try:
        import dagster  # noqa: F401
    except ModuleNotFoundError:
        raise DagsterMissing from None
    from shim.run import run_assets

    return run_assets(plan, options)


if __name__ == "__main__":
    sys.exit(main())
