"""Which findings count: those a team has neither ignored in the code nor put in its baseline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from migrator.checking.baseline import Baseline, Entry, load
from migrator.errors import MigratorError
from migrator.model import Finding, Project, Severity

NAME = "migrate-baseline.json"


class NoBaseline(MigratorError):
    """The file given as --baseline is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no baseline {str(path)!r}; write it with --update-baseline")


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings that count, those the baseline knows, those a comment ignores, and the entries of the baseline that
    nothing answers to any more."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    ignored: tuple[Finding, ...]
    gone: tuple[Entry, ...]
    root: str
    baseline: Path | None

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst that counts."""
        return max((found.severity for found in self.new), key=lambda severity: severity.rank, default=None)


def check(project: Project, given: Path | None) -> Checked:
    """A project's findings beside its baseline: the file given, or the project's own where there is one.

    Raises NoBaseline and UnreadableBaseline.
    """
    path = kept(project, given)
    if given is not None and not path.is_file():
        raise NoBaseline(given)
    baseline = load(path) if path.is_file() else Baseline()
    minded = [found for found in project.findings if found.ignored is None]
    new = baseline.unknown(minded)
    old = _without(minded, new)
    ignored = tuple(found for found in project.findings if found.ignored is not None)
    return Checked(
        tuple(new), old, ignored, tuple(baseline.gone(minded)), project.root, path if path.is_file() else None
    )


def kept(project: Project, given: Path | None) -> Path:
    """Where the baseline is: as given, else in the project's root."""
    return Path(project.root, NAME) if given is None else given


def _without(findings: Iterable[Finding], some: Iterable[Finding]) -> tuple[Finding, ...]:
    left = set(some)
    return tuple(found for found in findings if found not in left)
