"""An island as what its template needs: one call that hands its tasks to the shim."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model import Island, Step
from migrator.targets.dagster.naming import Names


@dataclass(frozen=True, slots=True)
class IslandLine:
    """What `dag.py.jinja` says about one island. `outputs` and `deps` are asset keys as paths, by task id."""

    variable: str
    name: str
    because: str
    file: str
    dag_id: str
    outputs: dict[str, list[list[str]]]
    deps: dict[str, list[list[str]]]
    in_order: bool
    group: str
    template: str = "island.py.jinja"


def island_line(island: Island, steps: list[Step], names: Names) -> IslandLine:
    """One island: each task's outputs, and what each output depends on."""
    outputs = {task_of(island, step): [list(names.paths[key]) for key in step.writes] for step in steps}
    deps = {
        task_of(island, step): [list(names.paths[key]) for key in (*step.reads, *step.follows)]
        for step in steps
        if step.reads or step.follows
    }
    in_order = any(name == "in_order" for step in steps for name, _ in step.settings)
    name = names.islands[island.id]
    return IslandLine(
        f"{name}_island",
        name,
        island.because,
        island.path,
        island.dag,
        outputs,
        deps,
        in_order,
        names.group_of(steps[0]),
    )


def task_of(island: Island, step: Step) -> str:
    """The id of the task a step runs; `*` for an island of whatever tasks the DAG has."""
    return step.tasks[0].task if island.tasks else "*"
