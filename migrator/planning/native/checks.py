"""Checks of data: an asset check where the DAG waits for it on an asset of its own, else a step that may fail."""

from __future__ import annotations

from migrator.model import Becomes, Check, Mode
from migrator.operators.rule import Kind
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.native.systems import external


def offer(case: Case, means: Means) -> Offer | str | None:
    """A check task as an asset check, or as a step; None for any other task."""
    if case.kind is not Kind.CHECK:
        return None
    step = external(case, means)
    if isinstance(step, str) or not means.capabilities.checks or case.hears_failures or step.takes:
        return step
    key = checked(case)
    if key is None:
        return step
    name = case.task.id.rpartition(".")[2]
    because = f"an asset check of {key}" + (", for which what is below it waits" if case.below else "")
    check = Check(name, key, bool(case.below), case.dag.ref(case.task), step.body, because)
    return Offer(Becomes.CHECK, because, keys=(key,) if case.below else (), check=check, otherwise=step)


def checked(case: Case) -> str | None:
    """The asset that the check holds to a rule: one of the same DAG, made before it, whose other readers all wait for
    the check; None where no such asset is there."""
    for access in reversed(case.accesses):
        maker = case.makers.get(access.asset)
        if access.mode is Mode.WRITE or access.unknown_parts or maker is None:
            continue
        if (maker.path, maker.dag) == (case.dag.path, case.dag.name) and case.holds_all_below(maker.task, access.asset):
            return access.asset
    return None
