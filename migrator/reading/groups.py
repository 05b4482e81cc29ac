"""Task groups: `with TaskGroup(...)` and `@task_group`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from migrator.model import Span, Unknown
from migrator.reading.classes import Class
from migrator.reading.edges import Node, connect
from migrator.reading.frames import Frame
from migrator.reading.functions import name_of
from migrator.reading.instances import construct, enclosed, instance_attribute
from migrator.reading.meter import LOOKED_AT, spend
from migrator.reading.text import as_name
from migrator.reading.values import Given, Native, Object, describe, unwrap

# What groups stand in and hold: `dags.DagObject` and `tasks.Task`, which themselves know groups.
DagObject: TypeAlias = Any
Task: TypeAlias = Any


@dataclass(slots=True, eq=False, repr=False)
class Group(Node):
    """A task group while its DAG is built."""

    label: str
    parent: Group | None
    dag: DagObject
    prefix: bool
    span: Span
    default_args: dict[str, Any] = field(default_factory=dict)
    children: list[Any] = field(default_factory=list)
    inputs: list[Any] = field(default_factory=list)
    mapped: bool = False
    cls: Class | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    opened: list[Any] = field(default_factory=list)
    launcher: str | None = None

    @property
    def id(self) -> str:
        """The full id."""
        return child_id(self.parent, self.label)

    @property
    def group(self) -> Group | None:
        """The group it lies in."""
        return self.parent

    def describe(self) -> str:
        return self.id

    def tasks(self) -> list[Task]:
        """The tasks in it and in groups inside it, in order."""
        spend(1 + len(self.children) // LOOKED_AT)
        return [t for child in self.children for t in (child.tasks() if isinstance(child, Group) else [child])]

    def starts(self) -> list[Task]:
        spend(len(self.children) // 4)
        inside = set(self.tasks())
        return [task for task in self.tasks() if not inside & task.upstream.keys()]

    def ends(self) -> list[Task]:
        spend(len(self.children) // 4)
        tasks = self.tasks()
        inside = set(tasks)
        found: dict[Task, None] = {}
        for task in tasks:
            if not inside & task.downstream.keys():
                found.update(dict.fromkeys(first_work(task, inside, set()) if task.teardown else [task]))
        return list(found)

    def attribute(self, name: str, frame: Frame) -> Any:
        if self.cls is not None and (name in self.attributes or self.cls.find(name) is not None):
            return instance_attribute(self, self.cls, self.attributes, name, frame)
        if name in ("set_upstream", "set_downstream"):
            return self.relation(name)
        if name in ("dag", "parent_group", "default_args"):
            return {"dag": self.dag, "parent_group": self.parent, "default_args": self.default_args}[name]
        if name == "group_id":
            return self.id
        if name in ("__enter__", "__exit__"):
            return Native(name, lambda given, frame: enclosed(self, name, frame))
        if name == "children":
            return {getattr(c, "id", ""): c for c in self.children}
        if name in ("get_roots", "get_leaves"):
            return Native(name, lambda given, frame: self.starts() if name == "get_roots" else self.ends())
        if name in ("roots", "leaves"):
            return self.starts() if name == "roots" else self.ends()
        if name == "add":
            return Native(name, lambda given, frame: self.children.append(given.positional[0]))
        return Object.attribute(self, name, frame)

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`group.name = value`."""
        frame.machine.changing(self.attributes)
        self.attributes[name] = value

    def base_method(self, name: str, given: Given, frame: Frame) -> Any:
        """`super().name(...)` where the class above is Airflow's own."""
        if name == "__init__":
            settle(self, given, frame)
            return None
        return enclosed(self, name, frame)

    @contextmanager
    def entered(self, frame: Frame) -> Iterator[Group]:
        """Tasks made inside belong to it."""
        groups = frame.machine.state.groups
        groups.append(self)
        try:
            yield self
        finally:
            groups.pop()
            if self.launcher is not None:
                launch(self, frame)
            for task in self.inputs:
                connect(task, self, frame)


# Groups from outside that add a task of their own, before all others, when their block ends.
LAUNCHERS = {
    "DatabricksWorkflowTaskGroup": "airflow.providers.databricks.operators.databricks_workflow."
    "_CreateDatabricksWorkflowOperator",
}


def launch(group: Group, frame: Frame) -> None:
    """The task `launch` of a group that makes one."""
    assert group.launcher is not None
    inside = group.tasks()
    settings = {"task_id": "launch", "task_group": group, "dag": group.dag}
    connect(frame.machine.call_outside(group.launcher, Given([], settings), frame), inside, frame)


def first_work(task: Task, inside: set[Task], seen: set[Task]) -> Iterator[Task]:
    """The nearest tasks before a teardown that are not teardowns themselves."""
    for up in task.upstream:
        if up not in inside or up in seen or (task.teardown and up.setup):
            continue
        if up.teardown:
            seen.add(up)
            yield from first_work(up, inside, seen)
        elif not any(down in inside and down is not task and not down.teardown for down in up.downstream):
            yield up


def child_id(group: Group | None, label: str) -> str:
    """The full id of something in a group; a group that gives no prefix takes its own parent's away too."""
    return f"{group.id}.{label}" if group is not None and group.prefix else label


def current_group(dag: DagObject, frame: Frame) -> Group | None:
    """The group new tasks of the DAG belong to."""
    for group in reversed(frame.machine.state.groups):
        if group is None:
            return None
        if isinstance(group, Group) and group.dag is dag:
            return group
    return None


def make_group(name: str, given: Given, frame: Frame) -> Any:
    """`TaskGroup("id", ...)`."""
    launcher = LAUNCHERS.get(name.rsplit(".", 1)[-1])
    if name.rsplit(".", 1)[-1] != "TaskGroup" and launcher is None:
        frame.machine.report(
            "unknown-value",
            frame.span,
            f"a {name.rsplit('.', 1)[-1]} may add tasks of its own, which are not seen here",
            "Look at the group in Airflow; tasks that only its class makes are missing.",
        )
    group = Group("", None, None, True, frame.span)
    group.launcher = launcher
    settle(group, given, frame)
    return group if group.dag is not None else UNSETTLED


def make_custom(cls: Class, given: Given, frame: Frame) -> Any:
    """A group of a class of the project: its `__init__` runs, up to Airflow's own."""
    group = Group("", None, None, True, frame.span, cls=cls)
    if cls.find("__init__") is None:
        settle(group, given, frame)
    else:
        construct(cls, group, given, frame)
    return group if group.dag is not None else UNSETTLED


def settle(group: Group, given: Given, frame: Frame) -> None:
    """Give a group its id, its DAG and its place; none where they are not known."""
    dag, _ = unwrap(given.take("dag"))
    parent, _ = unwrap(given.take("parent_group"))
    dag = getattr(parent, "dag", None) or dag or frame.machine.current_dag()
    label = as_name(given.take("group_id", 0))
    if dag is None or label is None:
        report_unsettled(given, frame)
        return
    parent = parent if isinstance(parent, Group) else current_group(dag, frame)
    group.label, group.parent, group.dag = label, parent, dag
    group.prefix = unwrap(given.take("prefix_group_id", 1, True))[0] is not False
    if unwrap(given.take("add_suffix_on_collision"))[0] is True:
        group.label = unique_label(label, parent, dag)
    defaults, _ = unwrap(given.take("default_args", None, {}))
    group.default_args = {**(parent.default_args if parent else {}), **(defaults if isinstance(defaults, dict) else {})}
    (parent.children if parent else dag.children).append(group)
    dag.groups.append(group)


UNSETTLED = Unknown("TaskGroup(...)", "its id or its DAG is not known before run time")


def report_unsettled(given: Given, frame: Frame) -> None:
    """Say that a group's id or DAG is not known."""
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"the task group `{describe(given.take('group_id', 0))}` is left out: {UNSETTLED.because}",
        "Give the value it hangs on a default.",
    )


def unique_label(label: str, parent: Group | None, dag: DagObject) -> str:
    """The label, or with the suffix Airflow gives it when the id is taken."""
    spend(len(dag.groups) // 4)
    used = {group.id for group in dag.groups}
    if child_id(parent, label) not in used:
        return label
    base = re.split(r"__\d+$", label)[0]
    numbers = [int(m[1]) for m in (re.match(rf"^(?:.*\.)?{re.escape(base)}__(\d{{1,18}})$", i) for i in used) if m]
    return f"{base}__{max(numbers, default=0) + 1}"


@dataclass(slots=True, eq=False, repr=False)
class GroupFunction(Object):
    """A function under `@task_group`."""

    function: Any
    settings: dict[str, Any]
    fixed: dict[str, Any] = field(default_factory=dict)

    identity = True

    def describe(self) -> str:
        return describe(self.function)

    def attribute(self, name: str, frame: Frame) -> Any:
        if name == "override":
            return Native(name, lambda g, f: GroupFunction(self.function, {**self.settings, **g.named}, self.fixed))
        if name == "partial":
            return Native(name, lambda g, f: GroupFunction(self.function, self.settings, {**self.fixed, **g.named}))
        if name in ("expand", "expand_kwargs"):
            return Native(name, lambda given, frame: self.build(given, frame, mapped=True))
        return frame.machine.attribute(self.function, name, frame)

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        return self.build(arguments, frame, mapped=False)

    def build(self, given: Given, frame: Frame, *, mapped: bool) -> Any:
        """The group with what the function makes; its value is what the function returns, or the group."""
        settings = {"group_id": name_of(self.function), **self.settings, "add_suffix_on_collision": True}
        settings.pop("tooltip", None)
        group = make_group("TaskGroup", Given([], settings), frame)
        if not isinstance(group, Group):
            return group
        group.mapped = mapped
        inside = given
        if mapped:
            # Only what is mapped over as a whole: Airflow does not look into lists here.
            sources = [ref for value in given.values() for ref in getattr(unwrap(value)[0], "sources", None) or ()]
            group.inputs = [ref.task for ref in sources]
            inside = Given([], {name: one_of(name, sources) for name in given.named})
        with group.entered(frame):
            call = Given(inside.positional, {**self.fixed, **inside.named}, inside.rest)
            result = frame.machine.call(self.function, call, frame)
        return group if result is None else result


@dataclass(slots=True, eq=False, repr=False)
class OneOf(Object):
    """What a mapped group's function receives: one of the values, known when the DAG runs. `sources` give them."""

    name: str
    sources: list[Any]

    def describe(self) -> str:
        return self.name

    def attribute(self, name: str, frame: Frame) -> Any:
        return OneOf(f"{self.name}.{name}", self.sources)

    def item(self, key: Any, frame: Frame) -> Any:
        return OneOf(f"{self.name}[{describe(key)}]", self.sources)

    def truth(self) -> bool | None:
        return None


def one_of(name: str, sources: list[Any]) -> Any:
    """One of the values a group is expanded over; whoever uses it comes after the tasks they all come from."""
    return OneOf(name, sources) if sources else Unknown(name, "one of the values the group is expanded over")


def group_decorator(name: str, given: Given, frame: Frame) -> Any:
    """`@task_group` and `@task_group(...)`."""
    if given.positional and getattr(given.positional[0], "identity", False):
        return GroupFunction(given.positional[0], dict(given.named))
    settings = dict(given.named)
    if given.positional:
        settings["group_id"] = given.positional[0]
    return Native("task_group", lambda inner, frame: GroupFunction(inner.positional[0], settings))
