"""What a regular expression, or a pattern of file names, may cost: one that does not surely end soon is not run."""

from __future__ import annotations

import re
from typing import Any

from migrator.reading.meter import spend

STEPS = 1_000_000
# How many steps of a regular expression take as long as one of ours.
A_STEP = 250
PATTERN = 200
SEARCHED = 1000

# An escape, a class, the opening of a group, a repetition with numbers, or any other character.
TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?:|\{\d{0,9},?\d{0,9}\}|.", re.DOTALL)


def is_quick(pattern: Any, searched: Any) -> bool:
    """Whether a regular expression of users' code surely ends soon on this text.

    Repeated groups, references and looking around are refused; what is left costs at most so many steps: the text's
    length to the power of its endless repetitions, times what each choice and counted repetition may do.
    """
    if not isinstance(pattern, str) or not isinstance(searched, str) or len(pattern) > PATTERN:
        return False
    if len(searched) > SEARCHED:
        return False
    endless, factor, before = 0, 1, ""
    for token in TOKEN.findall(pattern):
        repeats = token in ("*", "+", "?") or (token[0] == "{" and len(token) > 2)
        if (repeats and before == ")") or re.match(r"\\[1-9]", token) or (before == "(" and token == "?"):
            return False
        if token in ("*", "+") or token.endswith(",}"):
            endless += 1
        elif token in ("?", "|"):
            factor *= 2
        elif repeats:
            factor *= 1 + max(int(number) for number in re.findall(r"\d+", token))
        before = token
    steps: int = factor * (len(searched) + 1) ** (endless + 1)
    if steps > STEPS:
        return False
    spend(steps // A_STEP + 2 * len(pattern))
    return True


def is_quick_glob(pattern: Any, searched: str) -> bool:
    """Whether a pattern of file names surely ends soon on this path."""
    return isinstance(pattern, str) and len(pattern) <= PATTERN and pattern.count("*") <= 4 and len(searched) <= 200
