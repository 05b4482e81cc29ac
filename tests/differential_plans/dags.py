"""Random DAGs as planning sees them, and random outcomes of their tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import networkx as nx

from migrator.model import Capabilities
from migrator.planning.ends import graph_of
from migrator.planning.pieces import Gate, Piece, scoped
from migrator.planning.world import Fate
from migrator.semantics import RULES, Node, State

Pieces = Mapping[str, Piece]
NO_FORM = "this version has no native form for it"
SPECIAL = [rule for rule in RULES if rule not in ("all_success", "dummy", "all_done_setup_success")]
ENDS = (State.SUCCESS, State.SUCCESS, State.FAILED, State.SKIPPED)
# Targets that can do more and less.
TARGETS = [
    Capabilities("target", gates=gates, joins=joins, hooks=hooks)
    for gates, joins, hooks in product((False, True), repeat=3)
    if gates or not joins
]


def dag(random: Random, most: int = 9, plain: bool = False) -> Pieces:
    """Tasks that follow some of those before them; `plain` ones are neither mapped nor look at the run before."""
    names = [f"t{number}" for number in range(random.randint(2, most))]
    nodes: list[Node] = []
    for name in names:
        recent = [node.id for node in nodes][-6:]
        above = tuple(random.sample(recent, min(len(recent), random.choice([0, 1, 1, 1, 2, 2, 3]))))
        rule = random.choice(SPECIAL) if random.random() < 0.35 else "all_success"
        nodes.append(Node(name, tuple(sorted(above)), rule))
    if random.random() < 0.25:
        nodes = _with_teardown(random, nodes)
    if not plain and random.random() < 0.3:
        nodes = _mapped(random, nodes)
    choosing = ""
    if random.random() < 0.3:
        choosing, nodes = _with_branch(random, nodes)
    found = scoped(nodes)
    leaves = set(found) - {up for node in nodes for up in node.upstream}
    pieces = {name: _piece(random, node, plain, name in leaves) for name, node in found.items()}
    if choosing:
        pieces[choosing] = Piece(found[choosing], gate=random.choice(list(Gate)), skips=False)
    return pieces


def _piece(random: Random, node: Node, plain: bool, leaf: bool) -> Piece:
    piece = Piece(node, NO_FORM if node.mapped or node.inside or random.random() < 0.2 else None)
    if node.setup or node.teardown:
        return replace(piece, hook=node.teardown and random.random() < 0.7)
    if not (node.mapped or node.inside) and random.random() < 0.2 and not leaf:
        return replace(piece, gate=random.choice([Gate.BRANCH, Gate.BRANCH, Gate.DOOR, Gate.WALL]))
    if not node.mapped and not node.inside and random.random() < 0.12:
        return replace(piece, native=None, folds=True, fails=False, skips=False)
    if leaf and node.rule == "one_failed" and random.random() < 0.6:
        return replace(piece, native=NO_FORM, watches=True, skips=False)
    if random.random() < 0.3:
        piece = replace(piece, hook=True, tells=random.random() < 0.4)
    if not plain and not node.mapped and not node.inside and random.random() < 0.05:
        return replace(piece, native=NO_FORM, past=True, past_below=random.random() < 0.4)
    return replace(piece, skips=random.random() < 0.5)


def _with_teardown(random: Random, nodes: list[Node]) -> list[Node]:
    """One task becomes a setup, some later ones follow it, and a new one tears down after some of these."""
    at = random.randrange(len(nodes))
    setup = replace(nodes[at], rule="all_success", setup=True)
    later = []
    for node in nodes[at + 1 :]:
        follows = random.random() < 0.4 and setup.id not in node.upstream
        later.append(replace(node, upstream=tuple(sorted([*node.upstream, setup.id]))) if follows else node)
    between = [node.id for node in later if random.random() < 0.5]
    teardown = Node("td", tuple(sorted([setup.id, *between])), "all_done_setup_success", teardown=True)
    after = [Node("after", ("td",), random.choice(["all_success", *SPECIAL]))] if random.random() < 0.4 else []
    return [*nodes[:at], setup, *later, replace(teardown, fails_run=random.random() < 0.5), *after]


def _with_branch(random: Random, nodes: list[Node]) -> tuple[str, list[Node]]:
    """A gate after some task, the sides it chooses among, and a join with something below it."""
    above = tuple(random.sample([node.id for node in nodes], random.randint(0, 1)))
    sides = [Node(f"side{number}", ("choose",)) for number in range(random.randint(1, 3))]
    after = [Node("further", (random.choice(sides).id,))] if random.random() < 0.3 else []
    ends = [node.id for node in sides if not any(node.id in each.upstream for each in after)]
    joined = tuple(sorted([*ends, *(each.id for each in after), *(["choose"] if random.random() < 0.2 else [])]))
    rules = ["none_failed_min_one_success"] * 3 + ["none_failed", "one_success", "all_done", "none_skipped"]
    join = Node("join", joined, random.choice(rules))
    return "choose", [*nodes, Node("choose", above), *sides, *after, join, Node("below", ("join",))]


def _mapped(random: Random, nodes: list[Node]) -> list[Node]:
    """One task is mapped, over the value of one above it perhaps; or some neighbours are a mapped group."""
    free = [at for at, node in enumerate(nodes) if not node.setup and not node.teardown and node.rule != "always"]
    if not free:
        return nodes
    at = random.choice(free)
    if random.random() < 0.6:
        over = tuple(random.sample(nodes[at].upstream, min(1, len(nodes[at].upstream))))
        nodes[at] = replace(nodes[at], mapped=True, over=over if random.random() < 0.5 else ())
        return nodes
    inside = {each for each in free if at <= each < at + 3}
    names = {nodes[each].id for each in inside}
    graph = nx.DiGraph([(up, node.id) for node in nodes for up in node.upstream])
    # A group is no group where a way leads out of it and back.
    for name in names & set(graph):
        if any(each not in names and nx.descendants(graph, each) & names for each in nx.descendants(graph, name)):
            return nodes
    return [replace(node, inside="group") if each in inside else node for each, node in enumerate(nodes)]


# ------------------------------------------------------------------------------------------------------------ outcomes


def fates(random: Random, pieces: Pieces, number: int) -> Iterator[Fate]:
    """Random outcomes: for each instance how it ends if it runs, for each gate what it lets through."""
    for _ in range(number):
        weight = random.choice([ENDS, ENDS, (State.SUCCESS, State.FAILED), (State.SUCCESS, State.SKIPPED)])
        ends = {(name, i): _end(random, pieces[name], weight) for name in pieces for i in range(-1, 3)}
        aside = {
            (name, -1): pushed(pieces, name, random.sample(below, random.randint(0, len(below))))
            for name in pieces
            if pieces[name].gate and ends[name, -1] is State.SUCCESS
            for below in [children(pieces, name)]
        }
        number = random.choice([0, 1, 2, 3])
        lengths = {name: number for name, piece in pieces.items() if piece.node.inside}
        lengths |= {name: random.choice([0, 1, 2, 3]) for name, piece in pieces.items() if piece.node.mapped}
        yield Fate(_outcome(ends), aside, lengths)


def every_fate(pieces: Pieces) -> Iterator[Fate]:
    """All outcomes of tasks that are not mapped."""
    gates = [name for name in pieces if pieces[name].gate]
    choices: list[Sequence[Any]] = [_subsets(pieces, gate) for gate in gates]
    possible: list[Sequence[Any]] = [_possible(piece) for piece in pieces.values()]
    for chosen in product(*choices):
        for each in product(*possible):
            ends = {(name, -1): end for name, end in zip(pieces, each, strict=True)}
            pairs = [(gate, at) for gate, at in zip(gates, chosen, strict=True) if ends[gate, -1] is State.SUCCESS]
            yield Fate(_outcome(ends), {(gate, -1): pushed(pieces, gate, at) for gate, at in pairs})


def _outcome(ends: Mapping[tuple[str, int], State]) -> Any:
    return lambda name, index: ends[name, index]


def _possible(piece: Piece) -> tuple[State, ...]:
    if piece.watches:
        return (State.FAILED,)
    return (State.SUCCESS, *([State.FAILED] * piece.fails), *([State.SKIPPED] * piece.skips))


def _end(random: Random, piece: Piece, weight: Sequence[State]) -> State:
    if piece.past and random.random() < 0.15:
        return State.NONE
    possible = [each for each in weight if each in _possible(piece)]
    return random.choice(possible or _possible(piece))


def children(pieces: Pieces, name: str) -> list[str]:
    """The tasks directly below."""
    return [each for each in pieces if name in pieces[each].node.upstream]


def _subsets(pieces: Pieces, gate: str) -> list[list[str]]:
    below = children(pieces, gate)
    if pieces[gate].gate is not Gate.BRANCH:
        return [[], below]
    return [
        [each for each, kept in zip(below, keep, strict=True) if kept] for keep in product((0, 1), repeat=len(below))
    ]


def pushed(pieces: Pieces, gate: str, chosen: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """What a gate leaves behind that chose these: a branch follows those below its choice too."""
    graph = graph_of(pieces)
    match pieces[gate].gate:
        case Gate.BRANCH:
            below = set(chosen).union(*(nx.descendants(graph, each) for each in chosen))
            return {"followed": [each for each in children(pieces, gate) if each in below]}
        case Gate.DOOR:
            return {"followed": children(pieces, gate) if chosen else []}
    everything = [] if chosen else sorted(nx.descendants(graph, gate))
    return {"skipped": [each for each in everything if not pieces[each].node.teardown]}
