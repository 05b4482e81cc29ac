"""A whole run by Airflow's rules, from how each task instance that runs would end: the reference machine.

`planning/` asks it whether a split into native steps and islands is faithful; the tests hold it against `dag.test()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.semantics import (
    FAST_RULES,
    FINISHED,
    Above,
    Decision,
    Node,
    State,
    Upstream,
    count,
    skipped_by,
    verdict,
)

Pushed = Mapping[str, Sequence[str]]
Instance = tuple[str, int]


def simulate(
    nodes: Iterable[Node],
    outcome: Callable[[str, int], State],
    aside: Mapping[Instance, Pushed] | None = None,
    lengths: Mapping[str, int] | None = None,
    known: frozenset[str] = frozenset(),
) -> dict[Instance, State]:
    """How every task instance of a run ends, by task id and map index, when each that runs ends as `outcome` says. A
    state of NONE is one that never could run.

    `aside` is what a branching instance pushes: {"followed": [...]} or {"skipped": [...]}; `lengths` how many instances
    a mapped task or a task of a mapped group has; `known` names those whose number is known before the run.
    """
    machine = _Machine({node.id: node for node in nodes}, outcome, aside or {}, lengths or {}, known)
    while machine.move():
        pass
    return machine.states


@dataclass
class _Machine:
    nodes: Mapping[str, Node]
    outcome: Callable[[str, int], State]
    aside: Mapping[Instance, Pushed]
    lengths: Mapping[str, int]
    known: frozenset[str]
    states: dict[Instance, State] = field(default_factory=dict)
    # The ends that the present pass gives, which only what is mapped over a task sees already.
    coming: dict[Instance, State] = field(default_factory=dict)
    begun: set[Instance] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name in self.nodes:
            number = self.lengths.get(name) if name in self.known else None
            self.states.update(dict.fromkeys(((name, index) for index in range(number or 0)), State.NONE))
            if not number:
                self.states[name, -1] = State.NONE

    def move(self) -> bool:
        """One pass of the scheduler, and all tasks that it starts; whether anything happened."""
        self.coming = {}
        ready: list[Instance] = []
        waiting = sorted(self._waiting())
        expanded = [new for each in waiting for new in self._look(each, ready)]
        for each in expanded:
            self._look(each, ready)
        self.states.update(self.coming)
        ends = {each: self.outcome(*each) for each in ready}
        for each, end in ends.items():
            # A mapped one only leaves word: those below it ask when they are expanded.
            if end is State.SUCCESS and each in self.aside and each[1] < 0:
                self._put_aside(each, self.aside[each], ends)
        self.states.update(ends)
        self.begun.update(ready)
        return bool(self.coming or expanded or ready)

    def _waiting(self) -> Iterator[Instance]:
        return (each for each, state in self.states.items() if state is State.NONE and each not in self.begun)

    def _look(self, instance: Instance, ready: list[Instance]) -> list[Instance]:
        """Decides what becomes of an instance; those that take its place where it is mapped."""
        name, index = instance
        decision = verdict(self.nodes[name].rule, self._above(instance), index)
        if decision.state is not None:
            self.coming[instance] = decision.state
        elif decision is Decision.RUN and index < 0 and (self.nodes[name].mapped or self.nodes[name].inside):
            return self._expand(name)
        elif decision is Decision.RUN:
            ready.append(instance)
        return []

    def _expand(self, name: str) -> list[Instance]:
        number = self._length(name)
        if not number:
            self.coming[name, -1] = State.UPSTREAM_FAILED if number is None else State.SKIPPED
            return []
        del self.states[name, -1]
        new = [(name, index) for index in range(number)]
        self.states.update(dict.fromkeys(new, State.NONE))
        return new

    def _length(self, name: str) -> int | None:
        """How many instances a mapped task has; None while what it is mapped over has not told."""
        sources = [self._now(each) for up in self.nodes[name].over for each in self._instances(up)]
        return None if any(state not in FINISHED for state in sources) else self.lengths.get(name)

    def _instances(self, name: str) -> list[Instance]:
        if (name, -1) in self.states:
            return [(name, -1)]
        return [(name, index) for index in range(self.lengths.get(name, 0)) if (name, index) in self.states]

    def _now(self, instance: Instance) -> State:
        return self.coming.get(instance, self.states[instance])

    def _above(self, instance: Instance) -> Above:
        name, index = instance
        node = self.nodes[name]
        own = [up for up in node.upstream if self.nodes[up].setup]
        return Above(
            self._tally(instance, node.upstream, own),
            self._tally(instance, node.setups),
            all(state in FINISHED for state in self._relevant(instance, node.scope)),
            any(skipped_by(self._pushed(up, index), name) for up in node.upstream),
            frozenset(self._now((up, -1)) for up in node.over if (up, -1) in self.states),
        )

    def _tally(self, instance: Instance, upstream: Iterable[str], setups: Iterable[str] = ()) -> Upstream:
        return count(self._relevant(instance, upstream), self._relevant(instance, setups))

    def _relevant(self, instance: Instance, upstream: Iterable[str]) -> Iterator[State]:
        """The states of the upstream instances that count: in one mapped group those of the same index; for an instance
        that is not expanded yet but could be, none that is expanded."""
        name, index = instance
        node = self.nodes[name]
        for up in upstream:
            together = bool(node.inside) and node.inside == self.nodes[up].inside
            if index < 0 and together:
                fast = node.rule in FAST_RULES and up not in node.over
                together = not fast and bool(self._length(name))
            for each in self._instances(up):
                if not together or each[1] in (-1, index):
                    yield self.states[each]

    def _pushed(self, upstream: str, index: int) -> Pushed | None:
        at = (upstream, index if self.nodes[upstream].mapped else -1)
        # One that did not run has pushed nothing.
        return self.aside.get(at) if self.states.get(at) in (State.SUCCESS, State.FAILED) else None

    def _put_aside(self, instance: Instance, pushed: Pushed, begun: Mapping[Instance, State]) -> None:
        below = [node.id for node in self.nodes.values() if instance[0] in node.upstream]
        named = pushed["skipped"] if "skipped" in pushed else [each for each in below if each not in pushed["followed"]]
        for each in ((task, -1) for task in named):
            if each not in begun and self.states.get(each) not in (None, State.SUCCESS, State.FAILED):
                self.states[each] = State.SKIPPED
