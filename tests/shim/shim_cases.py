"""What the shim is tested with: DAGs of our own, some of Airflow's examples, and plans made by hand."""

from __future__ import annotations

import datetime
import importlib.util
from pathlib import Path

from migrator.model import UNPARTITIONED, Becomes, Island, Partitions, Plan, Step, TaskRef, Wrapped

HERE = Path(__file__).parent
DAGS = HERE / "dags"
LOGICAL_DATE = datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc)
OWN = (
    *("branch_join", "branch_to_join", "short_circuit", "retries", "failures", "mapping", "mapped_group"),
    *("setups", "setup_fails", "values", "random_parts"),
)
EXAMPLES = {
    "example_nested_branch_dag": "example_nested_branch_dag",
    "example_dynamic_task_mapping": "example_dynamic_task_mapping",
    "example_skip_dag": "example_skip_dag",
    "example_setup_teardown_taskflow": "example_setup_teardown_taskflow",
    "example_xcom": "example_xcom",
}


def examples_folder() -> Path:
    """Where Airflow keeps its own example DAGs."""
    spec = importlib.util.find_spec("airflow")
    assert spec is not None and spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "example_dags"


def plan_of(
    root: Path, file: str, dag: str, above: dict[str, list[str]], partitions: Partitions = UNPARTITIONED
) -> Plan:
    """A plan that wraps a DAG: each task writes its own key and follows the tasks above it."""
    steps = tuple(
        Step(
            id=f"{dag}.{task}",
            tasks=(TaskRef(file, dag, task),),
            becomes=Becomes.WRAPPED,
            bodies=(Wrapped(dag),),
            reads=(),
            writes=(f"airflow:{dag}/{task}",),
            follows=tuple(f"airflow:{dag}/{each}" for each in follows),
            checks=(),
            partitions=partitions,
            settings=(),
            because="a test",
            group=dag,
        )
        for task, follows in above.items()
    )
    names = tuple((step.writes[0], (dag, step.tasks[0].task.replace(".", "_"))) for step in steps)
    return Plan(str(root), steps, islands=(Island(dag, file, dag, tuple(above), "a test"),), names=names)
