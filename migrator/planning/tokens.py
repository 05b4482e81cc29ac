"""A SQL statement with templates in it, cut into what the database reads: literals, names, comments, words and signs.

A template is one sign wherever it stands, so that a quote inside of it (`{{ f('x') }}`) ends no literal. Quotes are
doubled to be escaped, as in SQLite and the standard; a backslash is a letter like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    LITERAL = "literal"
    DOLLAR = "dollar"
    NAME = "name"
    COMMENT = "comment"
    TEMPLATE = "template"
    ENDLESS = "endless"
    WORD = "word"
    SPACE = "space"
    SIGN = "sign"


# Every alternative begins unlike the others, so that there is one way to read a text, and a short one.
_TEMPLATE = r"\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}|\{\#(?:(?!\#\}).)*\#\}"


def _quoted(begin: str, end: str) -> str:
    """What stands in quotes, templates in it whole."""
    return rf"{begin}(?:[^\{end}{{]|\{end}\{end}|{_TEMPLATE}|\{{(?![{{%\#]))*\{end}"


_BRACKETED = _quoted(r"\[", "]")
_TOKEN = re.compile(
    rf"""(?xs)
    (?P<template>{_TEMPLATE})
    | (?P<comment>--[^\n]* | /\*(?:(?!\*/).)*\*/)
    | (?P<literal>{_quoted("'", "'")})
    | (?P<name>{_quoted('"', '"')} | {_quoted("`", "`")} | {_BRACKETED})
    | (?P<dollar>\$(?P<tag>[^\W\d]\w*)?\$ .*? \$(?(tag)(?P=tag))\$)
    | (?P<endless>(?:['"`\[]|/\*|\{{[{{%\#]).*)
    | (?P<word>\w+)
    | (?P<space>\s+)
    | (?P<sign>.)"""
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the statement as it is written."""

    kind: Kind
    text: str


def tokens(statement: str) -> list[Token]:
    """The whole statement in pieces, in order: joined, they are the statement again."""
    kinds = {kind.value: kind for kind in Kind}
    return [
        Token(next(kind for name, kind in kinds.items() if match[name] is not None), match[0])
        for match in _TOKEN.finditer(statement)
    ]
