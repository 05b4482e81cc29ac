"""DAGs while they are built: `DAG(...)`, `with DAG(...)`, and functions under `@dag`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from migrator.model import Condition, Span, Unknown
from migrator.reading.classes import Class
from migrator.reading.frames import Frame
from migrator.reading.functions import Function, name_of, parameters
from migrator.reading.instances import construct, enclosed, instance_attribute
from migrator.reading.meter import LOOKED_AT, spend
from migrator.reading.text import as_name
from migrator.reading.values import Given, Native, Object, describe, unwrap

# What a DAG holds: `tasks.Task` and `groups.Group`, which themselves know their DAG.
Task: TypeAlias = Any
Group: TypeAlias = Any
POSITIONS = ("dag_id", "description", "schedule")


@dataclass(slots=True)
class Taken:
    """The ids taken under one condition, and the highest number at the end of one."""

    ids: set[str] = field(default_factory=set)
    highest: int = 0


@dataclass(slots=True, eq=False, repr=False)
class DagObject(Object):
    """A DAG with what it has been given so far. `settings` are the arguments as named."""

    settings: dict[str, Any]
    span: Span
    when: Condition
    imports: set[str]
    members: dict[Task, None] = field(default_factory=dict)
    children: list[Any] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    # The task that runs it as its sub-DAG.
    parent: Task | None = None
    # The first task of each id; the ids surely taken, with the highest number among those that end in `__1`, `__2`...;
    # and the same of those taken under each condition, by what the ids begin with.
    ids: dict[str, Task] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    perhaps: dict[str, dict[Condition, Taken]] = field(default_factory=dict)
    cls: Class | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    opened: list[Any] = field(default_factory=list)

    identity = True

    def describe(self) -> str:
        return self.dag_id or "dag"

    @property
    def dag_id(self) -> str | None:
        """The id, or None when only run time knows it."""
        return as_name(self.settings.get("dag_id"))

    @property
    def default_args(self) -> dict[str, Any]:
        """The defaults every task receives."""
        found, _ = unwrap(self.settings.get("default_args"))
        return found if isinstance(found, dict) else {}

    def add(self, task: Task) -> None:
        """Take a task in."""
        if task not in self.members:
            task.dag = self
            self.members[task] = None
            self.ids.setdefault(task.id, task)
            base, number = numbered(task.id)
            if task.when:
                under = self.perhaps.setdefault(base, {}).setdefault(task.when, Taken())
                under.ids.add(task.id)
                under.highest = max(number, under.highest)
            else:
                self.taken.add(task.id)
                self.numbers[base] = max(number, self.numbers.get(base, 0))
            if task.group is None:
                self.children.append(task)

    def add_all(self, tasks: Any) -> None:
        """Take several tasks in."""
        for task in [] if isinstance(tasks, Unknown) else tasks:
            self.add(task)

    def attribute(self, name: str, frame: Frame) -> Any:
        if self.cls is not None and (name in self.attributes or self.cls.find(name) is not None):
            return instance_attribute(self, self.cls, self.attributes, name, frame)
        if name in ("dag_id", "default_args"):
            return self.dag_id if name == "dag_id" else self.settings.get("default_args", {})
        if name in COLLECTIONS:
            spend((len(self.members) + len(self.groups)) // LOOKED_AT)
            return COLLECTIONS[name](self)
        name = "schedule" if name == "schedule_interval" and name not in self.settings else name
        if name in self.settings:
            return self.settings[name]
        methods = {
            "get_task": lambda given, frame: self.get_task(given.take("task_id", 0)),
            "add_task": lambda given, frame: self.add(unwrap(given.take("task", 0))[0]),
            "add_tasks": lambda given, frame: self.add_all(frame.machine.iterate(given.take("tasks", 0))),
            "set_dependency": lambda given, frame: self.depend(given, frame),
            "test": lambda given, frame: None,
            "cli": lambda given, frame: None,
            "has_task": lambda given, frame: as_name(given.positional[0]) in self.ids,
        }
        if name == "task":
            return Native(name, self.decorate)
        if name in ("__enter__", "__exit__"):
            return Native(name, lambda given, frame: enclosed(self, name, frame))
        return Native(name, methods[name]) if name in methods else Object.attribute(self, name, frame)

    def take_apart(self) -> None:
        """Let go of the tasks: they and the DAG hold each other, and with them the trees they came from."""
        for task in self.members:
            for held in (task.upstream, task.downstream, task.arguments, task.attributes):
                held.clear()
            task.dag = task.group = None
        for held in (self.members, self.children, self.groups):
            held.clear()

    def decorate(self, given: Given, frame: Frame) -> Any:
        """`@dag.task` and `@dag.task(...)`: `@task` for this DAG."""
        return frame.machine.call_outside(
            "airflow.sdk.task", Given(given.positional, {**given.named, "dag": self}), frame
        )

    def get_task(self, name: Any) -> Any:
        """The task with this id."""
        wanted = as_name(name)
        found = self.ids.get(wanted) if wanted is not None else None
        return found or Unknown(f"dag.get_task({describe(name)})", "the DAG has no such task here")

    def depend(self, given: Given, frame: Frame) -> None:
        """`dag.set_dependency(upstream_id, downstream_id)`."""
        frame.machine.tables.find_call("airflow.sdk.chain")(
            "chain", Given([self.get_task(value) for value in given.positional]), frame
        )

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`dag.name = value`."""
        names = self.settings if self.cls is None or name in self.settings else self.attributes
        frame.machine.changing(names)
        names[name] = value

    def combine(self, sign: str, other: Any, reflected: bool, frame: Frame) -> Any:
        """Airflow 1's `dag >> task`: the task joins the DAG."""
        inner, _ = unwrap(other)
        if sign not in (">>", "<<") or not hasattr(inner, "upstream"):
            return NotImplemented
        self.add(inner)
        return self if reflected else inner

    def base_method(self, name: str, given: Given, frame: Frame) -> Any:
        """`super().name(...)` where the class above is Airflow's own."""
        if name == "__init__":
            configure(self, given, frame)
            return None
        return enclosed(self, name, frame)

    @contextmanager
    def entered(self, frame: Frame) -> Iterator[DagObject]:
        """Tasks made inside belong to it; it is one of the file's DAGs even when no name holds it."""
        state = frame.machine.state
        state.dags.append(self)
        state.groups.append(None)
        try:
            yield self
        finally:
            state.dags.pop()
            state.groups.pop()
            if self not in state.registered and state.effects is None:
                state.registered.append(self)


COLLECTIONS: dict[str, Callable[[DagObject], Any]] = {
    "tasks": lambda dag: list(dag.members),
    "task_ids": lambda dag: [task.id for task in dag.members],
    "task_dict": lambda dag: {task.id: task for task in dag.members},
    "roots": lambda dag: [task for task in dag.members if not task.upstream],
    "leaves": lambda dag: [task for task in dag.members if not task.downstream],
    "task_group_dict": lambda dag: {group.id: group for group in dag.groups},
}


def numbered(name: str) -> tuple[str, int]:
    """An id without the number that makes it unique, and that number.

    >>> numbered("load__2")
    ('load', 2)
    """
    base, _, number = name.rpartition("__")
    is_number = bool(base) and number.isdecimal() and len(number) < 19
    return (base, int(number)) if is_number else (name, 0)


def make_dag(name: str, given: Given, frame: Frame) -> Any:
    """`DAG(...)`; what a DAG made inside a task's code is, is not a DAG of the file."""
    dag = DagObject({}, frame.span, frame.machine.state.when, frame.module.imports)
    configure(dag, given, frame)
    return dag


def make_custom(cls: Class, given: Given, frame: Frame) -> Any:
    """A DAG of a class of the project: its `__init__` runs, up to Airflow's own."""
    dag = DagObject({}, frame.span, frame.machine.state.when, frame.module.imports, cls=cls)
    if cls.find("__init__") is None:
        configure(dag, given, frame)
    else:
        construct(cls, dag, given, frame)
    return dag


def configure(dag: DagObject, given: Given, frame: Frame) -> None:
    """Give a DAG its settings, and say which of them are not known."""
    settings = {**dict(zip(POSITIONS, given.positional, strict=False)), **given.named}
    dag.settings.update(settings)
    frame.machine.state.built = True
    frame.machine.state.made += 1
    if given.rest is not None:
        frame.machine.report(
            "unknown-value",
            frame.span,
            f"the DAG {dag.describe()} receives arguments not known here: {given.rest.because}",
            "Write the arguments where the text shows them.",
        )
    if dag.dag_id is None and frame.machine.state.effects is None:
        frame.machine.report(
            "unknown-value",
            frame.span,
            f"the id of a DAG, `{describe(settings.get('dag_id'))}`, is not known here",
            "Give the value it hangs on a default.",
        )


@dataclass(slots=True, eq=False, repr=False)
class DagFunction(Object):
    """A function under `@dag`."""

    function: Any
    settings: dict[str, Any]

    identity = True

    def attribute(self, name: str, frame: Frame) -> Any:
        return frame.machine.attribute(self.function, name, frame)

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        settings = {"dag_id": name_of(self.function), **self.settings}
        dag = make_dag("DAG", Given([], settings), frame)
        with dag.entered(frame):
            frame.machine.call(self.function, self.parameters(arguments), frame)
        return dag

    def parameters(self, given: Given) -> Given:
        """The arguments, each a value that a run may set."""
        if not isinstance(self.function, Function):
            return given
        names = [p.name.value for p in parameters(self.function.node.params)]
        because = "a run of the DAG may set it"
        return Given([], {name: Unknown(f"params.{name}", because) for name in names})


def dag_decorator(name: str, given: Given, frame: Frame) -> Any:
    """`@dag` and `@dag(...)`."""
    if given.positional and getattr(given.positional[0], "identity", False):
        return DagFunction(given.positional[0], {})
    settings = {**dict(zip(POSITIONS, given.positional, strict=False)), **given.named}
    return Native("dag", lambda inner, frame: DagFunction(inner.positional[0], settings))
