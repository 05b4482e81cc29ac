"""Which native forms do not fit what is around them, once it is known which tasks stay in islands."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

import networkx as nx

from migrator.planning.native import Offer


def misfits(
    graph: nx.DiGraph[str],
    native: Mapping[str, Offer | str],
    islands: Container[str],
    takers: Mapping[str, tuple[str | None, ...]],
    owned: Mapping[str, tuple[str, ...]],
) -> dict[str, Offer | str]:
    """What tasks that could be native are instead, by task, where what they would need around them is not there: the
    step that they are otherwise, or the reason why they stay."""
    found = dict(found for task, offer in native.items() if isinstance(offer, Offer) and task not in islands
                for found in _misfit(task, offer, graph, native, islands, takers, owned))  # fmt: skip
    return {task: _otherwise(native[task]) or because for task, because in found.items()}


def _otherwise(offer: Offer | str) -> Offer | None:
    return offer.otherwise if isinstance(offer, Offer) else None


def _misfit(
    task: str,
    offer: Offer,
    graph: nx.DiGraph[str],
    native: Mapping[str, Offer | str],
    islands: Container[str],
    takers: Mapping[str, tuple[str | None, ...]],
    owned: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, str]]:
    """What of the first thing that does not fit is said; nothing when all does."""
    # A value crosses neither into an island nor out of it: the shim keeps what its tasks hand on to itself.
    for output in offer.takes:
        if output.task not in graph:
            yield task, f"it takes what {output.task} hands on, and there is no such task"
            return
        if not _is_step(output.task, native, islands):
            yield task, f"it takes what {output.task} hands on, which runs unchanged"
            return
    for taker in takers.get(task, ()):
        if taker is None or not _is_step(taker, native, islands):
            yield task, f"{taker or 'a task of another DAG'} takes what it hands on, and runs unchanged"
            return
    if offer.first:
        ancestors = sorted(nx.ancestors(graph, task))
        above = (each for each in ancestors if each in islands or not _vanishes_first(native.get(each)))
        if (work := next(above, None)) is not None:
            yield task, f"{work} comes before it: a run would have to stop half way until it may go on"
            return
    if offer.check is not None:
        key = offer.check.asset
        maker = next((each for each, keys in owned.items() if key in keys), None)
        if maker is None or not _is_step(maker, native, islands):
            yield task, f"what it checks is made by {maker or 'nobody here'}, which runs unchanged"
            return
    if offer.last and (below := sorted(nx.descendants(graph, task))):
        yield task, f"{below[0]} comes after it, and waits for it"


def _is_step(task: str, native: Mapping[str, Offer | str], islands: Container[str]) -> bool:
    offer = native.get(task)
    return isinstance(offer, Offer) and offer.is_step and task not in islands


def _vanishes_first(offer: Offer | str | None) -> bool:
    return isinstance(offer, Offer) and not offer.is_step
