"""The moved text as a module, and what must hold of it whatever was done to it."""

from __future__ import annotations

import ast
import io
import itertools
import tokenize
from collections.abc import Iterator

from migrator.model import Definition, Moved
from migrator.moving.asked import Cannot, Why
from migrator.moving.files import DEFINITIONS
from migrator.moving.free import BUILTINS, free_names
from migrator.moving.importing import import_text
from migrator.secrets import MASK, masked


def module_text(moved: Moved) -> str:
    """The imports and definitions as the text of a module; `file_name` and the signals are left to be defined."""
    return "".join([import_text(moved.imports), *spaced(moved.definitions)]).lstrip("\n")


def spaced(definitions: tuple[Definition, ...]) -> Iterator[str]:
    """Definitions with blank lines between them: two around functions and classes; one after the imports."""
    after_definition, is_first = False, True
    for each in definitions:
        is_definition = isinstance(ast.parse(each.text).body[-1], DEFINITIONS)
        yield "\n\n" if after_definition or is_definition else "\n" * is_first
        yield each.text
        after_definition, is_first = is_definition, False


def holds_secret(text: str) -> bool:
    """Whether a literal in a text looks like a secret; `token=get_token()` is code, and holds none."""
    shown = masked(text)
    if shown == text:
        return False
    rows = literal_places(text)
    end = 0
    before, *after = shown.split(MASK)
    end = len(before)
    for part in after:
        start = text.find(part, end) if part.strip() else len(text)
        if start < 0 or (text[end:start] != MASK and any(first <= end < last for first, last in rows)):
            return True
        end = start + len(part)
    return False


def literal_places(text: str) -> list[tuple[int, int]]:
    """Where strings and numbers begin and end in a text."""
    lines = [0, *itertools.accumulate(len(row) + 1 for row in text.split("\n"))]
    found: list[tuple[int, int]] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name in ("STRING", "NUMBER") or name.endswith("STRING_MIDDLE"):
            found.append((lines[token.start[0] - 1] + token.start[1], lines[token.end[0] - 1] + token.end[1]))
    return found


def check(moved: Moved) -> None:
    """Raise Cannot when the text does not parse, uses a name that it does not define, or holds what looks like a
    secret."""
    for each in moved.definitions:
        if holds_secret(each.text):
            raise Cannot("its code holds what looks like a secret, which is not copied", each.span, Why.SECRET)
    text = module_text(moved)
    ast.parse(text)
    known = BUILTINS | {moved.file_name} | {name for name, _ in moved.signals}
    missing = sorted(free_names(text) - known)
    if missing:
        raise Cannot(f"nothing says what `{missing[0]}` is", moved.span, Why.NAME)
