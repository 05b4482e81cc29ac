"""What a module holds and its functions change: a task that runs elsewhere would find it as it was at first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.moving.files import DEFINITIONS, IMPORTS, File, Scope, changed_by, dotted
from migrator.moving.free import free_names

CHANGING = frozenset(
    "append extend insert remove pop clear sort reverse update setdefault popitem add discard appendleft popleft "
    "extendleft rotate intersection_update difference_update symmetric_difference_update".split()
)
CONTAINERS = frozenset(
    "list dict set defaultdict deque Counter OrderedDict collections.defaultdict collections.deque "
    "collections.Counter collections.OrderedDict".split()
)


def changed_in(text: str, file: File, module: Scope) -> Iterator[str]:
    """The constants of a module that the functions in a text change in place."""
    free = None
    for function in (node for node in ast.walk(ast.parse(text)) if isinstance(node, DEFINITIONS)):
        for name in changes_of(function, module):
            free = free_names(text) if free is None else free
            if name in free:
                yield name


def changed_by_others(file: File) -> set[str]:
    """The constants of a file's module that any of its functions changes in place."""
    if file.unsteady is None:
        functions = [node for node in ast.walk(file.tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        changes = ((function, name) for function in functions for name in changes_of(function, file.module))
        file.unsteady = {name for function, name in changes if name not in own_names(function)}
    return file.unsteady


def own_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names that a function binds itself."""
    declared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
    stored = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return (stored | {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}) - declared


def changes_of(function: ast.AST, module: Scope) -> Iterator[str]:
    """The names of a module's constants that a function's statements change in place."""
    for node in ast.walk(function):
        if isinstance(node, ast.Global):
            yield from node.names
        for name in changed_by(node) if isinstance(node, ast.stmt) else ():
            if name not in module.names or (is_call(node) and not is_change(node, module.names[name][0].node)):
                continue
            if not any(isinstance(binding.node, IMPORTS) for binding in module.names[name]):
                yield name


def is_call(node: ast.AST) -> bool:
    """Whether a statement is a call."""
    return isinstance(node, ast.Expr)


def is_change(node: ast.AST, bound: ast.stmt | None) -> bool:
    """Whether a statement calls a method that changes a container."""
    value = getattr(bound, "value", None)
    is_container = isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)) or (
        isinstance(value, ast.Call) and dotted(value.func) in CONTAINERS
    )
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return is_container and name in CHANGING
    return False
