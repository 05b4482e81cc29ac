"""The evaluator, ready to read one file after another."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from migrator.reading.dag_file import read_dag_file
from migrator.reading.discover import Layout
from migrator.reading.evaluator import machine_for
from migrator.reading.facts import FileFacts
from migrator.reading.garbage import COLLECT, uncollected
from migrator.reading.parse import unchecked


class Reader:
    """Reads the DAG files of one project; while it is open, the garbage collector rests between files."""

    def __init__(self, place: Layout) -> None:
        self.machine = machine_for(place, place.settings.bounds)
        self.collected_at = 0
        self.open = ExitStack()

    def __enter__(self) -> Reader:
        self.collect = self.open.enter_context(uncollected())
        self.open.enter_context(unchecked())
        return self

    def __exit__(self, *error: object) -> None:
        self.machine.modules.forget()
        self.open.close()

    def read(self, file: Path) -> FileFacts:
        """The facts of one DAG file."""
        parsed = self.machine.modules.parsed
        if parsed > self.collected_at + COLLECT:
            self.collected_at = parsed
            self.collect()
        return read_dag_file(file, self.machine)
