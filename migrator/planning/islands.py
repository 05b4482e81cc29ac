"""Which tasks stay together, run unchanged by the shim, and which may be native: the division of one DAG.

The rule of a native world: a step is started when all that it follows has produced, and never when something above it
failed, was skipped or was itself not started. An island is one step, whose tasks then run by Airflow's rules. A
division is *closed* when, however the tasks end that run, the same tasks run as under Airflow and end the same
(`world.py` says what runs; what Airflow itself leaves to who ends first is left open here too). So a native task must
run under Airflow exactly when all it follows succeeded, and an island's tasks must need all that the island follows.

Islands grow from single tasks, and only where one of the two does not hold: by the task above that would have kept the
island from starting, by what lies between two of its tasks, and by a setup or a short circuit further up that they must
hear. Each of these is forced, so the division is minimal: taking any one task out of its island, to be native or an
island of its own, lets some outcome end differently, or makes a circle. `gather` joins islands afterwards, where that
changes nothing, since each is a process to start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import networkx as nx

from migrator.model import Capabilities
from migrator.planning.diagrams import TRUE, Diagrams, TooEntangled
from migrator.planning.ends import Ends
from migrator.planning.idioms import Called, idioms_of
from migrator.planning.pieces import Piece

ENTANGLED = "its DAG's trigger rules are too entangled to say which tasks could be native"


@dataclass(frozen=True, slots=True)
class Split:
    """Where each task of a DAG goes: the division. In no island, hook or `dropped` they are native: `joins` are those
    that run below a gate when none above failed and one produced, `folded` those that only join edges. `because` has
    the one reason of each task that is not plainly native; `pulled` are those whose reason is another task."""

    islands: tuple[tuple[str, ...], ...]
    joins: frozenset[str]
    folded: frozenset[str]
    hooks: Mapping[str, Called]
    dropped: frozenset[str]
    because: Mapping[str, str]
    pulled: frozenset[str] = frozenset()

    def root_of(self, island: tuple[str, ...]) -> str:
        """The task that made an island as large as it is."""
        return next((task for task in island if task not in self.pulled), island[0])

    def island_of(self, task: str) -> tuple[str, ...] | None:
        """The island a task is in."""
        return next((each for each in self.islands if task in each), None)


def divide(pieces: Mapping[str, Piece], able: Capabilities, *, gather: bool = True) -> Split:
    """The closed division with the smallest islands; with `gather`, islands that may be one are."""
    try:
        ends = Ends(pieces, Diagrams())
        hooks, dropped, because = idioms_of(ends, hooks=able.hooks)
        kept = [name for name in ends.order if name not in hooks and name not in dropped]
        divider = _Divider(ends, able, kept, dict(because))
        divider.settle()
        if gather:
            divider.gather(pieces)
    except TooEntangled:
        return undivided(pieces, ENTANGLED)
    return divider.division(pieces, hooks, dropped)


def undivided(pieces: Mapping[str, Piece], because: str) -> Split:
    """One island of all tasks."""
    return Split((tuple(pieces),), frozenset(), frozenset(), {}, frozenset(), dict.fromkeys(pieces, because))


@dataclass
class _Divider:
    """Tasks in units: one task that is native, or the tasks of an island."""

    ends: Ends
    able: Capabilities
    kept: list[str]
    because: dict[str, str]
    unit: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    wrapped: set[str] = field(default_factory=set)
    joins: set[str] = field(default_factory=set)
    sound: set[str] = field(default_factory=set)
    pulled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.graph = self.ends.graph.subgraph(self.kept)
        self.place = {name: at for at, name in enumerate(self.kept)}
        for name in self.kept:
            self.unit[name], self.members[name] = name, [name]
            because = self._by_itself(name)
            if because:
                self._wrap(name, because)

    def settle(self) -> None:
        """Wraps and merges until the division is closed."""
        for name in self.wrapped:
            # What a trigger rule asks for would stand in the way even if the task had a native form.
            if self.ends.pieces[name].node.rule != "all_success" and self.ends.runs(name) != self._follows(name):
                self.because[name] = self._why_not(name)
        while any([self._natives(), self._islands(), self._circles()]):
            self.sound.clear()

    # ---------------------------------------------------------------------------------------------------- native tasks

    def _by_itself(self, name: str) -> str | None:
        """Why a task could not be native even if those around it were; None when nothing stands in its way."""
        piece = self.ends.pieces[name]
        if piece.gate and not self.able.gates:
            return "it decides which of the tasks below it run"
        return piece.native

    def _natives(self) -> bool:
        changed = False
        for name in self.kept:
            if name in self.wrapped:
                continue
            runs = self.ends.runs(name)
            self.joins.discard(name)
            if runs == self._follows(name):
                continue
            if self.able.joins and self._may_join(name) and runs == self._joins(name):
                self.joins.add(name)
                continue
            self._wrap(name, self._why_not(name))
            changed = True
        return changed

    def _follows(self, name: str) -> int:
        """When all that a task follows has produced."""
        return self.ends.diagrams.all(self._produced(up, name) for up in self.graph.predecessors(name))

    def _produced(self, above: str, below: str) -> int:
        """When what a task follows is there: its gate, where it is native, has to choose it too."""
        success = self.ends.success(above)
        if self.ends.pieces[above].gate and above not in self.wrapped:
            return self.ends.diagrams.all([success, self.ends.chosen(above, below)])
        return success

    def _may_join(self, name: str) -> bool:
        above = list(self.graph.predecessors(name))
        return len(above) > 1 and not self.wrapped.intersection(above)

    def _joins(self, name: str) -> int:
        """When a native join runs: none above it is bad, and one has produced."""
        d, above = self.ends.diagrams, list(self.graph.predecessors(name))
        bad = d.any(self.ends.bad(up) for up in above)
        return d.all([d.no(bad), d.any(self._produced(up, name) for up in above)])

    def _why_not(self, name: str) -> str:
        """Why a native task in this place would not run when Airflow runs it."""
        piece = self.ends.pieces[name]
        for gate in self.ends.gates_above(name):
            if gate in self.wrapped and piece.node.rule == "all_success":
                return f"{gate} decides whether it runs, and stays as it is: {self.because[gate]}"
        if piece.node.setups and piece.node.rule == "all_success":
            return f"{piece.node.setups[0]} further up must have succeeded first: it is a setup task"
        if piece.node.teardown:
            return "it is a teardown task: it runs whether or not the work before it succeeded"
        return f"its trigger rule is {piece.node.rule}"

    # --------------------------------------------------------------------------------------------------------- islands

    def _islands(self) -> bool:
        changed = False
        for name in self.kept:
            if name in self.wrapped and self.unit[name] not in self.sound:
                while (lacks := self._lacking(self.members[self.unit[name]])) is not None:
                    changed = True
                    if lacks.alone:
                        self.pulled.update(lacks.tasks)
                        self._wrap(lacks.tasks[0], lacks.because)
                    else:
                        self._merge([name, *lacks.tasks], lacks.because)
                self.sound.add(self.unit[name])
        return changed

    def _lacking(self, island: list[str]) -> _Lack | None:
        """The tasks an island has to take in, lest it not start or not hear what it must; None when it is closed."""
        d, ends, within = self.ends.diagrams, self.ends, set(island)
        follows = [(up, name) for name in island for up in self.graph.predecessors(name) if up not in within]
        for name in island:
            if ends.pieces[name].past_below and (watched := set(self.graph.successors(name)) - within):
                return _Lack(
                    sorted(watched, key=self.place.__getitem__), f"{name} waits for how it ended in the run before"
                )
        for name in island:
            runs = TRUE if ends.pieces[name].past else ends.runs(name)
            for up, below in follows:
                if not d.implies(runs, self._produced(up, below)):
                    # A gate that stays as it is tells the tasks directly below it, from an island of its own too.
                    gate = up not in self.wrapped and ends.pieces[up].gate is not None
                    alone = gate and d.implies(runs, ends.success(up))
                    return _Lack([up], self._must_hear(name, below), alone)
        if not follows:
            # It is told of nothing outside, so nothing can be told wrongly.
            return _unheard(ends, island, within)
        started = d.all(self._produced(up, below) for up, below in follows)
        own = Ends(ends.pieces, d, inside=within, like=ends)
        for name in island:
            same = d.choose(own.runs(name), ends.runs(name), d.no(ends.runs(name)))
            if not d.implies(started, same):
                return _unheard(ends, [name], within)
        return None

    def _must_hear(self, name: str, below: str) -> str:
        """Why a task of an island needs one outside, which another of its tasks follows."""
        piece = self.ends.pieces[name]
        if piece.past:
            return f"{name} must be told how it ended in the run before, whatever became of this task"
        if piece.node.rule == "all_success" and not piece.node.teardown:
            return f"{name} may run where this keeps {below} from running, and both stay together"
        return f"{name} may run where this did not succeed: {self._why_not(name)}"

    def _circles(self) -> bool:
        """Merges units that lie above and below each other."""
        changed = False
        for part in nx.strongly_connected_components(self._contracted()):
            if len(part) > 1:
                tasks = sorted((name for unit in part for name in self.members[unit]), key=self.place.__getitem__)
                ends = [name for name in tasks if name in self.wrapped]
                self._merge(tasks, f"it lies between {ends[0]} and {ends[-1]}, which stay together")
                changed = True
        return changed

    def _contracted(self) -> nx.DiGraph[str]:
        contracted: nx.DiGraph[str] = nx.DiGraph()
        for up, down in self.graph.edges:
            if self.unit[up] != self.unit[down]:
                contracted.add_edge(self.unit[up], self.unit[down])
        return contracted

    def _wrap(self, name: str, because: str) -> None:
        self.wrapped.add(name)
        self.because.setdefault(name, because)

    def _merge(self, tasks: Iterable[str], because: str) -> None:
        """One island of the units that these tasks are in."""
        units = dict.fromkeys(self.unit[name] for name in tasks)
        together = sorted((name for unit in units for name in self.members.pop(unit)), key=self.place.__getitem__)
        for name in together:
            if name not in self.wrapped:
                self.pulled.add(name)
                self._wrap(name, because)
            self.unit[name] = together[0]
        self.members[together[0]] = together

    # ------------------------------------------------------------------------------------------------------- gathering

    def gather(self, pieces: Mapping[str, Piece]) -> None:
        """Makes neighbouring islands one where that stays closed: all of them, or each with those above it."""
        together = self.graph.subgraph(self.wrapped)
        found = nx.weakly_connected_components(together)
        for part in sorted(sorted(part, key=self.place.__getitem__) for part in found):
            if not self._joined(part):
                for name in part:
                    self._joined([*together.predecessors(name), name])

    def _joined(self, tasks: list[str]) -> bool:
        """Whether these tasks' islands were made one."""
        units = {self.unit[name] for name in tasks}
        island = sorted((name for unit in units for name in self.members[unit]), key=self.place.__getitem__)
        if len(units) < 2 or self._lacking(island) is not None or self._comes_back(set(island)):
            return len(units) < 2
        self._merge(island, "")
        return True

    def _comes_back(self, island: set[str]) -> bool:
        """Whether a way leads out of these tasks and into them again."""
        contracted = self._contracted()
        units = {self.unit[name] for name in island}
        outside = {down for up in units & set(contracted) for down in contracted.successors(up)} - units
        reached = outside.union(*(nx.descendants(contracted, each) for each in outside))
        return bool(reached & units)

    # ---------------------------------------------------------------------------------------------------------- the end

    def division(self, pieces: Mapping[str, Piece], hooks: Mapping[str, Called], dropped: frozenset[str]) -> Split:
        """What came of it, in the order in which the tasks were given."""
        given = {name: at for at, name in enumerate(pieces)}
        found = {tuple(sorted(self.members[self.unit[name]], key=given.__getitem__)) for name in self.wrapped}
        islands = tuple(sorted(found, key=lambda island: given[island[0]]))
        native = [name for name in self.kept if name not in self.wrapped]
        folded = frozenset(name for name in native if pieces[name].folds and name not in self.joins)
        gone = {*self.wrapped, *hooks, *dropped}
        because = {name: self.because[name] for name in pieces if name in gone}
        return Split(islands, frozenset(self.joins), folded, hooks, dropped, because, frozenset(self.pulled))


@dataclass(frozen=True, slots=True)
class _Lack:
    """Tasks an island needs, and why; `alone`: it is enough that they run unmodified, wherever."""

    tasks: list[str]
    because: str
    alone: bool = False


def _unheard(ends: Ends, tasks: list[str], within: set[str]) -> _Lack | None:
    """The setups and walls further up of these tasks, if they are outside."""
    for name in tasks:
        far = sorted({*ends.pieces[name].node.setups, *ends.walls_above(name)} - within)
        if far:
            return _Lack(far, f"{name} further down runs only if this lets it")
    return None
