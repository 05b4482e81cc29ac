"""The findings a team has agreed to live with for now, kept in a file beside the code.

A finding is known again by its code and by what it is about (DAG, task, asset), never by its line: moving code, or a
new wording of ours, makes nothing new. One about nothing in particular is known by its file and its words. Two alike
are counted.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.errors import MigratorError
from migrator.model import Finding
from migrator.secrets import masked
from migrator.writing import write_text

FORMAT = 1
HEADING = "What `migrate check` does not count. Written by --update-baseline; an entry that is taken out counts again."


class UnreadableBaseline(MigratorError):
    """The file given as the baseline is none."""

    def __init__(self, path: Path, because: str) -> None:
        super().__init__(f"{str(path)!r} is no baseline: {because}; write one with --update-baseline")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One finding as the baseline keeps it; `message` is there for people only."""

    code: str
    path: str
    about: tuple[str, ...]
    message: str

    @staticmethod
    def of(found: Finding) -> Entry:
        """A finding, without its place in the file and without secrets."""
        about = tuple(masked(name) for name in found.about)
        return Entry(found.code, found.span.path, about, masked(found.message))

    @property
    def name(self) -> tuple[str, ...]:
        """By what it is known again."""
        return (self.code, *self.about) if self.about else (self.code, self.path, self.message)


def fingerprint(found: Finding) -> str:
    """By what a finding is known again, as 32 hexadecimal digits."""
    return hashlib.sha256("\0".join(Entry.of(found).name).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known already: entries, sorted, one for each time a finding was there."""

    entries: tuple[Entry, ...] = ()

    def unknown(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings it does not hold: of three alike where it holds two, the last."""
        left = Counter(entry.name for entry in self.entries)
        new: list[Finding] = []
        for found in findings:
            name = Entry.of(found).name
            if left[name]:
                left[name] -= 1
            else:
                new.append(found)
        return new

    def gone(self, findings: Iterable[Finding]) -> list[Entry]:
        """The entries that no finding answers to any more."""
        there = Counter(Entry.of(found).name for found in findings)
        gone: list[Entry] = []
        for entry in self.entries:
            if there[entry.name]:
                there[entry.name] -= 1
            else:
                gone.append(entry)
        return gone


def load(path: Path) -> Baseline:
    """What a file holds. Raises UnreadableBaseline."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableBaseline(path, getattr(error, "strerror", None) or str(error)) from error
    except ValueError as error:
        raise UnreadableBaseline(path, f"not JSON ({error})") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("findings"), list):
        raise UnreadableBaseline(path, f"it has no findings of format {FORMAT}")
    try:
        return Baseline(tuple(_entry(each) for each in data["findings"]))
    except (KeyError, TypeError) as error:
        raise UnreadableBaseline(path, "an entry has no code, path, about or message") from error


def _entry(data: dict[str, Any]) -> Entry:
    return Entry(str(data["code"]), str(data["path"]), tuple(map(str, data["about"])), str(data["message"]))


def save(path: Path, findings: Iterable[Finding]) -> None:
    """Keeps findings in a file, whole or not at all; the same findings give the same bytes."""
    entries = sorted(Entry.of(found) for found in findings)
    kept = [
        {"code": each.code, "path": each.path, "about": list(each.about), "message": each.message} for each in entries
    ]
    document = {"format": FORMAT, "what": HEADING, "findings": kept}
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
