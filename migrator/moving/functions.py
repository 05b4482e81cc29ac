"""Finds the function that a task calls in its file, with the functions and classes around it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from migrator.model import Reference, Span
from migrator.moving.asked import Cannot, Why
from migrator.moving.files import DEFINITIONS, File, FunctionNode, first_line, targets_of, text_of

Callable = FunctionNode | ast.Lambda


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A function in its file, and the definitions and loops it stands in, from the outside in."""

    node: Callable
    around: tuple[ast.stmt, ...]
    statement: int

    def functions(self) -> list[FunctionNode]:
        """The functions it stands in, from the inside out."""
        return [each for each in reversed(self.around) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]

    def looped(self) -> set[str]:
        """The names that loops around it bind."""
        loops = [each for each in self.around if isinstance(each, ast.For | ast.AsyncFor | ast.While)]
        inside = [inner for loop in loops for inner in ast.walk(loop) if isinstance(inner, ast.stmt)]
        return {name for statement in inside for name in targets_of(statement)}


def find(reference: Reference, file: File) -> Place:
    """The function that a reference means. Raises Cannot when there is no such one, or several."""
    span = Span(file.path, reference.line)
    name = reference.qualname.rpartition(".")[2]
    if file.places is None:
        file.places = places(file.tree.body, ())
    found = [place for place in file.places if is_meant(place, name, reference.line)]
    if len(found) != 1:
        what = "several functions stand" if found else "no function stands"
        raise Cannot(f"{what} where `{reference.qualname}` is said to be", span, Why.SHAPE)
    place: Place = found[0]
    # A function in a method is one that the method makes.
    if place.around and isinstance(place.around[-1], ast.ClassDef):
        raise Cannot(f"`{reference.qualname}` is a method, which needs its object", span, Why.SHAPE)
    check(place, reference, span)
    return place


def check(place: Place, reference: Reference, span: Span) -> None:
    """Refuse what is no plain function."""
    node = place.node
    if isinstance(node, ast.AsyncFunctionDef):
        raise Cannot(f"`{reference.qualname}` is asynchronous (`async def`)", span, Why.SHAPE)
    if any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in own_nodes(node)):
        raise Cannot(f"`{reference.qualname}` is a generator (it yields)", span, Why.SHAPE)


def places(body: list[ast.stmt], around: tuple[ast.stmt, ...]) -> list[Place]:
    """Every function and lambda in a block, with what it stands in."""
    found: list[Place] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(Place(node, around, node.lineno))
        inside = (*around, node) if isinstance(node, (*DEFINITIONS, ast.For, ast.AsyncFor, ast.While)) else around
        blocks = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
        blocks += [part.body for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ()))]
        held = {id(statement) for block in blocks for statement in block}
        found += [Place(each, around, node.lineno) for each in lambdas(node, held)]
        for block in blocks:
            found += places(block, inside)
    return found


def lambdas(node: ast.stmt, held: set[int]) -> list[ast.Lambda]:
    """The lambdas in a statement itself, not those in its blocks."""
    found: list[ast.Lambda] = []
    waiting: list[ast.AST] = [node]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if id(child) not in held and not isinstance(child, ast.ExceptHandler | ast.match_case):
                waiting.append(child)
                if isinstance(child, ast.Lambda):
                    found.append(child)
    return found


def is_meant(place: Place, name: str, line: int) -> bool:
    """Whether a function is of this name and on this line: that of its `def` or decorators, for a lambda that of its
    statement."""
    node = place.node
    if isinstance(node, ast.Lambda):
        return name == "<lambda>" and place.statement == line
    return node.name == name and first_line(node) <= line <= node.lineno


def own_nodes(function: Callable) -> list[ast.AST]:
    """The nodes of a function's body, not those of functions in it."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(function.body) if isinstance(function.body, list) else [function.body]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, (*DEFINITIONS, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)
    return found


def returns(function: Callable) -> bool:
    """Whether a function returns something other than None."""
    if isinstance(function, ast.Lambda):
        return True
    found = (node.value for node in own_nodes(function) if isinstance(node, ast.Return))
    return any(value is not None and not (isinstance(value, ast.Constant) and value.value is None) for value in found)


def definition(function: Callable, file: File, name: str, dropped: list[ast.expr]) -> tuple[str, int]:
    """The text of a function without these decorators, and its first line; a lambda becomes a `def` of this name."""
    if isinstance(function, ast.Lambda):
        arguments = ast.get_source_segment(file.text, function) or ""
        body = ast.get_source_segment(file.text, function.body) or ""
        # What stands between `lambda` and the body: its parameters.
        before = arguments[: len(arguments) - len(body)].rstrip() if arguments.endswith(body) else ""
        head = before.removeprefix("lambda").strip().removesuffix(":").strip()
        if not before.endswith(":") or "\n" in body:
            head, body = ast.unparse(function.args), ast.unparse(function.body)
        return f"def {name}({head}):\n    return {body}\n", function.lineno - 1
    text, line = text_of(function, file)
    rows = text.split("\n")
    gone = {row for each in dropped for row in range(each.lineno - line, (each.end_lineno or each.lineno) - line + 1)}
    return "\n".join(row for number, row in enumerate(rows) if number not in gone), line + len(gone)
