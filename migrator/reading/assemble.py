"""From DAGs as they were built to the model's frozen facts."""

from __future__ import annotations

from typing import Any

from migrator.model import (
    Condition,
    Dag,
    Edge,
    EdgeKind,
    Evidence,
    Ground,
    TaskGroup,
    TaskRef,
    Template,
    Unknown,
)
from migrator.model import Task as ModelTask
from migrator.reading.callbacks import callbacks_of
from migrator.reading.convert import arguments_of, level_for
from migrator.reading.dags import DagObject
from migrator.reading.effects import effects_of
from migrator.reading.enums import Member
from migrator.reading.frames import Frame
from migrator.reading.machine import Machine
from migrator.reading.redaction import safe
from migrator.reading.scripts import scripts_of
from migrator.reading.tasks import Task
from migrator.reading.timetables import timetable
from migrator.reading.values import unwrap


def dag_of(dag: DagObject, path: str, written_for: str | None, machine: Machine, frame: Frame) -> Dag:
    """The DAG as the model holds it; `path` is the file that brings it to Airflow."""
    name = dag.dag_id or f"unknown:{dag.span.line}"
    unsure = dag.dag_id is None and isinstance(unwrap(dag.settings.get("dag_id"))[0], Template | Unknown)
    # The code of a task is looked at here; what that adds to a DAG that is made is none of it.
    members = list(dag.members)
    tasks = tuple([task_of(task, name, machine, frame) for task in members])
    refs = {task: TaskRef(path, name, task.id) for task in members}
    return Dag(
        path,
        None if unsure else dag.dag_id,
        timetable(dag.settings, written_for),
        arguments_of(dag.settings, level_for(machine.secrets)),
        tasks,
        tuple([edge for task in members for edge in edges_of(task, refs)]),
        written_for,
        dag.when,
        dag.span,
        tuple(TaskGroup(g.id, g.parent.id if g.parent else None, g.mapped, g.span) for g in dag.groups),
        parent_of(dag, path),
        callbacks_of(dag.settings, dag.span, machine, frame),
    )


def parent_of(dag: DagObject, path: str) -> TaskRef | None:
    """The task that runs a sub-DAG; None for any other DAG."""
    task = dag.parent
    if task is None or task.dag is None:
        return None
    return TaskRef(path, task.dag.dag_id or f"unknown:{task.dag.span.line}", task.id)


def edges_of(task: Task, refs: dict[Task, TaskRef]) -> list[Edge]:
    """The edges into a task; `refs` are the names of the DAG's tasks."""
    found: list[Edge] = []
    for up, link in task.upstream.items():
        if up not in refs:
            continue
        when = joined(joined(link.when, up.when), task.when)
        ground = Ground.XCOM if link.kind is EdgeKind.XCOM else Ground.ORDER
        evidence = (Evidence(ground, link.span, link.quote),)
        found.append(Edge(refs[up], refs[task], link.kind, when, evidence))
    return found


def joined(one: Condition, other: Condition) -> Condition:
    """Both conditions at once."""
    for choice in other.choices:
        one = one.and_(choice)
    return one


# What any operator has, and a DAG file may set once the task is made.
SETTABLE = frozenset("doc_md owner retries retry_delay trigger_rule pool queue priority_weight depends_on_past".split())


def task_of(task: Task, dag: str, machine: Machine, frame: Frame) -> ModelTask:
    """The task as the model holds it."""
    arguments: dict[str, Any] = {**task.defaults, **task.arguments}
    arguments |= {name: value for name, value in task.attributes.items() if name in arguments or name in SETTABLE}
    # Before anything is shown: the code of a task may name what is secret.
    own = effects_of(task, machine, frame)
    started = scripts_of(task, arguments, own, machine, frame)
    effects = (*own, *started, *callbacks_of(arguments, task.span, machine, frame))
    level = level_for(machine.secrets)
    return ModelTask(
        dag=dag,
        id=task.id,
        operator=task.operator,
        import_path=task.import_path,
        arguments=arguments_of(arguments, level),
        group=task.group.id if task.group is not None else None,
        mapped=task.mapped,
        trigger_rule=rule_of(arguments, task),
        retries=retries_of(task.attributes.get("retries", arguments.get("retries", 0))),
        effects=effects,
        when=task.when,
        span=task.span,
        bases=task.bases,
        mapped_arguments=arguments_of(task.mapped_arguments, level),
        setup=task.setup,
        teardown=task.teardown,
        source=safe(task.quote, machine.secrets),
    )


def rule_of(arguments: dict[str, Any], task: Task) -> str:
    """The trigger rule."""
    asked = task.attributes.get("trigger_rule", arguments.get("trigger_rule", "all_success"))
    given, _ = unwrap(asked)
    given = given.value if isinstance(given, Member) else given
    rule = given if isinstance(given, str) else "all_success"
    if task.teardown and rule == "all_success":
        rule = "all_done_setup_success"
    return "always" if rule == "dummy" else rule


def retries_of(asked: Any) -> int:
    """How often a task is tried again."""
    given, _ = unwrap(asked)
    return int(given) if isinstance(given, (int, float)) else 0
