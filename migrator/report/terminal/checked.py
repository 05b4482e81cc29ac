"""What `migrate check` says in the terminal: what counts, with the code and what to do; the rest as numbers."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from migrator.checking import Checked
from migrator.model import Finding
from migrator.report.terminal.findings import numbers, show_finding, show_findings


def show_check(checked: Checked, counted: list[Finding], out: Console, *, notes: bool = False) -> None:
    """Each finding that counts, then a line for those that do not; with `notes` the less severe in full."""
    for found in counted:
        show_finding(found, out)
    rest = [found for found in checked.new if found not in counted]
    if notes:
        show_findings(rest, out, notes=True)
    aside = [
        (len(rest), f"less severe ({numbers(rest)}){'' if notes else '; --notes shows them'}"),
        (len(checked.known), f"in {checked.baseline.name if checked.baseline else 'the baseline'}"),
        (len(checked.ignored), "ignored by comments"),
    ]
    for number, what in aside:
        if number:
            out.print(Text(f"not counted: {number} {what}", style="dim"))
    if checked.gone:
        text = f"{len(checked.gone)} of the baseline are there no more: --update-baseline takes them out"
        out.print(Text(text, style="green"))
    verdict = f"{numbers(counted)} to look at" if counted else "nothing to look at"
    out.print(Text(verdict, style="bold red" if counted else "bold green"))


def updated(path: Path, number: int) -> str:
    """What --update-baseline says."""
    return f"{path}: {number} finding{'s' * (number != 1)} kept"
