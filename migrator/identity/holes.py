"""Texts with holes, as names have them before a run: `raw.events_{ds_nodash}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Holes that every task of a deployment fills alike: they do not make a name uncertain.
STEADY = re.compile(r"^(?:conn:|conn\.|var\.|env\.|env:|os\.environ|os\.getenv|getenv|Variable\.get|home$)")


def holes(text: str) -> tuple[str, ...]:
    """The names of the holes in a text, in order: a_{ds}_{b} -> ('ds', 'b')"""
    return tuple(piece[1:-1] for piece in pieces(text) if is_hole(piece))


def pieces(text: str) -> Iterator[str]:
    """A text cut at its holes, which may nest braces: `a_{ds}` -> `a_`, `{ds}`"""
    start, depth = 0, 0
    for position, letter in enumerate(text):
        if letter == "{":
            if not depth and position > start:
                yield text[start:position]
            start = start if depth else position
            depth += 1
        elif letter == "}" and depth:
            depth -= 1
            if not depth:
                yield text[start : position + 1]
                start = position + 1
    if start < len(text):
        yield text[start:]


def is_hole(piece: str) -> bool:
    """Whether a piece of a text is a hole."""
    return len(piece) > 2 and piece[0] == "{" and piece[-1] == "}"


def outside(text: str) -> str:
    """A text without its holes."""
    return "".join(piece for piece in pieces(text) if not is_hole(piece)) if "{" in text else text


def split_name(name: str) -> list[str]:
    """The parts of a dotted name, quotes kept, dots in quotes and holes not split at: a."b.c" -> ['a', '"b.c"']"""
    parts, current, depth, closing = [], "", 0, ""
    for letter in name.strip():
        if letter == "." and not depth and not closing:
            parts.append(current)
            current = ""
            continue
        if closing:
            closing = "" if letter == closing else closing
        elif letter in '"`[' and not depth:
            closing = "]" if letter == "[" else letter
        depth += (letter == "{") - (letter == "}" and depth > 0)
        current += letter
    return [part.strip() for part in (*parts, current) if part.strip()]


# Stands for a hole while a text is taken apart: what is in braces has no slash, dot or sign that counts.
_FIRST = 0xF0000
_MARK = re.compile("[\U000f0000-\U000ffffd]")


def shielded(text: str) -> tuple[str, tuple[str, ...]]:
    """A text with one letter in place of each hole, and the holes; `restored` puts them back."""
    if "{" not in text:
        return text, ()
    kept: list[str] = []
    parts = []
    for piece in pieces(text):
        if is_hole(piece) and len(kept) < 0xFFFD:
            parts.append(chr(_FIRST + len(kept)))
            kept.append(piece)
        else:
            parts.append(piece)
    return "".join(parts), tuple(kept)


def restored(text: str, kept: tuple[str, ...]) -> str:
    """The text with its holes back."""

    def back(mark: re.Match[str]) -> str:
        number = ord(mark[0]) - _FIRST
        return kept[number] if number < len(kept) else mark[0]

    return _MARK.sub(back, text) if kept else text
