"""Which DAGs move together and in which order: cut where little data crosses, with a bridge wherever some does.

DAGs in a circle of data, or that write the same data, move together. What shares data is one wave if that is not too
much work; else it is cut, in the order chosen, and both sides of a cut see the data over a bridge until both moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from migrator.configuration import ORDER_MEANS, Advising
from migrator.model import Advice, Bridge, Direction, Verdict, Wave
from migrator.planning.advice.flows import DagName, Flow, Flows


@dataclass(frozen=True, slots=True)
class Unit:
    """DAGs that cannot be moved apart, writers first; their score is the best of theirs, `low` to `high` their work."""

    dags: tuple[DagName, ...]
    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Units that make a wave, or a part of one, and why these."""

    units: tuple[Unit, ...]
    because: str

    @property
    def high(self) -> float:
        """The person-days they take at most."""
        return sum(unit.high for unit in self.units)


def waves_of(advice: Iterable[Advice], flows: Flows, advising: Advising) -> tuple[Wave, ...]:
    """The waves, those of what moves now before those of what moves later; no DAG that stays is in one."""
    moving = {(one.path, one.dag): one for one in advice if one.verdict is not Verdict.STAYS}
    pieces: list[Piece] = []
    for verdict in (Verdict.NOW, Verdict.LATER):
        units = _units({name: one for name, one in moving.items() if one.verdict is verdict}, flows)
        pieces += _filled(_pieces(units, flows, advising), advising.wave_days)
    return _numbered(pieces, flows, advising)


def _units(moving: Mapping[DagName, Advice], flows: Flows) -> list[Unit]:
    """The DAGs that move together whatever is done, in data order."""
    graph: nx.DiGraph[DagName] = nx.DiGraph()
    graph.add_nodes_from(sorted(moving))
    graph.add_edges_from((f.writer, f.reader) for f in flows.all if f.writer in moving and f.reader in moving)
    for _, writers in flows.doubly:
        here = [name for name in writers if name in moving]
        for one, other in pairwise(here):
            graph.add_edges_from(((one, other), (other, one)))
    found = []
    for part in nx.strongly_connected_components(graph):
        dags = tuple(sorted(part))
        each = [moving[name] for name in dags]
        days = round(sum(one.low for one in each), 2), round(sum(one.high for one in each), 2)
        found.append(Unit(dags, max(one.score for one in each), *days))
    return sorted(found, key=lambda unit: unit.dags)


def _graph(units: Iterable[Unit], flows: Flows) -> nx.DiGraph[Unit]:
    """What crosses between units; no circle is left in it."""
    home = {name: unit for unit in units for name in unit.dags}
    graph: nx.DiGraph[Unit] = nx.DiGraph()
    graph.add_nodes_from(home.values())
    for flow in flows.all:
        writer, reader = home.get(flow.writer), home.get(flow.reader)
        if writer is not None and reader is not None and writer != reader:
            graph.add_edge(writer, reader)
    return graph


def _pieces(units: list[Unit], flows: Flows, advising: Advising) -> list[Piece]:
    """Units that share data together, cut where they are too much for one wave; the best first."""
    graph = _graph(units, flows)
    parts = [sorted(part, key=lambda unit: unit.dags) for part in nx.weakly_connected_components(graph)]
    found: list[Piece] = []
    for part in sorted(parts, key=lambda part: (-max(unit.score for unit in part), part[0].dags)):
        ordered = _ordered(part, graph, advising.order)
        if sum(unit.high for unit in part) <= advising.wave_days:
            found.append(Piece(tuple(ordered), "they share data with each other" if len(part) > 1 else ""))
            continue
        means = f"they share data with more DAGs than fit into a wave; {ORDER_MEANS[advising.order]}"
        found += [Piece(cut, means) for cut in _cut(ordered, advising.wave_days)]
    return found


def _ordered(part: list[Unit], graph: nx.DiGraph[Unit], order: str) -> list[Unit]:
    """The units of one part in the order in which they would move."""
    if order == "value":
        return sorted(part, key=lambda unit: (-unit.score, unit.dags))
    inside = graph.subgraph(part)
    level: dict[Unit, int] = {}
    for unit in reversed(list(nx.lexicographical_topological_sort(inside, key=lambda unit: unit.dags))):
        level[unit] = max((level[below] + 1 for below in inside.successors(unit)), default=0)
    return sorted(part, key=lambda unit: (level[unit], -unit.score, unit.dags))


def _cut(units: list[Unit], days: float) -> list[tuple[Unit, ...]]:
    """The units in order, as many to a piece as fit; one that is too much by itself is a piece."""
    found: list[list[Unit]] = []
    used = 0.0
    for unit in units:
        if found and used + unit.high <= days:
            found[-1].append(unit)
            used += unit.high
        else:
            found.append([unit])
            used = unit.high
    return [tuple(each) for each in found]


def _filled(pieces: list[Piece], days: float) -> list[Piece]:
    """Pieces that follow one another in one wave, as many as fit."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].high + piece.high <= days:
            last = found.pop()
            piece = Piece((*last.units, *piece.units), "each shares data with those beside it, or with none")
        found.append(piece)
    return found


def _numbered(pieces: list[Piece], flows: Flows, advising: Advising) -> tuple[Wave, ...]:
    """The pieces as waves, with the bridges between them."""
    wave = {name: number for number, piece in enumerate(pieces, 1) for unit in piece.units for name in unit.dags}
    bridges = _bridges(flows.all, wave)
    after: dict[int, set[int]] = defaultdict(set)
    for flow in flows.all:
        writes, reads = wave.get(flow.writer), wave.get(flow.reader)
        if writes is not None and reads is not None and writes != reads:
            after[max(writes, reads)].add(min(writes, reads))
    rule = next(rule for rule in advising.effort if rule.name == "bridge")
    found = []
    for number, piece in enumerate(pieces, 1):
        here = tuple(bridges[number])
        low = round(sum(unit.low for unit in piece.units) + rule.low * len(here), 2)
        high = round(piece.high + rule.high * len(here), 2)
        names = tuple(name for unit in piece.units for _, name in unit.dags)
        because = piece.because or "it shares data with no other DAG that moves with it"
        found.append(Wave(number, names, here, tuple(sorted(after[number])), low, high, False, because))
    critical = _critical(found)
    return tuple(
        Wave(w.number, w.dags, w.bridges, w.after, w.low, w.high, w.number in critical, w.because) for w in found
    )


def _bridges(flows: Iterable[Flow], wave: Mapping[DagName, int]) -> Mapping[int, list[Bridge]]:
    """The bridges that each wave needs: one for each key and its writer, in whichever direction it is read."""
    readers: dict[tuple[int, str, str, Direction], dict[str, int | None]] = defaultdict(dict)
    for flow in flows:
        writes, reads = wave.get(flow.writer), wave.get(flow.reader)
        if writes == reads:
            continue
        first = reads is not None and (writes is None or reads < writes)
        direction = Direction.AIRFLOW_WRITES if first else Direction.ASSETS_WRITE
        number, until = (reads, writes) if first else (writes, reads)
        assert number is not None
        readers[number, flow.key, flow.writer[1], direction][flow.reader[1]] = until
    found: dict[int, list[Bridge]] = defaultdict(list)
    for (number, key, writer, direction), ends in sorted(readers.items()):
        known = [until for until in ends.values() if until is not None]
        until = max(known) if len(known) == len(ends) else None
        found[number].append(Bridge(key, writer, tuple(sorted(ends)), direction, until))
    return found


def _critical(waves: list[Wave]) -> set[int]:
    """The numbers of the chain of waves, each sharing data with the one before, that takes the most days."""
    longest: dict[int, tuple[float, tuple[int, ...]]] = {}
    for wave in waves:
        before = max((longest[number] for number in wave.after), default=(0.0, ()))
        longest[wave.number] = (before[0] + wave.high, (*before[1], wave.number))
    return set(max(longest.values(), default=(0.0, ()))[1])
