"""Findings as SARIF 2.1.0, which code hosts and editors show beside the lines.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. What a comment ignores is suppressed with its
reason; what the baseline holds is there as `unchanged`; paths are relative to the project's root.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from migrator import __version__
from migrator.checking import Checked, fingerprint
from migrator.findings import CODES
from migrator.findings.document import example_of, plain
from migrator.model import Finding, Severity, Span
from migrator.secrets import masked

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
PRINT = "airflowToAssets/v1"
ROOT = "SRCROOT"
Json = dict[str, Any]


def sarif(checked: Checked, before: str = "") -> Json:
    """A SARIF log of one run: every code there is as a rule, every finding as a result. `before` leads from the folder
    that the paths are to be read from to the project's root."""
    codes = sorted(CODES)
    results = [
        *(_result(found, codes, "new", before) for found in checked.new),
        *(_result(found, codes, "unchanged", before) for found in checked.known),
        *(_result(found, codes, None, before) for found in checked.ignored),
    ]
    driver = {
        "name": "airflow-to-assets",
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "the folder that the check ran in"}}},
        "results": sorted(results, key=_place),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> Json:
    row = CODES[code]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": row.meaning},
        "fullDescription": {"text": f"{row.meaning} {plain(row.todo)}"},
        "help": {"text": plain(row.todo), "markdown": f"{row.todo}\n\n{example_of(row)}"},
        "defaultConfiguration": {"level": row.severity.value},
    }


def _result(found: Finding, codes: list[str], state: str | None, before: str) -> Json:
    also = list(zip(found.also, (*found.quotes[1:], *([""] * len(found.also))), strict=False))
    result: Json = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": found.severity.value,
        "message": {"text": masked(f"{found.message}. {found.fix}")},
        "locations": [_location(before, found.span, next(iter(found.quotes), ""))],
        "partialFingerprints": {PRINT: fingerprint(found)},
    }
    if also:
        result["relatedLocations"] = [{**_location(before, *each), "id": number} for number, each in enumerate(also, 1)]
    if found.ignored is not None:
        why = {"kind": "inSource", "status": "accepted", "justification": masked(found.ignored)}
        return {**result, "suppressions": [why]}
    return {**result, "baselineState": state}


def _location(before: str, span: Span, text: str) -> Json:
    region: Json = {"startLine": span.line}
    if text:
        region["snippet"] = {"text": masked(text)}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(before + span.path), "uriBaseId": ROOT},
            "region": region,
        }
    }


def _place(result: Json) -> tuple[str, int, str, str]:
    where = result["locations"][0]["physicalLocation"]
    return where["artifactLocation"]["uri"], where["region"]["startLine"], result["ruleId"], result["message"]["text"]


def from_here(root: str) -> str:
    """What leads from the current folder to the project's root, since code hosts know paths from the repository's root;
    empty where the project does not lie below."""
    here, there = Path.cwd().resolve(), Path(root).resolve()
    inside = there != here and there.is_relative_to(here)
    return f"{there.relative_to(here).as_posix()}/" if inside else ""


LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(findings: Iterable[Finding], before: str = "") -> Iterable[str]:
    """Findings as GitHub's workflow commands, a line each, which show them beside the lines of a pull request.

    Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
    """
    for found in findings:
        title = _escaped(f"migrate: {found.code}", ":,")
        where = f"file={_escaped(before + found.span.path, ':,')},line={found.span.line},title={title}"
        yield f"::{LEVELS[found.severity]} {where}::{_escaped(masked(f'{found.message}. {found.fix}'))}"


def _escaped(text: str, more: str = "") -> str:
    """Text that can end neither its command nor, with `more`, its property."""
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
