"""Events of a run: dictionaries with an `event` name, told to whoever listens in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]
Emit = Callable[[Event], None]

_listeners: list[Emit] = []


def publish(event: Event) -> None:
    """Tells every listener."""
    for listener in list(_listeners):
        listener(event)


def reason(error: BaseException) -> str:
    """Why something failed, as the `error` of an event says it."""
    return f"{type(error).__name__}: {error}"


@contextmanager
def listening(listener: Emit) -> Iterator[None]:
    """While it lasts, `listener` hears every event of this process."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
