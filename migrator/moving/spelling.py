"""Texts as Python names."""

from __future__ import annotations

import keyword
import re


def identifier(text: str) -> str:
    """A text as a name: `load-orders` -> `load_orders`."""
    found = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_").lower() or "value"
    found = f"_{found}" if found[0].isdigit() else found
    return f"{found}_" if keyword.iskeyword(found) else found
