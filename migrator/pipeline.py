"""The stages in order: the table of contents of the product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from migrator.audit.audit import audit
from migrator.configuration import load_configuration
from migrator.ignores import ignoring
from migrator.keeping import PLAN, plan_before, text_of
from migrator.lineage.infer import infer
from migrator.model import Capabilities, Plan, Project
from migrator.planning.plan import plan
from migrator.reading import read
from migrator.targets import load_target
from migrator.writing import Written, write_project

Progress = Callable[[int, int], None]


def analyze(
    paths: Sequence[Path],
    roots: Sequence[Path] = (),
    progress: Progress | None = None,
    *,
    variables: Path | None = None,
    connections: Path | None = None,
    jobs: int = 0,
    cache: bool = False,
) -> Project:
    """Everything the files say: DAGs, tasks, the data they touch, and what is wrong with it."""
    project = read(paths, roots, progress, variables=variables, jobs=jobs, cache=cache)
    project = replace(project, partial=not any(path.is_dir() for path in paths))
    configuration = load_configuration(Path(project.root))
    if connections is not None:
        named = (*configuration.connection_paths, connections)
        configuration = replace(configuration, connection_paths=named)
    return ignoring(audit(infer(project, configuration), configuration))


def decide(
    project: Project, capabilities: Capabilities, *, order: str | None = None, before: Plan | None = None
) -> Plan:
    """What becomes of every task, given what a target can do. `order` is that of the waves; assets keep the names that
    they have in the plan from before."""
    configuration = load_configuration(Path(project.root))
    if order is not None:
        configuration = replace(configuration, advising=replace(configuration.advising, order=order))
    return plan(project, configuration, capabilities, before)


def generate(project: Project, target_name: str, folder: Path, name: str) -> tuple[Plan, Written]:
    """Write the asset project; the plan it was written from, and what became of each file."""
    target = load_target(target_name)
    # Assets keep the names they were generated with.
    decided = decide(project, target.CAPABILITIES, before=plan_before(folder))
    return decided, write_project(folder, {**target.render(decided, name), PLAN: text_of(decided)})
