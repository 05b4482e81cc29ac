"""Every fact there is about operators and calls, by import path: each file of this folder with RULES adds its own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType

import migrator.operators
from migrator.model import Task
from migrator.operators.rule import Hook, Rule


def find(import_path: str, bases: Iterable[str] = ()) -> Rule | None:
    """The rule for an operator's or function's import path, old or new, else for its nearest base; None without."""
    for path in (import_path, *bases):
        rule = _by_path().get(path) or _gathered(path)
        if rule is not None:
            return rule
    return None


def rule_of(task: Task) -> Rule | None:
    """The rule for a task's operator; `@task.branch` is found wherever the file imports `task` from."""
    if task.operator.startswith("@"):
        return _by_path().get("airflow.sdk." + task.operator.removeprefix("@"))
    return find(task.import_path, task.bases)


def call_of(path: str) -> Rule | None:
    """The rule for a call: by its path, or by a pattern such as `pandas.*.to_csv`; None without."""
    rule = _by_path().get(path)
    if rule is None:
        first, last = path.partition(".")[0], path.rpartition(".")[2]
        rule = _by_path().get(f"{first}.*.{last}") or _by_path().get(f"*.{last}")
    return rule


def method_of(path: str) -> Rule | None:
    """The rule for a method of some hook's, `hook.run` for `...PostgresHook.run`; None for anything else."""
    found = hook_of(path)
    return _by_path().get(f"hook.{found[1].rpartition('.')[2]}") if found is not None and found[1] else None


@cache
def hook_of(path: str) -> tuple[Hook, str] | None:
    """The hook a path begins with, and what follows: `a.PostgresHook.get_conn.cursor` -> its Hook, get_conn.cursor"""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        hook = _hooks().get(".".join(parts[:end]))
        if hook is not None:
            return hook, ".".join(parts[end:])
    return None


def rules() -> Iterator[Rule]:
    """Every rule, by file and in the order written there."""
    for module in _modules():
        yield from getattr(module, "RULES", ())


def hooks() -> Iterator[Hook]:
    """Every hook, by file and in the order written there."""
    for module in _modules():
        yield from getattr(module, "HOOKS", ())


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(migrator.operators.__path__))
    return tuple(importlib.import_module(f"migrator.operators.{name}") for name in names if name != "facts")


@cache
def _hooks() -> dict[str, Hook]:
    return {path: hook for hook in hooks() for path in (*hook.old, hook.name)}


@cache
def _by_path() -> dict[str, Rule]:
    paths = {path: rule for rule in rules() for path in rule.old}
    return paths | {rule.name: rule for rule in rules()}


@cache
def _by_class() -> dict[str, Rule | None]:
    found: dict[str, Rule | None] = {}
    for path, rule in _by_path().items():
        name = path.rpartition(".")[2]
        found[name] = rule if found.get(name, rule) is rule else None
    return found


def _gathered(path: str) -> Rule | None:
    """Airflow 1.10 gathered all classes in one module: airflow.operators.PythonOperator"""
    module, _, name = path.rpartition(".")
    if module in ("airflow.operators", "airflow.sensors", "airflow.contrib.operators", "airflow.contrib.sensors"):
        return _by_class().get(name)
    return None
