"""The other end of `migrator.launch`: one JSON request on stdin, JSON lines of events on what was stdout.

Before any other code runs, stdout is turned into stderr, so that no print can reach the protocol.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from typing import IO, Any

from migrator.errors import MigratorError
from migrator.model import Plan
from migrator.model_json import from_json
from shim.environment import DagsterMissing, prepare, require_airflow
from shim.events import Event, listening
from shim.secrets import mask_output, masked_event, register

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
            report = answer(request(asked))
    except MigratorError as error:
        send({"event": "done", "state": "error", "error": str(error), "document": None})
        return 2
    except KeyboardInterrupt:
        send({"event": "done", "state": "interrupted", "error": None, "document": None})
        return 130
    send({"event": "done", "state": "success" if report.ok else "failed", "error": None, "document": report.document()})
    return 0 if report.ok else 1


def request(stream: IO[str]) -> dict[str, Any]:
    """The request. Raises MigratorError for one of another version."""
    data: dict[str, Any] = json.loads(stream.readline())
    threading.Thread(target=_watch, args=(stream,), daemon=True).start()
    if data.get("format") != FORMAT:
        raise MigratorError(f"this request is of format {data.get('format')!r}; this shim reads format {FORMAT}")
    return data


def _own_stdin() -> IO[str]:
    """What was stdin; tasks and the processes they start find an empty one."""
    asked = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return asked


def _watch(stream: IO[str]) -> None:
    """Ends this process, gently and then at once, when the one that asked is gone."""
    # Not `stream.read()`: a lock held when the interpreter ends is fatal.
    while os.read(stream.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(GRACE_S)
    os.killpg(0, signal.SIGKILL)


def answer(data: dict[str, Any]) -> Any:
    """Runs what a request asks for: its report."""
    given = data["options"]
    prepare(given["home"], given.get("environment"), bool(given.get("override")))
    if given.get("cwd"):
        os.chdir(given["cwd"])
    require_airflow()
    register()
    from shim.options import options_of

    plan, options = from_json(Plan, data["plan"]), options_of(given)
    if data["command"] == "airflow":
        from shim.airflow_run import run_airflow

        return run_airflow(plan, options)
    if data["command"] != "run":
        raise MigratorError(f"the shim knows the commands run and airflow, not {data['command']!r}")
    try:
        import dagster  # noqa: F401
    except ModuleNotFoundError:
        raise DagsterMissing from None
    from shim.run import run_assets

    return run_assets(plan, options)


if __name__ == "__main__":
    sys.exit(main())
