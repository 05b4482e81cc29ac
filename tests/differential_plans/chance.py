"""Which tasks' ends Airflow itself leaves to chance: those below a race, whose winner hangs on how long tasks take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import networkx as nx

from migrator.machine import Instance
from migrator.planning.ends import graph_of
from migrator.planning.pieces import Gate, Piece
from migrator.planning.world import Fate
from migrator.semantics import FAILURES, State, skipped_by

# What one task above is enough for a task to begin.
ENOUGH = {
    "one_success": {State.SUCCESS},
    "one_failed": {State.FAILED, State.UPSTREAM_FAILED},
    "one_done": {State.SUCCESS, State.FAILED},
}


def open_ends(pieces: Mapping[str, Piece], fate: Fate, states: Mapping[Instance, State]) -> set[str]:
    """The tasks that may end otherwise in another run with the same outcomes."""
    graph = graph_of(pieces)
    ends = {name: {state for (task, _), state in states.items() if task == name} for name in pieces}
    found: set[str] = set()
    for name, piece in pieces.items():
        node = piece.node
        above = set[State]().union(*(ends[up] for up in node.upstream))
        setups = set[State]().union(*(ends[up] for up in node.setups))
        bad, gone = bool(above & FAILURES), State.SKIPPED in above
        raced = node.rule == "all_success" and bad and gone
        raced |= bool(setups - {State.SUCCESS}) and (above | setups) != {State.SUCCESS}
        for gate in gates_that_skip(pieces, fate, states, graph, name):
            early = may_begin(pieces, graph, ends, name, gate)
            raced |= early or bad or bool(setups - {State.SUCCESS})
            if early:
                found.add(name)
        if raced:
            found |= nx.descendants(graph, name)
    return found


def gates_that_skip(
    pieces: Mapping[str, Piece], fate: Fate, states: Mapping[Instance, State], graph: nx.DiGraph[str], name: str
) -> Iterator[str]:
    """The gates that put a task aside."""
    for gate, piece in pieces.items():
        if piece.gate is None or states.get((gate, -1)) is not State.SUCCESS:
            continue
        far = piece.gate is Gate.WALL and name in nx.descendants(graph, gate)
        if (gate in pieces[name].node.upstream or far) and skipped_by(fate.aside[gate, -1], name):
            yield gate


def may_begin(
    pieces: Mapping[str, Piece], graph: nx.DiGraph[str], ends: Mapping[str, set[State]], name: str, gate: str
) -> bool:
    """Whether a task may begin while a gate above it has not ended."""
    node = pieces[name].node
    if not nx.has_path(graph, gate, name) or node.rule == "always":
        return True
    above = {up: may_begin(pieces, graph, ends, up, gate) for up in node.upstream if up != gate}
    if node.rule not in ENOUGH:
        return gate not in node.upstream and all(above.values())
    return any(sooner and ends[up] & ENOUGH[node.rule] for up, sooner in above.items())
