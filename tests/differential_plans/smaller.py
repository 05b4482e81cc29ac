"""Whether an island could do without one of its tasks: the task taken out, the rest of the division as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import networkx as nx

from migrator.model import Capabilities
from migrator.planning.islands import Split
from migrator.planning.pieces import Piece
from migrator.planning.world import Fate, airflow, differences

from .chance import open_ends


def without_one(pieces: Mapping[str, Piece], division: Split, able: Capabilities) -> Iterator[tuple[str, list[Split]]]:
    """Each task of an island with the divisions in which it alone is elsewhere: native if it could be, as a join if the
    target has any, or else an island of its own."""
    for island in division.islands:
        for name in island:
            others = tuple(each for each in division.islands if each is not island)
            rest = tuple(each for each in island if each != name)
            smaller = (*others, rest) if rest else others
            piece = pieces[name]
            found = []
            if piece.native is None and (able.gates or piece.gate is None):
                found.append(replace(division, islands=smaller))
                above = [up for up in piece.node.upstream if any(up in each for each in smaller)]
                if able.joins and not above:
                    found.append(replace(division, islands=smaller, joins=division.joins | {name}))
            if rest:
                found.append(replace(division, islands=(*smaller, (name,))))
            if found:
                yield name, found


def breaks(pieces: Mapping[str, Piece], division: Split, fates: Iterable[Fate]) -> bool:
    """Whether a division has a circle, or ends otherwise than Airflow does for one of these outcomes."""
    try:
        return any(differences(pieces, division, fate) for fate in fates)
    except nx.NetworkXUnfeasible:
        return True


def differ(pieces: Mapping[str, Piece], division: Split, fate: Fate) -> list[str]:
    """Where a division ends otherwise than Airflow, but for what Airflow leaves to chance."""
    found = differences(pieces, division, fate)
    chance = open_ends(pieces, fate, airflow(pieces, fate)) if found else set()
    return [each for each in found if each.partition("[")[0] not in chance]
