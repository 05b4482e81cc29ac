"""Assets (Datasets) as they are declared, held against who updates them and what is really written."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import identity
from migrator.audit.graph import names_in
from migrator.audit.scene import FILLING, Scene, name_of, span_of
from migrator.findings import finding
from migrator.model import Access, Dag, FileStatus, Finding, Ground, Mode, Severity, TaskRef


def declared(scene: Scene) -> Iterator[Finding]:
    """A finding for each DAG that waits for an asset nobody updates, and for each outlet that is not written."""
    outlets = {
        access.asset
        for access in scene.project.accesses
        if access.mode is Mode.WRITE and access.evidence[0].ground is Ground.DECLARED
    }
    is_whole = all(file.status in (FileStatus.DAGS, FileStatus.NONE) for file in scene.project.files)
    # `@asset` names its asset after its function, and so its DAG and its task.
    outlets |= {identity.declared(ref.task).asset.key for ref in scene.tasks}
    for dag in scene.project.dags:
        yield from _never_updated(dag, outlets, is_whole)
    yield from _not_written(scene)


def _never_updated(dag: Dag, outlets: set[str], is_whole: bool) -> Iterator[Finding]:
    for name in names_in(dag.timetable.assets):
        if name.alias or name.watched or "{" in name.uri or identity.declared(name.uri).asset.key in outlets:
            continue
        message = f"{dag.name} runs when {name.uri} is updated, and no task in what was read has it as an outlet"
        fix = "Add it to the outlets of the task that writes it, unless something outside updates it by Airflow's API."
        yield finding(
            "asset-never-updated",
            dag.span,
            message,
            fix,
            severity=None if is_whole and not dag.when else Severity.NOTE,
            about=(dag.name, name.uri),
            quotes=(f"schedule: {name.uri}",),
        )


def _not_written(scene: Scene) -> Iterator[Finding]:
    """Outlets beside what their task is known to write: only where its data is known, and of the same kind."""
    by_task: dict[TaskRef, list[Access]] = {}
    for access in scene.project.accesses:
        if access.mode is Mode.WRITE and access.write in FILLING:
            by_task.setdefault(access.task, []).append(access)
    systems = {asset.key: asset.system for asset in scene.project.assets}
    for task, writes in by_task.items():
        said = [access for access in writes if access.evidence[0].ground is Ground.DECLARED]
        done = [access for access in writes if access.evidence[0].ground is not Ground.DECLARED]
        if task in scene.blind or not done or not said:
            continue
        real = {access.asset for access in done}
        near = identity.related(real, {access.asset for access in said})
        reached = real | {key for keys in near.values() for key in keys}
        for access in said:
            alike = [one for one in done if systems.get(one.asset) == systems.get(access.asset)]
            if access.asset not in reached and alike:
                yield _elsewhere(task, access, alike[0])


def _elsewhere(task: TaskRef, said: Access, done: Access) -> Finding:
    message = f"{name_of(task)} declares the outlet {said.asset}, and writes {done.asset} instead, as far as is known"
    return finding(
        "outlet-not-written",
        span_of(said),
        message,
        "Declare what is written; what is scheduled on the outlet runs after the wrong data.",
        also=(span_of(done),),
        about=(name_of(task), said.asset),
        quotes=(said.evidence[0].quote, done.evidence[0].quote),
    )
