"""Statements of every dialect's manual: what each reads and writes, how, which part, and what is not known.

The files of `statements/` hold one block a statement. Its first line is what must come out, `--> dialect | reads =>
writes with their kind !! what a finding begins with`; a name's partition stands in brackets. A new case is a new block.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrator.lineage.templated import templated_lineage

FOLDER = Path(__file__).parent / "statements"
CASES = [
    pytest.param(*re.fullmatch(r"(\S*) \| (.*?)\n(.*)", block.strip(), re.S).groups(), id=f"{file.stem}-{number}")  # type: ignore[union-attr]
    for file in sorted(FOLDER.glob("*.sql"))
    for number, block in enumerate(file.read_text("utf-8").split("--> ")[1:], 1)
]


def told(sql: str, dialect: str) -> str:
    """What lineage says of a statement, in the words of the files."""
    found = templated_lineage(sql, dialect)
    parts = [(use.write, use.name + (f"[{use.partition}]" if use.partition else "")) for use in found.uses]
    reads = sorted({name for write, name in parts if write is None})
    writes = dict.fromkeys(f"{name} {write.value}" for write, name in parts if write is not None)
    problems = "".join(f" !! {problem.partition(':')[0]}" for problem in found.findings)
    return f"{', '.join(reads)} => {', '.join(writes)}".strip() + problems


@pytest.mark.parametrize(("dialect", "expected", "sql"), CASES)
def test_a_statement_of_the_manual(dialect: str, expected: str, sql: str) -> None:
    assert told(sql, dialect) == expected.strip()
