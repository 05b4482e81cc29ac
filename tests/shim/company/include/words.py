"""Imported as `include.words`."""

WORDS = ["from", "include"]
