"""How the tasks of a DAG end under Airflow, as conditions of how each that runs would end: `semantics.py`, for all
outcomes at once.

Of a mapped task two instances stand for any number: whatever a trigger rule may find above, two can show it. Who wins a
race between a skip and a failure is left open, as it is in Airflow, where it hangs on how long tasks take.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

from migrator.planning.diagrams import FALSE, TRUE, Diagrams
from migrator.planning.pieces import Gate, Piece
from migrator.semantics import FAST_RULES, RULES

# The rules by which a task may begin while a task above it has not ended.
EARLY = {"one_success", "one_failed", "one_done", "always", "dummy"}
TWO = (0, 1)
Instance = tuple[str, int]


@dataclass(frozen=True, slots=True)
class End:
    """When an instance runs, and when it ends in which state."""

    runs: int
    success: int
    failed: int
    upstream_failed: int
    skipped: int


TAKEN = End(TRUE, TRUE, FALSE, FALSE, FALSE)


class Ends:
    """The ends of the tasks of a DAG. `inside` are those an island runs; the others are then taken to have succeeded,
    as the shim takes them."""

    def __init__(
        self,
        pieces: Mapping[str, Piece],
        diagrams: Diagrams,
        *,
        inside: Collection[str] | None = None,
        like: Ends | None = None,
    ) -> None:
        self.pieces = pieces
        self.diagrams = diagrams
        self.graph: nx.DiGraph[str] = like.graph if like else graph_of(pieces)
        self.order: tuple[str, ...] = like.order if like else tuple(nx.lexicographical_topological_sort(self.graph))
        self._variables: dict[tuple[str, ...], int] = like._variables if like else {}
        self._walls: dict[str, tuple[str, ...]] = like._walls if like else self._below_walls()
        self._whole = like
        self._inside = pieces.keys() if inside is None else inside
        self._ends: dict[Instance, End] = {}
        for name in self.order:
            if name in self._inside:
                self._end(name)

    # ------------------------------------------------------------------------------------------------- what is asked

    def runs(self, name: str) -> int:
        """When any instance of a task runs."""
        return self.diagrams.any(self._ends[each].runs for each in self._instances(name))

    def success(self, name: str) -> int:
        """When all its instances succeed."""
        return self.diagrams.all(self._ends[each].success for each in self._instances(name))

    def failed(self, name: str) -> int:
        """When one of its instances runs and fails."""
        return self.diagrams.any(self._ends[each].failed for each in self._instances(name))

    def bad(self, name: str) -> int:
        """When one of its instances fails, or does not run because of a failure above."""
        ends = [self._ends[each] for each in self._instances(name)]
        return self.diagrams.any([*(each.failed for each in ends), *(each.upstream_failed for each in ends)])

    def chosen(self, gate: str, below: str) -> int:
        """When a gate lets the task directly below it run."""
        if self.pieces[gate].gate is not Gate.BRANCH:
            return self._variable("opens", gate)
        choices = [
            self._variable("chooses", gate, child)
            for child in self.graph.successors(gate)
            if child == below or nx.has_path(self.graph, child, below)
        ]
        return self.diagrams.any(choices)

    def gates_above(self, name: str) -> list[str]:
        """The gates that decide whether a task runs: those directly above, and walls at any distance."""
        direct = [up for up in self.pieces[name].node.upstream if self.pieces[up].gate]
        return sorted({*direct, *self.walls_above(name)})

    def walls_above(self, name: str) -> tuple[str, ...]:
        """The walls above a task at any distance."""
        return self._walls.get(name, ())

    # ------------------------------------------------------------------------------------------------------ one task

    def _end(self, name: str) -> None:
        node = self.pieces[name].node
        if not self._many(name):
            self._ends[name, -1] = self._ended(name, -1, self._decided(name, -1))
            return
        before = self._decided(name, -1)
        expands = self.diagrams.all([before.runs, self.diagrams.no(self._variable("empty", node.inside or name))])
        skipped = self.diagrams.any([before.skipped, before.runs])
        none = End(FALSE, FALSE, FALSE, before.upstream_failed, skipped)
        for index in TWO:
            own = self._ended(name, index, self._decided(name, index))
            parts = zip(_parts(own), _parts(none), strict=True)
            self._ends[name, index] = End(*(self.diagrams.choose(expands, yes, no) for yes, no in parts))

    def _ended(self, name: str, index: int, before: End) -> End:
        """What becomes of an instance that may run, by how it would end."""
        piece, all_ = self.pieces[name], self.diagrams.all
        fails = self._variable("fails", name, str(index)) if piece.fails else FALSE
        skips = self._variable("skips", name, str(index)) if piece.skips else FALSE
        well = all_([before.runs, self.diagrams.no(fails)])
        return End(
            before.runs,
            all_([well, self.diagrams.no(skips)]),
            all_([before.runs, fails]),
            before.upstream_failed,
            self.diagrams.any([before.skipped, all_([well, skips])]),
        )

    def _decided(self, name: str, index: int) -> End:
        """What trigger rule, setups, gates above and what it is mapped over make of an instance, before it runs."""
        piece, d = self.pieces[name], self.diagrams
        node = piece.node
        own = [up for up in node.upstream if self.pieces[up].node.setup]
        runs, failed, skipped = self._by_rule(node.rule, self._above(name, index), self._above(name, index, own), name)
        if node.setups:
            good, bad, _ = self._by_rule("all_success", self._above(name, index, node.setups), [], name, "setups")
            sooner = d.all([d.no(runs), self._variable("sooner", name)])
            failed = d.choose(good, failed, d.choose(sooner, failed, bad))
            runs = d.all([runs, good])
            skipped = d.no(d.any([runs, failed]))
        runs, failed, skipped = self._put_aside(name, runs, failed, skipped)
        sources = [self._at(up, -1) for up in node.over if not self._many(up)]
        failed = d.any([failed, *(each.failed for each in sources), *(each.upstream_failed for each in sources)])
        skipped = d.all([d.no(failed), d.any([skipped, *(each.skipped for each in sources)])])
        runs = d.all([runs, d.no(failed), d.no(skipped)])
        return End(runs, FALSE, FALSE, failed, skipped)

    def _put_aside(self, name: str, runs: int, failed: int, skipped: int) -> tuple[int, int, int]:
        """What gates make of it: who begins before the gate above has ended is not put aside."""
        d = self.diagrams
        aside = d.any(self._asides(name))
        if aside == FALSE:
            return runs, failed, skipped
        earlier = d.all([failed, self._variable("earlier", name)])
        runs, failed = d.choose(aside, FALSE, runs), d.choose(aside, earlier, failed)
        return runs, failed, d.no(d.any([runs, failed]))

    def _asides(self, name: str) -> Iterator[int]:
        d, teardown = self.diagrams, self.pieces[name].node.teardown
        direct = {up for up in self.pieces[name].node.upstream if self.pieces[up].gate}
        for gate in self.gates_above(name):
            if gate not in self._inside and gate not in direct:
                continue
            if teardown and (gate not in direct or self.pieces[gate].gate is not Gate.BRANCH):
                continue
            # What a mapped gate says counts for some instances only.
            some = self._variable("some", gate, name) if self._many(gate) or self._many(name) else TRUE
            let_in = self._variable("opens", gate) if gate not in direct else self.chosen(gate, name)
            whole = self._whole if self._whole and gate not in self._inside else self
            ended = d.any(whole._ends[each].success for each in self._instances(gate))
            sooner = self._before(name, gate)
            began = d.all([sooner, self._variable("began", name, gate)]) if sooner != FALSE else FALSE
            yield d.all([ended, d.no(let_in), some, d.no(began)])

    def _before(self, name: str, gate: str) -> int:
        """When a task may begin while a gate above it has not ended."""
        if name not in self._inside or not nx.has_path(self.graph, gate, name):
            return TRUE
        node, d = self.pieces[name].node, self.diagrams
        if node.rule in ("always", "dummy") or node.rule not in RULES:
            return TRUE
        above = [(up, self._before(up, gate)) for up in node.upstream if up != gate]
        if node.rule not in EARLY:
            return FALSE if gate in node.upstream else d.all(sooner for _, sooner in above)
        ends = [(self._at(*each), sooner) for up, sooner in above for each in self._instances(up)]
        found = []
        for end, sooner in ends:
            bad = [end.failed] if node.rule == "one_done" else [end.failed, end.upstream_failed]
            good = [end.success] if node.rule != "one_failed" else []
            found.append(d.all([sooner, d.any([*(bad if node.rule != "one_success" else []), *good])]))
        return d.any(found)

    # --------------------------------------------------------------------------------------------------- the rules

    def _by_rule(
        self, rule: str, above: list[End], setups: list[End], name: str, race: str = "race"
    ) -> tuple[int, int, int]:
        """When the rule lets a task run, when it fails it because of what is above, and when it skips it."""
        d = self.diagrams
        if rule not in RULES:
            # Nobody knows what Airflow would make of it.
            runs, failed = self._variable("unknown", name), self._variable("unknown failed", name)
            return runs, d.all([d.no(runs), failed]), d.no(d.any([runs, failed]))
        if not above:
            return TRUE, FALSE, FALSE
        good = d.any(each.success for each in above)
        gone = d.any(each.skipped for each in above)
        fell = d.any(each.failed for each in above)
        bad = d.any([fell, *(each.upstream_failed for each in above)])
        no = d.no
        match rule:
            case "all_success":
                runs = d.all([no(bad), no(gone)])
                both = d.all([bad, gone])
                first = self._variable(race, name) if both != FALSE else TRUE
                failed = d.all([bad, d.any([no(gone), first])])
            case "all_failed":
                runs, failed = d.all([no(good), no(gone)]), FALSE
            case "all_skipped":
                runs, failed = d.all([no(good), no(bad)]), FALSE
            case "all_done_min_one_success":
                runs, failed = d.all([no(gone), good]), d.all([no(gone), no(good)])
            case "all_done_setup_success":
                well = d.any(each.success for each in setups)
                broken = d.any([*(each.failed for each in setups), *(each.upstream_failed for each in setups)])
                runs, failed = (well, d.all([no(well), broken])) if setups else (TRUE, FALSE)
            case "one_success":
                runs, failed = good, d.all([no(good), bad])
            case "one_failed":
                runs, failed = bad, FALSE
            case "one_done":
                runs, failed = d.any([good, fell]), FALSE
            case "none_failed":
                runs, failed = no(bad), bad
            case "none_failed_min_one_success" | "none_failed_or_skipped":
                runs, failed = d.all([no(bad), good]), bad
            case "none_skipped":
                runs, failed = no(gone), FALSE
            case _:
                runs, failed = TRUE, FALSE
        return runs, failed, no(d.any([runs, failed]))

    # ------------------------------------------------------------------------------------------------ what is above

    def _above(self, name: str, index: int, upstream: Iterable[str] | None = None) -> list[End]:
        """The ends of the upstream instances that count for one instance."""
        node = self.pieces[name].node
        found = []
        for up in node.upstream if upstream is None else upstream:
            together = bool(node.inside) and node.inside == self.pieces[up].node.inside
            if together and index < 0 and node.rule not in FAST_RULES:
                continue
            instances = [(up, index)] if together and index >= 0 else self._instances(up)
            found += [self._at(*each) for each in instances]
        return found

    def _at(self, name: str, index: int) -> End:
        return self._ends[name, index] if name in self._inside else TAKEN

    def _instances(self, name: str) -> list[Instance]:
        return [(name, index) for index in TWO] if self._many(name) else [(name, -1)]

    def _many(self, name: str) -> bool:
        node = self.pieces[name].node
        return node.mapped or bool(node.inside)

    def _below_walls(self) -> dict[str, tuple[str, ...]]:
        """By task, the walls above it at any distance."""
        found: dict[str, tuple[str, ...]] = {}
        for name in self.order:
            above = [up for up in self.graph.predecessors(name) if self.pieces[up].gate is Gate.WALL]
            inherited = [wall for up in self.graph.predecessors(name) for wall in found.get(up, ())]
            if above or inherited:
                found[name] = tuple(dict.fromkeys([*above, *inherited]))
        return found

    def _variable(self, *key: str) -> int:
        if key not in self._variables:
            self._variables[key] = self.diagrams.variable()
        return self._variables[key]


def graph_of(pieces: Mapping[str, Piece]) -> nx.DiGraph[str]:
    """The tasks, and an edge from each to those directly below."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(pieces)
    graph.add_edges_from((up, name) for name, piece in pieces.items() for up in piece.node.upstream)
    return graph


def _parts(end: End) -> tuple[int, ...]:
    return end.runs, end.success, end.failed, end.upstream_failed, end.skipped
