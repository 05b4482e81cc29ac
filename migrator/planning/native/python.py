"""Python functions that stay Python: moved out of the DAG's file or imported from where they are."""

from __future__ import annotations

from dataclasses import replace

from migrator.identity import Database
from migrator.lineage.connections import Connections
from migrator.model import (
    Becomes,
    Call,
    Capabilities,
    Code,
    Each,
    Feed,
    Function,
    HookUse,
    Items,
    Known,
    Mapping,
    Moved,
    Output,
    Outputs,
    Project,
    RunValue,
    Setting,
    Span,
    TaskRef,
    Template,
)
from migrator.moving import Mover, Refused, Why
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind
from migrator.planning.native.dates import names_in, uncomputed
from migrator.planning.native.feeds import rooted, taken
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.native.settings import bound_setting

# Where a function runs in an interpreter or on a cluster of its own.
APART = ("virtualenv", "external_python", "pyspark", "snowpark", "Virtualenv", "ExternalPython", "PySpark", "Snowpark")

# What a task may be for whose function is taken.
CALLERS = (Kind.PYTHON, Kind.SENSOR, Kind.BRANCH, Kind.SHORT_CIRCUIT)


def offer(case: Case, means: Means) -> Offer | str | None:
    """A task of Python as a function, or what stands in the way; None for any other task."""
    if case.kind is not Kind.PYTHON:
        return None
    found = function(case, means)
    if isinstance(found, str):
        return found
    how = "is moved" if isinstance(found.code, Moved) else "is imported from where it is"
    return Offer(Becomes.ASSET, f"its function {how}", found, outputs(found.code))


def function(case: Case, means: Means) -> Function | str:
    """The function a task calls, ready to stand elsewhere, or what stands in the way."""
    if Function not in means.capabilities.bodies:
        return f"{means.capabilities.target} takes no Python code over in this version"
    if any(word in case.task.operator for word in APART):
        return "its function runs in a Python of its own"
    if because := bound_setting(case.task):
        return because
    code = means.code.get(case.dag.ref(case.task))
    if code is None:
        return "only run time knows the function it calls"
    if isinstance(code, Refused):
        return code.because
    inputs = tuple(replace(each, feed=anywhere(each.feed, means.root)) for each in code.inputs)
    code = replace(code, inputs=inputs)
    if because := uncomputed(case, dates_of(code), means.capabilities):
        return because
    resources: dict[str, str] = {}
    for use in uses(code):
        found = resource_of(use, means)
        if isinstance(found, Refused):
            return found.because
        resources[use.connection or ""] = found
    return Function(code, tuple(resources.items()))


def anywhere(given: Feed, root: str) -> Feed:
    """What a parameter is fed with, with the project's folder as a hole."""
    return rooted(given, root) if isinstance(given, Known | Items | Mapping | Call) else given


def code_of(project: Project, mover: Mover, catalogue: Catalogue) -> dict[TaskRef, Code | Refused]:
    """The function of each Python task, ready to stand elsewhere, or why it cannot."""
    found = {}
    for dag in project.dags:
        for task in dag.tasks:
            rule = catalogue.rule_of(task)
            if rule is not None and rule.kind in CALLERS and task.argument("python_callable") is not None:
                found[dag.ref(task)] = mover.task(task, dag)
    return found


def uses(code: Code | Refused) -> tuple[HookUse, ...]:
    """The hooks of Airflow's that a function is fed with."""
    if isinstance(code, Refused):
        return ()
    return tuple(each.feed for each in code.inputs if isinstance(each.feed, HookUse))


def database_of(use: HookUse, connections: Connections, capabilities: Capabilities) -> Database | None:
    """The database that a hook talks to; None for a hook that no resource stands for."""
    system = dict(capabilities.hook_classes).get(use.hook.rpartition(".")[2])
    return connections.database(Known(use.connection), system) if system is not None else None


def resource_of(use: HookUse, means: Means) -> str | Refused:
    """The resource that stands in a hook's place, or why none can."""
    name, target = use.hook.rpartition(".")[2], means.capabilities.target
    if use.connection is None:
        return _refused(f"its {name} names no connection")
    database = database_of(use, means.connections, means.capabilities)
    if database is None:
        return _refused(f"{target} has nothing in place of Airflow's {name} in this version")
    if database.system != dict(means.capabilities.hook_classes)[name]:
        return _refused(
            f"its {name} is for another system than connection {use.connection} leads to, {database.system}"
        )
    if use.methods is None:
        return _refused(f"it hands its {name} on, so what is asked of it is not known")
    known = means.capabilities.hook_methods
    missing = [method for method in use.methods if method not in known and "*" not in known]
    if missing:
        return _refused(f"{target} has nothing in place of {name}.{missing[0]}() in this version")
    if any(argument != "0" and not argument.endswith("conn_id") for argument, _ in use.arguments):
        return _refused(f"its {name} is made with arguments beside the connection")
    return means.resources[database.authority]


def _refused(because: str) -> Refused:
    return Refused(because, Span("", 0), Why.HOOK)


def outputs(code: Code) -> tuple[Output, ...]:
    """The outputs of tasks that a function is fed with."""
    found: list[Output] = []
    for each in code.inputs:
        match each.feed:
            case RunValue() | Setting() | HookUse() | Outputs():
                continue
            case Each(over=value):
                found += taken(value)
            case value:
                found += taken(value)
    return tuple(dict.fromkeys(found))


def dates_of(code: Code) -> tuple[str, ...]:
    """The names of the run's values that a function is fed with."""
    found: list[str] = []
    for each in code.inputs:
        if isinstance(each.feed, RunValue):
            found.append(each.feed.expression)
        elif isinstance(each.feed, Template | Items | Mapping):
            found += names_in(each.feed)
    return tuple(found)
