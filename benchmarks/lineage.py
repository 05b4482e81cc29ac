"""How fast lineage of SQL is, as ratios to bare sqlglot parsing, measured side by side in one run on one core.

    python benchmarks/lineage.py [FOLDER_OR_CASES ...] [--dialect D] [--rounds N] [--sqllineage PYTHON]

Takes JSON files of cases `[{"id", "sql", "dialect"}]` and folders of `.sql` files, `name.DIALECT.sql` where they are
not in --dialect (default: the scripts beside this file). The sides take turns every few texts; of each turn the CPU
time of the best of N rounds counts. What is compared, always with the same build of sqlglot:

- bare: sqlglot's tokenizer and parser alone, on the very texts, statements and dialects that ours parses, those tried
  in vain included;
- bare, once: `sqlglot.parse(text, dialect)`, nothing tried again where it fails;
- tables: which tables are read and written; columns: tables and which column comes from which;
- qualify: sqlglot's own resolution of columns after that one parse, where it can;
- with --sqllineage, the Python of an environment that has it: `LineageRunner(text, dialect)`, on the same texts, one
  round.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
# Text and dialect, `None` where nobody knows it.
Case = tuple[str, "str | None"]
Side = Callable[[], None]
BUNCH = 48
# sqllineage's names for the dialects that it calls differently.
SQLLINEAGE = {"spark": "sparksql", "": "ansi"}


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path, nargs="*", default=[HERE.parent / "sql"])
    parser.add_argument("--dialect")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sqllineage", type=Path, metavar="PYTHON")
    parser.add_argument("--in-sqllineage", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_sqllineage:
        print(json.dumps(sqllineage_here(json.load(sys.stdin))))
        return 0
    cases = [case for path in options.cases for case in read(path, options.dialect)]
    show(cases, measured(cases, options.rounds))
    if options.sqllineage:
        beside_sqllineage(cases, options.sqllineage)
    return 0


def read(path: Path, dialect: str | None) -> list[Case]:
    """The cases of one file, or of the SQL files below a folder; a dialect nobody knows is none."""
    from migrator.lineage.sql.dialects import known

    if path.is_dir():
        files = sorted(path.rglob("*.sql"))
        found = [
            (file.read_text("utf-8"), file.suffixes[-2].strip(".") if file.suffixes[1:] else None) for file in files
        ]
    else:
        found = [(case["sql"], case.get("dialect")) for case in json.loads(path.read_text("utf-8"))]
    return [(sql, known(name or dialect)) for sql, name in found]


# ---------------------------------------------------------------------------------------------------------- the sides


def sides(cases: list[Case]) -> dict[str, Side]:
    """What is compared, each as a function that does all of these cases."""
    from migrator.lineage.templated import templated_lineage

    steps = recorded(cases)

    def ours(columns: bool) -> None:
        for sql, dialect in cases:
            templated_lineage(sql, dialect, columns=columns)

    return {
        "bare": lambda: bare(steps),
        "tables": lambda: ours(False),
        "columns": lambda: ours(True),
        "once": lambda: once(cases),
        "qualify": lambda: qualified(cases),
    }


def recorded(cases: list[Case]) -> list[tuple[str, Any, str]]:
    """Every step of tokenizing and parsing that lineage takes: a text or the tokens of a statement, and the dialect."""
    from migrator.lineage.sql import parse
    from migrator.lineage.templated import templated_lineage

    steps: list[tuple[str, Any, str]] = []
    tokenize, trees = parse.tokenized, parse.trees

    def noted_text(text: str, dialect: str) -> Any:
        steps.append((text, None, dialect))
        return tokenize(text, dialect)

    def noted_tokens(tokens: Any, text: str, dialect: str) -> Any:
        steps.append((text, tokens, dialect))
        return trees(tokens, text, dialect)

    parse.tokenized, parse.trees = noted_text, noted_tokens
    for sql, dialect in cases:
        templated_lineage(sql, dialect)
    parse.tokenized, parse.trees = tokenize, trees
    return steps


def bare(steps: list[tuple[str, Any, str]]) -> None:
    """The same steps, as `sqlglot.parse` takes them."""
    from sqlglot.dialects.dialect import Dialect
    from sqlglot.errors import SqlglotError

    for text, tokens, name in steps:
        dialect = Dialect.get_or_raise(name)
        with contextlib.suppress(SqlglotError, RecursionError):
            if tokens is None:
                dialect.tokenize(text)
            else:
                dialect.parser().parse(tokens, text)


def once(cases: list[Case]) -> None:
    """Each text parsed once."""
    for sql, dialect in cases:
        trees_of(sql, dialect)


def trees_of(sql: str, dialect: str | None) -> list[Any]:
    """What sqlglot makes of a text; nothing where it refuses."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    with contextlib.suppress(SqlglotError, RecursionError):
        return [tree for tree in sqlglot.parse(sql, read=dialect) if tree is not None]
    return []


def qualified(cases: list[Case]) -> None:
    """Each text parsed once and its queries qualified."""
    from sqlglot import exp
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify

    for sql, dialect in cases:
        for tree in trees_of(sql, dialect):
            query = tree if isinstance(tree, exp.Query) else tree.expression
            if isinstance(query, exp.Query):
                with contextlib.suppress(SqlglotError, RecursionError):
                    qualify(query, dialect=dialect, validate_qualify_columns=False, identify=False)


# ------------------------------------------------------------------------------------------------------- measurement


def measured(cases: list[Case], rounds: int, only: Iterable[str] = ()) -> dict[str, float]:
    """The CPU time of each side. The sides take turns every few texts, each of them first in its turn, and of each turn
    the best of the rounds counts, so that what else the machine does falls on none; a first round only warms up."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    bunches = [sides(cases[start : start + BUNCH]) for start in range(0, len(cases), BUNCH)]
    names = [name for name in bunches[0] if not only or name in only]
    best: dict[tuple[int, str], float] = {}
    for number in range(rounds + 1):
        gc.collect()
        for bunch, each in enumerate(bunches):
            first = (number + bunch) % len(names)
            for name in names[first:] + names[:first]:
                started = time.process_time()
                each[name]()
                seconds = time.process_time() - started
                if number:
                    best[bunch, name] = min(seconds, best.get((bunch, name), seconds))
    total: dict[str, float] = {}
    for (_, name), seconds in best.items():
        total[name] = total.get(name, 0.0) + seconds
    return total


def show(cases: list[Case], seconds: dict[str, float]) -> None:
    """The ratios, as rows of a table."""
    import sqlglot
    from sqlglot.parser import __file__ as built

    build = "pure" if built.endswith(".py") else "compiled"
    size = sum(len(sql) for sql, _ in cases)
    print(f"sqlglot {sqlglot.__version__}, {build}; {len(cases)} texts, {size:,} characters\n")
    print("| speed, as a share of bare parsing | with the same retries | each text parsed once |")
    print("|---|---|---|")
    for name in ("tables", "columns", "qualify"):
        print(f"| {name} | {seconds['bare'] / seconds[name]:.2f} | {seconds['once'] / seconds[name]:.2f} |")
    print(
        f"\n{len(cases) / seconds['tables']:,.0f} texts a second, with columns {len(cases) / seconds['columns']:,.0f}"
    )


def beside_sqllineage(cases: list[Case], python: Path) -> None:
    """How many times faster than sqllineage, on the texts that it reads without an error."""
    theirs = theirs_of(cases, python)
    kept = [case for case, seconds in zip(cases, theirs, strict=True) if seconds is not None]
    total = sum(seconds for seconds in theirs if seconds is not None)
    ours = measured(kept, 3, ("tables", "columns"))
    print(f"sqllineage reads {len(kept)} of them; as often as ours:")
    print(f"tables {total / ours['tables']:.0f} times, with columns {total / ours['columns']:.0f} times faster than it")


def theirs_of(cases: Iterable[Case], python: Path) -> list[float | None]:
    """The CPU time that sqllineage takes for each case, `None` where it raises."""
    given = json.dumps([(sql, SQLLINEAGE.get(dialect or "", dialect)) for sql, dialect in cases])
    command = [str(python), str(HERE), "--in-sqllineage"]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: list[float | None] = json.loads(done.stdout.splitlines()[-1])
    return found


def sqllineage_here(cases: list[tuple[str, str]]) -> list[float | None]:
    """The CPU time of each case, in an environment that has sqllineage; the first is done twice, to warm up."""
    from sqllineage.exceptions import SQLLineageException
    from sqllineage.runner import LineageRunner

    found: list[float | None] = []
    for sql, dialect in [cases[0], *cases]:
        started = time.process_time()
        try:
            runner = LineageRunner(sql, dialect=dialect)
            _ = runner.source_tables, runner.target_tables
        except SQLLineageException:
            found.append(None)
            continue
        found.append(time.process_time() - started)
    return found[1:]


if __name__ == "__main__":
    sys.exit(main())
