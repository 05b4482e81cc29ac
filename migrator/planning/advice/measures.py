"""What the rules of advice count in a DAG, and the words for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrator.audit.scene import BLIND
from migrator.model import (
    Access,
    Becomes,
    Dag,
    Disposition,
    Equivalence,
    Likeness,
    PartitionKind,
    Plan,
    Project,
    Severity,
    Step,
    Task,
    TaskRef,
)
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Kind
from migrator.planning.advice.flows import DagName, Flows, is_known

# A DAG is expected to touch two systems: where data comes from, and where it goes to.
EXPECTED_SYSTEMS = 2
# What is only a name inside of Airflow.
NOT_SYSTEMS = {"airflow", "asset"}
UNWORKED = (Becomes.FOLDED, Becomes.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the measures look up again and again, by DAG: accesses, dispositions, steps, settings, the tasks that may
    touch more than is known, and the findings that are errors."""

    accesses: Mapping[DagName, list[Access]]
    dispositions: Mapping[DagName, list[Disposition]]
    steps: Mapping[DagName, list[Step]]
    settings: Mapping[DagName, list[Equivalence]]
    blind: Mapping[DagName, set[str]]
    errors: Mapping[DagName, list[str]]
    consumers: Mapping[DagName, set[DagName]]
    systems: Mapping[str, str]
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of what a rule counts there is, and the sentence that says so."""

    amount: float
    because: str


def facts_of(project: Project, plan: Plan, flows: Flows, catalogue: Catalogue) -> Facts:
    """Everything by DAG, each thing looked at once."""
    accesses: dict[DagName, list[Access]] = defaultdict(list)
    for access in project.accesses:
        accesses[access.task.path, access.task.dag].append(access)
    steps: dict[DagName, list[Step]] = defaultdict(list)
    for step in plan.steps:
        steps[step.tasks[0].path, step.tasks[0].dag].append(step)
    settings: dict[DagName, list[Equivalence]] = defaultdict(list)
    for row in plan.equivalence:
        settings[row.path, row.dag].append(row)
    tasks: dict[str, list[TaskRef]] = defaultdict(list)
    for dag in project.dags:
        for task in dag.tasks:
            tasks[f"{dag.name}.{task.id}"].append(dag.ref(task))
    blind, errors = _findings(project, tasks)
    return Facts(
        accesses,
        _dispositions(project, plan),
        steps,
        settings,
        blind,
        errors,
        flows.consumers(),
        {asset.key: asset.system for asset in project.assets},
        catalogue,
    )


def _dispositions(project: Project, plan: Plan) -> dict[DagName, list[Disposition]]:
    """What becomes of the tasks of each DAG."""
    # Of two DAGs with one name the first is planned, and its tasks come first.
    items = {item.item: item for item in reversed(plan.dispositions)}
    return {
        (dag.path, dag.name): [items[name] for task in dag.tasks if (name := f"{dag.name}.{task.id}") in items]
        for dag in project.dags
    }


def _findings(
    project: Project, tasks: Mapping[str, list[TaskRef]]
) -> tuple[dict[DagName, set[str]], dict[DagName, list[str]]]:
    dags: dict[str, list[DagName]] = defaultdict(list)
    for dag in project.dags:
        dags[dag.name].append((dag.path, dag.name))
    blind: dict[DagName, set[str]] = defaultdict(set)
    errors: dict[DagName, list[str]] = defaultdict(list)
    for found in project.findings:
        named = [ref for name in found.about for ref in tasks.get(name, ())]
        if found.code in BLIND:
            for ref in named:
                blind[ref.path, ref.dag].add(ref.task)
        if found.severity is Severity.ERROR and found.ignored is None:
            concerned = [(ref.path, ref.dag) for ref in named]
            concerned += [dag for name in found.about for dag in dags.get(name, ())]
            for each in dict.fromkeys(concerned):
                errors[each].append(f"{found.code} at {found.span.path}:{found.span.line}")
    return blind, errors


def measured(dag: Dag, facts: Facts) -> dict[str, Measured]:
    """What each rule counts in this DAG, by the rule's name; rules that count nothing in it are left out."""
    name = dag.path, dag.name
    kinds = {task.id: rule.kind if (rule := facts.catalogue.rule_of(task)) else None for task in dag.tasks}
    accesses = [access for access in facts.accesses.get(name, ()) if is_known(access)]
    found = {
        "partitioned": _partitioned(facts.steps.get(name, ())),
        "dbt": _dbt([task for task in dag.tasks if kinds[task.id] is Kind.DBT]),
        "consumers": _consumers(facts.consumers.get(name, set())),
        "sensors": _count([task for task in dag.tasks if kinds[task.id] is Kind.SENSOR], "sensor"),
        "other-dags": _count(
            [task for task in dag.tasks if _needs_runs(task, kinds[task.id])],
            "task on another DAG",
            "tasks on other DAGs",
        ),
        "systems": _systems(accesses, facts.systems),
        "unknown-data": _names(
            facts.blind.get(name, set()), "task whose data is not all known", "tasks whose data is not all known"
        ),
        "custom-operators": _custom(dag, facts.catalogue),
        "dynamic": _count(
            [task for task in dag.tasks if task.when or task.mapped],
            "task known only at run time",
            "tasks known only at run time",
        ),
        "settings": _settings(facts.settings.get(name, ())),
        **_shares(facts.dispositions.get(name, ())),
    }
    return {rule: each for rule, each in found.items() if each is not None and each.amount}


def is_fire_and_forget(dag: Dag, facts: Facts) -> bool:
    """Whether nothing in it touches data, as far as everything is known: it only does things elsewhere."""
    name = dag.path, dag.name
    return not (facts.accesses.get(name) or facts.blind.get(name) or facts.consumers.get(name))


def _partitioned(steps: Iterable[Step]) -> Measured | None:
    divided = [step for step in steps if step.partitions.kind is not PartitionKind.NONE]
    return Measured(1, f"{number(len(divided), 'step is', 'steps are')} divided by time") if divided else None


def _shares(dispositions: Iterable[Disposition]) -> dict[str, Measured | None]:
    """How much of its work becomes native, and how much stays in islands."""
    counts = Counter(each.becomes for each in dispositions if each.becomes not in UNWORKED)
    total = sum(counts.values())
    wrapped = counts[Becomes.WRAPPED] + counts[Becomes.AIRFLOW]
    if not total:
        return {}
    return {
        "native": Measured((total - wrapped) / total, f"{total - wrapped} of {number(total, 'task')} become native"),
        "islands": Measured(wrapped / total, f"{wrapped} of {number(total, 'task')} stay as they are"),
    }


def _consumers(consumers: set[DagName]) -> Measured | None:
    return _names({name for _, name in consumers}, "DAG reads what it writes", "DAGs read what it writes")


def _systems(accesses: Iterable[Access], systems: Mapping[str, str]) -> Measured | None:
    names = {systems[access.asset] for access in accesses if access.asset in systems} - NOT_SYSTEMS
    beyond = max(0, len(names) - EXPECTED_SYSTEMS)
    return Measured(beyond, f"it touches {len(names)} systems: {', '.join(sorted(names))}") if beyond else None


def _custom(dag: Dag, catalogue: Catalogue) -> Measured | None:
    unknown = {task.operator for task in dag.tasks if catalogue.rule_of(task) is None}
    return _names(unknown, "operator that no fact knows", "operators that no fact knows")


def _needs_runs(task: Task, kind: Kind | None) -> bool:
    """Whether a task starts a run of another DAG or waits for one."""
    return kind is Kind.TRIGGER or (kind is Kind.SENSOR and task.argument("external_dag_id") is not None)


def _settings(rows: Iterable[Equivalence]) -> Measured | None:
    return _names(
        {row.setting for row in rows if row.likeness is Likeness.IMPOSSIBLE},
        "setting has no form there",
        "settings have no form there",
    )


def _count(tasks: list[Task], one: str, many: str | None = None) -> Measured | None:
    return _names({task.id for task in tasks}, one, many)


def _dbt(tasks: list[Task]) -> Measured | None:
    return Measured(1, f"it runs dbt: {_shown(sorted(task.id for task in tasks))}") if tasks else None


def _names(names: set[str], one: str, many: str | None = None) -> Measured | None:
    return Measured(len(names), f"{number(len(names), one, many)}: {_shown(sorted(names))}") if names else None


def number(count: int, one: str, many: str | None = None) -> str:
    """So many of something, in words: `1 task`, `2 tasks`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def _shown(names: list[str]) -> str:
    """The first few names of several."""
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
