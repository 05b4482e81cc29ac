"""`migrate lineage`: SQL in, tables and columns out."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from migrator.errors import MigratorError

NAME, ABOUT = "lineage", "SQL in, tables and columns out"


def arguments(command: argparse.ArgumentParser) -> None:
    """What it takes."""
    command.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a file of SQL; standard input without it")
    command.add_argument("--dialect", help="such as postgres, snowflake, bigquery; tried in turn without it")
    command.add_argument("--jsonl", action="store_true", help="a JSON object a line in, and one out")


def run(options: argparse.Namespace) -> int:
    """Print the tables and columns of SQL; 1 when a statement could not be read. Raises MigratorError for no SQL."""
    from migrator.lineage import jsonl
    from migrator.lineage.sql.dialects import checked
    from migrator.report import terminal

    dialect = checked(options.dialect)
    if options.jsonl:
        questions = sys.stdin if options.file is None else io.StringIO(read_text(options.file))
        return int(jsonl.lines(questions, sys.stdout) > 0)
    sql = sys.stdin.read() if options.file is None else read_text(options.file)
    if not sql.strip():
        raise MigratorError("no SQL given")
    answer = jsonl.answer({"id": str(options.file or "stdin"), "sql": sql, "dialect": dialect})
    terminal.show_lineage(answer, terminal.console())
    return int(bool(answer["findings"]))


def read_text(path: Path) -> str:
    """A text file given on the command line. Raises MigratorError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MigratorError(f"cannot read {str(path)!r}: {getattr(error, 'strerror', None) or error}") from error
