"""Python functions that stay Python: moved out of the DAG's file or imported from where they are."""

from __future__ import annotations

from migrator.model import Becomes, Code, Each, Function, HookUse, Moved, Output, Outputs, RunValue, Setting
from migrator.moving import Refused
from migrator.operators.rule import Kind
from migrator.planning.native.dates import undivided
from migrator.planning.native.feeds import taken
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.native.settings import bound_setting

# Where a function runs in an interpreter or on a cluster of its own.
APART = ("virtualenv", "external_python", "pyspark", "snowpark", "Virtualenv", "ExternalPython", "PySpark", "Snowpark")


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
    code = means.mover.task(case.task, case.dag)
    if isinstance(code, Refused):
        return code.because
    because = undivided(case, dates_of(code))
    return because or Function(code)


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
    return tuple(each.feed.expression for each in code.inputs if isinstance(each.feed, RunValue))
