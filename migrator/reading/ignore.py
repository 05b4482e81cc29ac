"""What `.airflowignore` files leave out, as Airflow reads them: globs as in gitignore, or regular expressions.

Airflow 3 reads globs unless it is told otherwise, Airflow 2 regular expressions. Which of them a project means is told
in `migrate.toml` (`[reading] ignore_syntax`), else by the Airflow it pins, else by a line that is no regular
expression, and so can only be a glob; where nothing tells, they are regular expressions, as in Airflow 2.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.reading.globs import BadPattern, Part, matches, parts_of
from migrator.reading.patterns import PATTERN, is_quick

NAME = ".airflowignore"
LARGEST = 200_000
MOST = 1_000
COMMENT = re.compile(r"\s*#.*")
# How long a path may be that a regular expression is searched for in.
LONGEST = 400
# A folder of this name is the one Airflow looks into, where a folder above it was given.
DAGS = "dags"


@dataclass(frozen=True, slots=True)
class Line:
    """A pattern and where it stands."""

    file: Path
    number: int
    pattern: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is not followed, and why."""

    line: Line
    because: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line. `names` says of a path, and whether it is a folder, if the line names it; `base` is where such paths
    begin, None for names alone."""

    names: Callable[[str, bool], bool]
    base: Path | None
    leaves_out: bool = True


@dataclass(frozen=True, slots=True)
class Ignoring:
    """What is left out below a folder: the rules of its ignore file and of those above it, in order."""

    base: Path
    syntax: str | None = None
    rules: tuple[Rule, ...] = ()

    def leaves_out(self, path: Path, is_folder: bool) -> bool:
        """Whether Airflow would not look at the path; of several lines that name it, the last decides."""
        found = False
        for rule in self.rules:
            shown = path.name if rule.base is None else path.relative_to(rule.base).as_posix()
            if rule.leaves_out != found and rule.names(shown, is_folder):
                found = rule.leaves_out
        return found

    def inside(
        self, folder: Path, told: str | None, airflow: str | None, has_file: bool = True
    ) -> tuple[Ignoring, list[Refused]]:
        """What is left out in the folder, its own ignore file read, and the lines of that which are not followed."""
        here = replace(self, base=folder) if not self.rules and folder.name == DAGS else self
        return here._with(folder, told, airflow) if has_file else (here, [])

    def _with(self, folder: Path, told: str | None, airflow: str | None) -> tuple[Ignoring, list[Refused]]:
        lines = lines_of(folder / NAME, self.base)
        if not lines:
            return self, []
        syntax = self.syntax or syntax_of(lines, told, airflow)
        found = list(rules_of(lines, syntax, self.base))
        rules = tuple(each for each in found if isinstance(each, Rule))
        return Ignoring(self.base, syntax, (*self.rules, *rules)), [e for e in found if isinstance(e, Refused)]


def lines_of(file: Path, base: Path) -> list[Line]:
    """The patterns of a file, comments taken off; none where it cannot be read, or is a link out of the DAG folder."""
    try:
        if file.is_symlink() and not file.resolve().is_relative_to(base.resolve()):
            return []
        if not file.is_file() or file.stat().st_size > LARGEST:
            return []
        rows = file.read_text(encoding="utf-8", errors="replace").split("\n")
    except (OSError, RuntimeError):
        return []
    found = (Line(file, number, COMMENT.sub("", row)) for number, row in enumerate(rows, 1))
    return [line for line in found if line.pattern]


def syntax_of(lines: Sequence[Line], told: str | None, airflow: str | None) -> str:
    """`glob` or `regexp`: what these lines are, by the rule at the top of this file."""
    if told is not None:
        return told
    if airflow is not None:
        return "glob" if int(airflow.split(".", 1)[0]) >= 3 else "regexp"
    return "glob" if any(compiled(line.pattern) is None for line in lines) else "regexp"


def rules_of(lines: Sequence[Line], syntax: str, base: Path) -> Iterator[Rule | Refused]:
    """A rule for each line; a line that cannot be followed as Refused. `base` is the folder that is searched."""
    for line in lines[:MOST]:
        if len(line.pattern) > PATTERN:
            yield Refused(line, "it is too long")
        elif syntax == "glob":
            yield from glob_rule(line)
        else:
            yield regexp_rule(line, base)
    for line in lines[MOST : MOST + 1]:
        yield Refused(line, f"it stands behind {MOST:,} others")


def glob_rule(line: Line) -> Iterator[Rule | Refused]:
    """The rule of a glob; none for one that names nothing."""
    pattern = line.pattern.lstrip() if line.pattern.endswith("\\ ") else line.pattern.strip()
    if pattern in ("", "/") or pattern.startswith("#"):
        return
    try:
        parts = parts_of(pattern.removeprefix("!"))
    except BadPattern as error:
        yield Refused(line, f"Airflow cannot read it either: {error}")
        return
    # Both are decided by the line as it stands, as Airflow does.
    below = line.pattern.startswith("/") or "/" in line.pattern.rstrip("/")
    folders_only = line.pattern.lstrip("!").rstrip().endswith("/")
    base = line.file.parent if below else None
    yield Rule(glob_test(parts, folders_only), base, leaves_out=not pattern.startswith("!"))


def glob_test(parts: list[Part], folders_only: bool) -> Callable[[str, bool], bool]:
    """Whether the parts name a path."""
    return lambda path, is_folder: (is_folder or not folders_only) and matches(parts, f"{path}/" if is_folder else path)


def regexp_rule(line: Line, base: Path) -> Rule | Refused:
    """The rule of a regular expression. One that may take long is refused."""
    if compiled(line.pattern) is None:
        return Refused(line, "it is no regular expression; Airflow leaves it out too")
    core = searched(line.pattern)
    pattern = compiled(core)
    if pattern is None or not is_quick(core, " " * LONGEST):
        return Refused(line, "it may take too long to search for")
    return Rule(lambda path, _: len(path) <= LONGEST and pattern.search(path) is not None, base)


def searched(pattern: str) -> str:
    """The pattern without the `.*` at its ends: a search looks everywhere anyway, and so takes much less time."""
    core = re.sub(r"^\^?(?:\.\*)+", "", pattern)
    shorter = re.sub(r"(?:\.\*)+\$?$", "", core)
    escaped = (len(shorter) - len(shorter.rstrip("\\"))) % 2 == 1
    return core if escaped else shorter


def compiled(pattern: str) -> re.Pattern[str] | None:
    """The regular expression, or None where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None
