"""`with`: DAGs and groups become the current ones; a `@contextmanager` function runs around the block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import libcst as cst

from migrator.model import Unknown
from migrator.reading.branches import is_among
from migrator.reading.classes import Class
from migrator.reading.frames import Frame, Raised, Signal
from migrator.reading.functions import Bound, Function, enter
from migrator.reading.parse import block
from migrator.reading.targets import assign
from migrator.reading.values import Given, Object, describe, unwrap


@dataclass(slots=True, eq=False, repr=False)
class Managed(Object):
    """A generator function under `@contextmanager`."""

    function: Any

    identity = True

    def describe(self) -> str:
        return describe(self.function)

    def attribute(self, name: str, frame: Frame) -> Any:
        return frame.machine.attribute(self.function, name, frame)

    def bound(self, instance: Any) -> Managed:
        """The method of an object."""
        return Managed(Bound(self.function, instance))

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        return ManagedCall(self.function, arguments)


@dataclass(slots=True, eq=False, repr=False)
class ManagedCall(Object):
    """A call of such a function, whose body runs around the block of a `with`."""

    function: Any
    given: Given

    def describe(self) -> str:
        return f"{describe(self.function)}()"

    def surround(self, body: Callable[[Any], Signal | None], frame: Frame) -> Signal | None:
        """Run the function; where it yields, the block."""
        ends: list[Signal | None] = []

        def run(value: Any) -> None:
            ends.append(body(value))

        function, given, itself = self.function, self.given, None
        if isinstance(function, Bound):
            itself = function.self_value
            given = Given([itself, *given.positional], given.named, given.rest)
            function = function.function
        if isinstance(function, Function):
            enter(function, given, itself, frame, on_yield=run)
        if not ends:
            run(Unknown(self.describe(), "what it yields is not known before run time"))
        return ends[-1]


@dataclass(slots=True, eq=False, repr=False)
class Suppressing(Object):
    """`contextlib.suppress(*errors)`, and `nullcontext(value)`, which suppresses none."""

    names: list[str]
    value: Any = None

    def surround(self, body: Callable[[Any], Signal | None], frame: Frame) -> Signal | None:
        """Run the block; what it raises ends it only, where it is one of the errors named."""
        try:
            return body(self.value)
        except Raised as error:
            if not is_among(error, self.names):
                raise
            return None


def suppressing(name: str, given: Given, frame: Frame) -> Suppressing:
    """`contextlib.suppress(...)`, `contextlib.nullcontext(...)`."""
    if name.endswith("nullcontext"):
        return Suppressing([], given.take("enter_result", 0))
    return Suppressing([describe(value).rsplit(".", 1)[-1] for value in given.positional])


def managed(name: str, given: Given, frame: Frame) -> Any:
    """`contextlib.contextmanager(function)`."""
    return Managed(given.positional[0])


def with_statement(node: cst.With, frame: Frame) -> Signal | None:
    """`with`, its entries from left to right."""
    return within_entries(node.items, node, frame)


def within_entries(entries: Sequence[cst.WithItem], node: cst.With, frame: Frame) -> Signal | None:
    """Enter the first entry, the others inside it, and run the block inside all."""
    if not entries:
        return frame.execute(block(node.body))
    first, rest = entries[0], entries[1:]
    value = frame.evaluate(first.item)

    def inside(entered: Any) -> Signal | None:
        if first.asname is not None:
            assign(first.asname.name, entered, frame)
        return within_entries(rest, node, frame)

    inner, _ = unwrap(value)
    if isinstance(inner, (ManagedCall, Suppressing)):
        return inner.surround(inside, frame)
    with ExitStack() as stack:
        return inside(entered(value, stack, frame))
    return None


def entered(value: Any, stack: ExitStack, frame: Frame) -> Any:
    """What `with value as name` binds, the block's end noted on the stack."""
    inner, _ = unwrap(value)
    entering, cls = getattr(inner, "entered", None), getattr(inner, "cls", None)
    custom = isinstance(cls, Class) and cls.find("__enter__") is not None
    if entering is not None and not custom:
        return stack.enter_context(entering(frame))
    if isinstance(inner, list):
        for one in inner:
            if getattr(one, "identity", False):
                entered(one, stack, frame)
        return inner[0] if inner else None
    if custom:
        stack.callback(lambda: frame.machine.call(inner.attribute("__exit__", frame), Given([None, None, None]), frame))
        return frame.machine.call(inner.attribute("__enter__", frame), Given(), frame)
    return value
