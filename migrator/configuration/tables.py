"""The shapes of `migrate.toml`: tables, lists of tables and texts, or an error that says what stands there instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from migrator.errors import MigratorError


class BadConfiguration(MigratorError):
    """`migrate.toml` is not TOML, or says something we cannot follow."""

    def __init__(self, path: Path, because: str) -> None:
        super().__init__(f"{path.name} in {path.parent} cannot be used: {because}")


def table(path: Path, document: dict[str, object], key: str, shown: str) -> dict[str, object]:
    """The table under this key, empty when it is not there; `shown` is what messages call it."""
    found = document.get(key, {})
    if not isinstance(found, dict):
        raise BadConfiguration(path, f"[{shown}] is {found!r}, not a table")
    return found


def tables(path: Path, document: dict[str, object], key: str) -> list[dict[str, object]]:
    """The tables of a list of tables, `[[key]]`."""
    found = document.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadConfiguration(path, f"{key} is no list of tables, as [[{key}]] begins one")
    return found


def texts(path: Path, table: dict[str, object], shown: str) -> tuple[tuple[str, str], ...]:
    """The names and texts of a table of texts."""
    for name, text in table.items():
        if not isinstance(text, str):
            raise BadConfiguration(path, f"{shown}.{name} is {text!r}, not a text")
    return tuple((name, str(text)) for name, text in table.items())


def only(path: Path, given: dict[str, object], shown: str, known: Sequence[str]) -> None:
    """Raises BadConfiguration for a word of a table that means nothing, with the one that is nearest."""
    for name in given:
        if name not in known:
            raise BadConfiguration(path, f"{shown} knows no {name!r}; {instead(name, known)}")


def instead(name: str, known: Iterable[str]) -> str:
    """What there is instead of a name, for the end of a message: the nearest, else the first ten."""
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"did you mean {near[0]!r}?"
    shown = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
    return f"there is {shown or 'none'}"
