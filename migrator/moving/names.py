"""What a name in a user's file stands for: Python's rules of scopes, and which names are Airflow's."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.model import Import, Span
from migrator.moving.airflow_names import is_airflow, is_connection_get, is_hook, is_variable_get, sdk
from migrator.moving.asked import Cannot, Why
from migrator.moving.constants import NONE, constant_in
from migrator.moving.files import IMPORTS, Binding, File, Scope, dotted
from migrator.moving.modules import Modules
from migrator.moving.things import Foreign, Ids, Leaf, Literal, Thing
from migrator.moving.uses import Uses


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """What an import brings: the import, and the file it leads to when that is the project's."""

    source: Import
    place: Path | None
    node: ast.stmt


class Names:
    """The names that one function sees: those of the functions around it, from the inside out, then of its module."""

    def __init__(self, file: File, around: Sequence[Scope], modules: Modules, ids: Ids) -> None:
        self.file, self.modules, self.ids = file, modules, ids
        self.scopes = (*around, file.module)
        self.things: dict[str, Thing | None] = {}

    def bindings(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """The innermost scope that binds a name, and what does."""
        return next(((scope, scope.names[name]) for scope in self.scopes if name in scope.names), None)

    def thing(self, name: str) -> Thing | None:
        """What a name of the module is of Airflow's, or the constant it stands for; None for anything else."""
        if name not in self.things:
            self.things[name] = None
            self.things[name] = self.found(name)
        return self.things[name]

    def found(self, name: str) -> Thing | None:
        bound = self.bindings(name)
        if bound is None:
            return None
        scope, bindings = bound
        for binding in bindings:
            if isinstance(binding.node, IMPORTS):
                path = self.path(binding.node, name)
                if path is not None:
                    return Foreign(path)
        if len(bindings) > 1 or name in scope.changed:
            return None
        return self.assigned(bindings[0])

    def path(self, node: ast.stmt, name: str) -> str | None:
        """The import path of what an import binds to a name, when it is Airflow's."""
        brought = self.brought(node, name)
        if brought is None or brought.place is not None or not is_airflow(brought.source.module):
            return None
        source = brought.source
        if source.name is not None:
            return sdk(f"{source.module}.{source.name}")
        return source.module if source.alias else source.module.partition(".")[0]

    def brought(self, node: ast.stmt, name: str) -> Brought | None:
        """What an import binds to a name."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                if (alias.asname or alias.name.partition(".")[0]) == name:
                    place = self.modules.find(alias.name, self.file)
                    source = self.modules.importing(alias.name, place, None, alias.asname)
                    return Brought(self.guarded(source, node), place, node)
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return self.from_module(node, alias)
        return None

    def from_module(self, node: ast.ImportFrom, alias: ast.alias) -> Brought:
        """What `from module import name` brings: a name of the module, or a module of the package."""
        module, place = self.modules.absolute(node, self.file)
        if not module:
            span = Span(self.file.path, node.lineno)
            raise Cannot(f"`{'.' * node.level}{node.module or ''}` leads to no module of the project", span, Why.NAME)
        inner = self.modules.find(f"{module}.{alias.name}", self.file)
        asname = alias.asname if alias.asname != alias.name else None
        source = self.modules.importing(module, place or inner, alias.name, asname)
        if inner is not None and place is None:
            # A namespace package: the folder to import from is counted from the module in it.
            root = self.modules.root_of(f"{module}.{alias.name}", inner)
            source = Import(source.origin, module, alias.name, asname, root)
        return Brought(self.guarded(source, node), inner or place, node)

    def guarded(self, source: Import, node: ast.stmt) -> Import:
        """The import, marked when only a type checker sees it."""
        return replace(source, typing_only=any(node in scope.guarded for scope in self.scopes))

    def assigned(self, binding: Binding) -> Thing | None:
        """The constant that a name is bound to once, or what Airflow gives there."""
        node = binding.node
        if isinstance(node, ast.With):
            made = next((item.context_expr for item in node.items if dotted(item.optional_vars) == binding.name), None)
            return self.made(made) if isinstance(made, ast.Call) else None
        if node is not binding.whole or not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            return None
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if len(targets) != 1 or not isinstance(targets[0], ast.Name):
            return None
        if isinstance(node.value, ast.Constant):
            return Literal(node.value.value)
        text = ast.get_source_segment(self.file.text, node.value) or ""
        if isinstance(node.value, ast.List | ast.Tuple):
            constant = constant_in(text)
            return None if constant is NONE else Literal(constant)
        if isinstance(node.value, ast.Call):
            return self.leaf(text, node) if self.gives(node.value) else self.made(node.value)
        return None

    def made(self, call: ast.Call) -> Thing | None:
        """An object that a call of something of Airflow's makes: a DAG, an operator, an asset."""
        path = self.called(call)
        return None if path is None else Foreign(f"{path}()")

    def called(self, call: ast.Call) -> str | None:
        """The import path of what a call calls, when it is Airflow's."""
        first, _, rest = dotted(call.func).partition(".")
        thing = self.thing(first) if first else None
        if not isinstance(thing, Foreign):
            return None
        return sdk(f"{thing.path}.{rest}" if rest else thing.path)

    def gives(self, call: ast.Call) -> bool:
        """Whether a call asks Airflow for a Variable, a connection or a hook."""
        path = self.called(call)
        return path is not None and (is_variable_get(path) or is_connection_get(path) or is_hook(path))

    def leaf(self, text: str, node: ast.stmt) -> Thing | None:
        """The value that a statement of the module asks Airflow for: a function that uses it receives it instead."""
        inside = f"def constant():\n    return (\n{text}\n    )\n"
        uses = Uses(inside, Span(self.file.path, node.lineno - 2), self.thing, self.ids, {}, {})
        needs = uses.found.needs()
        name = next(iter(dotted(target) for target in getattr(node, "targets", [getattr(node, "target", None)])))
        return Leaf(needs[0].feed, name.lower()) if len(needs) == 1 else None
