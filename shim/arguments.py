"""Arguments, defaults and intervals of Airflow 1.10 and 2.x, translated while an old file is loaded."""

from __future__ import annotations

import contextlib
import inspect
import os
from collections.abc import Iterator, Mapping
from typing import Any

from airflow.sdk import DAG, BaseOperator, TaskGroup
from airflow.sdk.bases.decorator import _TaskDecorator
from airflow.sdk.bases.operator import BaseOperatorMeta
from airflow.sdk.definitions.mappedoperator import OperatorPartial

from shim.versions import DAG_ARGUMENTS, DAG_DEFAULTS, OPERATOR_ARGUMENTS, TRIGGER_RULES

# What stood after the id of a DAG when its arguments needed no names.
POSITIONS = ("description", "schedule")


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Old arguments of DAG, groups and operators are renamed or dropped, those that mapped tasks share or map too."""
    dag_init, group_init, decorated = DAG.__init__, TaskGroup.__init__, _TaskDecorator._expand
    partial: Any = vars(BaseOperator)["partial"]
    share, expand, expand_kwargs = partial.class_method.__func__, OperatorPartial.expand, OperatorPartial.expand_kwargs

    def init(self: Any, *args: Any, **arguments: Any) -> None:
        named = {**dict(zip(POSITIONS, args[1:], strict=False)), **arguments}
        dag_init(self, *args[:1], **_with_defaults(_renamed(named, DAG_ARGUMENTS)))

    def init_group(self: Any, *args: Any, **arguments: Any) -> None:
        group_init(self, *args, **_with_defaults(arguments))

    def call(cls: Any, *args: Any, **arguments: Any) -> Any:
        return type.__call__(cls, *args, **operator_arguments(cls, arguments))

    def shared(cls: Any, /, **arguments: Any) -> Any:
        return share(cls, **operator_arguments(cls, arguments))

    def mapped(self: Any, **arguments: Any) -> Any:
        return expand(self, **operator_arguments(self.operator_class, arguments))

    def mapped_kwargs(self: Any, arguments: Any, **options: Any) -> Any:
        if isinstance(arguments, list):
            known = (isinstance(each, dict) and operator_arguments(self.operator_class, each) for each in arguments)
            arguments = [new or each for new, each in zip(known, arguments, strict=True)]
        return expand_kwargs(self, arguments, **options)

    def mapped_decorated(self: Any, *args: Any, **options: Any) -> Any:
        self.kwargs = operator_arguments(self.operator_class, self.kwargs)
        return decorated(self, *args, **options)

    with contextlib.ExitStack() as stack:
        for owner, name, value in (
            (DAG, "__init__", init),
            (TaskGroup, "__init__", init_group),
            (BaseOperatorMeta, "__call__", call),
            (partial, "class_method", classmethod(shared)),
            (OperatorPartial, "expand", mapped),
            (OperatorPartial, "expand_kwargs", mapped_kwargs),
            (_TaskDecorator, "_expand", mapped_decorated),
        ):
            stack.enter_context(_patched(owner, name, value))
        yield


def _with_defaults(arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments whose `default_args` are as 3.3 spells them."""
    given = arguments.get("default_args")
    return {**arguments, "default_args": operator_arguments(None, given)} if given else arguments


def operator_arguments(operator: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """An operator's arguments as 3.3 spells them; what the operator itself names is left alone."""
    arguments = _with_defaults(dict(arguments))
    own: set[str] = set()
    for each in operator.__mro__ if operator is not None else ():
        if "__init__" in vars(each):
            own |= set(inspect.signature(each.__init__).parameters)
    found = _renamed(arguments, {old: new for old, new in OPERATOR_ARGUMENTS.items() if old not in own})
    rule = found.get("trigger_rule")
    if isinstance(rule, str):
        found["trigger_rule"] = TRIGGER_RULES.get(str(getattr(rule, "value", rule)), rule)
    return found


def _renamed(arguments: Mapping[str, Any], table: Mapping[str, str | None]) -> dict[str, Any]:
    kept = {name: value for name, value in arguments.items() if name not in table}
    for name in arguments:
        new = table.get(name)
        if new is not None:
            kept.setdefault(new, arguments[name])
    return kept


# A schedule's data interval lies before its run, as in 2.x, and not at it.
INTERVALS = ("AIRFLOW__SCHEDULER__CREATE_CRON_DATA_INTERVALS", "AIRFLOW__SCHEDULER__CREATE_DELTA_DATA_INTERVALS")


@contextlib.contextmanager
def old_defaults() -> Iterator[None]:
    """A DAG that does not say is daily and catches up; a cron schedule's data interval lies before its run."""
    dag_init = DAG.__init__

    def init(self: Any, *args: Any, **arguments: Any) -> None:
        if len(args) < 3 and not {"schedule", "schedule_interval", "timetable"} & set(arguments):
            arguments["schedule"] = DAG_DEFAULTS["schedule"]
        arguments.setdefault("catchup", DAG_DEFAULTS["catchup"])
        if not (arguments.get("start_date") or (arguments.get("default_args") or {}).get("start_date")):
            # 3.3 refuses it; 2.x had nothing to catch up from.
            arguments["catchup"] = False
        dag_init(self, *args, **arguments)

    before = {name: os.environ.get(name) for name in INTERVALS}
    os.environ.update(dict.fromkeys(INTERVALS, "True"))
    try:
        with _patched(DAG, "__init__", init):
            yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@contextlib.contextmanager
def _patched(owner: Any, name: str, value: Any) -> Iterator[None]:
    had, before = name in vars(owner), vars(owner).get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if had:
            setattr(owner, name, before)
        else:
            delattr(owner, name)
