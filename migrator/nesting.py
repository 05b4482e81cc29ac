"""How deep the brackets of a text are nested: parsers of data go no deeper than data is."""

from __future__ import annotations

import re

DEEPEST = 200


def is_flat(text: str) -> bool:
    """Whether brackets in a text are nested no deeper than data is."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            return False
    return True
