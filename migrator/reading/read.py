"""The files of a project, read: what `migrator.reading.read` does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from migrator.airflow_versions import written_for
from migrator.model import Dag, FileStatus, Project, SourceFile, Span
from migrator.reading.assemble import dag_of
from migrator.reading.bounds import BoundReached, Bounds
from migrator.reading.dags import DagObject
from migrator.reading.discover import dag_files, layout
from migrator.reading.evaluator import machine_for
from migrator.reading.frames import Frame, Module
from migrator.reading.machine import Machine, State
from migrator.reading.parse import Unreadable

Progress = Callable[[int, int], None]
RECURSION = 8000


def read(paths: Sequence[Path], roots: Sequence[Path] = (), progress: Progress | None = None) -> Project:
    """The facts of the DAG files among the paths, nothing imported or run. Raises PathMissing."""
    bounds = Bounds()
    place = layout(paths, roots)
    machine = machine_for(place, bounds)
    files = dag_files(paths, place)
    sources: list[SourceFile] = []
    dags: list[Dag] = []
    with deep_recursion():
        for number, file in enumerate(files, 1):
            source, found = read_file(file, machine)
            sources.append(source)
            dags += found
            if progress is not None:
                progress(number, len(files))
    return Project(str(place.root), tuple(sources), tuple(dags)).with_findings(*machine.findings)


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Python's recursion limit raised: evaluation has bounds of its own, but uses several calls for each one read."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def read_file(file: Path, machine: Machine) -> tuple[SourceFile, list[Dag]]:
    """One DAG file and the DAGs it makes; whatever happens in it stays in it."""
    path = machine.modules.layout.relative(file)
    before = set(machine.findings)
    machine.state = State(limit=machine.bounds.steps)
    because: str | None = None
    try:
        module = machine.modules.load(file, path.removesuffix(".py").replace("/", "."), machine)
    except Unreadable as error:
        machine.report("unreadable-file", Span(path, error.line), f"{path}: {error}", "Mend it, or leave it out.")
        return SourceFile(path, FileStatus.FAILED, str(error), None), []
    except (BoundReached, RecursionError) as error:
        because = str(error) if isinstance(error, BoundReached) else "it is nested deeper than can be evaluated"
        machine.report("bound-reached", Span(path, 1), f"{path}: {because}", "What lies behind it is not known.")
        module = machine.modules.loaded[file]
    found = dags_of(module)
    version = written_for(module.imports, (name for dag in found for name in dag.settings))
    frame = Frame(machine, module, module.variables)
    dags = [dag_of(dag, path, version, machine, frame) for dag in found]
    if because is None:
        because = next((f.message for f in machine.findings if f not in before and f.span.path == path), None)
    status = FileStatus.PARTIAL if because else FileStatus.DAGS if dags else FileStatus.NONE
    return SourceFile(path, status, because, version), dags


def dags_of(module: Module) -> list[DagObject]:
    """The DAGs Airflow would find: those a name of the module holds, and those used as context."""
    held = [value for value in module.variables.values() if isinstance(value, DagObject)]
    return list(dict.fromkeys([*held, *module.registered]))
