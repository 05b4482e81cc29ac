"""Random DAGs divided for random targets: that the same tasks run as under Airflow, and that no island is too large."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from migrator.model import Capabilities
from migrator.planning.islands import Split, divide
from migrator.planning.world import Fate, airflow
from migrator.semantics import FINISHED

from .dags import TARGETS, Pieces, dag, every_fate, fates
from .smaller import breaks, differ, without_one

# Of a small DAG's outcomes, how many are tried at random before all of them.
TRIED, MOST = 80, 40_000
# Of how many runs of a DAG the table tells.
NOTED = 4


@dataclass
class Tally:
    """What was compared, what was met, and where the worlds differ."""

    dags: int = 0
    runs: int = 0
    tasks: int = 0
    taken_out: int = 0
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    homes: Counter[tuple[str, str]] = field(default_factory=Counter)
    different: dict[str, str] = field(default_factory=dict)

    def closed(self, seed: int, outcomes: int) -> None:
        """Divides one DAG, its islands gathered or not, and runs it with so many outcomes in both worlds."""
        random = Random(seed)
        pieces, able = dag(random), random.choice(TARGETS)
        homes = divide(pieces, able, gather=random.random() < 0.5)
        self.dags += 1
        self.tasks += len(pieces)
        self.homes.update((piece.node.rule, home(homes, name)) for name, piece in pieces.items())
        for number, fate in enumerate(fates(random, pieces, outcomes)):
            self.runs += 1
            if number < NOTED:
                self._note(pieces, fate)
            lines = differ(pieces, homes, fate)
            if lines and f"seed {seed}" not in self.different:
                self.different[f"seed {seed}"] = "\n".join([shown(pieces, able, homes), *lines])

    def minimal(self, seed: int) -> None:
        """Divides a small DAG, takes each task out of its island, alone, and looks for an outcome that differs."""
        random = Random(seed)
        pieces, able = dag(random, 4, plain=True), random.choice(TARGETS)
        if len(pieces) > 7:
            return
        homes = divide(pieces, able, gather=False)
        for name, others in without_one(pieces, homes, able):
            self.taken_out += 1
            for other in others:
                tried = fates(random, pieces, TRIED)
                if not breaks(pieces, other, tried) and not breaks(pieces, other, islice(every_fate(pieces), MOST)):
                    text = f"{name} need not be in its island: {other.islands} does as well"
                    self.different[f"small {seed} {name}"] = "\n".join([shown(pieces, able, homes), text])

    def _note(self, pieces: Pieces, fate: Fate) -> None:
        states = airflow(pieces, fate)
        for piece in pieces.values():
            above = {state for (name, _), state in states.items() if name in piece.node.upstream}
            self.met.update((piece.node.rule, state.value) for state in above & FINISHED)


def home(homes: Split, name: str) -> str:
    """What becomes of a task, in a word."""
    if (island := homes.island_of(name)) is not None:
        return "alone in an island" if len(island) == 1 else "in an island with others"
    if name in homes.hooks:
        return "hook"
    if name in homes.dropped:
        return "dropped"
    return "join" if name in homes.joins else "folded" if name in homes.folded else "native"


def shown(pieces: Pieces, able: Capabilities, homes: Split) -> str:
    """A DAG and its division as text."""
    lines = [f"{able.gates=} {able.joins=} {able.hooks=} islands={homes.islands} joins={sorted(homes.joins)}"]
    lines += [f"  {piece}" for piece in pieces.values()]
    return "\n".join(lines)
