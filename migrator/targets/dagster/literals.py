"""Text from DAGs as Python source, so that no string of a DAG can become code or leave its literal."""

from __future__ import annotations

import re
import unicodedata


def literal(item: object) -> str:
    """Python source of a string, number, bool, None, or list, tuple or dict of them, in double quotes where it can."""
    match item:
        case str():
            # repr takes double quotes for a text with a single one in it.
            return '"' + repr("'" + item)[2:] if '"' not in item else repr(item)
        case list():
            return "[" + ", ".join(literal(part) for part in item) + "]"
        case tuple():
            return "(" + ", ".join(literal(part) for part in item) + ("," if len(item) == 1 else "") + ")"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(value)}" for key, value in item.items()) + "}"
        case bool() | int() | float() | None:
            return repr(item)
    raise TypeError(f"no literal for {type(item).__name__}")


def line(text: str) -> str:
    """The text on one line without control characters: safe behind a `#`."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") else c for c in text)
    return re.sub(r" +", " ", kept).strip()


def docstring(text: str) -> str:
    """The text inside a one-line docstring's triple quotes."""
    return line(text).replace("\\", "\\\\").replace('"', "'")


def cell(text: str) -> str:
    """The text inside a cell of a Markdown table."""
    return re.sub(r"([|`\\<>])", r"\\\1", line(text))
