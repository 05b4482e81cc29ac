"""Airflow's names, wherever a version keeps them, and what each does while a DAG is built."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from migrator.reading import (
    arguments,
    assets,
    context,
    cosmos,
    dag_factory,
    dags,
    edges,
    environment,
    files,
    groups,
    installed,
    iterating,
    library,
    managing,
    moments,
    regular,
    stdlib,
    taskflow,
    tasks,
)
from migrator.reading.classes import Class
from migrator.reading.enums import member_of
from migrator.reading.frames import Frame
from migrator.reading.instances import make_instance
from migrator.reading.values import Given

Call = Callable[[str, Given, Frame], Any]
LIBRARIES: dict[str, Call] = {
    **iterating.CALLS,
    **library.CALLS,
    **moments.CALLS,
    **regular.CALLS,
    **installed.CALLS,
    **arguments.CALLS,
    "contextlib.suppress": managing.suppressing,
    "contextlib.nullcontext": managing.suppressing,
    "contextlib.contextmanager": managing.managed,
    "contextlib.asynccontextmanager": managing.managed,
}
AIRFLOW: dict[str, Call] = {
    "DAG": dags.make_dag,
    "dag": dags.dag_decorator,
    "task": taskflow.task_decorator,
    "task_decorator": taskflow.task_decorator,
    "setup": taskflow.ends_decorator,
    "task_decorator_factory": taskflow.factory,
    "result": taskflow.marked,
    "teardown": taskflow.ends_decorator,
    "TaskGroup": groups.make_group,
    "task_group": groups.group_decorator,
    "chain": edges.chain,
    "chain_linear": edges.chain_linear,
    "cross_downstream": edges.cross_downstream,
    "Label": edges.label,
    "Asset": assets.make_asset,
    "Dataset": assets.make_asset,
    "AssetAlias": assets.make_asset,
    "DatasetAlias": assets.make_asset,
    "Model": assets.make_asset,
    "AssetAll": assets.make_group,
    "AssetAny": assets.make_group,
    "DatasetAll": assets.make_group,
    "DatasetAny": assets.make_group,
    "asset": assets.asset_decorator,
    "XComArg": tasks.make_xcom,
    "get_current_context": context.current,
}
# Packages that make DAGs of something else, by their top name, and the names in them that do.
BUILDERS: dict[str, dict[str, Call]] = {"cosmos": cosmos.CALLS, "dagfactory": dag_factory.CALLS}
OPERATORS = ("Operator", "Sensor", "OperatorAsync", "SensorAsync", "ExternalTaskMarker")
# Airflow 1 and early providers have operators called transfers: `MySqlToHiveTransfer`, `GenericTransfer`.
TRANSFER = "Transfer"


@lru_cache(maxsize=10_000)
def find(name: str) -> Call | None:
    """What calling this import path does, or None when evaluation does not enter it."""
    known = stdlib.find(name) or files.CALLS.get(name) or LIBRARIES.get(name)
    if known is not None:
        return known
    first, _, last = name.partition(".")
    if first in BUILDERS and last.rsplit(".", 1)[-1] in BUILDERS[first]:
        return BUILDERS[first][last.rsplit(".", 1)[-1]]
    if name.startswith("airflow."):
        parts = name.split(".")
        if parts[-2] == "Variable" and parts[-1] in ("get", "setdefault"):
            return environment.variable
        if parts[-1] in AIRFLOW and parts[-1] != "Model":
            return AIRFLOW[parts[-1]]
        if parts[-1].endswith("TaskGroup"):
            return groups.make_group
        if parts[-2] == "task" and parts[-1].islower():
            return taskflow.condition if parts[-1] in ("run_if", "skip_if") else taskflow.task_decorator
        if "decorators" in parts and parts[-1].endswith("_task"):
            return taskflow.task_decorator
        if parts[-2] in ("Asset", "Dataset") and parts[-1] == "ref":
            return assets.make_asset
        if parts[-2] == "asset" and parts[-1] == "multi":
            return assets.asset_decorator
    if name.endswith(".__init__") and is_operator(name.removesuffix(".__init__")):
        return tasks.initialize
    if name.endswith(".partial") and is_operator(name.removesuffix(".partial")):
        return tasks.partial_operator
    return outside_class


def is_operator(name: str) -> bool:
    """Whether a class from outside is an operator, by its name."""
    return name.endswith(OPERATORS) or (name.startswith("airflow.") and name.endswith(TRANSFER))


def outside_class(name: str, given: Given, frame: Frame) -> Any:
    """An outside class or function called: a task where it is an operator, else an object."""
    last = name.rsplit(".", 1)[-1]
    building = frame.machine.state.effects is None
    if building and (is_operator(name) or ("task_id" in given.named and last[:1].isupper())):
        return tasks.make_task(name, given, frame)
    return frame.machine.outside_effect(name, given, None, frame)


def instantiate(cls: Class, given: Given, frame: Frame) -> Any:
    """An instance of a project class: a task, a DAG, a group, a member of an enum, or an object like any other."""
    outside = cls.outside()
    if any(is_operator(base) for base in outside) and frame.machine.state.effects is None:
        return tasks.make_custom(cls, given, frame)
    if any(base.startswith("cosmos.") and base.endswith(".DbtDag") for base in outside):
        return cosmos.make_dag(cls.name, given, frame)
    if any(base.startswith("airflow") and base.endswith(".DAG") for base in outside):
        return dags.make_custom(cls, given, frame)
    if any(base.startswith("airflow") and base.endswith(".TaskGroup") for base in outside):
        return groups.make_custom(cls, given, frame)
    return member_of(cls, given) if cls.is_enum() else make_instance(cls, given, frame)


def class_partial(cls: Class, name: str) -> Any | None:
    """`Operator.partial` of a project class."""
    if name != "partial" or not any(is_operator(base) for base in cls.outside()):
        return None
    return lambda given, frame: tasks.Mappable(lambda g, f: tasks.make_custom(cls, g, f), given)
