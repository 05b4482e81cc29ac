"""What Dagster shows of an island's tasks: a table of states, tries and logs, and their log lines in its own log.

Whatever is shown has its secrets masked. A task's lines go to Dagster's structured log with their level, up to a bound
for each task; all of them, and what other programs print, are in the step's compute log.
"""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import traceback
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from migrator.semantics import FAILURES
from shim.events import Event
from shim.secrets import masked
from shim.store import TaskRow

TAIL = 20
# More of one task's lines than this are in the compute log only: each is a row in Dagster's database.
LINES = 500
# What Airflow says of every task, and what its own log view folds by.
RUNNERS_OWN, FOLDS = ("Pushing xcom", "Done. Returned value was"), ("::group::", "::endgroup::")
LEVELS = {"debug": 10, "info": 20, "warning": 30, "warn": 30, "error": 40, "exception": 40, "critical": 50}
COLUMNS = dg.TableSchema(
    columns=[
        dg.TableColumn("task", "string", description="the task's id, with its index where it is mapped"),
        dg.TableColumn("state", "string", description="as Airflow would show it"),
        dg.TableColumn("tries", "int"),
        dg.TableColumn("seconds", "float", description="of all tries together"),
        dg.TableColumn("history", "string", description="how each try ended"),
    ]
)


@dataclass
class Record:
    """What one task instance did: its last state, how each try ended, and the end of its log."""

    state: str = ""
    tries: int = 0
    seconds: float = 0.0
    error: str | None = None
    history: dict[int, str] = field(default_factory=dict)
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL))
    lines: int = 0
    complaint: str | None = None
    interrupted: int = 0


@dataclass
class Told:
    """Hears a step's events and log lines. `write(level, text)` is Dagster's own log, `beyond(text)` what takes the
    lines there are too many of."""

    write: Callable[[int, str], None]
    records: dict[tuple[str, int], Record] = field(default_factory=dict)
    at: tuple[str, int] | None = None
    writing: bool = False
    beyond: Callable[[str], object] = lambda text: None

    def log(self, level: int, text: str) -> None:
        """Writes a line to Dagster's own log, which prints it too: that is no line of a task."""
        self.writing = True
        try:
            self.write(level, text)
        finally:
            self.writing = False

    def hear(self, event: Event) -> None:
        """Takes in one event of the step's run."""
        if event["event"] == "task_started":
            self.at = (event["task_id"], event["map_index"])
            self.records.setdefault(self.at, Record())
        elif event["event"] == "task":
            self._ended((event["task_id"], event["map_index"]), event)
        elif event["event"] == "log":
            self.log(LEVELS.get(event.get("level", "info"), 20), masked(str(event["message"])))

    def _ended(self, key: tuple[str, int], event: Event) -> None:
        record = self.records.setdefault(key, Record())
        record.state, record.tries, record.seconds = event["state"], event["try_number"], event["duration_s"]
        record.error = masked(str(event["error"])) if event.get("error") else None
        if record.tries:
            because = record.error or (record.complaint if record.state == "up_for_retry" else None)
            record.history[record.tries] = ", ".join(filter(None, [record.state, because]))
        level = logging.ERROR if record.state == "failed" else logging.INFO
        self.log(level, f"{named(key)}: {record.state} (try {record.tries})" + _after(record.error))

    def remembered(self, row: TaskRow) -> None:
        """Takes in how the store has a task instance: one that ran in an earlier try, or was lost while it ran."""
        key = (row.key.task, row.key.map_index)
        if key not in self.records:
            self.records[key] = Record(row.state.value, row.try_number, row.duration_s)
        self.records[key].interrupted = row.interrupted

    def line(self, level: int, text: str) -> None:
        """Takes in what the task that is running logged or printed."""
        if self.writing or text.startswith(FOLDS) or text == RUNNERS_OWN[0]:
            return
        record = self.records.setdefault(self.at or ("", -1), Record())
        record.tail.extend(text.splitlines())
        if level == logging.INFO and text.startswith(RUNNERS_OWN):
            self.beyond(f"{text}\n")  # A row in Dagster's database for each task, to say what the table says.
            return
        record.lines += 1
        if level >= logging.ERROR:
            record.complaint = record.tail[-1]
        if record.lines <= LINES:
            self.log(level, f"{named(self.at)}: {text}" if self.at else text)
        else:
            if record.lines == LINES + 1:
                self.log(logging.WARNING, f"{named(self.at or ('', -1))} logs more: the rest is in the compute log")
            self.beyond(f"{text}\n")

    def table(self, tasks: Collection[str]) -> dg.TableMetadataValue:
        """A row for each instance of these tasks."""
        rows = [
            dg.TableRecord(
                {
                    "task": named(key),
                    "state": record.state + (f", interrupted {record.interrupted}x" if record.interrupted else ""),
                    "tries": record.tries,
                    "seconds": round(record.seconds, 3),
                    "history": "; ".join(f"{number}: {how}" for number, how in record.history.items()),
                }
            )
            for key, record in sorted(self.records.items())
            if key[0] in tasks
        ]
        return dg.MetadataValue.table(records=rows, schema=COLUMNS)

    def log_of(self, tasks: Collection[str], most: int = 10) -> dg.MarkdownMetadataValue:
        """The last lines that each instance of these tasks logged; of the first instances, where there are many."""
        found = [(key, record.tail) for key, record in sorted(self.records.items()) if key[0] in tasks and record.tail]
        # Four spaces make a block that no line of a log can end.
        parts = [f"**{named(key)}**\n\n" + "\n".join(f"    {line}" for line in tail) for key, tail in found[:most]]
        more = [f"and {len(found) - most} more instances"] if len(found) > most else []
        return dg.MetadataValue.md("\n\n".join([*parts, *more]) or "nothing was logged")

    def errors(self, tasks: Collection[str], most: int = 5) -> list[str]:
        """Why the first of these tasks that failed did."""
        failed = {each.value for each in FAILURES}
        found = [
            f"{named(key)}: {record.error}"
            for key, record in self.records.items()
            if key[0] in tasks and record.state in failed and record.error
        ]
        return found[:most] + ([f"and {len(found) - most} more"] if len(found) > most else [])


def named(key: tuple[str, int]) -> str:
    """A task instance in words: `load`, or `load[3]` where it is mapped."""
    task, index = key
    return f"{task}[{index}]" if index >= 0 else task


def _after(error: str | None) -> str:
    return f": {error}" if error else ""


# ------------------------------------------------------------------------------------------------- what tasks log


@contextlib.contextmanager
def heard(told: Told) -> Iterator[None]:
    """While it lasts, `told` gets each line that tasks log or print; what reaches the terminal is masked too."""
    import structlog

    processors: list[Any] = structlog.get_config()["processors"]
    root, handler, process = logging.getLogger(), _Handler(told), _processor(told)
    stderr = sys.stderr
    told.beyond = stderr.write
    # Loggers that exist already hold this very list: it is changed in place, before the one that renders.
    processors.insert(len(processors) - 1, process)
    root.handlers.insert(0, handler)
    sys.stderr = _Printed(stderr, told)
    try:
        yield
    finally:
        sys.stderr = stderr
        root.handlers[:] = [each for each in root.handlers if each is not handler]
        processors[:] = [each for each in processors if each is not process]


def _processor(told: Told) -> Callable[[Any, str, dict[str, Any]], dict[str, Any]]:
    import structlog

    def process(_: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
        text, error = str(event.get("event", "")), event.get("exc_info")
        if error:
            found = sys.exc_info() if error is True else error
            parts = found if isinstance(found, tuple) else (type(found), found, found.__traceback__)
            text = f"{text}\n{''.join(traceback.format_exception(*parts))}".rstrip()
        told.line(LEVELS.get(event.get("level", method), 20), masked(text))
        raise structlog.DropEvent  # Dagster's log has printed it

    return process


class _Handler(logging.Handler):
    """Comes before the others of the root logger, so that they too get what is masked."""

    def __init__(self, told: Told) -> None:
        super().__init__(logging.INFO)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Masks the record and hands it on; Dagster's own are left alone."""
        if record.name.split(".")[0] == "dagster":
            return
        record.msg, record.args = masked(record.getMessage()), None
        text = record.msg
        if record.exc_info and record.exc_info[0]:
            text += masked("\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip())
        self._told.line(record.levelno, text)


class _Printed(io.TextIOBase):
    """Standard error while tasks run, and their standard output with it: whole lines, masked, handed on."""

    def __init__(self, to: Any, told: Told) -> None:
        self._to, self._told, self._rest = to, told, ""

    def writable(self) -> bool:
        """It is for writing only."""
        return True

    def fileno(self) -> int:
        """The file itself, for processes started with it."""
        return int(self._to.fileno())

    def write(self, text: str) -> int:
        """Hands on each line that is whole."""
        *lines, self._rest = (self._rest + text).split("\n")
        self._tell(lines)
        return len(text)

    def flush(self) -> None:
        """Hands on what is there; a line that has only begun waits for its end."""
        self._to.flush()

    def close(self) -> None:
        """Hands on the last line; the stream beneath stays open."""
        self._tell([self._rest] if self._rest else [])
        self._rest = ""

    def _tell(self, lines: Iterable[str]) -> None:
        for line in map(masked, lines):
            told = bool(line.strip()) and not self._told.writing
            if told:
                self._told.line(logging.INFO, line)
            else:
                self._to.write(f"{line}\n")
