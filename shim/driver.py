"""Moves runs along, one task at a time: Airflow's runner owns the process while a task runs. What waits (a retry, a
rescheduled sensor, a trigger, a slot) waits while others run, of this run or of another one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from types import TracebackType
from typing import Any, Protocol

from migrator.limits import Held
from migrator.semantics import State
from shim.claims import Claims
from shim.deadline import RunTimedOut
from shim.environment import import_path
from shim.leases import Lease
from shim.slots import Slots
from shim.store import Store
from shim.triggers import Triggers
from shim.turns import Instance

# How often it is asked whether other processes have given up the slots that are waited for.
SLOT_POLL_S = 0.5


class Driven(Protocol):
    """A run as the driver moves it along: `shim.schedule.Schedule`, which says what each of these does."""

    loaded: Any
    store: Store
    pace: Any
    ready: list[Instance]
    waiting: list[Instance]
    deferred: set[Instance]
    pending: set[str]
    deadline: float | None
    moved: float
    end: State | None

    @property
    def over(self) -> bool: ...
    def begin(self, triggers: Triggers, lease: Lease) -> None: ...
    def leave(self) -> None: ...
    def settle(self) -> None: ...
    def lined_up(self, fired: Collection[Instance], now: float) -> Sequence[Instance]: ...
    def start(self, wave: Collection[Instance]) -> None: ...
    def advance(self, instance: Instance) -> None: ...
    def wait_for_slot(self, instance: Instance, why: str) -> None: ...
    def finish(self) -> None: ...
    def time_out(self) -> None: ...
    def give_up(self) -> None: ...


class Driver:
    """The runs at work in this process. A pass decides by the states at its beginning, for all of them; then what may
    start does, the heaviest first."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.schedules: list[Driven] = []
        self._triggers = Triggers()
        self._lease: Lease | None = None
        self._claims: Claims | None = None
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Driver:
        self._open.enter_context(self._triggers)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            for schedule in self.schedules:
                schedule.leave()
        finally:
            self._open.close()

    def add(self, schedule: Driven) -> None:
        """Takes in a run, which begins. All runs of a driver are remembered in one store. Raises Held when somebody
        else is at work on it."""
        self._open.enter_context(import_path(list(schedule.loaded.folders)))
        if self._lease is None:
            self._lease = self._open.enter_context(Lease(schedule.store))
            self._claims = Claims(schedule.store, self._lease)
            self._open.callback(self._claims.close)
        self.schedules.append(schedule)
        schedule.begin(self._triggers, self._lease)

    def run(self, more: Callable[[], bool] = lambda: False) -> None:
        """Until every run has ended. `more` may add runs, and says whether it did: it is asked when all that is left
        to do is to wait."""
        while True:
            if self.turn() or more():
                continue
            if not self.schedules:
                return
            self._wait()

    def turn(self) -> bool:
        """One pass over all runs; whether anything went on."""
        return self._pass(self._triggers.fired(0.0) if self._triggers.running else [])

    def _pass(self, fired: list[Instance]) -> bool:
        now = time.monotonic()
        self._end_late(now)
        for schedule in self.schedules:
            schedule.settle()
        wave = self._wave(fired, now)
        for schedule, instance in wave:
            if schedule.end is None:
                self._advance(schedule, instance)
        going = bool(wave) or any(schedule.pending for schedule in self.schedules)
        for schedule in [each for each in self.schedules if each.end is None and each.over]:
            schedule.finish()
        ended = [each for each in self.schedules if each.end is not None]
        self.schedules = [each for each in self.schedules if each.end is None]
        return going or bool(ended)

    def _advance(self, schedule: Driven, instance: Instance) -> None:
        try:
            schedule.advance(instance)
        except RunTimedOut:
            schedule.time_out()
        if self._claims is not None and instance.wanting is not None:
            self._claims.settle(instance.wanting, deferred=instance in schedule.deferred)

    def _wave(self, fired: list[Instance], now: float) -> list[tuple[Driven, Instance]]:
        """What starts now, of all runs, in order."""
        lined_up = [(schedule, each) for schedule in self.schedules for each in schedule.lined_up(fired, now)]
        asked = [each.wanting for _, each in lined_up if each.wanting is not None]
        starting, waiting = self.slots.start(asked, self._held(), self._claims)
        for at, why in waiting.items():
            schedule, each = lined_up[at]
            schedule.wait_for_slot(each, why)
        wave = [lined_up[at] for at in starting]
        for schedule in self.schedules:
            schedule.start([each for owner, each in wave if owner is schedule])
        return wave

    def _held(self) -> Iterator[Held]:
        """What deferred tasks hold, between two tasks."""
        for schedule in self.schedules:
            for each in schedule.deferred:
                if each.wanting is not None:
                    yield Held(each.wanting, deferred=True)

    def _end_late(self, now: float) -> None:
        for schedule in self.schedules:
            if schedule.deadline is not None and schedule.deadline <= now:
                schedule.time_out()
            elif schedule.moved + schedule.pace.longest_s <= now:
                schedule.give_up()
        self.schedules = [each for each in self.schedules if each.end is None]

    def _wait(self) -> None:
        """Until the first wait is over."""
        times = [each.due for schedule in self.schedules for each in schedule.waiting]
        times += [schedule.deadline for schedule in self.schedules if schedule.deadline is not None]
        times += [schedule.moved + schedule.pace.longest_s for schedule in self.schedules]
        if any(schedule.ready for schedule in self.schedules):  # for slots, which another process may hold
            times.append(time.monotonic() + SLOT_POLL_S)
        left = max(0.0, min(times) - time.monotonic())
        if self._triggers.running:
            self._pass(self._triggers.fired(left))
        else:
            time.sleep(left)
