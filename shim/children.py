"""Answers a process that a task starts and that has Airflow too: what `@task.virtualenv` and `@task.external_python`
run asks for connections, Variables and XComs over a socket and logs through a pipe, as under Airflow's supervisor.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
from pydantic import TypeAdapter

from shim.environment import require_airflow

require_airflow()

from airflow.sdk.execution_time import comms  # noqa: E402

from shim.supervisor import Supervisor  # noqa: E402

# Where Airflow's runner in the other process looks for its socket.
SOCKET = "__AIRFLOW_SUPERVISOR_FD"
# What starts such processes, by the name of a base class.
STARTERS = "_BasePythonVirtualenvOperator"
LENGTH = 4
LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}


@contextlib.contextmanager
def children_answered(task: Any, supervisor: Supervisor) -> Iterator[None]:
    """While it lasts, processes that the task starts are answered, if it is of those that start some."""
    if STARTERS not in {each.__name__ for each in type(task).__mro__}:
        yield
        return
    ours, theirs = socket.socketpair()
    os.set_inheritable(theirs.fileno(), True)
    os.environ[SOCKET] = str(theirs.fileno())
    thread = threading.Thread(target=_serve, args=(ours, supervisor), daemon=True)
    thread.start()
    try:
        yield
    finally:
        os.environ.pop(SOCKET, None)
        theirs.close()
        with contextlib.suppress(OSError):
            ours.shutdown(socket.SHUT_RDWR)
        thread.join()
        ours.close()


def _serve(ours: socket.socket, supervisor: Supervisor) -> None:
    frames, messages = msgspec.msgpack.Decoder(comms._RequestFrame), TypeAdapter(comms.ToSupervisor)
    while (length := _read(ours, LENGTH)) and (content := _read(ours, int.from_bytes(length, "big"))):
        frame = frames.decode(content)
        message = messages.validate_python(frame.body)
        if isinstance(message, comms.ResendLoggingFD):
            _give_log(ours, frame.id)
            continue
        answer = _answer(supervisor, message)
        if isinstance(answer, comms.ErrorResponse):
            reply = comms._ResponseFrame(frame.id, error=answer.model_dump())
        else:
            reply = comms._ResponseFrame(frame.id, body=answer.model_dump())
        ours.sendall(reply.as_bytes())


def _answer(supervisor: Supervisor, message: Any) -> Any:
    try:
        return supervisor.send(message)
    except NotImplementedError as error:  # what the shim refuses; the task's own process says it too
        return comms.ErrorResponse(detail={"message": str(error)})


def _read(ours: socket.socket, length: int) -> bytes:
    """So many bytes, or none when the other end is gone."""
    found = b""
    while len(found) < length:
        with contextlib.suppress(ConnectionResetError):
            if more := ours.recv(length - len(found)):
                found += more
                continue
        return b""
    return found


def _give_log(ours: socket.socket, number: int) -> None:
    """Sends the end of a pipe whose lines become lines of the task's log."""
    lines, end = os.pipe()
    threading.Thread(target=_log, args=(lines,), daemon=True).start()
    reply = comms._ResponseFrame(number, body=comms.SentFDs(fds=[end]).model_dump())
    socket.send_fds(ours, [reply.as_bytes()], [end])
    os.close(end)


def _log(lines: int) -> None:
    with os.fdopen(lines, encoding="utf-8", errors="replace") as stream:
        for line in stream:
            try:
                told = json.loads(line)
            except ValueError:
                told = {"event": line.rstrip()}
            level = LEVELS.get(str(told.get("level", "info")).upper(), logging.INFO)
            logging.getLogger("airflow.task").log(level, "%s", told.get("event", ""))
