"""`if` and `try`: which side is taken, and what becomes of the others."""

from __future__ import annotations

import builtins
from typing import Any

import libcst as cst

from migrator.model import Choice, Unknown
from migrator.reading.frames import Frame, Raised, Signal
from migrator.reading.meter import LOOKED_AT, spend
from migrator.reading.parse import block
from migrator.reading.values import Assumed, describe, truth, unwrap

# How many steps it takes to raise an exception and to catch it.
RAISING = 8


def branch(node: cst.If, frame: Frame) -> Signal | None:
    """`if`: the side the text decides; with defaults taken also the other, under its condition; else both."""
    test = frame.evaluate(node.test)
    decided = truth(test)
    if decided is None:
        return both(node, frame)
    if isinstance(test, Assumed):
        aside(node, not decided, frame)
    return side(node, decided, frame)


def side(node: cst.If, taken: bool, frame: Frame) -> Signal | None:
    """Run one side of an `if`."""
    if taken:
        return frame.execute(block(node.body))
    if isinstance(node.orelse, cst.If):
        return branch(node.orelse, frame)
    return frame.execute(block(node.orelse)) if node.orelse is not None else None


def aside(node: cst.If, taken: bool, frame: Frame) -> None:
    """Run the side that defaults do not choose: what it makes is conditional, what it changes is undone."""
    choice = Choice(frame.code(node.test), taken, frame.span)
    line = frame.line
    with frame.machine.choice(choice), frame.machine.undone(frame):
        try:
            side(node, taken, frame)
        except Raised:
            pass
        finally:
            frame.line = line


def both(node: cst.If, frame: Frame) -> Signal | None:
    """Run both sides, each under its condition; a side that raises is not taken by a file that loads."""
    spend(3 * len(frame.variables) // LOOKED_AT)
    before = dict(frame.variables)
    ends: list[tuple[dict[str, Any], Signal | None] | None] = []
    line = frame.line
    for taken in (True, False):
        frame.line = line
        with frame.machine.unsure(Choice(frame.code(node.test), taken, frame.span)):
            try:
                signal = side(node, taken, frame)
                ends.append((dict(frame.variables), signal))
            except Raised:
                ends.append(None)
        frame.variables.clear()
        frame.variables.update(before)
    left = [end for end in ends if end is not None]
    if not left:
        raise Raised("Exception")
    frame.variables.update(left[0][0] if len(left) == 1 else merged(left[0][0], left[1][0], node, frame))
    return end_of([signal for _, signal in left], frame)


def end_of(signals: list[Signal | None], frame: Frame) -> Signal | None:
    """How an `if` on something unknown ends: early only when every side does."""
    if all(signal is signals[0] for signal in signals):
        if signals[0] is Signal.RETURN and len(signals) == 2:
            frame.maybe.append(frame.result)
        return signals[0]
    if Signal.RETURN in signals:
        frame.maybe.append(frame.result)
    return None


def merged(left: dict[str, Any], right: dict[str, Any], node: cst.If, frame: Frame) -> dict[str, Any]:
    """The names after both sides of an `if`."""
    out = dict(left)
    for name, value in right.items():
        if name not in out:
            out[name] = value
        elif out[name] is not value:
            unknown = Unknown(name, f"it depends on `{frame.code(node.test)}`, which only run time knows")
            out[name] = frame.machine.join([out[name], value], unknown)
    return out


def try_statement(node: cst.Try | cst.TryStar, frame: Frame) -> Signal | None:
    """`try`: its body; a handler only for what the text says is raised, or for what a task may meet."""
    signal: Signal | None = None
    error: Raised | None = None
    try:
        signal = frame.execute(block(node.body))
        if signal is None and node.orelse is not None:
            signal = frame.execute(block(node.orelse))
        if frame.machine.state.effects is not None:
            perhaps(node, frame)
    except Raised as raised:
        # Not handled here: Python would keep each error with all those before it, and the frames they came through.
        error = raised.with_traceback(None)
    if error is not None:
        spend(RAISING)
        handler = next((h for h in node.handlers if catches(h, error, frame)), None)
        if handler is None:
            frame.execute(block(node.finalbody))
            raise error
        if handler.name is not None and isinstance(handler.name.name, cst.Name):
            frame.bind(handler.name.name.value, error.value)
        signal = frame.execute(block(handler.body))
    last = frame.execute(block(node.finalbody))
    return last or signal


def perhaps(node: cst.Try | cst.TryStar, frame: Frame) -> None:
    """What the handlers of a task's code do, under the condition that they run."""
    for handler in node.handlers:
        caught = frame.code(handler.type) if handler.type is not None else "any error"
        with frame.machine.choice(Choice(f"{caught} is raised", True, frame.span)), frame.machine.undone(frame):
            try:
                frame.execute(block(handler.body))
            except Raised:
                continue


def catches(handler: cst.ExceptHandler | cst.ExceptStarHandler, error: Raised, frame: Frame) -> bool:
    """Whether a handler is for this exception, by its name and Python's own classes."""
    if handler.type is None:
        return True
    types = handler.type.elements if isinstance(handler.type, cst.Tuple) else [cst.Element(handler.type)]
    return is_among(error, [frame.code(each.value).rsplit(".", 1)[-1] for each in types])


def is_among(error: Raised, names: list[str]) -> bool:
    """Whether what was raised is of one of these classes, or of one below."""
    if "Exception" in names or "BaseException" in names:
        return True
    lineage: list[Any] = getattr(getattr(unwrap(error.value)[0], "cls", None), "lineage", list)()
    raised = [error.name, *(describe(base).rsplit(".", 1)[-1] for base in lineage)]
    if not set(raised).isdisjoint(names):
        return True
    kinds = [getattr(builtins, name, None) for name in raised]
    wanted = [getattr(builtins, name, None) for name in names]
    return any(
        isinstance(kind, type) and isinstance(above, type) and issubclass(kind, above)
        for kind in kinds
        for above in wanted
    )
