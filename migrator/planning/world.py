"""A run of a divided DAG, from how each task that runs would end: the execution rule of a native world, as code.

- A native step is started when every task it follows has produced, through folded ones too. What failed, was skipped or
  was not started has not produced: what is below it is not started either, and nobody tells it why.
- A gate is a native step with an output for each task directly below. What it does not choose has no output.
- A join is a native step that is started when none it follows failed, or was not started because of a failure, and one
  of them has produced.
- An island is one step: it is started when every task outside that one of its tasks follows has produced. Its tasks
  then run by Airflow's rules among themselves, as if all outside had succeeded, except that they read what a gate
  outside, itself unmodified, has put aside directly below it.
- A hook is called when all steps have ended. A task that is dropped never runs.
- The run fails when a task fails.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

import networkx as nx

from migrator.machine import Instance, Pushed, simulate
from migrator.model import Ending
from migrator.planning.ends import graph_of
from migrator.planning.islands import Split
from migrator.planning.pieces import Piece
from migrator.semantics import FAILURES, Node, State, skipped_by

Outcome = Callable[[str, int], State]


@dataclass(frozen=True, slots=True)
class Fate:
    """How the outcomes of one run are set: how each instance ends if it runs, what gates push, how many instances a
    mapped task has, and which of these numbers are known before the run."""

    outcome: Outcome
    aside: Mapping[Instance, Pushed] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


def airflow(pieces: Mapping[str, Piece], fate: Fate) -> dict[Instance, State]:
    """How all instances end under Airflow."""
    return simulate((piece.node for piece in pieces.values()), fate.outcome, fate.aside, fate.lengths, fate.known)


def divided(pieces: Mapping[str, Piece], division: Split, fate: Fate) -> dict[Instance, State]:
    """How the instances of started steps end in the divided world; the others are left out."""
    world = _World(pieces, division, fate)
    for unit in world.in_order():
        world.start(unit)
    world.call_hooks()
    return world.states


@dataclass
class _World:
    pieces: Mapping[str, Piece]
    division: Split
    fate: Fate
    states: dict[Instance, State] = field(default_factory=dict)
    produced: set[str] = field(default_factory=set)
    # Not started because of a failure above, or failed itself: what a native join hears.
    bad: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        gone = {*self.division.hooks, *self.division.dropped}
        self.graph = graph_of(self.pieces).subgraph(name for name in self.pieces if name not in gone)
        self.home: dict[str, tuple[str, ...]] = {name: (name,) for name in self.graph}
        self.home |= {name: island for island in self.division.islands for name in island}

    def in_order(self) -> Iterator[tuple[str, ...]]:
        """The units, each after those it follows. Raises nx.NetworkXUnfeasible where there is a circle."""
        units: nx.DiGraph[tuple[str, ...]] = nx.DiGraph()
        units.add_nodes_from(self.home.values())
        units.add_edges_from((self.home[a], self.home[b]) for a, b in self.graph.edges if self.home[a] != self.home[b])
        return iter(nx.lexicographical_topological_sort(units))

    def start(self, unit: tuple[str, ...]) -> None:
        """Runs one step, if it is started."""
        if self.division.island_of(unit[0]) is not None:
            self._start_island(unit)
            return
        (name,) = unit
        above = list(self.graph.predecessors(name))
        there = [self._there(up, name) for up in above]
        started = not self.bad.intersection(above) and any(there) if name in self.division.joins else all(there)
        if started:
            self._end(name, {(name, -1): self.fate.outcome(name, -1)})
        elif self.bad.intersection(above):
            self.bad.add(name)

    def _there(self, above: str, below: str) -> bool:
        """Whether what a task follows has produced, for this one if it is a native gate."""
        if above not in self.produced:
            return False
        native = self.pieces[above].gate is not None and self.division.island_of(above) is None
        return not (native and skipped_by(self.fate.aside.get((above, -1)), below))

    def _start_island(self, island: tuple[str, ...]) -> None:
        follows = [(up, name) for name in island for up in self.graph.predecessors(name) if up not in island]
        if all(self._there(up, name) for up, name in follows):
            outside = {up for up, _ in follows}
            ends = simulate(
                [*(self._inside(name, island, outside) for name in island), *(Node(up) for up in sorted(outside))],
                lambda name, index: State.SUCCESS if name in outside else self.fate.outcome(name, index),
                self._heard(island, follows),
                {name: number for name, number in self.fate.lengths.items() if name in island},
                self.fate.known & set(island),
            )
            for name in island:
                self._end(name, {each: state for each, state in ends.items() if each[0] == name})
        elif self.bad.intersection(up for up, _ in follows):
            self.bad.update(island)

    def _inside(self, name: str, island: Collection[str], outside: Collection[str]) -> Node:
        node = self.pieces[name].node

        def here(names: tuple[str, ...], *more: str) -> tuple[str, ...]:
            return tuple(each for each in names if each in island or each in more)

        return replace(
            node,
            upstream=here(node.upstream, *outside),
            setups=here(node.setups),
            scope=here(node.scope),
            over=here(node.over),
        )

    def _heard(self, island: tuple[str, ...], follows: list[tuple[str, str]]) -> dict[Instance, Pushed]:
        """What gates inside push, and what those outside have put aside directly below them."""
        heard: dict[Instance, Pushed] = {at: what for at, what in self.fate.aside.items() if at[0] in island}
        for up, _ in follows:
            said = self.fate.aside.get((up, -1))
            heard[up, -1] = {"skipped": [name for above, name in follows if above == up and skipped_by(said, name)]}
        return heard

    def _end(self, name: str, ends: dict[Instance, State]) -> None:
        self.states |= ends
        if all(state is State.SUCCESS for state in ends.values()):
            self.produced.add(name)
        if FAILURES.intersection(ends.values()) or State.NONE in ends.values():
            self.bad.add(name)

    def call_hooks(self) -> None:
        """Calls what waits for the run's end, those that follow another after it."""
        pending = dict(self.division.hooks)
        order = nx.lexicographical_topological_sort(graph_of(self.pieces))
        for name in (each for each in order if each in pending):
            hook = pending[name]
            failed = any(state is State.FAILED for (task, _), state in self.states.items() if task in hook.of)
            called = {
                Ending.ANY: True,
                Ending.FAILURE: failed,
                Ending.SUCCESS: all(up in self.produced for up in hook.of),
            }[hook.on]
            if called:
                self._end(name, {(name, -1): self.fate.outcome(name, -1)})


def differences(pieces: Mapping[str, Piece], division: Split, fate: Fate) -> list[str]:
    """Where the two worlds differ, a line each: a task that ran in one only, or ended otherwise. Folded tasks do
    nothing, so they are not compared; nor those that are dropped, but the run must fail when one of them ran."""
    theirs, ours = airflow(pieces, fate), divided(pieces, division, fate)
    found = []
    ran = {State.SUCCESS, State.FAILED}
    mentioned = sorted({*theirs, *ours})
    for name, index in mentioned:
        a, b = theirs.get((name, index), State.NONE), ours.get((name, index), State.NONE)
        if name in division.dropped:
            if pieces[name].watches and a in ran and State.FAILED not in ours.values():
                found.append(f"{name}[{index}] fails the run under Airflow, and nothing else does")
        elif name not in division.folded and (a if a in ran else None) != (b if b in ran else None):
            found.append(f"{name}[{index}]: {a.value} under Airflow, {b.value} divided")
    return found
