"""Tasks that choose what runs below them: gates, where a target has them; `islands.py` says where that is faithful."""

from __future__ import annotations

from migrator.model import Becomes, Function
from migrator.operators.rule import Kind
from migrator.planning.native.offers import Case, Means, Offer
from migrator.planning.native.python import function, outputs
from migrator.planning.native.systems import external


def offer(case: Case, means: Means) -> Offer | str | None:
    """A branch or a short circuit as a gate, or what stands in the way; None for any other task."""
    if case.kind not in (Kind.BRANCH, Kind.SHORT_CIRCUIT):
        return None
    if not means.capabilities.gates:
        return f"{means.capabilities.target} has no steps that choose what runs below, in this version"
    if case.task.argument("python_callable") is None:
        found = external(case, means)
        return found if isinstance(found, str) else Offer(Becomes.ASSET, "a gate", found.body, found.takes, gate=True)
    body = function(case, means)
    if not isinstance(body, Function):
        return body
    return Offer(Becomes.ASSET, "a gate: its function says what runs below", body, outputs(body.code), gate=True)
