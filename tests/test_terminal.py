"""What a person reads first in the terminal: what matters in full, notes as a few lines."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from migrator.findings import finding
from migrator.model import Span
from migrator.report.terminal import show_findings


def shown(*findings, width: int = 80, notes: bool = False) -> str:
    out = io.StringIO()
    show_findings(findings, Console(file=out, width=width, highlight=False), notes=notes)
    return out.getvalue()


NOTES = [finding("outside-source", Span("a.py", line), f"t{line} reads s{line}", "Nothing.") for line in range(1, 9)]
ERROR = finding("missing-edge", Span("b.py", 3), "use reads what fill writes", "Add the edge.", quotes=("select 1",))


def test_an_error_comes_before_notes_and_stands_in_full():
    text = shown(*NOTES, ERROR)
    assert text.startswith("b.py:3  error[missing-edge]\n")
    assert "select 1" in text and "-> Add the edge." in text
    assert text.index("missing-edge") < text.index("outside-source")


def test_notes_are_a_line_for_each_kind_with_the_first_three():
    text = shown(*NOTES)
    assert "8 outside-source" in text and "and 5 more" in text
    assert "t3 reads s3" in text and "t4 reads s4" not in text


def test_every_note_is_there_in_full_when_asked_for():
    text = shown(*NOTES, notes=True)
    assert all(f"t{line} reads s{line}" in text for line in range(1, 9))
    assert text.count("-> Nothing.") == 8


@pytest.mark.parametrize("width", [80, 120])
def test_a_note_takes_one_line_however_long_it_is(width):
    text = shown(finding("unread-data", Span("a.py", 1), "writes " + "x" * 300, "Nothing."), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert sum("xxx" in line for line in text.splitlines()) == 1
