"""What a person must know about their DAGs: every code there is, its default severity, what it means and what to do.

A stage that finds something calls `finding(code, ...)`; a new kind of finding is a new row in the file of its stage,
with an example that brings it about. `docs/findings.md` is made of these rows.
"""

from __future__ import annotations

from migrator.findings import between, lineage, reading, within
from migrator.findings.code import Code, Said
from migrator.model import Finding, Severity, Span

__all__ = ["CODES", "Code", "Said", "finding"]

CODES: dict[str, Code] = {**reading.CODES, **lineage.CODES, **within.CODES, **between.CODES}


def finding(
    code: str,
    span: Span,
    message: str,
    fix: str,
    *,
    severity: Severity | None = None,
    also: tuple[Span, ...] = (),
    about: tuple[str, ...] = (),
    quotes: tuple[str, ...] = (),
) -> Finding:
    """A finding with this code, at its default severity unless given. Raises KeyError for a code not in `CODES`."""
    return Finding(code, severity or CODES[code].severity, message, span, fix, also, about, quotes)
