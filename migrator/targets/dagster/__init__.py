"""Dagster 1.13: a `dg`-style project."""

from migrator.targets.dagster.capabilities import CAPABILITIES
from migrator.targets.dagster.render import render

__all__ = ["CAPABILITIES", "render"]
