"""Where a command prints, and what all of them draw with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from migrator.model import Severity

WIDTH = 120
SEVERITY_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(stream: TextIO | None = None) -> Console:
    """A console for a stream: in colour and as wide as the terminal, or plain and 120 wide when it is none."""
    out = stream or sys.stdout
    return Console(file=out, highlight=False, soft_wrap=False, width=None if out.isatty() else WIDTH)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function that moves a bar on standard error, given how much is done and of how much; None, and silence, where
    that is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def columns(*names: str, numbers: tuple[str, ...] = ()) -> Table:
    """An empty table with these columns."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in names:
        table.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
    return table
