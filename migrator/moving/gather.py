"""A function and all that it needs, from the file it stands in and those it leads to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import libcst as cst

from migrator.model import HookUse, Import, Origin, Span
from migrator.moving.airflow_names import is_airflow
from migrator.moving.asked import Cannot, Why
from migrator.moving.files import (
    COMPOUND,
    DEFINITIONS,
    IMPORTS,
    Binding,
    File,
    FunctionNode,
    Scope,
    first_line,
    text_of,
)
from migrator.moving.free import BUILTINS, bound_names, free_names
from migrator.moving.names import Brought, Names
from migrator.moving.state import changed_by_others, changed_in
from migrator.moving.things import Foreign, Leaf, Literal, Thing, is_text
from migrator.moving.uses import OPAQUE, Found, Uses

MOST_PIECES = 200
# libcst takes some seconds for so many characters.
LONGEST = 200_000


EMPTY = cst.Module([])
ODD = OPAQUE | {"__file__"}
# Words of what needs a closer look wherever they stand.
TRACES = re.compile(r"\b(?:airflow|global)\b")


@dataclass(slots=True, eq=False)
class Piece:
    """A statement that is taken along: its text as it stood, and the names of its module that it uses. `found` is what
    it asks of Airflow; looking for that takes a tree, which is spared where there is surely nothing to find."""

    node: ast.stmt
    file: File
    text: str
    span: Span
    names: Names
    binds: tuple[str, ...]
    things: Mapping[str, Thing] = field(default_factory=dict)
    extra: Mapping[str, Leaf] = field(default_factory=dict)
    free: set[str] = field(init=False)
    found: Found = field(init=False)
    is_read: bool = False

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST:
            raise Cannot(f"it needs more than {LONGEST:,} characters of code at once", self.span, Why.BOUND)
        self.free = free_names(self.text)
        self.found = Found(EMPTY)
        if not self.is_plain():
            self.read()

    def is_plain(self) -> bool:
        """Whether nothing in it is Airflow's, and nothing needs to be known of what it does with its parameters."""
        is_known = all(isinstance(thing, Literal) or is_text(thing) for thing in self.things.values())
        if not is_known or self.free & ODD or TRACES.search(self.text):
            return False
        return all(isinstance(self.names.thing(name), Literal | None) for name in self.free)

    def read(self) -> None:
        """Look for what it asks of Airflow."""
        if not self.is_read:
            self.is_read = True
            names = self.names
            self.found = Uses(self.text, self.span, names.thing, names.ids, self.things, self.extra).found

    @property
    def is_function(self) -> bool:
        """Whether it is a function; one that was a lambda stands there as an expression."""
        return isinstance(self.node, ast.FunctionDef | ast.Expr)


@dataclass(slots=True, eq=False)
class Unit:
    """Everything that one function needs: the statements by name, and the imports."""

    pieces: dict[int, Piece] = field(default_factory=dict)
    owners: dict[str, Piece] = field(default_factory=dict)
    imports: dict[str, Import] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    inner: dict[Import, None] = field(default_factory=dict)

    def in_order(self) -> list[Piece]:
        """The statements in the order of their files, what others need first."""
        return sorted(self.pieces.values(), key=lambda piece: (self.ranks[piece.file.path], first_line(piece.node)))

    def hooks(self) -> list[HookUse]:
        """The hooks that any of it uses."""
        found = (leaf.feed for piece in self.in_order() for leaf in piece.found.needs())
        return list(dict.fromkeys(feed for feed in found if isinstance(feed, HookUse)))


class Gathering:
    """Takes along what a function needs, piece by piece."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.unit = Unit()

    def function(self, piece: Piece) -> None:
        """Take along the function itself, and all that it needs; its file comes last."""
        self.add(piece)
        self.unit.ranks[piece.file.path] = len(self.unit.ranks) + 1

    def add(self, piece: Piece) -> None:
        """Take a piece along, and what it needs."""
        if len(self.unit.pieces) >= MOST_PIECES:
            raise Cannot(f"it needs more than {MOST_PIECES} other definitions, the bound", piece.span, Why.BOUND)
        self.unit.pieces[id(piece.node)] = piece
        for name in piece.binds:
            other = self.unit.owners.setdefault(name, piece)
            if other.file is not piece.file or name in self.unit.imports:
                raise Cannot(f"two things that it needs are called `{name}`", piece.span, Why.NAME)
        for name in changed_in(piece.text, piece.file, piece.names.scopes[-1]):
            raise Cannot(f"it changes `{name}`, which its module holds", piece.span, Why.STATE)
        self.inner_imports(piece)
        for name in sorted(piece.free):
            if piece.names.thing(name) is None or not self.is_replaced(name, piece):
                self.name(name, piece)

    def is_replaced(self, name: str, piece: Piece) -> bool:
        """Whether all uses of a name of Airflow's in a piece were taken apart, which Uses has seen to."""
        return isinstance(piece.names.thing(name), Foreign | Leaf)

    def name(self, name: str, piece: Piece | Asking) -> None:
        """Take along what a name stands for."""
        bound = piece.names.bindings(name)
        if bound is None:
            self.unbound(name, piece)
            return
        scope, bindings = bound
        self.no_late_star(name, bindings, piece)
        if scope.function is not None:
            self.no_closure(name, scope, bindings, piece)
        whole = {id(binding.whole) for binding in bindings}
        if len(whole) > 1 and not self.are_alike(bindings):
            raise Cannot(f"`{name}` is bound more than once in its file", piece.span, Why.NAME)
        if isinstance(bindings[-1].node, (*IMPORTS, *DEFINITIONS)):
            bindings = bindings[-1:]
        changes = scope.changed.get(name, [])
        for node in dict.fromkeys((*(b.whole for b in bindings), *changes)):
            if node is None or (id(node) in self.unit.pieces):
                continue
            if isinstance(node, IMPORTS):
                self.imported(node, name, piece)
            else:
                self.statement(node, name, scope, piece)

    def are_alike(self, bindings: list[Binding]) -> bool:
        """Whether of several bindings the last one counts (all imports, all definitions), or all do, one after the
        other (assignments)."""
        if any(binding.node is not binding.whole for binding in bindings):
            return False
        kinds = {kind_of(binding.node) for binding in bindings}
        return len(kinds) == 1

    def no_closure(self, name: str, scope: Scope, bindings: list[Binding], piece: Piece | Asking) -> None:
        """Refuse what an enclosing function holds, unless it is plainly a constant of it."""
        assert scope.function is not None
        inside = scope.function.name
        if any(binding.node is None for binding in bindings):
            raise Cannot(f"it uses `{name}`, an argument of `{inside}` around it", piece.span, Why.CLOSURE)
        plain = all(binding.node is binding.whole for binding in bindings) and len(bindings) == 1
        if not plain or name in scope.changed or name in piece.file.module.names:
            raise Cannot(f"it uses `{name}`, a variable of `{inside}` around it", piece.span, Why.CLOSURE)

    def unbound(self, name: str, piece: Piece | Asking) -> None:
        """A name that the file does not bind: a built-in one, or one that a star import may give."""
        for star in piece.file.module.stars:
            module, place = self.names.modules.absolute(star, piece.file)
            if place is None and not (is_airflow(module) and name in BUILTINS):
                because = f"`{name}` may come from `from {module or '.'} import *`"
                raise Cannot(because, Span(piece.file.path, star.lineno), Why.NAME)
            if place is not None and self.from_star(name, module, star, piece):
                return
        if name not in BUILTINS and name != "__file__":
            raise Cannot(f"nothing in its file says what `{name}` is", piece.span, Why.NAME)

    def from_star(self, name: str, module: str, star: ast.ImportFrom, piece: Piece | Asking) -> bool:
        """Take along a name that `from module import *` of the project's brings; whether it does."""
        place = self.names.modules.absolute(star, piece.file)[1]
        other = None if place is None or place.suffix != ".py" else self.names.modules.read(place)
        if other is None or other.module.stars:
            raise Cannot(
                f"`{name}` may come from `from {module} import *`", Span(piece.file.path, star.lineno), Why.NAME
            )
        if name not in other.module.names or name.startswith("_"):
            return False
        source = self.names.modules.importing(module, place, name, None)
        self.bring(Brought(source, place, star), name, piece)
        return True

    def no_late_star(self, name: str, bindings: list[Binding], piece: Piece | Asking) -> None:
        """Refuse a name that a star import below its binding may give anew."""
        last = max((binding.node.lineno for binding in bindings if binding.node is not None), default=0)
        for star in piece.file.module.stars:
            module, place = self.names.modules.absolute(star, piece.file)
            if star.lineno > last and place is None and not is_airflow(module):
                because = f"`{name}` may come from `from {module or '.'} import *`, which stands below what binds it"
                raise Cannot(because, Span(piece.file.path, star.lineno), Why.NAME)

    def imported(self, node: ast.stmt, name: str, piece: Piece | Asking) -> None:
        """Take along what an import binds to a name; all of `import a.b` and `import a.c`, which bind one."""
        brought = piece.names.brought(node, name)
        assert brought is not None
        self.bring(brought, name, piece)
        if brought.source.name is None and brought.source.alias is None:
            for binding in piece.names.bindings(name)[1]:  # type: ignore[index]
                other = None if binding.node is None else piece.names.brought(binding.node, name)
                if other is not None and other.source != brought.source:
                    self.bring(other, name, piece, again=True)

    def bring(self, brought: Brought, name: str, piece: Piece | Asking, again: bool = False) -> None:
        """Take an import along; from a file of the project that needs Airflow, the definition itself."""
        if brought.place is not None and self.names.modules.needs_airflow(brought.place):
            self.from_file(brought, name, piece)
            return
        key = f"{name} {brought.source.module}" if again else name
        other = self.unit.imports.setdefault(key, brought.source)
        if other != brought.source or name in self.unit.owners:
            raise Cannot(f"two things that it needs are called `{name}`", piece.span, Why.NAME)

    def from_file(self, brought: Brought, name: str, piece: Piece | Asking) -> None:
        """Take along a definition of another file, which cannot be imported where there is no Airflow."""
        source = brought.source
        assert brought.place is not None
        file = self.names.modules.read(brought.place) if brought.place.suffix == ".py" else None
        if file is None or source.name is None or source.alias or source.name not in file.module.names:
            what = f"{source.module}.{source.name}" if source.name else source.module
            span = Span(piece.file.path, brought.node.lineno)
            raise Cannot(f"it uses `{what}` of the project, a module that needs Airflow", span, Why.AIRFLOW)
        names = Names(file, (), self.names.modules, self.names.ids)
        self.name(name, replace_names(piece, names))
        self.rank_file(file)

    def statement(self, node: ast.stmt, name: str, scope: Scope, piece: Piece | Asking) -> None:
        """Take along a statement of a file: a constant, a function, a class."""
        file = piece.names.file
        text, line = text_of(node, file)
        span = Span(file.path, line)
        around = piece.names.scopes[piece.names.scopes.index(scope) :]
        names = (
            piece.names
            if around == piece.names.scopes
            else Names(file, around[:-1], piece.names.modules, piece.names.ids)
        )
        self.no_task(node, name, span, names)
        for inner in ast.walk(ast.parse(text)) if isinstance(node, COMPOUND) else ():
            if any(is_airflow(module) for module in modules_of(inner)):
                raise Cannot(f"it uses `{name}`, which is set where Airflow is imported", span, Why.AIRFLOW)
        if name in changed_by_others(file) and not isinstance(node, DEFINITIONS):
            raise Cannot(f"it uses `{name}`, which functions of its module change", span, Why.STATE)
        added = Piece(node, file, text, span, names, tuple(sorted(bound_names(text))))
        self.add(added)

    def no_task(self, node: ast.stmt, name: str, span: Span, names: Names) -> None:
        """Refuse a function that is a task itself."""
        for decorator in node.decorator_list if isinstance(node, DEFINITIONS) else ():
            first = next((each.id for each in ast.walk(decorator) if isinstance(each, ast.Name)), "")
            if first and isinstance(names.thing(first), Foreign):
                raise Cannot(f"it uses `{name}`, which is a task or DAG itself", span, Why.AIRFLOW)

    def inner_imports(self, piece: Piece) -> None:
        """Note the imports inside of a piece's functions; refuse those that need Airflow or their place."""
        for node in ast.walk(ast.parse(piece.text)):
            if isinstance(node, IMPORTS):
                self.inner_import(node, piece)

    def inner_import(self, node: ast.stmt, piece: Piece) -> None:
        """Note one import inside of a function."""
        span = Span(piece.file.path, piece.span.line + node.lineno - 1)
        if isinstance(node, ast.ImportFrom) and (node.level or any(alias.name == "*" for alias in node.names)):
            raise Cannot("it imports relatively, or by a star, inside of a function", span, Why.NAME)
        for alias in getattr(node, "names", ()):
            name = alias.asname or (alias.name if isinstance(node, ast.ImportFrom) else alias.name.partition(".")[0])
            brought = piece.names.brought(node, name)
            if brought is None:
                continue
            if brought.place is None and is_airflow(brought.source.module):
                continue
            if brought.place is not None and self.names.modules.needs_airflow(brought.place):
                raise Cannot(
                    f"it imports `{brought.source.module}` of the project, which needs Airflow", span, Why.AIRFLOW
                )
            self.unit.inner[brought.source] = None

    def rank_file(self, file: File) -> None:
        """What another file defines comes in the order in which it is complete."""
        self.unit.ranks.setdefault(file.path, len(self.unit.ranks))


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a name: a piece, or for what a piece brought from another file, that file."""

    names: Names
    file: File
    span: Span


def replace_names(piece: Piece | Asking, names: Names) -> Asking:
    """The piece, asking for names in another file."""
    return Asking(names, names.file, piece.span)


def kind_of(node: ast.stmt | None) -> str:
    """What several bindings of a name must have in common."""
    if isinstance(node, IMPORTS):
        return "import"
    return "definition" if isinstance(node, DEFINITIONS) else "assignment"


def modules_of(node: ast.AST) -> Iterator[str]:
    """The modules that an import names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield node.module or ""


def future_imports(file: File) -> Iterator[Import]:
    """What a file takes from the future: it says how all of it is read."""
    for node in file.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            yield from (Import(Origin.FUTURE, "__future__", alias.name) for alias in node.names)


__all__ = ["FunctionNode", "Gathering", "Piece", "Unit", "future_imports"]
