"""The fixture that all tests of code motion share."""

from __future__ import annotations

from moving_cases import move

__all__ = ["move"]
