"""The second stage: what the statements that the parser refuses or only keeps as text do to data.

Each keyword has a small extractor over the words of the statement (`forms.py`). A statement of a kind nobody there
knows, whose first word may touch data, becomes a problem in words, never silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from migrator.lineage.sql.acts import NAME
from migrator.lineage.sql.command import Command
from migrator.lineage.sql.forms import EXISTS, FORMS
from migrator.lineage.sql.names import Namespace


def command(text: str, names: Namespace) -> Command | None:
    """What the text of a command does, or None when no extractor knows its form."""
    form = _form(text)
    if form is None:
        return None
    match, act = form
    found = Command(text, names)
    act(found, match)
    return found


# A statement is asked for more than once in a row.
@lru_cache(maxsize=4)
def _form(text: str) -> tuple[re.Match[str], Callable[[Command, re.Match[str]], None]] | None:
    for pattern, act in FORMS:
        match = pattern.match(text)
        if match is not None:
            return match, act
    return None


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
    return _form(text) is not None


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
