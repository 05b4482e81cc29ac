"""Breaks a task off when its run's time is over (`dagrun_timeout`): Airflow kills the task's process, ours goes on."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType


class RunTimedOut(BaseException):
    """The run's time is over. No `Exception`: what a task catches must not keep it going."""


@contextlib.contextmanager
def until(deadline: float | None) -> Iterator[None]:
    """While it lasts, RunTimedOut is raised in this thread once the monotonic clock passes the deadline.

    In the main thread at once, even in a sleep; in another as soon as that runs Python code again.
    """
    if deadline is None:
        yield
        return
    thread = threading.get_ident()
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGUSR1, _raise) if main else None
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), _ring, (thread, main))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if main:
            signal.signal(signal.SIGUSR1, before)


def _ring(thread: int, main: bool) -> None:
    if main:
        signal.pthread_kill(thread, signal.SIGUSR1)
    else:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(RunTimedOut))


def _raise(_number: int, _frame: FrameType | None) -> None:
    raise RunTimedOut
