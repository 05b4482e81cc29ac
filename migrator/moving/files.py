"""A Python file of the project as text: its statements by the names they bind, and the text of each as it stands."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrator.reading.bounds import Bounds
from migrator.reading.parse import DOTTED, MOST_DOTS, Unreadable, content, decode, little_recursion, nesting

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
# What only groups statements: the names inside are names of the module, and hold without condition.
GROUPING = ("DAG", "TaskGroup", "models.DAG", "airflow.DAG", "airflow.models.DAG", "sdk.DAG")
# A file of more statements than this is not gone through again and again.
MOST_STATEMENTS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A statement that binds a name, and the statement of its block that holds it: itself, or the `if`, `for` or `try`
    around it. A parameter of a function has no statement."""

    name: str
    node: ast.stmt | None
    whole: ast.stmt | None


@dataclass(slots=True, eq=False)
class Scope:
    """The names of a module, or of a function's body, and what binds them; `changed` are statements that change what a
    name stands for without binding it: `TABLES.append(...)`, `CONFIG["x"] = ...`."""

    function: FunctionNode | None = None
    names: dict[str, list[Binding]] = field(default_factory=dict)
    changed: dict[str, list[ast.stmt]] = field(default_factory=dict)
    # Imports that only a type checker sees.
    guarded: set[ast.stmt] = field(default_factory=set)
    stars: list[ast.ImportFrom] = field(default_factory=list)

    def add(self, name: str, node: ast.stmt | None, whole: ast.stmt | None) -> None:
        """Note one more binding of a name."""
        self.names.setdefault(name, []).append(Binding(name, node, whole))


@dataclass(slots=True, eq=False)
class File:
    """A parsed file; `path` is relative to the project."""

    path: str
    file: Path
    text: str
    tree: ast.Module
    rows: list[str]
    module: Scope
    scopes: dict[int, Scope] = field(default_factory=dict)
    # What was found in it once, by those who look: it is the same for each function of it.
    places: list[Any] | None = None
    unsteady: set[str] | None = None

    @property
    def folder(self) -> str:
        """Where it lies: its imports are looked for from there."""
        return str(self.file.parent)

    def scope_of(self, function: FunctionNode) -> Scope:
        """The names in a function's body."""
        if id(function) not in self.scopes:
            self.scopes[id(function)] = scope_of(function)
        return self.scopes[id(function)]


def read_file(file: Path, path: str, bounds: Bounds) -> File:
    """The file, parsed. Raises Unreadable when it is not Python of today or past the bounds."""
    text = decode(content(file, bounds))
    if text.count(".") > MOST_DOTS and DOTTED.search(text):
        raise Unreadable(f"it imports a name of more than {MOST_DOTS:,} parts")
    try:
        with warnings.catch_warnings(), little_recursion():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            if sum(1 for node in ast.walk(tree) if isinstance(node, ast.stmt)) > MOST_STATEMENTS:
                raise Unreadable(f"it holds more than {MOST_STATEMENTS:,} statements, the bound")
            if nesting(tree, text, bounds.nesting) > bounds.nesting:
                raise Unreadable(f"nested too deeply to be read: the bound is {bounds.nesting:,} levels")
            module = Scope()
            collect(tree.body, module, None)
    except SyntaxError as error:
        raise Unreadable(f"not valid Python 3: {error.msg}", error.lineno or 1) from error
    except ValueError as error:
        raise Unreadable(f"not valid Python: {error}") from error
    except (RecursionError, MemoryError) as error:
        raise Unreadable("nested too deeply to be parsed") from error
    return File(path, file, text, tree, text.split("\n"), module)


def scope_of(function: FunctionNode) -> Scope:
    """The names that a function's own body binds, its parameters among them."""
    scope = Scope(function)
    arguments = function.args
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if each is not None:
            scope.add(each.arg, None, None)
    collect(function.body, scope, None)
    return scope


def collect(body: list[ast.stmt], scope: Scope, whole: ast.stmt | None) -> None:
    """Note what the statements of a block bind and change; `whole` is the outermost block that they are in."""
    for node in body:
        around = whole or node
        if isinstance(node, COMPOUND):
            is_grouping = whole is None and groups(node)
            for name in targets_of(node):
                scope.add(name, node, around)
            for block in blocks(node):
                collect(block, scope, None if is_grouping else around)
            if is_grouping and isinstance(node, ast.If):
                scope.guarded.update(node.body)
        elif isinstance(node, DEFINITIONS):
            scope.add(node.name, node, around)
        elif isinstance(node, IMPORTS):
            imported(node, scope, around)
        else:
            for name in targets_of(node):
                scope.add(name, node, around)
            for name in changed_by(node):
                scope.changed.setdefault(name, []).append(around)


def groups(node: ast.stmt) -> bool:
    """Whether a statement only groups others: `with DAG(...):`, `if TYPE_CHECKING:`."""
    if isinstance(node, ast.If):
        return dotted(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING") and not node.orelse
    return isinstance(node, ast.With) and all(
        isinstance(item.context_expr, ast.Call) and dotted(item.context_expr.func) in GROUPING for item in node.items
    )


def blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a compound statement."""
    for name in ("body", "orelse", "finalbody"):
        yield getattr(node, name, [])
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield part.body


def imported(node: ast.stmt, scope: Scope, whole: ast.stmt) -> None:
    """Note the names that an import binds."""
    for alias in getattr(node, "names", ()):
        if alias.name == "*" and isinstance(node, ast.ImportFrom):
            scope.stars.append(node)
        else:
            first = alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name
            scope.add(alias.asname or first, node, whole)


def targets_of(node: ast.stmt) -> Iterator[str]:
    """The names that a statement itself binds, not those in its blocks."""
    parts: list[ast.AST] = []
    for name, value in ast.iter_fields(node):
        if name not in ("body", "orelse", "finalbody", "handlers", "cases"):
            parts += [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST)]
    parts += [case.pattern for case in getattr(node, "cases", ())]
    for handler in getattr(node, "handlers", ()):
        if handler.name:
            yield handler.name
    for inner in (found for part in parts for found in ast.walk(part)):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, (ast.Store, ast.Del)):
            yield inner.id
        elif isinstance(inner, (ast.MatchAs, ast.MatchStar)) and inner.name:
            yield inner.name
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from node.names


def changed_by(node: ast.stmt) -> Iterator[str]:
    """The names of what a statement changes in place: the root of `X[...] = `, `X.y = ` and of a call `X.y(...)`."""
    targets: list[ast.expr] = []
    match node:
        case ast.Assign():
            targets = node.targets
        case ast.AugAssign() | ast.AnnAssign():
            targets = [node.target]
        case ast.Delete():
            targets = node.targets
        case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
            targets = [method]
    for target in targets:
        if isinstance(target, (ast.Subscript, ast.Attribute)) and (name := root(target)) is not None:
            yield name


def root(node: ast.expr) -> str | None:
    """The name at which `X.y[0].z` begins; None where it begins with no name."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def dotted(node: ast.expr | None) -> str:
    """`a.b.c` as text; empty for what is no dotted name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def first_line(node: ast.stmt) -> int:
    """The line on which a statement begins, its decorators included."""
    decorators = getattr(node, "decorator_list", None)
    return int(decorators[0].lineno if decorators else node.lineno)


def text_of(node: ast.stmt, file: File) -> tuple[str, int]:
    """A statement as it stands, with the comments above it and at its side, as if it stood in no block; and the line
    at which it begins, comments included."""
    first, last = first_line(node), node.end_lineno or node.lineno
    row = file.rows[first - 1]
    margin = row[: len(row) - len(row.lstrip())]
    # `ast` counts columns in bytes; white space has one each.
    shares = node.col_offset > len(margin) or has_more(node, file)
    if shares and not isinstance(node, DEFINITIONS):
        return (ast.get_source_segment(file.text, node) or "") + "\n", first
    while first > 1 and file.rows[first - 2].startswith(f"{margin}#"):
        first -= 1
    text = "\n".join(file.rows[first - 1 : last]) + "\n"
    return (dedented(text, margin, node, first) if margin else text), first


def has_more(node: ast.stmt, file: File) -> bool:
    """Whether another statement follows on the line on which a statement ends."""
    end = file.rows[(node.end_lineno or node.lineno) - 1].encode()[node.end_col_offset or 0 :]
    return end.lstrip().startswith(b";")


def dedented(text: str, margin: str, node: ast.stmt, first: int) -> str:
    """A text without its margin. What stands inside of a string is left as it is, but for docstrings, whose margin
    goes as well: readers of them take it away."""
    kept = inside_strings(text)
    if "__doc__" not in text:
        kept -= docstring_rows(node, first)
    rows = text.split("\n")
    return "\n".join(
        row if number in kept else row.removeprefix(margin) if row.startswith(margin) else row.lstrip()
        for number, row in enumerate(rows)
    )


def inside_strings(text: str) -> set[int]:
    """The numbers, from 0, of the rows that begin inside of a string."""
    found: set[int] = set()
    starts: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):
            starts.append(token.start[0])
        elif name.endswith("STRING_END"):
            found.update(range(starts.pop(), token.end[0]))
        elif name == "STRING":
            found.update(range(token.start[0], token.end[0]))
    return found


def docstring_rows(node: ast.stmt, first: int) -> set[int]:
    """The numbers, from 0, of the rows that begin inside of a docstring of a definition or of one in it."""
    found: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, DEFINITIONS) and ast.get_docstring(inner, clean=False) is not None:
            doc = inner.body[0]
            found.update(range(doc.lineno + 1 - first, (doc.end_lineno or doc.lineno) + 1 - first))
    return found
