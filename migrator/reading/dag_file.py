"""One DAG file read: its facts, and the looks at the disk they hang on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from migrator.airflow_versions import evidence, major
from migrator.model import Dag, FileStatus, SourceFile, Span
from migrator.reading.assemble import dag_of
from migrator.reading.bounds import PAST, reason
from migrator.reading.dags import DagObject
from migrator.reading.disk import Looks
from migrator.reading.effects import report_unread
from migrator.reading.facts import FileFacts
from migrator.reading.frames import Frame, Module
from migrator.reading.machine import Machine
from migrator.reading.meter import affords, apart
from migrator.reading.parse import Unreadable
from migrator.reading.subdags import with_children

RECURSION = 8000


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Python's recursion limit raised: evaluation has bounds of its own, but uses several calls for each one read."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def read_dag_file(file: Path, machine: Machine) -> FileFacts:
    """The facts of one DAG file; whatever happens in it stays in it."""
    looks: Looks = {}
    machine.start(file)
    try:
        with deep_recursion(), machine.modules.disk.noting(looks):
            facts = facts_of(file, machine)
    finally:
        machine.finish(file)
    return FileFacts(*facts, tuple(machine.findings), looks)


def facts_of(file: Path, machine: Machine) -> tuple[SourceFile, tuple[Dag, ...]]:
    """The file's status and its DAGs; findings are left in the machine."""
    path = machine.modules.layout.relative(file)
    try:
        module = machine.modules.load(file, path.removesuffix(".py").replace("/", "."), machine)
    except Unreadable as error:
        machine.modules.disk.look_at_source(file)
        machine.report("unreadable-file", Span(path, error.line), f"{path}: {error}", "Mend it, or leave it out.")
        return SourceFile(path, FileStatus.FAILED, str(error), None), ()
    frame = Frame(machine, module, module.variables)
    found = with_children(dags_of(module, machine), frame)
    version, why_version = evidence(module.imports, (name for dag in found for name in dag.settings))
    said = machine.modules.layout.settings.airflow
    if version is None and said is not None:
        version, why_version = major(said), f"nothing in it tells, and migrate.toml says Airflow {said}"
    with apart(machine.bounds.fact_steps, machine.bounds) as meter:
        dags = tuple(shown for dag in found if (shown := shown_dag(dag, path, version, machine, frame)) is not None)
        complete = affords(0)
    report_unread(machine)
    if not complete:
        why = f"its tasks and their code take more than {meter.limit:,} steps to show; some values are left out"
        machine.report("bound-reached", Span(path, 1), why, "Split the file, or raise `fact_steps`.")
    for dag in found:
        dag.take_apart()
    here = (f.message for f in machine.findings if f.span.path == path or not f.span.path.endswith(".py"))
    because = next(here, None)
    status = FileStatus.PARTIAL if because else FileStatus.DAGS if dags else FileStatus.NONE
    return SourceFile(path, status, because, version, why_version), dags


def shown_dag(dag: DagObject, path: str, version: str | None, machine: Machine, frame: Frame) -> Dag | None:
    """The DAG as the model holds it; None, with a finding, when something in it is past the bounds."""
    try:
        return dag_of(dag, path, version, machine, frame)
    except PAST as error:
        why = f"the DAG {dag.describe()} cannot be shown: {reason(error)}"
        machine.report("bound-reached", Span(path, dag.span.line), why, "Look at it in Airflow.")
        return None


def dags_of(module: Module, machine: Machine) -> list[DagObject]:
    """The DAGs Airflow would find: those a name of the module holds, and those used as context on the way."""
    held = [dag for value in module.variables.values() for dag in dags_in(value)]
    return list(dict.fromkeys([*held, *machine.state.registered]))


def dags_in(value: Any) -> list[DagObject]:
    """The DAG a name holds; where only run time knows which side of an `if` gave it one, those of all sides."""
    if isinstance(value, DagObject):
        return [value]
    sides = value if isinstance(value, list) else []
    are_all = all(isinstance(each, DagObject) and each.when for each in sides)
    return list(sides) if are_all else []
