"""Who runs which tasks: a live holder keeps others out, a dead one's tasks are taken over, and it is told so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shim.leases import BadPulse, Held, Lease, Process, Pulse, claim, holder_of
from shim.store import Store

ELSEWHERE = Process("elsewhere", 1, 1)
NEVER = Pulse(3600, 3601)
TASKS = ("one", "two")


class Clock:
    """A database's clock that only the test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "store.db" if request.param == "sqlite" else request.getfixturevalue("postgresql"))


@pytest.fixture
def store(place: str, clock: Clock) -> Iterator[Store]:
    made = Store(place, clock=clock)
    yield made
    made.close()


def elsewhere(store: Store, timeout_s: float = 30) -> Lease:
    """A lease of a process that we can neither see nor ask."""
    lease = Lease(store, Pulse(timeout_s / 6, timeout_s), ELSEWHERE)
    lease.beat()
    return lease


def test_a_live_holder_keeps_others_out_of_its_tasks_and_of_no_others(store: Store) -> None:
    other = elsewhere(store)
    assert other.claim("dag", "run", TASKS) is None
    with Lease(store, NEVER) as ours:
        assert ours.claim("dag", "run", ["three", "two"]) == holder_of(store, other.id)
        assert not ours.holds("dag", "run", "three")
        assert ours.claim("dag", "run", ["three"]) is None
        assert ours.claim("dag", "another run", TASKS) is None
        assert other.holds("dag", "run", "two") and ours.holds("dag", "run", "three")
    assert holder_of(store, ours.id) is None
    assert [row[0] for row in store.claims("dag", "run")] == ["one", "two"]


def test_a_holder_that_is_silent_for_too_long_is_dead_and_learns_of_it(store: Store, clock: Clock) -> None:
    other = elsewhere(store, timeout_s=30)
    other.claim("dag", "run", TASKS)
    ours = Lease(store, NEVER)
    ours.beat()
    clock.now += 29
    other.beat()
    clock.now += 29
    assert ours.claim("dag", "run", ["one"]) is not None
    clock.now += 2
    assert ours.claim("dag", "run", ["one"]) is None
    # It wakes up again: what was taken over is no longer its own, the rest is.
    other.beat()
    assert not other.holds("dag", "run", "one") and other.holds("dag", "run", "two")


def test_a_process_of_this_host_that_is_gone_is_dead_at_once(store: Store) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    ours = Process.this()
    theirs = Process(ours.host, child.pid, _began(child.pid))
    other = Lease(store, NEVER, theirs)
    other.beat()
    other.claim("dag", "run", TASKS)
    with Lease(store, NEVER) as lease:
        assert lease.claim("dag", "run", TASKS) is not None
        child.send_signal(signal.SIGKILL)
        # Ended, though nobody has asked yet how: dead already.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert theirs.gone(ours)
        assert lease.claim("dag", "run", TASKS) is None
    child.communicate()
    assert theirs.gone(ours)


def _began(pid: int) -> int:
    from shim.leases import _born

    found = _born(pid)
    assert found is not None
    return found


def test_a_process_id_used_again_is_another_process() -> None:
    ours = Process.this()
    assert not ours.gone(ours)
    assert Process(ours.host, ours.pid, ours.began + 1).gone(ours) is (ours.began != 0)
    assert not Process("elsewhere", 2**22 + 1, 0).gone(ours)


def test_who_waits_gets_the_tasks_when_they_become_free(store: Store, clock: Clock) -> None:
    other = elsewhere(store)
    other.claim("dag", "run", TASKS)
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        clock.now += seconds

    lease = Lease(store, Pulse(8, 3600))
    lease.beat()
    with pytest.raises(Held, match=r"^dag run is being run by process 1 on elsewhere; wait for it, or end it$"):
        claim(lease, "dag", "run", TASKS)
    claim(lease, "dag", "run", TASKS, wait_s=60, pause=pause)
    assert lease.holds("dag", "run", "one")
    lease.give_up("dag", "run")
    assert not lease.holds("dag", "run", "one")
    # It was dead after thirty seconds, and asked for every eight.
    assert waited == [8, 8, 8, 8]


def test_the_thread_says_that_it_lives(place: str) -> None:
    store = Store(place)
    with Lease(store, Pulse(0.01, 30)) as lease:
        first = holder_of(store, lease.id)
        for _ in range(500):
            now = holder_of(store, lease.id)
            assert first is not None and now is not None
            if now.until > first.until:
                break
            lease._ended.wait(0.01)
        assert now.until > first.until
    store.close()


def test_only_one_of_many_gets_the_tasks(place: str) -> None:
    """Two processes claim the same tasks at the same moment, again and again."""
    code = (
        "import sys\nfrom shim.leases import Lease, Pulse\nfrom shim.store import Store\n"
        "store = Store(sys.argv[1])\nprint('ready', flush=True)\nsys.stdin.readline()\n"
        "with Lease(store, Pulse(3600, 3601)) as lease:\n"
        "    print(sum(lease.claim('dag', f'run {n}', ['one', 'two']) is None for n in range(50)), flush=True)\n"
        "    sys.stdin.readline()\n"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, place],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for each in both:
        assert each.stdout is not None and each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    won = [int(each.stdout.readline()) for each in both if each.stdout is not None]
    for each in both:
        each.communicate("\n")
    assert sum(won) == 50


def test_the_pulse_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Pulse.of_environment() == Pulse(5, 30)
    monkeypatch.setenv("MIGRATE_HEARTBEAT_S", "0.5")
    monkeypatch.setenv("MIGRATE_LEASE_S", "2")
    assert Pulse.of_environment() == Pulse(0.5, 2)
    for wrong in ("2", "x", "0", "-1", "nan"):
        monkeypatch.setenv("MIGRATE_HEARTBEAT_S", wrong)
        with pytest.raises(BadPulse):
            Pulse.of_environment()


def test_the_dead_are_forgotten_after_a_week_and_not_before(clock: Clock) -> None:
    store = Store(":memory:", clock=clock)
    dead = Lease(store, NEVER, ELSEWHERE)
    dead.beat()
    dead.claim("dag", "run", TASKS)
    for days, remembered in ((6, True), (2, False)):
        clock.now += days * 86_400
        with Lease(store, NEVER):
            assert (holder_of(store, dead.id) is not None) is remembered
            assert (store.claimed_by("dag", "run", "one") is not None) is remembered
    store.close()
