"""Tasks that do nothing: what comes after them follows what comes before them."""

from __future__ import annotations

from migrator.model import Becomes
from migrator.operators.rule import Kind
from migrator.planning.native.offers import Case, Means, Offer


def offer(case: Case, means: Means) -> Offer | str | None:
    """An Empty or Dummy operator folded away, unless it announces a dataset or calls somebody back."""
    if case.kind is not Kind.EMPTY:
        return None
    told = next((name for name, _ in case.task.arguments if name == "outlets" or name.endswith("_callback")), None)
    if told:
        return f"it does nothing but what its {told} says"
    return Offer(Becomes.FOLDED, "it does nothing: what comes after it follows what comes before it")
