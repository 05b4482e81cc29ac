"""Findings as a person reads them: errors and warnings in full, notes as a line for each kind with the first few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from migrator.findings import CODES
from migrator.model import Finding, Severity, Span
from migrator.report.terminal.screen import SEVERITY_STYLE
from migrator.secrets import masked

# Of many errors or warnings of one kind these are shown; --format json has them all.
IN_FULL = 10
# Of the notes of one kind; --notes shows them all.
NOTES = 3


def show_findings(findings: Iterable[Finding], out: Console, *, notes: bool = False) -> None:
    """The findings that no comment ignores, errors first; notes in full only when asked."""
    told = tuple(findings)
    minded = sorted((each for each in told if each.ignored is None), key=lambda f: (-f.severity.rank, f.code, f.span))
    grave = [each for each in minded if notes or each.severity is not Severity.NOTE]
    seen: Counter[str] = Counter()
    for found in grave:
        seen[found.code] += 1
        if seen[found.code] <= IN_FULL or notes:
            show_finding(found, out)
    for code, number in sorted(seen.items()):
        if number > IN_FULL and not notes:
            out.print(Text(f"and {number - IN_FULL} more {code}; --notes shows them all", style="dim"))
    show_notes([each for each in minded if not notes and each.severity is Severity.NOTE], out)
    if len(minded) < len(told):
        out.print(Text(f"{len(told) - len(minded)} ignored by comments in the code", style="dim"))
    if told:
        out.print()


def show_finding(found: Finding, out: Console) -> None:
    """One finding: its place, what it is, what stands at each place, and what to do."""
    heading = Text(f"{found.span.path}:{found.span.line}  ")
    heading.append(f"{found.severity.value}[{found.code}]", style=SEVERITY_STYLE[found.severity])
    out.print(heading)
    out.print(Padding(Text(masked(found.message)), (0, 0, 0, 2)))
    for span, quote in zip_longest((found.span, *found.also), found.quotes[: len(found.also) + 1]):
        if quote or span != found.span:
            out.print(Padding(_place(span, quote or ""), (0, 0, 0, 4)))
    if found.fix:
        out.print(Padding(Text(f"-> {found.fix}", style="green"), (0, 0, 0, 2)))
    out.print()


def _place(span: Span, quote: str) -> Text:
    text = Text(f"{span.path}:{span.line}", style="dim")
    return text.append(f"  {masked(quote)}", style="default")


def show_notes(notes: Sequence[Finding], out: Console) -> None:
    """Each kind of note with how many there are, what it means, and the first few, a line each."""
    by_code: dict[str, list[Finding]] = {}
    for note in notes:
        by_code.setdefault(note.code, []).append(note)
    for code, alike in sorted(by_code.items(), key=lambda item: (-len(item[1]), item[0])):
        heading = Text(f"{len(alike)} {code}", style=SEVERITY_STYLE[Severity.NOTE])
        out.print(heading.append(f"  {meaning(code)}", style="dim"))
        for note in alike[:NOTES]:
            line = Text.assemble((f"  {note.span.path}:{note.span.line}  ", "dim"), masked(note.message))
            out.print(line, no_wrap=True, overflow="ellipsis")
        if len(alike) > NOTES:
            out.print(Text(f"  and {len(alike) - NOTES} more", style="dim"))
    if notes:
        out.print(Text("--notes shows every note in full, with what to do", style="dim"))


def meaning(code: str) -> str:
    """What a kind of finding means, in one sentence."""
    return CODES[code].meaning


def numbers(findings: Iterable[Finding]) -> str:
    """How many there are of each severity: `1 error, 2 warnings`."""
    counts = Counter(found.severity for found in findings)
    return ", ".join(
        f"{counts[level]} {level.value}{'s' * (counts[level] != 1)}" for level in reversed(Severity) if counts[level]
    )
