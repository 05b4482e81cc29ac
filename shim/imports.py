"""Lets DAG files of Airflow 1.10 and 2.x load unmodified: `compatible(...)` puts the tables of `versions.py` to work.

Old modules come from a finder that is asked last, so whatever is really installed wins; missing names of modules that
exist are added; DAG and operator arguments are translated. All of it ends with the `with` block, except that modules
and classes a loaded file holds on to stay alive with it.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import inspect
import os
import sys
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from airflow.sdk import DAG
from airflow.sdk.bases.operator import BaseOperatorMeta

from shim.versions import DAG_ARGUMENTS, DAG_DEFAULTS, MODULES, OPERATOR_ARGUMENTS, TRIGGER_RULES

PACKAGES = {name.rsplit(".", depth)[0] for name in MODULES for depth in range(1, name.count("."))}


@contextlib.contextmanager
def compatible(written_for: str) -> Iterator[None]:
    """While it lasts, old names import; for a file of 1.10 or 2.x its arguments, defaults and intervals hold too."""
    finder = _Finder()
    with warnings.catch_warnings(), contextlib.ExitStack() as stack:
        warnings.simplefilter("ignore")
        sys.meta_path.append(finder)
        stack.callback(finder.withdraw)
        stack.enter_context(_missing_names())
        stack.enter_context(_translated())
        if written_for != "3":
            stack.enter_context(_old_defaults())
        yield


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Makes a module for each old path; its names are looked up where they are now, when they are asked for."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in MODULES or fullname in PACKAGES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__
        self.made.append(name)
        if name in MODULES:
            module.__dict__["__getattr__"] = lambda attribute: _moved(name, attribute)

    def withdraw(self) -> None:
        """Forgets the modules made, so that nothing else in the process sees them."""
        sys.meta_path.remove(self)
        for name in self.made:
            module = sys.modules.pop(name, None)
            parent, _, last = name.rpartition(".")
            if module is not None and vars(sys.modules.get(parent, module)).get(last) is module:
                delattr(sys.modules[parent], last)


def _moved(module: str, attribute: str) -> Any:
    """Where an old name is now. Raises AttributeError for one the tables do not have."""
    table = MODULES[module]
    target = table.get(attribute) or (f"{table['*']}.{attribute}" if "*" in table else None)
    if target is None or attribute.startswith("__"):
        raise AttributeError(f"module {module!r} has no attribute {attribute!r}")
    home, _, name = target.rpartition(".")
    return getattr(importlib.import_module(home), name)


@contextlib.contextmanager
def _missing_names() -> Iterator[None]:
    """Adds the old names of modules that still exist and lack them."""
    added: list[tuple[types.ModuleType, str]] = []
    for path, table in MODULES.items():
        module = sys.modules.get(path) or _existing(path)
        for name in table if module is not None else ():
            if name != "*" and not hasattr(module, name):
                try:
                    setattr(module, name, _moved(path, name))
                except (ImportError, AttributeError):
                    continue
                added.append((module, name))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for module, name in added:
            delattr(module, name)


def _existing(path: str) -> types.ModuleType | None:
    """The module, if Airflow itself has it among those whose names alone are missing."""
    if not path.startswith(("airflow.utils.", "airflow.models.")):
        return None
    real = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    parent = importlib.import_module(path.rpartition(".")[0])
    for finder in real:
        if finder.find_spec(path, parent.__path__, None) is not None:
            return importlib.import_module(path)
    return None


# ----------------------------------------------------------------------------------------------------------- arguments


@contextlib.contextmanager
def _translated() -> Iterator[None]:
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
def _old_defaults() -> Iterator[None]:
    """A DAG that does not say is daily and catches up; a cron schedule's data interval lies before its run."""
    dag_init = DAG.__init__

    def init(self: Any, *args: Any, **arguments: Any) -> None:
        if not {"schedule", "schedule_interval", "timetable"} & set(arguments):
            arguments["schedule"] = DAG_DEFAULTS["schedule"]
        arguments.setdefault("catchup", DAG_DEFAULTS["catchup"])
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
