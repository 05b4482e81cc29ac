"""Native forms of tasks, a file for each kind of work, and for every task without one the thing that stands in the way.

Each file has a function `offer`: what it makes of a task of its kind, the reason why it makes nothing of it, or None
for what is not its kind. The first that offers something is taken; of several reasons the first is said.
"""

from __future__ import annotations

from pathlib import Path

from migrator.configuration import Configuration
from migrator.lineage.connections import decide
from migrator.model import Capabilities, Function, Project, Signal
from migrator.moving import Means as MovingMeans
from migrator.moving import Mover
from migrator.operators.facts import Catalogue
from migrator.planning.native import checks, commands, gates, nothing, python, sensors, sql, systems, triggers
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.resources import resource_names

__all__ = ["Case", "Means", "Offer", "means_of", "offer_of"]

MAKERS = (
    nothing.offer,
    sql.offer,
    python.offer,
    commands.offer,
    gates.offer,
    sensors.offer,
    checks.offer,
    triggers.offer,
    systems.offer,
)


def means_of(project: Project, configuration: Configuration, capabilities: Capabilities) -> Means:
    """The means of a project, its connections decided once."""
    connections = decide(project, configuration)
    mover = Mover(Path(project.root), means=moving_means(capabilities, connections.catalogue))
    code = python.code_of(project, mover, connections.catalogue) if Function in capabilities.bodies else {}
    found = [sql.database_of(task, connections) for dag in project.dags for task in dag.tasks]
    found += [python.database_of(use, connections, capabilities) for each in code.values() for use in python.uses(each)]
    names = resource_names(database.authority for database in found if database is not None)
    return Means(project.root, connections, capabilities, names, code)


def moving_means(capabilities: Capabilities, catalogue: Catalogue) -> MovingMeans:
    """What moved functions find in place of Airflow: resources for the hooks that the target knows a class for."""
    classes = dict(capabilities.hook_classes)
    hooks = {
        path for hook in catalogue.hooks() for path in (hook.name, *hook.old) if path.rpartition(".")[2] in classes
    }
    signals = {Signal.FAIL, Signal.SKIP} if capabilities.gates else {Signal.FAIL}
    return MovingMeans(frozenset(hooks), frozenset(signals))


def offer_of(case: Case, means: Means) -> Offer | str:
    """What a task could become natively, or the one thing that stands in the way."""
    reasons = []
    for make in MAKERS:
        found = make(case, means)
        if isinstance(found, Offer):
            return found
        reasons += [found] if found else []
    if reasons:
        return reasons[0]
    if case.rule is None:
        return f"no fact says what {case.task.operator} does"
    return f"{means.capabilities.target} has no native form for {case.task.operator} in this version"
