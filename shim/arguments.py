"""Arguments, defaults and intervals of Airflow 1.10 and 2.x, translated while an old file is loaded."""

from __future__ import annotations

import contextlib
import inspect
import os
from collections.abc import Iterator, Mapping
from typing import Any

from airflow.sdk import DAG
from airflow.sdk.bases.operator import BaseOperatorMeta

from shim.versions import DAG_ARGUMENTS, DAG_DEFAULTS, OPERATOR_ARGUMENTS, TRIGGER_RULES


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Old arguments of DAG and of operators are renamed or dropped."""
    dag_init = DAG.__init__

    def init(self: Any, *args: Any, **arguments: Any) -> None:
        found = _renamed(arguments, DAG_ARGUMENTS)
        if found.get("default_args"):
            found["default_args"] = operator_arguments(None, found["default_args"])
        dag_init(self, *args, **found)

    def call(cls: Any, *args: Any, **arguments: Any) -> Any:
        return type.__call__(cls, *args, **operator_arguments(cls, arguments))

    with _patched(DAG, "__init__", init), _patched(BaseOperatorMeta, "__call__", call):
        yield


def operator_arguments(operator: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """An operator's arguments as 3.3 spells them; what the operator itself names is left alone."""
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


@contextlib.contextmanager
def old_defaults() -> Iterator[None]:
    """A DAG that does not say is daily and catches up; a cron schedule's data interval lies before its run."""
    dag_init = DAG.__init__

    def init(self: Any, *args: Any, **arguments: Any) -> None:
        if not {"schedule", "schedule_interval", "timetable"} & set(arguments):
            arguments["schedule"] = DAG_DEFAULTS["schedule"]
        arguments.setdefault("catchup", DAG_DEFAULTS["catchup"])
        if not (arguments.get("start_date") or (arguments.get("default_args") or {}).get("start_date")):
            # 3.3 refuses it; 2.x had nothing to catch up from.
            arguments["catchup"] = False
        dag_init(self, *args, **arguments)

    name = "AIRFLOW__SCHEDULER__CREATE_CRON_DATA_INTERVALS"
    before = os.environ.get(name)
    os.environ[name] = "True"
    try:
        with _patched(DAG, "__init__", init):
            yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


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
