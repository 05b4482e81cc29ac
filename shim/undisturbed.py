"""Leaves the process as it was before a task of Airflow ran in it, of whatever version."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Restores what Airflow's runner changes: `AIRFLOW_CTX_*`, warnings, the root logger; prints go to stderr."""
    root, showwarning = logging.getLogger(), warnings.showwarning
    handlers, level = list(root.handlers), root.level
    with contextlib.redirect_stdout(sys.stderr):
        try:
            yield
        finally:
            warnings.showwarning = showwarning
            root.handlers[:] = handlers
            root.setLevel(level)
            for name in [each for each in os.environ if each.startswith("AIRFLOW_CTX_")]:
                del os.environ[name]


@contextlib.contextmanager
def own_signals() -> Iterator[None]:
    """Restores signal handlers and takes back an alarm. For the main thread."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT)}
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
