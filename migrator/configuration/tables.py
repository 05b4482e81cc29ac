"""The shapes of `migrate.toml`: tables, lists of tables and texts, or an error that says what stands there instead."""

from __future__ import annotations

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
