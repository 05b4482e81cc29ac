"""The second stage: what the statements that the parser refuses or only keeps as text do to data.

Each keyword has a small extractor over the words of the statement (`forms.py`). A statement of a kind nobody there
knows, whose first word may touch data, becomes a problem in words, never silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from migrator.lineage.sql.facts import Effect, Touch
from migrator.lineage.sql.forms import EXISTS, FORMS, NAME
from migrator.lineage.sql.names import FILE_FORMATS, Namespace
from migrator.model import Write


@dataclass(slots=True)
class Command:
    """One command on its way to an `Effect`; `inner` are SQL texts that stand inside it as strings, `inner_write` is
    how these write when the command says so, `variable` the name of one that holds SQL."""

    text: str
    names: Namespace
    effect: Effect = field(default_factory=Effect)
    inner: list[str] = field(default_factory=list)
    inner_write: Write | None = None
    variable: str | None = None

    def table(self, name: str, how: Write | None, **more: Any) -> None:
        """Notes a table or stage by its written name."""
        if name.startswith("@"):
            self.place(name, how)
            return
        path = _FILES.match(name)
        if path is not None:
            self.place(path[1], how)
            return
        parts = tuple(re.findall(r"\"[^\"]+\"|`[^`]+`|\[[^\]]+\]|[^.\"`\[\]]+", name))
        plain = tuple(piece for part in parts for piece in part.strip('"`[]').split("."))
        self.effect.touches.append(Touch(".".join(self.names.qualified(plain)), how, **more))

    def place(self, text: str, how: Write | None, **more: Any) -> None:
        """Notes a file, stage or URI."""
        text = text.replace("''", "'")
        name, partition = self.names.placed(text)
        self.effect.touches.append(Touch(name, how, partition, place=text[:1] != "@", **more))


def command(text: str, names: Namespace) -> Command | None:
    """What the text of a command does, or None when no extractor knows its form."""
    for pattern, act in FORMS:
        match = pattern.match(text)
        if match is not None:
            found = Command(text, names)
            act(found, match)
            return found
    return None


# delta.`/path`
_FILES = re.compile(rf"(?i)(?:{'|'.join(sorted(FILE_FORMATS))})\.`([^`]*[/:][^`]*)`$")
_CALL = re.compile(
    rf"(?:CALL|EXEC(?:UTE)?(?:\s+(?:TASK|SCRIPT|PROCEDURE))?)\s+(?!IMMEDIATE\b)(?:@\w+\s*=\s*)?{NAME}\s*(?!\s*\+)",
    re.I | re.S,
)


def called(text: str) -> str | None:
    """The procedure that a CALL or EXEC without SQL of its own runs."""
    match = None if knows(text) else _CALL.match(text)
    return match[1] if match else None


def knows(text: str) -> bool:
    """Whether an extractor knows the form of the command."""
    return any(pattern.match(text) for pattern, _ in FORMS)


def defined(source: str, name: str) -> bool:
    """Whether the script that calls a procedure or a prepared statement also makes it."""
    last = re.escape(name.rpartition(".")[2].strip('"`[]'))
    kinds = "PROC(?:EDURE)?|MACRO|FUNCTION|PREPARE|TASK"
    return bool(re.search(rf"(?i)\b(?:{kinds})\s+{EXISTS}[\w.\"`\[\]]*?\b{last}\b", source))


def assigned(source: str, variable: str) -> str | None:
    """The only text that a script ever gives a variable, when that is one literal as a whole."""
    gives = rf"(?is)(?<![\w@$]){re.escape(variable)}\b[^;=\n]{{0,60}}?(?::=|(?<![<>!+])=|\bDEFAULT\b)"
    whole = re.findall(rf"{gives}\s*N?'((?:[^']|'')*)'\s*(?:;|$|\n(?!\s*[+|]))", source)
    return whole[0].replace("''", "'") if len(whole) == 1 == len(re.findall(gives, source)) else None
