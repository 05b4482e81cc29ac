"""The source lines that evidence quotes, masked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from migrator.model import Span
from migrator.secrets import shown


class Quotes:
    """Lines of the project's files, each file read once."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)
        self._lines = lru_cache(maxsize=64)(self._read)

    def line(self, span: Span) -> str:
        """The line at a place, masked and shortened; empty when the file is not there as text."""
        lines = self._lines(span.path)
        return shown(lines[span.line - 1]) if 0 < span.line <= len(lines) else ""

    def _read(self, path: str) -> tuple[str, ...]:
        file = self._root / path
        if not file.is_file():
            return ()
        return tuple(file.read_text("utf-8", "replace").splitlines())
