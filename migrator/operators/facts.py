"""Every fact there is about operators and calls, by import path: each file of this folder with RULES adds its own, and
what a project knows of its own operators comes before them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import ModuleType

import migrator.operators
from migrator.model import Task
from migrator.operators.rule import Hook, Rule

# What Airflow 1.10 gathered all classes in: airflow.operators.PythonOperator
GATHERED = ("airflow.operators", "airflow.sensors", "airflow.contrib.operators", "airflow.contrib.sensors")
LANGUAGE = ("facts", "own", "rule")


@dataclass(frozen=True)
class Catalogue:
    """All facts a project is read with: `own` and `own_hooks` are the project's, and win over ours."""

    own: tuple[Rule, ...] = ()
    own_hooks: tuple[Hook, ...] = ()
    _hooks_found: dict[str, tuple[Hook, str] | None] = field(default_factory=dict, repr=False, compare=False)
    _calls_found: dict[str, Rule | None] = field(default_factory=dict, repr=False, compare=False)

    def find(self, import_path: str, bases: Iterable[str] = ()) -> Rule | None:
        """The rule for an operator's or function's import path, old or new, else for its nearest base; None without."""
        for path in (import_path, *bases):
            rule = self._by_path.get(path) or self._gathered(path)
            if rule is not None:
                return rule
        return None

    def rule_of(self, task: Task) -> Rule | None:
        """The rule for a task's operator; `@task.branch` is found wherever the file imports `task` from."""
        if task.operator.startswith("@"):
            return self._by_path.get("airflow.sdk." + task.operator.removeprefix("@"))
        return self.find(task.import_path, task.bases)

    def call_of(self, path: str) -> Rule | None:
        """The rule for a call: by its path, by that of the object's class, as a method of every hook (`hook.run`), or
        by a pattern such as `pandas.*.to_csv`; None without."""
        if path not in self._calls_found:
            self._calls_found[path] = self._call_of(path)
        return self._calls_found[path]

    def _call_of(self, path: str) -> Rule | None:
        made, dot, last = self.class_of(path.rpartition(".")[0]), ".", path.rpartition(".")[2]
        first = made.partition(".")[0]
        paths = (path, made + dot + last, f"{first}.*.{last}", f"*.{last}")
        return next((rule for one in paths if (rule := self._by_path.get(one)) is not None), None)

    def class_of(self, path: str) -> str:
        """The class of what a chain of calls returns, as far as RETURNS tell: `a.PostgresHook.get_conn.cursor` is a
        `hook`, `pyspark.sql.SparkSession.builder.getOrCreate.table` a `pyspark.sql.DataFrame`."""
        found = self.hook_of(path)
        if found is not None and found[0].speaks_sql:
            path = f"hook.{found[1]}" if found[1] else "hook"
        first, *rest = path.split(".")
        known = first
        for part in rest:
            whole = f"{known}.{part}"
            known = self._returns.get(whole) or self._returns.get(f"{first}.*.{part}") or whole
            first = known.partition(".")[0]
        return known

    def hook_of(self, path: str) -> tuple[Hook, str] | None:
        """The hook a path begins with, and what follows: `a.PostgresHook.get_conn.cursor` -> Hook, get_conn.cursor"""
        if path not in self._hooks_found:
            self._hooks_found[path] = self._hook_of(path)
        return self._hooks_found[path]

    def rules(self) -> Iterator[Rule]:
        """Every rule: the project's own, then ours by file and in the order written there."""
        yield from self.own
        for module in modules():
            yield from getattr(module, "RULES", ())

    def hooks(self) -> Iterator[Hook]:
        """Every hook: the project's own, then ours by file and in the order written there."""
        yield from self.own_hooks
        for module in modules():
            yield from getattr(module, "HOOKS", ())

    def _hook_of(self, path: str) -> tuple[Hook, str] | None:
        parts = path.split(".")
        for end in range(len(parts), 0, -1):
            hook = self._hooks.get(".".join(parts[:end]))
            if hook is not None:
                return hook, ".".join(parts[end:])
        return None

    @cached_property
    def _returns(self) -> dict[str, str]:
        return {path: made for module in modules() for path, made in getattr(module, "RETURNS", {}).items()}

    @cached_property
    def openers(self) -> dict[str, str | None]:
        """The constructors of databases outside Airflow, and the system, None where their URL or path tells."""
        return {path: system for module in modules() for path, system in getattr(module, "OPENERS", {}).items()}

    @cached_property
    def _hooks(self) -> dict[str, Hook]:
        own = {path: hook for hook in self.own_hooks for path in (*hook.old, hook.name)}
        return {path: hook for hook in self.hooks() for path in (*hook.old, hook.name)} | own

    @cached_property
    def _by_path(self) -> dict[str, Rule]:
        paths = {path: rule for rule in self.rules() for path in rule.old} | {rule.name: rule for rule in self.rules()}
        return paths | {path: rule for rule in self.own for path in (*rule.old, rule.name)}

    @cached_property
    def _by_class(self) -> dict[str, Rule | None]:
        found: dict[str, Rule | None] = {}
        for path, rule in self._by_path.items():
            name = path.rpartition(".")[2]
            found[name] = rule if found.get(name, rule) is rule else None
        return found

    def _gathered(self, path: str) -> Rule | None:
        module, _, name = path.rpartition(".")
        return self._by_class.get(name) if module in GATHERED else None


@cache
def modules() -> tuple[ModuleType, ...]:
    """The files of this folder that hold facts."""
    names = sorted(module.name for module in pkgutil.iter_modules(migrator.operators.__path__))
    return tuple(importlib.import_module(f"migrator.operators.{name}") for name in names if name not in LANGUAGE)
