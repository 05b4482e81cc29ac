"""What one body adds to the function of an asset: source lines, and all that these need around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model import Function, Outputs, Plan, Step, TaskRef
from migrator.targets.dagster.naming import Names
from migrator.targets.dagster.systems import BY_NAME

START = "start = context.partition_time_window.start.astimezone(timezone.utc)"
END = "end = context.partition_time_window.end.astimezone(timezone.utc)"
PREVIOUS = (
    "previous = PARTITIONS.get_prev_partition_window(context.partition_time_window.start, respect_bounds=False)"
    ".start.astimezone(timezone.utc)"
)


@dataclass(frozen=True, slots=True)
class Around:
    """What every body may ask of its project: the names, the package, the module of each task's moved function, the key
    of the asset that holds what each task (DAG, task) hands on, the tasks that hand on a dict of several values, those
    whose value another step takes, and the class and system of each resource."""

    names: Names
    package: str
    code: Mapping[TaskRef, str]
    values: Mapping[tuple[str, str], str]
    bundled: frozenset[tuple[str, str]]
    taken: frozenset[tuple[str, str]]
    classes: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body stands: its step and task, and the module of its DAG. `name` is what its files are called, apart
    from those of the step's other bodies."""

    around: Around
    step: Step
    task: TaskRef
    module: str
    name: str

    @property
    def names(self) -> Names:
        """The names of the project."""
        return self.around.names

    @property
    def is_taken(self) -> bool:
        """Whether another step takes what this task hands on."""
        return (self.task.dag, self.task.task) in self.around.taken

    @property
    def package(self) -> str:
        """The project's package."""
        return self.around.package


@dataclass(frozen=True, slots=True)
class Emitted:
    """The `lines` of one body, without indentation, and what they need.

    `parameters` are (name, annotation) of what Dagster hands the function; `inputs` (parameter, asset key) of values
    that other assets made; `window` the lines on the partition's window; `imports` whole lines; `metadata` (key,
    source); `value` is the source of what the task hands to others; `files` are (path in the package, text).
    """

    lines: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    window: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    value: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()


def around_of(plan: Plan, names: Names, package: str, code: Mapping[TaskRef, str]) -> Around:
    """What bodies may ask of this plan's project. `code` is the module of each task's moved function."""
    values = {(task.dag, name): key for step in plan.steps for key, name in step.results for task in step.tasks[:1]}
    bundled = {
        (task.dag, task.task)
        for step in plan.steps
        for task, body in zip(step.tasks, step.bodies, strict=False)
        if isinstance(body, Function) and any(isinstance(given.feed, Outputs) for given in body.code.inputs)
    }
    read = {key for step in plan.steps for key in step.reads}
    taken = frozenset(maker for maker, key in values.items() if key in read)
    classes = {each.name: (BY_NAME[each.system].cls, each.system) for each in plan.resources if each.system in BY_NAME}
    return Around(names, package, code, values, frozenset(bundled), taken, classes)
