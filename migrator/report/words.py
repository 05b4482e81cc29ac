"""Decisions in words that the terminal and the pages share."""

from __future__ import annotations

from migrator.model import Bridge
from migrator.secrets import masked


def bridge_words(bridge: Bridge) -> str:
    """Which data goes over a bridge, whose it is, who reads it there, and how long it stands."""
    until = f"until wave {bridge.until}" if bridge.until is not None else "as long as a side stays in Airflow"
    return f"{masked(bridge.key)} of {bridge.writer} for {', '.join(bridge.readers)}: {bridge.direction.value}, {until}"
