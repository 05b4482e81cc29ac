"""Trigger rules, retries, mapping and run ends, as tables and as properties."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.machine import simulate
from migrator.semantics import (
    FAILURES,
    FINISHED,
    RULES,
    Decision,
    Node,
    RetryDelay,
    State,
    count,
    decide,
    decide_setups,
    expanded_length,
    leaves,
    retry_seed,
    run_state,
    should_retry,
    skipped_by,
    zipped_length,
)

LETTERS = {
    "s": State.SUCCESS,
    "f": State.FAILED,
    "k": State.SKIPPED,
    "u": State.UPSTREAM_FAILED,
    "r": State.REMOVED,
    ".": State.NONE,
}
DECISIONS = {"run": Decision.RUN, "wait": Decision.WAIT, "skip": Decision.SKIP, "fail": Decision.UPSTREAM_FAILED}

# rule -> what follows from upstream tasks in these states
TABLE = {
    "all_success": "s.=wait ss=run sf=fail .f=fail sk=skip su=fail .k=skip sr=run",
    "all_failed": "ff=run fu=run f.=wait s.=skip fk=skip",
    "all_done": "sf=run s.=wait kk=run",
    "all_done_min_one_success": "ss=run sf=run ff=fail s.=wait sk=skip k.=skip",
    "one_success": "s.=run ff=fail kk=skip fk=fail f.=wait",
    "one_failed": "f.=run u.=run ss=skip s.=wait sk=skip",
    "one_done": "s.=run f.=run k.=wait kk=skip uu=skip",
    "none_failed": "sk=run kk=run s.=wait .f=fail su=fail",
    "none_failed_min_one_success": "sk=run kk=skip s.=wait sf=fail .u=fail",
    "none_skipped": "sf=run s.=wait .k=skip",
    "all_skipped": "kk=run k.=wait s.=skip .f=skip",
    "always": "..=run ff=run",
    "dummy": "..=run",
    "none_failed_or_skipped": "sk=run kk=skip",
}
CASES = [(rule, *case.split("=")) for rule, cases in TABLE.items() for case in cases.split()]


def states(letters: str) -> list[State]:
    return [LETTERS[letter] for letter in letters]


@pytest.mark.parametrize(("rule", "upstream", "expected"), CASES)
def test_a_trigger_rule_decides_as_airflow_does(rule: str, upstream: str, expected: str) -> None:
    assert decide(rule, count(states(upstream))) is DECISIONS[expected]


def test_every_rule_of_airflow_has_a_decision() -> None:
    from airflow.sdk import TriggerRule

    assert {rule.value for rule in TriggerRule} <= set(RULES)


@given(st.sampled_from(sorted(RULES)), st.lists(st.sampled_from(sorted(FINISHED)), min_size=1, max_size=6))
def test_once_everything_above_is_done_no_task_waits_for_ever(rule: str, above: list[State]) -> None:
    assert decide(rule, count(above)) is not Decision.WAIT or State.REMOVED in above


@given(st.sampled_from(sorted(RULES)), st.lists(st.sampled_from(sorted(State)), min_size=1, max_size=6))
def test_the_order_of_what_is_above_does_not_matter(rule: str, above: list[State]) -> None:
    assert decide(rule, count(above)) is decide(rule, count(reversed(above)))


@given(st.sampled_from(sorted(RULES)))
def test_a_task_with_nothing_above_it_runs(rule: str) -> None:
    assert decide(rule, count([])) is Decision.RUN


def test_a_teardown_runs_when_its_setup_did() -> None:
    done = count(states("sf"), states("s"))
    assert decide("all_done_setup_success", done) is Decision.RUN
    assert decide("all_done_setup_success", count(states("ff"), states("f"))) is Decision.UPSTREAM_FAILED
    assert decide("all_done_setup_success", count(states("ks"), states("k"))) is Decision.SKIP
    assert decide_setups(count(states("f"))) is Decision.UPSTREAM_FAILED


def test_a_branch_puts_aside_what_it_did_not_name() -> None:
    assert skipped_by({"followed": ["left"]}, "right")
    assert not skipped_by({"followed": ["left"]}, "left")
    assert skipped_by({"skipped": ["below"]}, "below")
    assert not skipped_by(None, "below")


def test_tries_end_after_the_retries() -> None:
    assert [should_retry(number, 2) for number in (1, 2, 3)] == [True, True, False]
    assert not should_retry(1, 0)


def test_a_fixed_delay_stays_and_an_exponential_one_grows_up_to_its_limit() -> None:
    fixed = RetryDelay(timedelta(minutes=5))
    assert fixed.after(3, "seed") == timedelta(minutes=5)
    growing = RetryDelay(timedelta(seconds=10), 2.0, timedelta(minutes=1))
    waits = [growing.after(number, "seed") for number in (1, 2, 3, 9)]
    assert timedelta(seconds=10) <= waits[0] < timedelta(seconds=20)
    assert timedelta(seconds=20) <= waits[1] < timedelta(seconds=40)
    assert waits[3] == timedelta(minutes=1)


@given(st.integers(1, 12), st.integers(0, 100_000), st.sampled_from([0.0, 1.0, 2.0, 3.5]), st.text(max_size=4))
def test_a_delay_is_the_one_airflow_computes(number: int, seconds: int, multiplier: float, name: str) -> None:
    from types import SimpleNamespace

    from airflow.models.taskinstance import TaskInstance

    date = datetime(2026, 1, 5, tzinfo=timezone.utc)
    delay = timedelta(seconds=seconds)
    task = SimpleNamespace(retry_delay=delay, retry_exponential_backoff=multiplier, max_retry_delay=None)
    given_ti = SimpleNamespace(
        task=task, dag_id="d", task_id=name, logical_date=date, try_number=number, end_date=date, log=None
    )
    given_ti.retry_delay_override = None
    expected = TaskInstance.next_retry_datetime(given_ti) - date
    assert RetryDelay(delay, multiplier).after(number, retry_seed("d", name, date, number)) == expected


def test_mapped_lengths() -> None:
    assert expanded_length([3, 2]) == 6
    assert expanded_length([3, 0]) == 0
    assert expanded_length([]) == 0
    assert (zipped_length([2, 3], False), zipped_length([2, 3], True)) == (2, 3)


def test_a_run_ends_as_its_leaves_do() -> None:
    nodes = [Node("a"), Node("b", ("a",)), Node("watch", ("a", "b"), "all_done")]
    assert leaves(nodes) == {"watch"}
    ended = {"a": [State.FAILED], "b": [State.UPSTREAM_FAILED], "watch": [State.SUCCESS]}
    assert run_state(nodes, ended) is State.SUCCESS
    assert run_state(nodes, {**ended, "watch": [State.NONE]}) is State.FAILED


def test_a_teardown_that_fails_does_not_fail_the_run() -> None:
    nodes = [Node("work"), Node("drop", ("work",), teardown=True, fails_run=False)]
    assert leaves(nodes) == {"work"}
    assert run_state(nodes, {"work": [State.SUCCESS], "drop": [State.FAILED]}) is State.SUCCESS


def test_simulation_follows_a_branch_to_its_join() -> None:
    nodes = [
        Node("choose"),
        Node("left", ("choose",)),
        Node("right", ("choose",)),
        Node("join", ("left", "right"), "none_failed_min_one_success"),
        Node("strict", ("left", "right")),
    ]
    found = simulate(nodes, lambda *_: State.SUCCESS, {("choose", -1): {"followed": ["left"]}})
    assert found["right", -1] is State.SKIPPED
    assert (found["join", -1], found["strict", -1]) == (State.SUCCESS, State.SKIPPED)


def test_simulation_expands_what_is_mapped_once_its_values_are_there() -> None:
    nodes = [
        Node("values"),
        Node("each", ("values",), over=("values",), mapped=True),
        Node("of_group", ("values",), over=("values",), inside="group"),
        Node("below", ("of_group",), "one_failed", over=("values",), inside="group"),
        Node("all", ("each", "below"), "all_done"),
    ]
    ends = {("of_group", 1): State.FAILED}
    found = simulate(nodes, lambda *at: ends.get(at, State.SUCCESS), lengths={"each": 2, "of_group": 2, "below": 2})
    assert [found["each", index] for index in (0, 1)] == [State.SUCCESS] * 2
    assert [found["below", index] for index in (0, 1)] == [State.SKIPPED, State.SUCCESS]
    none = simulate(nodes, lambda *_: State.SUCCESS, lengths={"each": 0, "of_group": 0, "below": 0})
    assert (none["each", -1], none["below", -1]) == (State.SKIPPED, State.SKIPPED)
    assert (none["all", -1], found["all", -1]) == (State.SUCCESS, State.SUCCESS)


def test_simulation_waits_for_setups_and_tears_down() -> None:
    nodes = [
        Node("make", setup=True),
        Node("work", ("make",)),
        Node("more", ("work",), setups=("make",)),
        Node("drop", ("make", "work"), "all_done_setup_success", teardown=True, scope=("more",)),
    ]
    ends = {"work": State.FAILED}
    found = simulate(nodes, lambda name, _: ends.get(name, State.SUCCESS))
    assert (found["more", -1], found["drop", -1]) == (State.UPSTREAM_FAILED, State.SUCCESS)
    found = simulate(nodes, lambda *_: State.SKIPPED)
    assert set(found.values()) == {State.SKIPPED}


@given(st.data())
def test_simulation_ends_every_task_of_a_graph(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 8))
    rules = sorted(set(RULES) - {"all_done_setup_success"})
    nodes = [
        Node(
            str(number),
            tuple(sorted(data.draw(st.sets(st.sampled_from([str(each) for each in range(number)] or ["0"])))))
            if number
            else (),
            data.draw(st.sampled_from(rules)),
        )
        for number in range(size)
    ]
    outcomes = {node.id: data.draw(st.sampled_from([State.SUCCESS, State.FAILED, State.SKIPPED])) for node in nodes}
    found = {name: end for (name, _), end in simulate(nodes, lambda name, _: outcomes[name]).items()}
    assert set(found.values()) <= FINISHED
    assert run_state(nodes, {name: [state] for name, state in found.items()}) is (
        State.FAILED if {found[name] for name in leaves(nodes)} & FAILURES else State.SUCCESS
    )
