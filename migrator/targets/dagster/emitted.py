"""What one body adds to the function of an asset: source lines, and all that these need around them."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model import Step, TaskRef
from migrator.targets.dagster.naming import Names

START = "start = context.partition_time_window.start.astimezone(timezone.utc)"
END = "end = context.partition_time_window.end.astimezone(timezone.utc)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body stands: its step and task, the names of the project, its package and the module of its DAG.
    `name` is what its files are called, apart from those of the step's other bodies."""

    step: Step
    task: TaskRef
    names: Names
    package: str
    module: str
    name: str


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
