"""The files of a project, read: what `migrator.reading.read` does.

Nothing here imports the evaluator: where the cache has everything, it is never loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from migrator.model import Project
from migrator.reading.cache import Cache
from migrator.reading.discover import dag_files, layout
from migrator.reading.disk import Disk
from migrator.reading.facts import FileFacts
from migrator.reading.workers import Order, read_apart

Progress = Callable[[int, int], None]


def read(
    paths: Sequence[Path],
    roots: Sequence[Path] = (),
    progress: Progress | None = None,
    *,
    variables: Path | None = None,
    jobs: int = 0,
    cache: bool = False,
) -> Project:
    """The facts of the DAG files among the paths, nothing imported or run.

    `variables` is a file of Airflow Variables. With `jobs`, files are read by so many processes that may be killed when
    one takes too long; else in this process. With `cache`, files that are as they were are not read again. Raises
    MigratorError for a path that is missing and settings that cannot be used.
    """
    order = Order(tuple(paths), tuple(roots), variables)
    place = layout(paths, roots, variables)
    discovered = dag_files(paths, place)
    kept = Cache(place, discovered.files) if cache else None
    found = kept.load(Disk(place, place.settings.bounds, discovered.digests)) if kept else {}
    stale = [file for file in discovered.files if file not in found]
    reading = read_apart(stale, order, place, jobs) if jobs else read_here(stale, order)
    try:
        for file, facts in counted(reading, len(found), len(discovered.files), progress):
            found[file] = facts
            if kept is not None:
                kept.keep(file, facts)
    finally:
        if kept is not None:
            kept.finish()
    in_order = [found[file] for file in discovered.files]
    findings = dict.fromkeys(finding for facts in in_order for finding in facts.findings)
    return Project(
        str(place.root),
        tuple(facts.source for facts in in_order),
        tuple(dag for facts in in_order for dag in facts.dags),
    ).with_findings(*discovered.findings, *findings)


def read_here(files: Sequence[Path], order: Order) -> Iterator[tuple[Path, FileFacts]]:
    """Each file and its facts, read in this process."""
    if files:
        from migrator.reading.reader import Reader

        with Reader(layout(*order)) as reader:
            for file in files:
                yield file, reader.read(file)


def counted(
    reading: Iterable[tuple[Path, FileFacts]], done: int, total: int, progress: Progress | None
) -> Iterator[tuple[Path, FileFacts]]:
    """The same, progress told."""
    for number, each in enumerate(reading, done + 1):
        if progress is not None:
            progress(number, total)
        yield each
