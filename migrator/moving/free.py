"""Which names a piece of Python takes from around it, by Python's own rules of scopes."""

from __future__ import annotations

import ast
import builtins
import symtable

# What every module has.
OF_MODULES = frozenset({"__name__", "__doc__", "__package__", "__spec__", "__loader__", "__builtins__", "__debug__"})
BUILTINS = frozenset(dir(builtins)) | OF_MODULES


def free_names(text: str) -> set[str]:
    """The names that a text of statements uses and does not bind, built-in ones among them."""
    table = symtable.symtable(text, "moved", "exec")
    bound = {symbol.get_name() for symbol in table.get_symbols() if binds(symbol)}
    used = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    return (used | globals_in(table) | quoted_names(text)) - bound


def bound_names(text: str) -> set[str]:
    """The names that a text of statements gives to its module."""
    table = symtable.symtable(text, "moved", "exec")
    return {symbol.get_name() for symbol in table.get_symbols() if binds(symbol)}


def binds(symbol: symtable.Symbol) -> bool:
    """Whether a symbol is bound where it stands."""
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def globals_in(table: symtable.SymbolTable) -> set[str]:
    """The names of the module that functions and classes in a table use."""
    found: set[str] = set()
    waiting = list(table.get_children())
    while waiting:
        inner = waiting.pop()
        waiting += inner.get_children()
        found |= {symbol.get_name() for symbol in inner.get_symbols() if symbol.is_global()}
    return found


def quoted_names(text: str) -> set[str]:
    """The names in annotations that are written as texts."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        for note in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if note is not None:
                found |= {name for part in ast.walk(note) for name in names_in(part)}
    return found


def names_in(node: ast.AST) -> set[str]:
    """The names in a text, where it is a Python expression."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return set()
    try:
        inner = ast.parse(node.value, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {part.id for part in ast.walk(inner) if isinstance(part, ast.Name)}
