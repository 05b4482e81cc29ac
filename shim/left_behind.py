"""What a task changes in its process and would take with it, were the process its own, as Airflow gives it one.

What cannot be taken back is listed in `docs/shim.md`.
"""

from __future__ import annotations

import contextlib
import locale
import os
import random
import socket
import sys
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def as_found() -> Iterator[None]:
    """Restores the environment, the folder worked in, `sys.path` and `sys.argv`, the umask, the locale, filters of
    warnings, and the default timeout of sockets. Random numbers begin anew inside, as in a process that was forked, and
    go on outside where they were."""
    environment, path, argv, filters = dict(os.environ), list(sys.path), list(sys.argv), list(warnings.filters)
    folder, mask, timeout = _folder(), os.umask(0o22), socket.getdefaulttimeout()
    os.umask(mask)
    spoken, numbers = locale.setlocale(locale.LC_ALL), random.getstate()
    random.seed()
    try:
        yield
    finally:
        _restore(environment)
        sys.path[:], sys.argv[:] = path, argv
        if warnings.filters != filters:
            warnings.filters[:] = filters  # type: ignore[index]
            warnings._filters_mutated()  # type: ignore[attr-defined]
        if folder is not None and _folder() != folder:
            os.chdir(folder)
        os.umask(mask)
        socket.setdefaulttimeout(timeout)
        if locale.setlocale(locale.LC_ALL) != spoken:
            locale.setlocale(locale.LC_ALL, spoken)
        random.setstate(numbers)


def _restore(environment: dict[str, str]) -> None:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    for name, text in environment.items():
        if os.environ.get(name) != text:
            os.environ[name] = text


def _folder() -> str | None:
    """The folder worked in; None when it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        return None
