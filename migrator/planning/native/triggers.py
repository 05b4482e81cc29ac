"""Tasks that start another DAG: what they came after starts it instead."""

from __future__ import annotations

from migrator.model import Becomes, Known
from migrator.operators.rule import Kind
from migrator.planning.native.offers import Case, Means, Offer

# What hands data or a date of its own to the run that is started, or waits for its end.
MORE = ("conf", "execution_date", "logical_date", "trigger_run_id", "wait_for_completion", "reset_dag_run")


def offer(case: Case, means: Means) -> Offer | str | None:
    """A TriggerDagRunOperator as an automation of the DAG it starts; None for any other task."""
    if case.kind is not Kind.TRIGGER:
        return None
    if not means.capabilities.waits:
        return f"{means.capabilities.target} starts no DAG after another in this version"
    dags = {(ref.path, ref.dag) for ref in case.starts}
    if len(dags) != 1:
        return "the DAG it starts is not in what was read"
    for name in MORE:
        if case.task.argument(name) not in (None, Known(None), Known(False)):
            return f"its {name} is more than that the other DAG starts"
    if case.hears_failures:
        return case.hears_failures
    if not case.above:
        return "nothing comes before it that could start the other DAG in its place"
    (started,) = dags
    because = f"{started[1]} starts when what comes before it is there"
    return Offer(Becomes.AUTOMATION, because, starts=started)
