"""Airflow's state machine as pure functions: trigger rules, skips, retries, mapping and the end of a run.

Taken from Airflow 3.3's scheduler; nothing of Airflow is imported. The shim drives real tasks by it; `machine.py` makes
of it the reference for whole runs.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class State(str, Enum):
    """A task instance's state; a run ends in SUCCESS or FAILED."""

    NONE = "none"
    RUNNING = "running"
    UP_FOR_RETRY = "up_for_retry"
    UP_FOR_RESCHEDULE = "up_for_reschedule"
    DEFERRED = "deferred"
    SUCCESS = "success"
    FAILED = "failed"
    SKIPPED = "skipped"
    UPSTREAM_FAILED = "upstream_failed"
    REMOVED = "removed"


FINISHED = frozenset({State.SUCCESS, State.FAILED, State.SKIPPED, State.UPSTREAM_FAILED, State.REMOVED})
FAILURES = frozenset({State.FAILED, State.UPSTREAM_FAILED})


class Decision(str, Enum):
    """What happens to a task now that its upstream tasks are as they are."""

    RUN = "run"
    WAIT = "wait"
    SKIP = "skip"
    UPSTREAM_FAILED = "upstream_failed"
    REMOVE = "remove"

    @property
    def state(self) -> State | None:
        """The end state that follows without running; None for RUN and WAIT."""
        ends = {"skip": State.SKIPPED, "upstream_failed": State.UPSTREAM_FAILED, "remove": State.REMOVED}
        return ends.get(self.value)


@dataclass(frozen=True, slots=True)
class Upstream:
    """How many upstream task instances there are, and how many ended in which state."""

    total: int = 0
    success: int = 0
    failed: int = 0
    upstream_failed: int = 0
    skipped: int = 0
    removed: int = 0
    setups: int = 0
    setups_success: int = 0
    setups_skipped: int = 0

    @property
    def done(self) -> int:
        """How many have finished."""
        return self.success + self.failed + self.upstream_failed + self.skipped + self.removed

    @property
    def finished(self) -> bool:
        """Whether all have."""
        return self.done >= self.total

    @property
    def bad(self) -> int:
        """How many failed, themselves or by what is above them."""
        return self.failed + self.upstream_failed


def count(states: Iterable[State], setups: Iterable[State] = ()) -> Upstream:
    """The tally of upstream states; `setups` are the states of those among them that are setup tasks."""
    all_states, setup_states = list(states), list(setups)
    return Upstream(
        total=len(all_states),
        success=all_states.count(State.SUCCESS),
        failed=all_states.count(State.FAILED),
        upstream_failed=all_states.count(State.UPSTREAM_FAILED),
        skipped=all_states.count(State.SKIPPED),
        removed=all_states.count(State.REMOVED),
        setups=len(setup_states),
        setups_success=setup_states.count(State.SUCCESS),
        setups_skipped=setup_states.count(State.SKIPPED),
    )


# ------------------------------------------------------------------------------------------------------- trigger rules

Rule = Callable[[Upstream, int], Decision]


def _run_if(ready: bool) -> Decision:
    return Decision.RUN if ready else Decision.WAIT


def _all_success(up: Upstream, map_index: int) -> Decision:
    if up.bad:
        return Decision.UPSTREAM_FAILED
    if up.skipped:
        return Decision.SKIP
    if up.removed and up.success and map_index >= up.success:
        return Decision.REMOVE
    return _run_if(up.success + up.removed >= up.total)


def _all_failed(up: Upstream, _: int) -> Decision:
    if up.success or up.skipped:
        return Decision.SKIP
    return _run_if(up.bad + up.removed >= up.total)


def _all_done(up: Upstream, _: int) -> Decision:
    return _run_if(up.finished)


def _all_skipped(up: Upstream, _: int) -> Decision:
    if up.success or up.bad:
        return Decision.SKIP
    return _run_if(up.skipped >= up.total)


def _all_done_min_one_success(up: Upstream, _: int) -> Decision:
    if up.skipped:
        return Decision.SKIP
    if up.finished and not up.success:
        return Decision.UPSTREAM_FAILED
    return _run_if(up.success + up.bad >= up.total - up.removed)


def _all_done_setup_success(up: Upstream, _: int) -> Decision:
    if not up.finished:
        return Decision.WAIT
    if up.setups and up.setups_skipped >= up.setups:
        return Decision.SKIP
    if up.setups and not up.setups_success:
        return Decision.UPSTREAM_FAILED
    return Decision.RUN


def _one_success(up: Upstream, _: int) -> Decision:
    if up.success:
        return Decision.RUN
    if not up.finished:
        return Decision.WAIT
    return Decision.SKIP if up.done == up.skipped else Decision.UPSTREAM_FAILED


def _one_failed(up: Upstream, _: int) -> Decision:
    if up.bad:
        return Decision.RUN
    return Decision.SKIP if up.finished else Decision.WAIT


def _one_done(up: Upstream, _: int) -> Decision:
    if up.success or up.failed:
        return Decision.RUN
    return Decision.SKIP if up.finished else Decision.WAIT


def _none_failed(up: Upstream, _: int) -> Decision:
    if up.bad:
        return Decision.UPSTREAM_FAILED
    return _run_if(up.success + up.skipped + up.removed >= up.total)


def _none_failed_min_one_success(up: Upstream, _: int) -> Decision:
    if up.bad:
        return Decision.UPSTREAM_FAILED
    if up.skipped == up.total:
        return Decision.SKIP
    if up.finished and not up.success:
        return Decision.UPSTREAM_FAILED
    return _run_if(up.finished)


def _none_skipped(up: Upstream, _: int) -> Decision:
    if up.skipped:
        return Decision.SKIP
    return _run_if(up.finished)


def _always(_up: Upstream, _: int) -> Decision:
    return Decision.RUN


RULES: Mapping[str, Rule] = {
    "all_success": _all_success,
    "all_failed": _all_failed,
    "all_done": _all_done,
    "all_done_min_one_success": _all_done_min_one_success,
    "all_done_setup_success": _all_done_setup_success,
    "one_success": _one_success,
    "one_failed": _one_failed,
    "one_done": _one_done,
    "none_failed": _none_failed,
    "none_failed_min_one_success": _none_failed_min_one_success,
    "none_skipped": _none_skipped,
    "all_skipped": _all_skipped,
    "always": _always,
    # Airflow 1.10's and 2.x's names
    "dummy": _always,
    "none_failed_or_skipped": _none_failed_min_one_success,
}


# Rules that a part of the upstream tasks can satisfy: an unexpanded task of a mapped group waits for all of them.
FAST_RULES = frozenset({"one_success", "one_failed", "one_done", "none_failed_min_one_success"})


def decide(rule: str, upstream: Upstream, map_index: int = -1) -> Decision:
    """What a task with this trigger rule does. A task without upstream tasks runs. KeyError for an unknown rule."""
    return RULES[rule](upstream, map_index) if upstream.total else Decision.RUN


def decide_setups(upstream: Upstream, map_index: int = -1) -> Decision:
    """What setup tasks further up demand of a task, beside its trigger rule: they all succeed first."""
    return _all_success(upstream, map_index) if upstream.total else Decision.RUN


def skipped_by(pushed: Mapping[str, Sequence[str]] | None, task: str) -> bool:
    """Whether a branch or short circuit above has put this task aside: by `followed` or by `skipped` task ids."""
    if not pushed:
        return False
    if "followed" in pushed:
        return task not in pushed["followed"]
    return task in pushed.get("skipped", ())


@dataclass(frozen=True, slots=True)
class Above:
    """What is above one task instance: the tally its trigger rule asks; that of setups further up; whether all between
    a teardown and its setups is done; whether a branch or short circuit put it aside; and the states of unexpanded
    tasks that it is mapped over."""

    direct: Upstream
    setups: Upstream = Upstream()
    scope_done: bool = True
    aside: bool = False
    sources: frozenset[State] = frozenset()


def verdict(rule: str, above: Above, map_index: int = -1) -> Decision:
    """What becomes of a task instance that has not begun.

    Where Airflow's checks contradict each other, the later one has its way; Airflow makes them in an order that differs
    from process to process (that of a set), we in the order in which its source lists them: the trigger rule, what put
    the task aside, what it is mapped over.
    """
    decision = _by_rule(rule, above, map_index)
    if above.aside:
        decision = Decision.SKIP
    ends = (above.sources & FINISHED) - {State.SUCCESS}
    if not ends or decision is Decision.UPSTREAM_FAILED:
        return decision
    if ends & FAILURES:
        return Decision.UPSTREAM_FAILED
    if State.SKIPPED in ends:
        return Decision.SKIP
    return Decision.WAIT if decision.state is None else decision


def _by_rule(rule: str, above: Above, map_index: int) -> Decision:
    setups = decide_setups(above.setups, map_index)
    if setups.state is not None:
        return setups
    decision = decide(rule, above.direct, map_index)
    held = setups is not Decision.RUN or not above.scope_done
    return Decision.WAIT if decision is Decision.RUN and held else decision


def past_allows(own: Iterable[State], below: Iterable[State] = ()) -> bool:
    """Whether a task with `depends_on_past` may run after a run in which it ended so; with `wait_for_downstream` also
    the tasks directly below it."""
    return all(state in (State.SUCCESS, State.SKIPPED) for state in (*own, *below))


# ------------------------------------------------------------------------------------------------------------- retries

LONGEST_DELAY_S = 24 * 60 * 60


def should_retry(try_number: int, max_tries: int) -> bool:
    """Whether a failure of this try (from 1) is followed by another."""
    return max_tries != 0 and try_number <= max_tries


@dataclass(frozen=True, slots=True)
class RetryDelay:
    """How long to wait: `delay`, or with a `multiplier` other than 0 and 1 an exponential one, at most `longest`."""

    delay: timedelta
    multiplier: float = 0
    longest: timedelta | None = None

    def after(self, try_number: int, seed: str) -> timedelta:
        """The wait after this try failed; `seed` makes the jitter a task instance's own (see `retry_seed`)."""
        if self.multiplier in (0, 1) or self.multiplier < 0:
            return self.delay
        try:
            least = max(1, math.ceil(self.delay.total_seconds() * self.multiplier ** (try_number - 1)))
        except OverflowError:
            least = LONGEST_DELAY_S
        jitter = int(hashlib.sha1(seed.encode(), usedforsecurity=False).hexdigest(), 16) % least
        wait = timedelta(seconds=min(least + jitter, LONGEST_DELAY_S))
        return min(self.longest, wait) if self.longest else wait


def retry_seed(dag_id: str, task_id: str, logical_date: datetime | None, try_number: int) -> str:
    """What Airflow derives a task instance's jitter from."""
    return f"{dag_id}#{task_id}#{logical_date}#{try_number}"


# ------------------------------------------------------------------------------------------------------------- mapping


def expanded_length(lengths: Iterable[int]) -> int:
    """How many instances `expand` over arguments of these lengths makes: their product, 0 for none."""
    known = list(lengths)
    return math.prod(known) if known else 0


def zipped_length(lengths: Sequence[int], filled: bool) -> int:
    """The length of `a.zip(b)`: the shortest, or with a fill value the longest."""
    return max(lengths) if filled else min(lengths)


# ------------------------------------------------------------------------------------------------------------ the run


@dataclass(frozen=True, slots=True)
class Node:
    """A task as the state machine sees it. `fails_run` is False for a teardown that may fail unnoticed; `setups` are
    those further up, `scope` what lies between a teardown and its setups, `over` the tasks whose values it or its
    mapped group is mapped over; `inside` is the mapped group around it; `mapped` says that it is mapped itself."""

    id: str
    upstream: tuple[str, ...] = ()
    rule: str = "all_success"
    setup: bool = False
    teardown: bool = False
    fails_run: bool = True
    setups: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    inside: str = ""
    mapped: bool = False


def leaves(nodes: Iterable[Node]) -> frozenset[str]:
    """The tasks whose ends are the run's: the last ones, looking through teardowns that may fail unnoticed."""
    known = {node.id: node for node in nodes}
    counted = {node.id for node in known.values() if node.fails_run or not node.teardown}
    above = {up for name in counted for up in known[name].upstream}
    if counted - above:
        return frozenset(counted - above)
    return frozenset(known) - {up for node in known.values() for up in node.upstream}


def run_state(nodes: Iterable[Node], states: Mapping[str, Sequence[State]]) -> State:
    """How a run ended, from the instances' states by task id: FAILED too when something could never run."""
    found = list(nodes)
    if any(state not in FINISHED for each in states.values() for state in each):
        return State.FAILED
    ends = [state for name in leaves(found) for state in states.get(name, ())]
    return State.FAILED if any(state in FAILURES for state in ends) else State.SUCCESS
