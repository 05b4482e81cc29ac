"""Paths as code knows them where DAGs run, found in the project: the folders above it are called otherwise there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath, PurePosixPath
from typing import Any

from migrator.model import Template
from migrator.reading.frames import Frame
from migrator.reading.values import Made, unwrap


def found_in_tree(value: Any, frame: Frame, test: Callable[[str], bool]) -> str | None:
    """The absolute path of something in the project that a path means: the longest end of `/usr/local/airflow/dags/dbt`
    that is there and passes the test; None when nothing is."""
    text = literal(value)
    if not text:
        return None
    layout = frame.machine.modules.layout
    here = frame.module.source.file.parent
    parts = [part for part in PurePosixPath(text).parts if part not in ("/", ".")]
    bases = [here, *(base for base in here.parents if base.is_relative_to(layout.root)), layout.root]
    ends = [PurePosixPath(*parts[start:]) for start in range(len(parts)) if ".." not in parts[start:]]
    candidates = [text, *(str(base / end) for end in ends for base in bases)]
    return next((str(layout.root / path) for path in candidates if test(path)), None)


def literal(value: Any) -> str | None:
    """The text of a path, or what follows its last unknown part."""
    inner, _ = unwrap(value)
    if isinstance(inner, Template):
        last = inner.holes[-1]
        return inner.text[last.start + len(last.name) + 2 :]
    if isinstance(inner, Made) and inner.arguments.positional:
        return literal(inner.arguments.positional[0])
    text = getattr(inner, "text", inner)
    if isinstance(text, Template):
        return literal(text)
    return str(text) if isinstance(text, (str, PurePath)) else None
