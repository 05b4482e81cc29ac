"""The stages in order: the table of contents of the product."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from migrator.audit.audit import audit
from migrator.configuration import load_configuration
from migrator.ignores import ignoring
from migrator.lineage.infer import infer
from migrator.model import Capabilities, Plan, Project
from migrator.model_json import to_json
from migrator.planning.plan import plan
from migrator.reading import read
from migrator.targets import load_target
from migrator.writing import Written, write_project

PLAN = ".migrate/plan.json"
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
    decided = decide(project, target.CAPABILITIES)
    # The plan is kept with the project, without the machine's folder in it: the same input gives the same bytes.
    kept = json.dumps(to_json(replace(decided, root="")), indent=1, ensure_ascii=False) + "\n"
    return decided, write_project(folder, {**target.render(decided, name), PLAN: kept})
