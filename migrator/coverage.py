"""How far the facts about operators reach: what there is a fact about, and how the operators of a project are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from migrator.model import Project, Task
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind, Rule

# Families of providers, whose names have two words: airflow.providers.apache.hive
FAMILIES = ("apache", "atlassian", "cncf", "common", "dbt", "microsoft")
# What every operator and sensor is made of.
BARE = ("BaseOperator", "BaseSensorOperator")


class Known(str, Enum):
    """How it is known what an operator does to data, best first."""

    OWN = "own fact"
    FACT = "fact"
    BASE = "base class"
    CODE = "its code"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Provider:
    """The facts about one provider's operators: how many of each kind, and how many of all lead to data."""

    name: str
    kinds: tuple[tuple[Kind, int], ...]
    lead_to_data: int

    @property
    def total(self) -> int:
        """How many operators there is a fact about."""
        return sum(number for _, number in self.kinds)


@dataclass(frozen=True, slots=True)
class Used:
    """An operator that a project uses: by how many tasks, how it is known, and by which fact if by one."""

    operator: str
    import_path: str
    known: Known
    tasks: int
    fact: str | None = None
    kind: Kind | None = None


def providers(catalogue: Catalogue) -> tuple[Provider, ...]:
    """What the catalogue knows of operators, provider by provider, those of the project first."""
    found: dict[str, list[Rule]] = {}
    for rule in catalogue.rules():
        if is_operator(rule):
            found.setdefault("this project" if rule in catalogue.own else provider_of(rule.name), []).append(rule)
    return tuple(_provider(name, found[name]) for name in sorted(found, key=lambda name: (" " not in name, name)))


def used(project: Project, catalogue: Catalogue) -> tuple[Used, ...]:
    """The operators of a project's tasks, the unknown ones first, then by how many tasks they have."""
    counts = Counter(how(task, catalogue) for dag in project.dags for task in dag.tasks)
    order = list(Known)
    found = [
        Used(operator, path, known, number, rule, kind)
        for (operator, path, known, rule, kind), number in counts.items()
    ]
    return tuple(sorted(found, key=lambda one: (-order.index(one.known), -one.tasks, one.operator, one.import_path)))


def how(task: Task, catalogue: Catalogue) -> tuple[str, str, Known, str | None, Kind | None]:
    """The task's operator, and how it is known what that does to data."""
    rule = catalogue.rule_of(task)
    if rule is None:
        is_read = bool(task.effects) or (bool(task.bases) and task.bases[-1].rpartition(".")[2] in BARE)
        return task.operator, task.import_path, Known.CODE if is_read else Known.UNKNOWN, None, None
    is_its_own = task.operator.startswith("@") or catalogue.find(task.import_path) is rule
    known = Known.BASE if not is_its_own else Known.OWN if rule in catalogue.own else Known.FACT
    return task.operator, task.import_path, known, rule.name, rule.kind


def is_operator(rule: Rule) -> bool:
    """Whether a rule is about an operator, and not about a function or method that tasks call."""
    is_class = rule.name.rpartition(".")[2][:1].isupper() and not rule.positions
    return is_class or rule.name.startswith(("airflow.sdk.task", "airflow.sdk.asset"))


def provider_of(path: str) -> str:
    """The provider that an operator's import path belongs to: `apache.hive`, `amazon`, or the package it is in."""
    words = path.removeprefix("airflow.providers.").split(".")
    return ".".join(words[: 2 if words[0] in FAMILIES else 1]) if path.startswith("airflow.providers.") else words[0]


def _provider(name: str, rules: Iterable[Rule]) -> Provider:
    rules = list(rules)
    counts = Counter(rule.kind for rule in rules)
    return Provider(
        name,
        tuple((kind, counts[kind]) for kind in Kind if counts[kind]),
        sum(rule.names_data or bool(rule.passed) for rule in rules),
    )
