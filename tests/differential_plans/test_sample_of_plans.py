"""A sample of what `make differential` does with plans: the same DAGs each time."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from migrator.planning.islands import divide

from .__main__ import unmet
from .compared import Tally
from .dags import TARGETS, dag, fates
from .smaller import breaks


def test_native_tasks_and_islands_run_what_airflow_runs_whatever_the_outcomes() -> None:
    tally = Tally()
    for seed in range(150):
        tally.closed(seed, 15)
    assert tally.different == {}
    assert unmet(tally) == []


def test_no_task_of_an_island_could_be_outside_of_it() -> None:
    tally = Tally()
    for seed in range(110):
        tally.minimal(seed)
    assert tally.different == {}
    assert tally.taken_out > 50


def test_a_division_without_islands_is_found_out() -> None:
    """The comparison itself: where all is native, most of these DAGs end otherwise."""
    found = 0
    for seed in range(40):
        random = Random(seed)
        pieces = dag(random, plain=True)
        homes = replace(divide(pieces, TARGETS[0]), islands=(), hooks={}, dropped=frozenset())
        found += breaks(pieces, homes, fates(random, pieces, 30))
    assert found > 20


def test_a_task_that_looks_at_the_run_before_is_always_started() -> None:
    met = 0
    for seed in range(400):
        random = Random(seed)
        pieces = dag(random)
        homes = divide(pieces, random.choice(TARGETS))
        for name in (each for each, piece in pieces.items() if piece.past):
            island = homes.island_of(name)
            assert island is not None
            outside = {up for each in island for up in pieces[each].node.upstream} - set(island)
            assert all(not pieces[up].fails and not pieces[up].skips for up in outside)
            met += 1
    assert met > 10
