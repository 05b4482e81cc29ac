"""A short name for content: the same bytes have the same, others another."""

from __future__ import annotations

import hashlib

# What there is not, has this.
NOTHING = ""


def digest(content: bytes | None) -> str:
    """32 hexadecimal digits; NOTHING for None."""
    return NOTHING if content is None else hashlib.sha256(content).hexdigest()[:32]
