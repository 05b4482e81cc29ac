"""Moves functions of one project; each file is read once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrator.model import Code, Dag, Task
from migrator.moving.asked import Asked, Means, Refused, Why, asked


class Mover:
    """The functions of one project: `root` is the project's folder, `roots` are further folders to import from."""

    def __init__(self, root: Path, roots: Sequence[Path] = (), means: Means | None = None) -> None:
        self.root = root
        self.roots = tuple(roots)
        self.means = means or Means()

    def task(self, task: Task, dag: Dag) -> Code | Refused:
        """The function that a task calls, ready to stand elsewhere, or why that cannot be."""
        call = asked(task, dag)
        return call if isinstance(call, Refused) else self.move(call)

    def move(self, call: Asked) -> Code | Refused:
        """The function, ready to stand elsewhere, or why that cannot be."""
        return Refused("functions are not moved in this version", call.span, Why.SHAPE)
