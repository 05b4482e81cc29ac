"""Sub-DAGs of Airflow 1.10 and 2: a DAG that a task of another DAG runs.

Airflow lists such a DAG as one of its own, named `parent.child` after its task. So do we: the task stays in its DAG,
the child is a DAG of the file, and `Dag.parent` says which task runs it.
"""

from __future__ import annotations

from collections.abc import Iterable

from migrator.reading.dags import DagObject
from migrator.reading.frames import Frame
from migrator.reading.values import describe, unwrap

ARGUMENTS = ("subdag", "0")


def with_children(dags: Iterable[DagObject], frame: Frame) -> list[DagObject]:
    """The DAGs, and after each the DAGs that its tasks run, those of these too; each once."""
    found: dict[DagObject, None] = {}
    waiting = list(dags)[::-1]
    while waiting:
        dag = waiting.pop()
        if dag not in found:
            found[dag] = None
            waiting += children(dag, frame)[::-1]
    return list(found)


def children(dag: DagObject, frame: Frame) -> list[DagObject]:
    """The DAGs that tasks of a DAG run as their sub-DAGs; a task whose sub-DAG is not known is said."""
    found = []
    for task in dag.members:
        if not task.operator.endswith("SubDagOperator") and "subdag" not in task.arguments:
            continue
        given = next((task.arguments[name] for name in ARGUMENTS if name in task.arguments), None)
        child, _ = unwrap(given)
        if isinstance(child, DagObject):
            child.parent = child.parent or task
            found.append(child)
        else:
            frame.machine.report(
                "unknown-value",
                task.span,
                f"the DAG that task {task.id} runs, `{describe(child)}`, is not known here",
                "Make the DAG where the text shows it.",
            )
    return found
