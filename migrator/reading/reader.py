"""The evaluator, ready to read one file after another."""

from __future__ import annotations

import gc
from pathlib import Path

from migrator.reading.dag_file import read_dag_file
from migrator.reading.discover import Layout
from migrator.reading.evaluator import machine_for
from migrator.reading.facts import FileFacts

COLLECT = 100


class Reader:
    """Reads the DAG files of one project. While it is open Python's garbage collector rests but when it is asked: it
    would walk all trees and facts again and again."""

    def __init__(self, place: Layout) -> None:
        self.machine = machine_for(place, place.settings.bounds)
        self.count = 0

    def __enter__(self) -> Reader:
        self.collected = gc.isenabled()
        gc.disable()
        return self

    def __exit__(self, *error: object) -> None:
        if self.collected:
            gc.enable()

    def read(self, file: Path) -> FileFacts:
        """The facts of one DAG file."""
        self.count += 1
        if self.count % COLLECT == 0:
            gc.collect()
        return read_dag_file(file, self.machine)
