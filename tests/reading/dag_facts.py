"""What tests ask of a DAG."""

from __future__ import annotations

from migrator.model import Dag


def edges(dag: Dag) -> set[tuple[str, str]]:
    """The edges of a DAG by task id."""
    return {(e.upstream.task, e.downstream.task) for e in dag.order}  # type: ignore[union-attr]


def ids(dag: Dag) -> list[str]:
    """The task ids of a DAG, in order."""
    return [task.id for task in dag.tasks]
