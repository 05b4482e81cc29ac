"""What two runs left behind in their own folders, compared: every table of every SQLite database, every other file.

Each side of a proof writes below a home of its own, so nothing that was written has to be known in advance. Tables are
compared as multisets of rows, by SQLite itself (`EXCEPT` over counted rows): the order of rows is not data, how often
a row occurs is. Values are equal when SQLite says so: 1 equals 1.0 and not '1'.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

MAGIC = b"SQLite format 3\x00"
FIRST_ROWS = 5
# What a run leaves beside the data: databases' journals, and the shim's own records and logs.
NOT_DATA = ("-journal", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that one side has more often than the other, and how often each has it."""

    values: tuple[object, ...]
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One output on which the sides differ: its name, why, and the first rows for a table."""

    name: str
    because: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One output: its rows for a table, its bytes for a file, as the left side has it. `touched` is False when both
    sides left it as it was before, so that being equal says nothing."""

    name: str
    amount: int
    unit: str
    touched: bool
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything compared, in the order of names."""

    outputs: tuple[Compared, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The outputs that differ."""
        return tuple(output.difference for output in self.outputs if output.difference)


def compare_homes(left: Path, right: Path, before: Path) -> Comparison:
    """Every file below either folder, compared with the one at the same place below the other; `before` is the folder
    both began as a copy of, times of change included."""
    paths = sorted({path.relative_to(home).as_posix() for home in (left, right) for path in data_files(home)})
    outputs = (compare_path(Versions(left / path, right / path, before / path), path) for path in paths)
    return Comparison(tuple(output for found in outputs for output in found))


@dataclass(frozen=True, slots=True)
class Versions:
    """One file as the left side has it, as the right has it, and as it was before; each may be missing."""

    left: Path
    right: Path
    before: Path

    def touched(self, path: Path) -> bool:
        """Whether a side wrote the file, be it with the same bytes."""
        if not self.before.is_file():
            return path.is_file()
        return not path.is_file() or path.stat().st_mtime_ns != self.before.stat().st_mtime_ns


def data_files(home: Path) -> Iterator[Path]:
    """The files below a folder that hold data; links and hidden folders are not followed."""
    for path in home.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(home).parts)
        if path.is_file() and not path.is_symlink() and not hidden and not path.name.endswith(NOT_DATA):
            yield path


def compare_path(file: Versions, name: str) -> Iterator[Compared]:
    """A database table by table, any other file as a whole."""
    if is_database(file.left) or is_database(file.right):
        yield from compare_databases(file, name)
        return
    amount = file.left.stat().st_size if file.left.is_file() else 0
    touched = file.touched(file.left), file.touched(file.right)
    difference = file_difference(file.left, file.right, name)
    if difference is None and touched[0] != touched[1]:
        difference = Difference(name, f"{'the assets' if touched[0] else 'Airflow'} did not write it")
    yield Compared(name, amount, "bytes", any(touched), difference)


def file_difference(left: Path, right: Path, name: str) -> Difference | None:
    """How two files differ: one is not there, or the first line that is not the same."""
    for path, side in ((left, "Airflow"), (right, "the assets")):
        if not path.is_file():
            return Difference(name, f"{side} did not write it")
    ours, theirs = left.read_bytes(), right.read_bytes()
    if ours == theirs:
        return None
    one, other = ours.splitlines(), theirs.splitlines()
    number = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    shown = (Row((shown_line(one, number),), 1, 0), Row((shown_line(other, number),), 0, 1))
    return Difference(name, f"line {number + 1} differs", ("line",), shown)


def shown_line(lines: list[bytes], number: int) -> str:
    """A line of a file for people, its beginning at most."""
    return lines[number].decode("utf-8", "replace")[:200] if number < len(lines) else "(end of file)"


def is_database(path: Path) -> bool:
    """Whether a file is a SQLite database, by its first bytes (https://www.sqlite.org/fileformat.html)."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def compare_databases(file: Versions, name: str) -> Iterator[Compared]:
    """Every table of two SQLite databases; one that is not there counts as empty of tables."""
    with closing(sqlite3.connect(":memory:", uri=True)) as connection:
        for alias, path in (("l", file.left), ("r", file.right), ("b", file.before)):
            uri = f"file:{quote(str(path))}?mode=ro" if is_database(path) else ":memory:"
            connection.execute(f"ATTACH ? AS {alias}", (uri,))
        tables = {alias: tables_of(connection, alias) for alias in ("l", "r", "b")}
        for table in sorted(tables["l"] | tables["r"]):
            label = f"{name}: {table}"
            amount = count(connection, "l", table) if table in tables["l"] else 0
            missing = next((side for alias, side in SIDES if table not in tables[alias]), None)
            if missing:
                yield Compared(label, amount, "rows", True, Difference(label, f"{missing} did not write it"))
                continue
            difference = table_difference(connection, table, label)
            same_as_before = table in tables["b"] and not table_difference(connection, table, label, ("l", "b"))
            yield Compared(label, amount, "rows", difference is not None or not same_as_before, difference)


SIDES = (("l", "Airflow"), ("r", "the assets"))


def tables_of(connection: sqlite3.Connection, alias: str) -> set[str]:
    """The names of a database's own tables."""
    rows = connection.execute(
        f"SELECT name FROM {alias}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {name for (name,) in rows}


def count(connection: sqlite3.Connection, alias: str, table: str) -> int:
    """How many rows a table has."""
    (rows,) = connection.execute(f"SELECT COUNT(*) FROM {alias}.{quoted(table)}").fetchone()
    return int(rows)


def columns_of(connection: sqlite3.Connection, alias: str, table: str) -> tuple[str, ...]:
    """The names of a table's columns, in order."""
    return tuple(row[1] for row in connection.execute(f"PRAGMA {alias}.table_info({quoted(table)})"))


def table_difference(
    connection: sqlite3.Connection, table: str, label: str, sides: tuple[str, str] = ("l", "r")
) -> Difference | None:
    """The first rows that two versions of a table do not have equally often; None when there are none."""
    left, right = (columns_of(connection, alias, table) for alias in sides)
    if set(left) != set(right):
        only = sorted(set(left) ^ set(right))
        return Difference(label, f"only one side has the columns {', '.join(only)}")
    columns = ", ".join(quoted(column) for column in left)
    counted = {a: f"SELECT {columns}, COUNT(*) AS n FROM {a}.{quoted(table)} GROUP BY {columns}" for a in sides}
    rows: dict[tuple[object, ...], list[int]] = {}
    total = 0
    for place, (one, other) in enumerate((sides, sides[::-1])):
        extra = f"{counted[one]} EXCEPT {counted[other]}"
        (many,) = connection.execute(f"SELECT COUNT(*) FROM ({extra})").fetchone()
        total += many
        for *values, times in connection.execute(f"{extra} ORDER BY {columns} LIMIT {FIRST_ROWS}"):
            rows.setdefault(tuple(values), [0, 0])[place] = times
    if not total:
        return None
    shown = tuple(Row(values, *times) for values, times in list(rows.items())[: 2 * FIRST_ROWS])
    return Difference(label, f"{total} {'row differs' if total == 1 else 'rows differ'}", left, shown)


def empty_table(database: Path, table: str) -> None:
    """Delete every row of a table, letters' case aside; nothing when the database or the table is not there."""
    if not is_database(database):
        return
    with closing(sqlite3.connect(database)) as connection, connection:
        rows = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in rows:
            if name.lower() == table.lower():
                connection.execute(f"DELETE FROM main.{quoted(name)}")


def quoted(name: str) -> str:
    """An SQL identifier whatever its letters."""
    return '"' + name.replace('"', '""') + '"'
