"""The text behind a SQL argument: written there, in a list, or in a file of the project."""

from __future__ import annotations

from pathlib import Path

from migrator.model import Items, Known, Value

# What Airflow reads from a file when an argument ends so.
EXTENSIONS = (".sql", ".hql", ".ddl", ".bteq")
LARGEST = 4_000_000


def sources(value: Value | None, root: str, folders: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    """(SQL, the project's file it stands in or None) for each statement or script; empty when any of it is unknown."""
    parts = value.values if isinstance(value, Items) and value.rest is None else (value,)
    found: list[tuple[str, str | None]] = []
    for part in parts:
        if not isinstance(part, Known) or not isinstance(part.value, str):
            return ()
        if not is_file_name(part.value):
            found.append((part.value, None))
            continue
        path = find_file(part.value.strip(), root, folders)
        if path is None:
            return ()
        found.append((read_file(root, path), path))
    return tuple(found)


def is_file_name(text: str) -> bool:
    """Whether Airflow takes the text for a file's name."""
    return text.strip().endswith(EXTENSIONS) and "\n" not in text.strip()


def find_file(name: str, root: str, folders: tuple[str, ...]) -> str | None:
    """The project's file of that name, relative to its root; nothing outside the root is ever looked at."""
    top = Path(root).resolve()
    for folder in folders:
        candidate = (top / folder / name).resolve()
        if candidate.is_relative_to(top) and candidate.is_file() and candidate.stat().st_size <= LARGEST:
            return candidate.relative_to(top).as_posix()
    return None


def read_file(root: str, path: str) -> str:
    """The text of a file that `find_file` found."""
    return (Path(root) / path).read_text("utf-8", "replace")
