"""`eval` and `exec` of known text: read like the file it stands in, within the same bounds."""

from __future__ import annotations

import ast
from typing import Any

import libcst as cst

from migrator.model import Unknown
from migrator.reading.frames import Frame
from migrator.reading.meter import spend
from migrator.reading.values import Given, unwrap

LONGEST = 20_000
# What a character costs: parsing is slower than evaluation.
PRICE = 8


def evaluated(given: Given, frame: Frame) -> Any:
    """`eval(text)`: the value of the expression; Unknown for a text not known, or one that cannot be read."""
    text = readable(given, "eval")
    if text is None:
        return Unknown("eval(...)", "what it evaluates is not known, or cannot be read")
    return frame.evaluate(cst.parse_expression(text.strip()))


def executed(given: Given, frame: Frame) -> None:
    """`exec(text)`: its statements, where it is called, or in the module when it is given `globals()`."""
    text = readable(given, "exec")
    if text is None:
        frame.machine.report(
            "unknown-value",
            frame.span,
            "what `exec` runs here is not known, or cannot be read",
            "Write the code where the text shows it.",
        )
        return
    names, _ = unwrap(given.take("globals", 1))
    inside = Frame(frame.machine, frame.module, frame.module.variables) if names is frame.module.variables else frame
    inside.line = frame.line
    inside.execute(cst.parse_module(text).body)


def readable(given: Given, mode: str) -> str | None:
    """The text, when it is known, short, and Python."""
    text, _ = unwrap(given.take("source", 0))
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    spend(PRICE * len(text))
    try:
        ast.parse(text.strip() if mode == "eval" else text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    # libcst's parser has no bound of its own on depth
    return text if max(map(text.count, "([{")) < LONGEST // 200 else None
