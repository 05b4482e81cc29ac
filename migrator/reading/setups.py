"""Setups and teardowns as contexts: `with teardown:` puts what is made inside after setups and before teardowns.

The steps are Airflow's own (`SetupTeardownContext`), in its order, because nested contexts show each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from migrator.reading.edges import connect
from migrator.reading.frames import Frame, Raised
from migrator.reading.meter import spend
from migrator.reading.values import Given, Native, Object, unwrap

# A task: `tasks.Task`, which itself is such a context.
Task: TypeAlias = Any
Tasks: TypeAlias = tuple[Any, ...]


@dataclass(slots=True)
class Line:
    """One of the four things a context keeps: what holds now, and what held in the contexts around it."""

    now: Tasks = ()
    before: list[Tasks] = field(default_factory=list)

    def push(self, tasks: Tasks) -> None:
        """Let these hold now."""
        if self.now and self.now != tasks:
            self.before.append(self.now)
        self.now = tasks

    def pop(self, join: Callable[[Tasks, Tasks], None]) -> Tasks:
        """Go back to what held before, which is joined with what held now."""
        old = self.now
        self.now = self.before.pop() if self.before else ()
        if self.now and old:
            join(old, self.now)
        return old


@dataclass(slots=True)
class Setups:
    """The contexts that are open while a file is evaluated."""

    active: bool = False
    setup: Line = field(default_factory=Line)
    teardown: Line = field(default_factory=Line)
    teardowns_below: Line = field(default_factory=Line)
    setups_above: Line = field(default_factory=Line)
    inside: dict[Tasks, list[Task]] = field(default_factory=dict)

    def enter(self, tasks: Tasks) -> None:
        """`with tasks:`."""
        first = tasks[0]
        if not (first.setup or first.teardown):
            raise Raised("RuntimeError", "Only setup/teardown tasks can be used as context managers.")
        if first.teardown:
            self.teardown.push(tasks)
            self.setups_above.push(nearest(first, first.upstream, "setup"))
        else:
            self.setup.push(tasks)
            self.teardowns_below.push(nearest(first, first.downstream, "teardown"))
        self.active = True

    def take(self, task: Task) -> None:
        """A task made, or added, inside."""
        if self.active and not (task.setup or task.teardown):
            for line in (self.setup, self.teardown):
                if line.now:
                    self.inside.setdefault(line.now, []).append(task)

    def drop(self, task: Task) -> None:
        """A task that turns out to be mapped: those are not between setups and teardowns by themselves."""
        for tasks in self.inside.values():
            if tasks and tasks[-1] is task:
                tasks.pop()

    def leave(self, frame: Frame) -> None:
        """The end of the block: the edges between the setups, the work and the teardowns."""
        work = self.work(self.setup)
        if work:
            connect(list(self.setup.now), roots(work), frame)
            below = list(self.teardown.now) or [task for task in work if not task.downstream] or work[-1:]
            connect(below, list(self.teardowns_below.now), frame)
        work = self.work(self.teardown)
        if work:
            connect([task for task in work if not task.downstream] or work[-1:], list(self.teardown.now), frame)
            connect(list(self.setups_above.now), list(self.setup.now) or roots(work), frame)
        self.close(frame)

    def work(self, line: Line) -> list[Task]:
        """What lies in a context, without the setups and teardowns there."""
        return [task for task in self.inside.get(line.now, ()) if line.now and not (task.setup or task.teardown)]

    def close(self, frame: Frame) -> None:
        """Go back to the context around this one, whose setups come first and whose teardowns come last."""

        def after(old: Tasks, now: Tasks) -> None:
            connect(list(now), list(old), frame)

        def before(old: Tasks, now: Tasks) -> None:
            connect(list(old), list(now), frame)

        setup = self.setup.pop(after)
        teardown = self.teardown.pop(before)
        self.teardowns_below.pop(before)
        self.setups_above.pop(after)
        self.inside.pop(setup, None)
        self.inside.pop(teardown, None)
        self.active = False


@dataclass(slots=True, eq=False, repr=False)
class Scope(Object):
    """What `with teardown as scope:` binds: tasks made elsewhere are added to it."""

    setups: Setups

    def attribute(self, name: str, frame: Frame) -> Any:
        if name == "add_task":
            return Native(name, lambda given, frame: self.add(given))
        return Object.attribute(self, name, frame)

    def add(self, given: Given) -> None:
        """`scope.add_task(task)`."""
        task, _ = unwrap(given.take("task", 0))
        task = getattr(task, "task", task)
        if hasattr(task, "teardown"):
            self.setups.take(task)


def roots(work: list[Task]) -> list[Task]:
    """What nothing comes before, else the first."""
    return [task for task in work if not task.upstream] or work[:1]


def nearest(start: Task, neighbours: Any, kind: str) -> Tasks:
    """The setups, or teardowns, nearest to a task, by edges of either direction from those on one side of it."""
    level, seen = list(neighbours), {id(start)}
    while level:
        spend(len(level))
        found = tuple(task for task in level if getattr(task, kind))
        if found:
            return found
        seen.update(map(id, level))
        around = dict.fromkeys(task for each in level for task in (*each.downstream, *each.upstream))
        level = [task for task in around if id(task) not in seen]
    return ()
