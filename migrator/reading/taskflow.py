"""TaskFlow: functions under `@task` and its variants, `@setup`, `@teardown`, and tasks made by calling them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from migrator.model import Unknown
from migrator.reading.frames import Frame
from migrator.reading.groups import current_group
from migrator.reading.tasks import Task, XCom, register, unique_label
from migrator.reading.text import as_name
from migrator.reading.values import Given, Native, Object, Outside, describe, unwrap

BRANCHES = ("branch", "short_circuit", "virtualenv", "external_python", "branch_virtualenv", "branch_external_python")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TaskFunction(Object):
    """A decorated function: each call makes a task."""

    function: Any
    variant: str
    import_path: str
    settings: dict[str, Any]
    fixed: dict[str, Any] = field(default_factory=dict)
    setup: bool = False
    teardown: bool = False

    identity = True

    def describe(self) -> str:
        return describe(self.function)

    def attribute(self, name: str, frame: Frame) -> Any:
        methods = {
            "override": lambda g, f: replace(self, settings={**self.settings, **g.named}),
            "partial": lambda g, f: replace(self, fixed={**self.fixed, **g.named}),
            "expand": lambda g, f: self.build(g, f, mapped=True),
            "expand_kwargs": lambda g, f: self.build(g, f, mapped=True),
        }
        if name in methods:
            return Native(name, methods[name])
        return (
            self.function
            if name in ("function", "__wrapped__")
            else frame.machine.attribute(self.function, name, frame)
        )

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        if frame.machine.state.effects is not None and not frame.machine.state.dags:
            return frame.machine.call(self.function, arguments, frame)
        return self.build(arguments, frame, mapped=False)

    def build(self, given: Given, frame: Frame, *, mapped: bool) -> XCom:
        """The task this call makes, as what it returns."""
        state = frame.machine.state
        task = Task("", self.variant, self.import_path, dict(self.settings), state.when, frame.span, "")
        task.mapped = mapped
        task.setup, task.teardown = self.setup, self.teardown
        task.arguments["python_callable"] = self.function
        flow = {**self.fixed, **({} if mapped else given.named)}
        if given.positional and not mapped:
            task.arguments["op_args"] = list(given.positional)
        if flow:
            task.arguments["op_kwargs"] = flow
        if mapped:
            task.mapped_arguments = given.named or {"expand_kwargs": given.take("kwargs", 0)}
        label = (
            as_name(self.settings.get("task_id"))
            or getattr(self.function, "shown_name", None)
            or describe(self.function)
        )
        dag, _ = unwrap(self.settings.get("dag"))
        dag = dag if hasattr(dag, "members") and hasattr(dag, "children") else frame.machine.current_dag()
        group = current_group(dag, frame) if dag is not None else None
        task.arguments["task_id"] = unique_label(label, group, dag, state.when)
        register(task, self.settings, frame)
        return XCom(task)


def task_decorator(name: str, given: Given, frame: Frame) -> Any:
    """`@task`, `@task(...)`, `@task.branch(...)` and every other variant."""
    variant = variant_of(name.rsplit(".", 1)[-1])
    if given.positional and getattr(given.positional[0], "identity", False):
        return decorated(given.positional[0], variant, name, dict(given.named))
    settings = dict(given.named)
    return Native("task", lambda inner, frame: decorated(inner.positional[0], variant, name, settings))


def variant_of(last: str) -> str:
    """How a decorator is called, by the last part of its import path: `@task.bash` for `task.bash` and `bash_task`."""
    kind = last if last in ("task", "task_decorator") else last.removesuffix("_task")
    return "@task" if kind in ("task", "python", "task_decorator") else f"@task.{kind}"


def condition(name: str, given: Given, frame: Frame) -> Any:
    """`@task.run_if(...)` and `@task.skip_if(...)`: the task below them stays what it is."""
    return Native(name, lambda inner, frame: inner.positional[0])


def marked(name: str, given: Given, frame: Frame) -> Any:
    """`@result`: the task below it stays what it is."""
    return given.positional[0] if given.positional else Unknown(name, "it is given no task")


def factory(name: str, given: Given, frame: Frame) -> Any:
    """`task_decorator_factory(...)`: a decorator for tasks of the operator class that is given."""
    cls, _ = unwrap(given.take("decorated_operator_class"))
    own = cls.find("custom_operator_name") if hasattr(cls, "find") else None
    path = cls.name if isinstance(cls, Outside) else describe(cls)
    variant = own if isinstance(own, str) else path.rsplit(".", 1)[-1]
    variant = "@task" if variant == "@task.python" else variant
    mine = ("python_callable", "multiple_outputs", "decorated_operator_class")
    settings = {key: value for key, value in given.named.items() if key not in mine}
    function, _ = unwrap(given.take("python_callable", 0))
    if function is not None:
        return decorated(function, variant, path, settings)
    return Native(name, lambda inner, frame: decorated(inner.positional[0], variant, path, settings))


def decorated(function: Any, variant: str, name: str, settings: dict[str, Any]) -> Any:
    """The function under the decorator; Unknown when it is no function."""
    if not getattr(function, "identity", False):
        return Unknown(describe(function), "it is decorated as a task, but is no function we can see")
    return TaskFunction(function, variant, name, settings)


def ends_decorator(name: str, given: Given, frame: Frame) -> Any:
    """`@setup` and `@teardown`, alone or over `@task`, with or without arguments."""
    is_setup = name.endswith("setup")

    def mark(function: Any, settings: dict[str, Any]) -> Any:
        if not isinstance(function, TaskFunction):
            function = TaskFunction(function, "@task", "airflow.sdk.task", {})
        more = {} if is_setup else {"trigger_rule": "all_done_setup_success"}
        kept = {**function.settings, **{k: v for k, v in settings.items() if k != "on_failure_fail_dagrun"}, **more}
        return replace(function, settings=kept, setup=is_setup, teardown=not is_setup)

    if given.positional:
        return mark(given.positional[0], given.named)
    return Native(name, lambda inner, frame: mark(inner.positional[0], given.named))
