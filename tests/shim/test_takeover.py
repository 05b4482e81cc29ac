"""When a step that was handed out to Celery is handed out again, and when that ends: with real leases and results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import celery
import pytest
from celery.exceptions import WorkerLostError
from celery.result import AsyncResult

from shim.hosts.celery import STEPS, Handed, Watch, WorkersDied
from shim.leases import Lease, Process, Pulse
from shim.store import Store

ELSEWHERE = Process("elsewhere", 1, 1)


@dataclass
class Site:
    """A step that was handed out, and what there is around it. `now` is the database's clock."""

    now: float = 1000.0
    app: celery.Celery = field(default_factory=lambda: celery.Celery(backend="cache+memory://"))
    told: list[str] = field(default_factory=list)
    sent: list[AsyncResult] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store(":memory:", clock=lambda: self.now)
        self.watch = Watch(self.store, "run", every_s=-1.0)
        self.watch.patience_s = 3600.0
        self.step = Handed("step", self.watch, self.send, self.told.append, takeovers=2)

    def send(self) -> AsyncResult:
        """What Celery gives back for a step that was sent."""
        self.sent.append(self.app.AsyncResult(f"{len(self.sent)}-{id(self)}"))
        return self.sent[-1]

    def begins(self) -> Lease:
        """A worker on another host takes the step."""
        lease = Lease(self.store, Pulse(5, 30), ELSEWHERE)
        lease.beat()
        assert lease.claim(STEPS, "run", ["step"]) is None
        return lease

    def ends(self, number: int, result: object, state: str = "SUCCESS") -> None:
        """A worker, or Celery for it, says how a step it was sent went."""
        self.app.backend.store_result(self.sent[number].id, result, state)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.store.close()


def test_a_step_nobody_has_begun_and_one_whose_worker_lives_are_waited_for(site: Site) -> None:
    assert not site.step.ready()
    site.now += 3600
    assert not site.step.ready()
    worker = site.begins()
    for _ in range(3):
        site.now += 29
        assert not site.step.ready()
        worker.beat()
    assert len(site.sent) == 1
    site.ends(0, ["events"])
    assert site.step.ready() and site.step.get() == ["events"]


def test_a_step_whose_workers_die_is_handed_out_again_so_often_and_no_oftener(site: Site) -> None:
    for death in range(3):
        site.begins()
        assert not site.step.ready()
        assert len(site.sent) == death + 1
        site.now += 31
        assert not site.step.ready()
    assert len(site.sent) == 3
    assert site.told == [
        f"the worker process 1 on elsewhere died while it ran step; it is handed out again ({number} of 2)"
        for number in (1, 2)
    ]
    assert site.step.ready()
    with pytest.raises(WorkersDied, match="handed out 3 times"):
        site.step.get()


def test_that_celery_lost_a_worker_is_no_result(site: Site) -> None:
    site.begins()
    site.ends(0, WorkerLostError("signal 9"), "FAILURE")
    assert not site.step.ready()
    assert len(site.sent) == 1
    site.now += 31
    assert not site.step.ready()
    assert len(site.sent) == 2
    site.ends(1, ["events"])
    assert site.step.ready() and site.step.get() == ["events"]


def test_a_worker_that_was_taken_for_dead_may_still_be_the_one_that_ends_the_step(site: Site) -> None:
    site.begins()
    site.now += 31
    assert not site.step.ready()
    site.ends(0, ["events"])
    assert site.step.ready() and site.step.get() == ["events"]


def test_a_step_that_was_given_up_without_a_result_is_handed_out_again(site: Site) -> None:
    worker = site.begins()
    assert not site.step.ready()
    site.store.release(worker.id)
    assert not site.step.ready()
    assert len(site.sent) == 1
    site.watch.patience_s = 0.0
    assert not site.step.ready()
    assert site.told == ["the worker that ran step gave it up without a result; it is handed out again (1 of 2)"]


def test_what_a_step_raised_is_raised(site: Site) -> None:
    site.begins()
    site.ends(0, ValueError("in the worker"), "FAILURE")
    assert site.step.ready()
    with pytest.raises(ValueError, match="in the worker"):
        site.step.get()
