"""The files of a project, read: what `migrator.reading.read` does."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from migrator.model import Project
from migrator.reading.dag_file import read_dag_file
from migrator.reading.discover import dag_files, layout
from migrator.reading.evaluator import machine_for

Progress = Callable[[int, int], None]
COLLECT = 100


def read(
    paths: Sequence[Path],
    roots: Sequence[Path] = (),
    progress: Progress | None = None,
    *,
    variables: Path | None = None,
) -> Project:
    """The facts of the DAG files among the paths, nothing imported or run; `variables` is a file of Airflow Variables.
    Raises MigratorError for a path that is missing and settings that cannot be used."""
    place = layout(paths, roots, variables)
    machine = machine_for(place, place.settings.bounds)
    discovered = dag_files(paths, place)
    files = discovered.files
    found = []
    with uncollected() as collect:
        for number, file in enumerate(files, 1):
            found.append(read_dag_file(file, machine))
            if number % COLLECT == 0:
                collect()
            if progress is not None:
                progress(number, len(files))
    sources = tuple(facts.source for facts in found)
    dags = tuple(dag for facts in found for dag in facts.dags)
    findings = dict.fromkeys(finding for facts in found for finding in facts.findings)
    return Project(str(place.root), sources, dags).with_findings(*discovered.findings, *findings)


@contextmanager
def uncollected() -> Iterator[Callable[[], object]]:
    """Python's garbage collector at rest but when it is asked: it would walk all trees and facts again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield gc.collect
    finally:
        if was_on:
            gc.enable()
