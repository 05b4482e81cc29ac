"""The DAGs of a plan, in the order of their data."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from migrator.model import UNPARTITIONED, PartitionKind, Partitions, Plan, Step

DagName = tuple[str, str]


def dags(plan: Plan) -> list[DagName]:
    """(path, DAG id) of every DAG a plan has steps of."""
    return list(dict.fromkeys(name for step in plan.steps for name in dags_of(plan, step)))


def dags_of(plan: Plan, step: Step) -> list[DagName]:
    """(path, DAG id) of the DAGs a step takes tasks from; of its island's when no task could be read."""
    refs = [(ref.path, ref.dag) for ref in step.tasks]
    islands = [(each.path, each.dag) for each in plan.islands if step.island == each.id]
    return list(dict.fromkeys([*refs, *islands]))


def in_order(plan: Plan) -> list[DagName]:
    """The DAGs, each after those whose data it reads; in the plan's order where they read each other's."""
    above = above_of(plan)
    try:
        return list(TopologicalSorter({name: sorted(above[name]) for name in sorted(above)}).static_order())
    except CycleError:
        return list(above)


def above_of(plan: Plan) -> dict[DagName, set[DagName]]:
    """By DAG, those whose data it reads."""
    writers = {key: dags_of(plan, step) for step in plan.steps for key in step.writes}
    above: dict[DagName, set[DagName]] = {name: set() for name in dags(plan)}
    for step in plan.steps:
        for name in dags_of(plan, step):
            above[name].update(each for key in (*step.reads, *step.follows) for each in writers.get(key, ()))
            above[name].discard(name)
    return above


def partitions_of(plan: Plan, name: DagName) -> Partitions:
    """How the runs of a DAG lie in time: as its steps are partitioned."""
    found = (step.partitions for step in plan.steps if name in dags_of(plan, step))
    return next((each for each in found if each.kind is PartitionKind.TIME), UNPARTITIONED)
