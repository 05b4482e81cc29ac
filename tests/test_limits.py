"""Airflow's order, pools and limits as pure functions. That they are Airflow's is what `make differential` shows."""

from __future__ import annotations

from dataclasses import replace

from migrator.limits import Held, Pool, Wanting, admit, never_fits, priority

POOLS = {each.name: each for each in (Pool("default_pool"), Pool("one", 1), Pool("three", 3), Pool("open", -1))}
KEEPS = Pool("one", 1, include_deferred=True)


def wants(task: str, **more: object) -> Wanting:
    return replace(Wanting("dag", "run", task), **more)  # type: ignore[arg-type]


def started(asked: list[Wanting], *held: Held) -> list[str]:
    return [asked[at].task for at in admit(asked, held, POOLS).starting]


def test_the_heaviest_start_first_then_the_oldest_run_then_the_map_index() -> None:
    asked = [
        wants("late", weight=2, date="2026-01-02"),
        wants("third", weight=2, date="2026-01-01", map_index=1),
        wants("second", weight=2, date="2026-01-01", map_index=0),
        wants("undated", weight=2),
        wants("first", weight=9, date="2026-01-03"),
    ]
    assert started(asked) == ["first", "second", "third", "late", "undated"]


def test_a_pool_of_one_lets_one_start() -> None:
    assert started([wants("a", pool="one"), wants("b", pool="one", weight=5), wants("c")]) == ["b", "c"]


def test_one_that_does_not_fit_lets_a_narrow_one_pass() -> None:
    held = Held(wants("holds", pool="three", pool_slots=2))
    asked = [wants("wide", pool="three", pool_slots=3, weight=9), wants("narrow", pool="three")]
    assert started(asked, held) == ["narrow"]


def test_a_deferred_task_keeps_its_slot_only_where_the_pool_says_so() -> None:
    asked, held = [wants("b", pool="one")], [Held(wants("a", pool="one"), deferred=True)]
    assert started(asked, *held) == ["b"]
    found = admit(asked, held, {"one": KEEPS})
    assert (found.starting, dict(found.waiting)) == ((), {0: "the pool 'one' has 1 slots, and 1 are taken"})


def test_a_deferred_task_is_no_active_task_of_its_run_though_of_its_own_limit() -> None:
    held = Held(wants("a"), deferred=True)
    assert started([wants("b", max_active_tasks=1)], held) == ["b"]
    assert started([wants("a", map_index=1, max_active_tis_per_dag=1)], held) == []


def test_limits_of_a_task_count_over_runs_or_within_one() -> None:
    held = Held(wants("a", run="before"))
    assert started([wants("a", max_active_tis_per_dag=1)], held) == []
    assert started([wants("a", max_active_tis_per_dagrun=1)], held) == ["a"]
    assert started([wants("a", max_active_tis_per_dagrun=1), wants("a", map_index=1, max_active_tis_per_dagrun=1)]) == [
        "a"
    ]


def test_max_active_tasks_counts_within_a_run() -> None:
    asked = [wants("a", max_active_tasks=2), wants("b", max_active_tasks=2), wants("c", max_active_tasks=2)]
    assert started(asked) == ["a", "b"]
    assert started([*asked, wants("d", run="other", max_active_tasks=2)]) == ["a", "b", "d"]


def test_what_can_never_start_is_said() -> None:
    assert never_fits(wants("a", pool="nowhere"), POOLS) == "there is no pool 'nowhere'"
    assert never_fits(wants("a", pool="one", pool_slots=2), POOLS) == "it wants 2 slots of the pool 'one', which has 1"
    assert never_fits(wants("a", pool="open", pool_slots=99), POOLS) is None


def test_a_weight_is_of_what_is_below_or_above_or_the_tasks_own() -> None:
    weights = [priority(rule, 5, above=[10], below=[1, 2]) for rule in ("downstream", "upstream", "absolute")]
    assert weights == [8, 15, 5]
