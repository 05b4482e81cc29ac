"""Edges between tasks: `>>`, `<<`, `chain` and its kin, labels, groups and XComs as ends."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from migrator.model import Condition, EdgeKind, Span, Unknown
from migrator.reading.frames import Frame
from migrator.reading.meter import LOOKED_AT, spend
from migrator.reading.values import Given, Made, Native, Object, Spread, bounded, describe, parts_of, unwrap

# A task: `tasks.Task`, which itself is an end of edges.
Task: TypeAlias = Any
# How many steps it takes to note an edge, and to show it.
LINKING = 3


@dataclass(slots=True)
class Link:
    """What is known of one edge."""

    kind: EdgeKind
    when: Condition
    span: Span
    quote: str


class Node(Object):
    """An end of edges: a task, a group, an XCom or a label."""

    identity = True

    def starts(self) -> list[Any]:
        """The tasks an edge into this leads to."""
        raise NotImplementedError

    def ends(self) -> list[Any]:
        """The tasks an edge out of this comes from."""
        raise NotImplementedError

    def combine(self, sign: str, other: Any, reflected: bool, frame: Frame) -> Any:
        """`self >> other` and its three mirror images; their value is the right operand's."""
        inner, _ = unwrap(other)
        # A DAG; the class of an enum has members too.
        if hasattr(inner, "members") and hasattr(inner, "combine"):
            return inner.combine(sign, self, not reflected, frame)
        if sign not in (">>", "<<"):
            return Unknown(f"{self.describe()} {sign} {describe(other)}", "it is not an operation on tasks")
        forward = (sign == ">>") != reflected
        connect(self, other, frame) if forward else connect(other, self, frame)
        return self if reflected else other

    def relation(self, name: str) -> Native:
        """`set_upstream` and `set_downstream`."""

        def run(given: Given, frame: Frame) -> None:
            other = given.take("task_or_task_list", 0, given.take("other"))
            connect(self, other, frame) if name == "set_downstream" else connect(other, self, frame)

        return Native(name, run)


@dataclass(slots=True, eq=False, repr=False)
class Label(Node):
    """`Label("...")` between two ends; it joins them once both are known."""

    above: list[Any] = field(default_factory=list)
    below: list[Any] = field(default_factory=list)

    def attribute(self, name: str, frame: Frame) -> Any:
        return (
            self.relation(name) if name in ("set_upstream", "set_downstream") else Object.attribute(self, name, frame)
        )

    def join(self, ends: list[Node], above: bool, frame: Frame) -> None:
        """More ends on one side, joined with those on the other. A group or an XCom that comes first stands for the
        tasks it then ends or starts with."""
        # Airflow joins no label with another.
        ends = [end for end in ends if not isinstance(end, Label)]
        spend((len(ends) + len(self.above) + len(self.below)) // LOOKED_AT)
        own, others = (self.above, self.below) if above else (self.below, self.above)
        own += ends if others else [task for end in ends for task in (end.ends() if above else end.starts())]
        if not others:
            return
        self.widen()
        for end, other in itertools.product(ends, self.below if above else self.above):
            connect(end, other, frame) if above else connect(other, end, frame)

    def widen(self) -> None:
        """Airflow joins whole groups when the two ends lie in different groups."""
        both = (self.above, self.below)
        if len({id(node.group) for side in both for node in side}) > 1:
            self.above, self.below = (
                [node if hasattr(node, "sources") else node.group or node for node in side] for side in both
            )


def connect(upstream: Any, downstream: Any, frame: Frame) -> None:
    """Order everything in `downstream` after everything in `upstream`."""
    ups, downs = nodes(upstream, frame), nodes(downstream, frame)
    for label in (up for up in ups if isinstance(up, Label)):
        label.join(downs, False, frame)
    for label in (down for down in downs if isinstance(down, Label)):
        label.join(ups, True, frame)
    tasks = ([node for node in side if not isinstance(node, Label)] for side in (ups, downs))
    for up, down in itertools.product(*tasks):
        spend()
        ends, starts = up.ends(), down.starts()
        if not ends or not starts:
            report_empty(down if ends else up, frame)
        for first, second in itertools.product(ends, starts):
            link(first, second, EdgeKind.ORDER, frame)


def nodes(value: Any, frame: Frame) -> list[Any]:
    """The ends in a value: one, or those of a list."""
    inner, _ = unwrap(value)
    if isinstance(inner, Node):
        return [inner]
    if isinstance(inner, (list, tuple, set, dict)):
        bounded(inner)
        return [node for element in inner for node in nodes_of(element, frame)]
    if isinstance(inner, Made) and inner.arguments.positional and isinstance(inner.arguments.positional[0], Node):
        handed_on(inner, frame)
        return [inner.arguments.positional[0]]
    if isinstance(inner, (Unknown, Object)) and not hasattr(inner, "dag_id"):
        lost(inner, frame)
    return []


def nodes_of(element: Any, frame: Frame) -> list[Any]:
    """The ends in one element of a list."""
    if isinstance(element, Spread):
        lost(element.unknown, frame)
        return []
    return nodes(element, frame)


def handed_on(made: Made, frame: Frame) -> None:
    """Say that an outside function is taken to return the task it was given."""
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"`{made.describe()}` is taken to return the task it is given: its code is not in the project",
        "Nothing, if that is so.",
    )


def report_empty(group: Node, frame: Frame) -> None:
    """Say that a group without tasks joins nothing."""
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"the group `{group.describe()}` has no tasks yet, so that this makes no edges",
        "Nothing, if that is meant; Airflow 3 joins what stands before an empty group with what comes after.",
    )


def lost(value: Any, frame: Frame) -> None:
    """Say that an edge has an end we do not know."""
    because = value.because if isinstance(value, Unknown) else "it is not made by this project"
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"an edge hangs on `{describe(value)}`, which is not known here: {because}",
        "Make the task where the text shows it.",
    )


def link(up: Task, down: Task, kind: EdgeKind, frame: Frame) -> None:
    """One edge between two tasks, noted at both."""
    spend(LINKING)
    if up is down:
        return
    for task, other in ((up, down), (down, up)):
        if task.dag is None and other.dag is not None:
            other.dag.add(task)
    known = down.upstream.get(up)
    when = frame.machine.state.when
    if known is not None and (not known.when or when):
        return
    frame.machine.state.made += 1
    down.upstream[up] = Link(kind, when, frame.span, frame.quote())
    up.downstream[down] = None


def chain(name: str, given: Given, frame: Frame) -> None:
    """`chain(a, [b, c], [d, e], f)`: lists of one length pairwise, else each with each."""
    steps = [value for value in given.positional if value is not None]
    for up, down in itertools.pairwise(steps):
        ours, theirs = unwrap(up)[0], unwrap(down)[0]
        if isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)) and len(ours) == len(theirs):
            for first, second in zip(ours, theirs, strict=True):
                connect(first, second, frame)
        else:
            connect(up, down, frame)


def chain_linear(name: str, given: Given, frame: Frame) -> None:
    """`chain_linear(a, [b, c], d)`: each of a step with each of the next."""
    steps = [value for value in given.positional if not (isinstance(value, (list, tuple)) and not value)]
    for up, down in itertools.pairwise(steps):
        connect(up, down, frame)


def cross_downstream(name: str, given: Given, frame: Frame) -> None:
    """`cross_downstream(from_tasks, to_tasks)`."""
    connect(given.take("from_tasks", 0), given.take("to_tasks", 1), frame)


def label(name: str, given: Given, frame: Frame) -> Label:
    """`Label("...")`."""
    return Label()


def references(value: Any) -> Iterable[Any]:
    """The XComs an argument holds, inside lists and dicts too."""
    for part in parts_of(value):
        yield from getattr(unwrap(part)[0], "sources", None) or ()
