"""How each kind of body stands in an asset's function: one file each, and one row here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrator.model import Body, Command, Function, Sql
from migrator.targets.dagster.bodies.command import command_lines
from migrator.targets.dagster.bodies.function import function_lines
from migrator.targets.dagster.bodies.sql import sql_lines
from migrator.targets.dagster.emitted import Emitted, Place

WRITERS: dict[type[Body], Callable[[Any, Place], Emitted]] = {
    Sql: sql_lines,
    Function: function_lines,
    Command: command_lines,
}


def lines_of(body: Body, place: Place) -> Emitted:
    """What a body adds to its asset's function. Raises KeyError for a kind that `CAPABILITIES` does not name."""
    return WRITERS[type(body)](body, place)
