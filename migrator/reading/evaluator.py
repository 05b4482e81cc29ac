"""Puts the evaluator together from its parts."""

from __future__ import annotations

from migrator.reading import builtin, effects, expressions, installed, library, statements, stdlib, vocabulary
from migrator.reading.bounds import Bounds
from migrator.reading.convert import effect
from migrator.reading.discover import Layout
from migrator.reading.imports import Modules
from migrator.reading.instances import Super
from migrator.reading.machine import Machine, Tables


def machine_for(place: Layout, bounds: Bounds) -> Machine:
    """A machine that evaluates the files of this project."""
    tables = Tables(
        expressions=expressions.EXPRESSIONS,
        statements=statements.STATEMENTS,
        builtins=builtin.table(),
        constants={**stdlib.CONSTANTS, **library.CONSTANTS, **builtin.synonyms()},
        items=stdlib.ITEMS,
        find_call=vocabulary.find,
        returns=effects.RETURNS,
        instantiate=vocabulary.instantiate,
        above=Super,
        class_partial=vocabulary.class_partial,
        versions=installed.NAMES,
        version=installed.constant,
    )
    return Machine(tables, Modules(place, bounds, effect), bounds)
