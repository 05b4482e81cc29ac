"""What a command line does to data: the commands we know, and where their input and output go."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeGuard

from migrator.model import Write
from migrator.shell.acts import Python, Script, Sql, Start, Step, Touch, plain, read, wrote
from migrator.shell.programs import SHELLS, known
from migrator.shell.words import DEEPEST, Scanner, Simple

__all__ = ["Python", "Script", "Sql", "Start", "Step", "Touch", "steps"]

PREFIXES = "sudo exec env time nohup nice poetry uv run do then else if elif while until ! command builtin".split()
# A variable for one command, `TZ=UTC date`; s3://b/dt=1/x is none.
ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.S)
# Longer command lines are no command lines.
LONGEST = 1_000_000
PRINTERS = ("echo", "printf")


def steps(command: str, variables: Mapping[str, str] | None = None, depth: int = 0, folder: str = "") -> Iterator[Step]:
    """What a command line does, in order; nothing for commands we do not know. `variables` are those of its
    environment, `folder` is where it works, as far as that is known."""
    if len(command) > LONGEST or depth > DEEPEST:
        return
    held = {**(variables or {}), **_assigned(command)}
    yield from _Line(held, depth, folder).steps(Scanner(command, held).scan())


def _assigned(command: str) -> dict[str, str]:
    """The variables that a command line sets to one text, before anything is read with them."""
    found: dict[str, set[str]] = {}
    held: dict[str, str] = {}
    for _ in range(2):
        # DIR=/data; FILE=$DIR/x.csv: once more, with what is known now.
        found = {}
        for simple in Scanner(command, held).scan():
            words = simple.words[1:] if simple.words[:1] in (["export"], ["local"], ["readonly"]) else simple.words
            names = [ASSIGNMENT.fullmatch(word) for word in words]
            for match in names if all(names) else ():
                if match is not None:
                    found.setdefault(match[1], set()).add(match[2])
            if simple.words[:1] == ["for"] and len(simple.words) > 1:
                found.setdefault(simple.words[1], set()).update(("", "{$" + simple.words[1] + "}"))
            if simple.words[:1] == ["read"]:
                for word in plain(simple.words[1:]):
                    found.setdefault(word, set()).update(("", word))
        held = {name: next(iter(texts)) for name, texts in found.items() if len(texts) == 1}
    # One that is set to several texts, in a loop or a branch, is none of them.
    return {**{name: "{$" + name + "}" for name in found}, **{name: text for name, text in held.items() if text}}


class _Line:
    """Walks the simple commands of a text, with the folder it works in."""

    def __init__(self, variables: dict[str, str], depth: int, folder: str = "") -> None:
        self.variables = variables
        self.depth = depth
        self.folder = folder

    def steps(self, commands: list[Simple]) -> Iterator[Step]:
        """What the commands do, one after another; files are named from the folder in which each works."""
        for step in self._steps(commands):
            if isinstance(step, Script) and self.folder:
                yield replace(step, path=posixpath.join(self.folder, step.path))
            else:
                yield replace(step, place=self._at(step.place)) if _is_file(step) else step

    def _at(self, place: str) -> str:
        return posixpath.normpath(posixpath.join(self.folder, place)) if self.folder.startswith("/") else place

    def _steps(self, commands: list[Simple]) -> Iterator[Step]:
        before: Simple | None = None
        for simple in commands:
            for inner in simple.inner:
                yield from steps(inner, self.variables, self.depth + 1, self.folder)
            piped = before if before is not None and before.end in ("|", "|&") else None
            handed, passed = _handed(simple, piped)
            words = simple.words
            own: dict[str, str] = {}
            while words and (words[0] in PREFIXES or ASSIGNMENT.fullmatch(words[0])):
                match = ASSIGNMENT.fullmatch(words[0])
                own |= {match[1]: match[2]} if match else {}
                words = words[1:]
            yield from _redirected(simple, passed)
            if words:
                yield from self._run(words, handed, {**self.variables, **own})
            before = simple

    def _run(self, words: list[str], handed: str | None, variables: dict[str, str]) -> Iterator[Step]:
        program = words[0].rpartition("/")[2]
        if program == "cd" and len(words) > 1:
            place = plain(words[1:])[:1] or [""]
            self.folder = place[0] if place[0].startswith(("/", "{")) else posixpath.join(self.folder, place[0])
        elif program in (*SHELLS, "su") and "-c" in words[:-1]:
            yield from steps(words[words.index("-c") + 1], variables, self.depth + 1, self.folder)
        elif program in SHELLS and handed is not None and len(plain(words)) == 1:
            yield from steps(handed, variables, self.depth + 1, self.folder)
        else:
            yield from known(words, handed, self.folder, variables)


def _is_file(step: Step) -> TypeGuard[Touch]:
    """Whether a step touches a file that is named from a folder: no table, and no place of a store."""
    if not isinstance(step, Touch) or step.database is not None:
        return False
    return "://" not in step.place and not step.place.startswith(("/", "{", "~", "$"))


def _handed(simple: Simple, piped: Simple | None) -> tuple[str | None, str]:
    """The text or the name of a file of SQL that a command gets as its input, and that file's name where it is one that
    is redirected."""
    if simple.text is not None:
        return simple.text, ""
    for sign, target in simple.redirections:
        if sign == "<":
            return (target, target) if target.endswith((".sql", ".hql", ".ddl")) else (None, "")
    if piped is None or not piped.words:
        return None, ""
    program, rest = piped.words[0].rpartition("/")[2], plain(piped.words[1:])
    if program in PRINTERS and rest:
        return " ".join(rest), ""
    if program == "cat" and piped.text is not None and not rest:
        return piped.text, ""
    if program == "cat" and len(rest) == 1 and rest[0].endswith((".sql", ".hql", ".ddl")):
        return rest[0], ""
    return None, ""


def _redirected(simple: Simple, passed: str) -> Iterator[Step]:
    """What redirections read and write; a file of SQL that a client is handed is a program, not data."""
    for sign, target in simple.redirections:
        if target.startswith(("/dev/", "&")) or target.isdigit() or not target or target == "-" or target == passed:
            continue
        if sign == "<":
            yield read(target)
        elif sign in (">", ">|", "&>"):
            yield wrote(target)
        elif sign in (">>", "&>>"):
            yield wrote(target, Write.APPEND)
