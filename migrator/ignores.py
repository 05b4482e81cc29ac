"""Findings that people have looked at and do not mind: `# migrate: ignore[CODE] reason` beside the code.

A comment counts for the findings of its own line; one that has its line for itself for the line below;
`# migrate: ignore-file[CODE] reason` for its whole file. In SQL it begins with `--`. Without a reason it is not
followed. What is ignored stays in the results, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.findings import CODES, finding
from migrator.model import Finding, Project, Severity, Span
from migrator.secrets import masked

CODE = "unusable-comment"
COMMENT = re.compile(r"(?:#|--)\s*migrate:\s*ignore(?P<file>-file)?\[(?P<codes>[^\]\n]*)\][ \t:]*(?P<reason>[^\n]*)")
MARK = "migrate:"
# A larger file is not looked through: reading has not read it either.
LARGEST = 2_000_000
HOW = "Write `# migrate: ignore[CODE] why`, on the finding's line or alone on the line above it."


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment: where it stands, the codes it names, the line it counts for (None: the whole file), and why."""

    span: Span
    codes: tuple[str, ...]
    line: int | None
    reason: str

    def covers(self, found: Finding) -> bool:
        """Whether it counts for a finding."""
        here = found.span.path == self.span.path and self.line in (None, found.span.line)
        return here and found.code in self.codes and found.code != CODE


def ignoring(project: Project) -> Project:
    """The project with its findings marked that comments ignore, and a finding for each comment of no use."""
    paths = {file.path for file in project.files} | {found.span.path for found in project.findings}
    comments = [each for path in sorted(paths) for each in _comments(project.root, path)]
    good = [each for each in comments if not _fault(each)]
    marked = tuple(_marked(found, good) for found in project.findings)
    idle = [each for each in good if not any(each.covers(found) for found in project.findings)]
    told = [*(_useless(each) for each in comments if _fault(each)), *(_idle(each) for each in idle)]
    return replace(project, findings=marked).with_findings(*told)


def _comments(root: str, path: str) -> Iterator[Ignore]:
    file = Path(root, path)
    try:
        if file.is_symlink() or file.stat().st_size > LARGEST:
            return
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    lines = text.splitlines() if MARK in text else []
    for number, line in enumerate(lines, 1):
        found = COMMENT.search(line) if MARK in line else None
        if found is not None:
            codes = tuple(code.strip() for code in found["codes"].split(",") if code.strip())
            counts_for = None if found["file"] else _line_meant(lines, number, found.start())
            yield Ignore(Span(path, number), codes, counts_for, masked(found["reason"].strip()))


def _line_meant(lines: list[str], number: int, column: int) -> int:
    """The comment's own line where code stands before it, else the next line that is no comment."""
    if lines[number - 1][:column].strip():
        return number
    below = (later for later, line in enumerate(lines[number:], number + 1) if not _is_remark(line))
    return next(below, number)


def _is_remark(line: str) -> bool:
    return line.lstrip().startswith(("#", "--"))


def _marked(found: Finding, comments: Iterable[Ignore]) -> Finding:
    reason = next((each.reason for each in comments if each.covers(found)), None)
    return found if reason is None else replace(found, ignored=reason)


def _fault(comment: Ignore) -> str | None:
    """Why a comment is not followed."""
    unknown = [code for code in comment.codes if code not in CODES]
    if not comment.codes or unknown:
        return f"there is no finding called {masked(unknown[0])}" if unknown else "it names no finding"
    return None if comment.reason else "it gives no reason"


def _useless(comment: Ignore) -> Finding:
    return finding(CODE, comment.span, f"this comment ignores nothing: {_fault(comment)}", HOW)


def _idle(comment: Ignore) -> Finding:
    message = f"nothing here has the finding {', '.join(comment.codes)} any more, which this comment ignores"
    return finding(CODE, comment.span, message, "Remove the comment.", severity=Severity.NOTE)
