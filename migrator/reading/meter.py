"""Counts how far evaluation has come.

A step is an expression or a statement evaluated. What Python does itself at once, however much it is (a sort, a copy, a
search in a text), costs steps by its size: a bound on steps is a bound on time and memory, the same on each machine.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import process_time
from typing import Any

from migrator.reading.bounds import BoundReached, Bounds

# How many steps lie between two looks at the clock, which is the processor's: it stands still while others run.
TICK = 512
# A step takes as long as looking at so many elements one by one, or copying so many elements or characters at once.
# Copies may all be kept, so that these two bound memory as well.
LOOKED_AT = 16
ELEMENTS = 64
CHARACTERS = 1024


@dataclass(slots=True)
class Meter:
    """The steps taken in one piece of reading, and the time of the clock at which it ends; `stop` is the count of steps
    at which both are looked at."""

    bounds: Bounds
    limit: int
    ends: float | None
    # The bound that is named when the limit is reached.
    bound: int
    steps: int = 0
    stop: int = 0

    def __post_init__(self) -> None:
        self.stop = min(self.limit, TICK)

    def look(self) -> None:
        """Raise BoundReached when the steps or the time are used up."""
        if self.steps > self.limit:
            raise BoundReached(f"evaluation took more than {self.bound:,} steps")
        now = process_time()
        if self.ends is None:
            # Most pieces are done before the clock is looked at for the first time, which takes long for them.
            self.ends = now + self.bounds.seconds
        if now > self.ends:
            raise BoundReached(f"evaluation took longer than {self.bounds.seconds:,} seconds")
        self.stop = min(self.limit, self.steps + TICK)

    def part(self, limit: int) -> Meter:
        """A meter for a part of this piece: it has at most what is left here."""
        steps = max(0, self.limit - self.steps)
        return Meter(self.bounds, min(limit, steps), self.ends, limit if limit <= steps else self.bound)


_running = Meter(Bounds(), sys.maxsize, math.inf, sys.maxsize)


def running() -> Meter:
    """The meter that counts now."""
    return _running


def spend(steps: int = 1) -> None:
    """Count steps. Raises BoundReached past the bound."""
    _running.steps += steps
    if _running.steps > _running.stop:
        _running.look()


def affords(steps: int = 1) -> bool:
    """Count steps, and say whether they were still within the bound."""
    try:
        spend(steps)
    except BoundReached:
        return False
    return True


def price(value: Any) -> int:
    """The steps it takes to make or copy a value at once."""
    if isinstance(value, (str, bytes)):
        return 1 + len(value) // CHARACTERS
    if isinstance(value, (dict, set, frozenset)):
        return 1 + 4 * len(value) // ELEMENTS
    return 1 + len(value) // ELEMENTS if isinstance(value, (list, tuple)) else 1


@contextmanager
def apart(limit: int, bounds: Bounds) -> Iterator[Meter]:
    """A piece of reading with bounds of its own: its steps and its time do not count outside."""
    global _running
    outer, meter = _running, Meter(bounds, limit, None, limit)
    began = process_time() if outer.ends is not None else None
    _running = meter
    try:
        yield meter
    finally:
        _running = outer
        if began is not None and outer.ends is not None:
            outer.ends += process_time() - began


@contextmanager
def part(limit: int) -> Iterator[Meter]:
    """A part of a piece of reading: it has a bound of its own, and counts outside as well."""
    global _running
    outer = _running
    _running = outer.part(limit)
    try:
        yield _running
    finally:
        outer.steps += _running.steps
        outer.ends = _running.ends if outer.ends is None else outer.ends
        _running = outer
