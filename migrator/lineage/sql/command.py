"""One command on its way to what it does: the words in which `forms.py` notes reads and writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from migrator.lineage.sql.facts import Effect, Touch
from migrator.lineage.sql.names import FILE_FORMATS, RESERVED, Namespace
from migrator.model import Write

# delta.`/path`
_FILES = re.compile(rf"(?i)(?:{'|'.join(sorted(FILE_FORMATS))})\.`([^`]*[/:][^`]*)`$")


@dataclass(slots=True)
class Command:
    """One command on its way to an `Effect`; `inner` are SQL texts that stand inside it as strings, `inner_write` is
    how these write when the command says so, `variable` the name of one that holds SQL."""

    text: str
    names: Namespace
    effect: Effect = field(default_factory=Effect)
    inner: list[str] = field(default_factory=list)
    inner_write: Write | None = None
    variable: str | None = None

    def table(self, name: str, how: Write | None, **more: Any) -> None:
        """Notes a table or stage by its written name."""
        if name.startswith("@"):
            self.place(name, how)
            return
        path = _FILES.match(name)
        if path is not None:
            self.place(path[1], how)
            return
        if name.upper() in RESERVED:
            self.effect.problems.append(f"{name} is no name of a table")
            return
        parts = tuple(re.findall(r"\"[^\"]+\"|`[^`]+`|\[[^\]]+\]|[^.\"`\[\]]+", name))
        plain = tuple(piece for part in parts for piece in part.strip('"`[]').split("."))
        self.effect.touches.append(Touch(".".join(self.names.qualified(plain)), how, **more))

    def place(self, text: str, how: Write | None, **more: Any) -> None:
        """Notes a file, stage or URI."""
        text = text.replace("''", "'")
        self.effect.touches.append(Touch(self.names.placed(text), how, place=text[:1] != "@", **more))
