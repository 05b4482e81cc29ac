"""Who holds whom in a libcst tree, and what binds each name: Python's scopes, in one pass.

libcst's own providers know the same, and take several times as long as all the rest of moving a function.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
SCOPES = (cst.FunctionDef, cst.Lambda, cst.ClassDef, *COMPREHENSIONS)


@dataclass(slots=True, eq=False)
class Block:
    """A scope: what binds names in it, by nodes (a Param, the Name that is assigned to, a definition, an import)."""

    parent: Block | None
    is_class: bool = False
    names: dict[str, list[cst.CSTNode]] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)


class Index(cst.CSTVisitor):
    """The parents and scopes of the nodes of a tree."""

    def __init__(self, tree: cst.Module) -> None:
        super().__init__()
        self.parents: dict[cst.CSTNode, Any] = {}
        self.blocks: dict[cst.CSTNode, Block] = {}
        self.module = self.here = Block(None)
        self.stack: list[cst.CSTNode] = []
        tree.visit(self)

    def bound(self, node: cst.Name) -> list[cst.CSTNode] | None:
        """What binds a name inside of a definition; None for a name of the module."""
        block: Block | None = self.blocks.get(node)
        first = block
        while block is not None and block is not self.module:
            if node.value in block.declared:
                return None
            if node.value in block.names and (block is first or not block.is_class):
                return block.names[node.value]
            block = block.parent
        return None

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self.stack:
            self.parents[node] = self.stack[-1]
        self.stack.append(node)
        if isinstance(node, cst.Name):
            self.blocks[node] = self.here
            return False
        if isinstance(node, SCOPES):
            self.scope(node)
            return False
        self.bind(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self.stack.pop()

    def scope(self, node: Any) -> None:
        """Go through what has a scope of its own: decorators, defaults and annotations belong to the one around it."""
        outer = self.here
        inner = Block(outer, isinstance(node, cst.ClassDef))
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.give(node.name.value, node)
            self.visit(*node.decorators)
        if isinstance(node, cst.FunctionDef | cst.Lambda):
            self.parameters(node.params, inner)
        parts = {
            cst.FunctionDef: ("returns",),
            cst.ClassDef: ("bases", "keywords"),
        }.get(node.__class__, ())
        for part in parts:
            found = getattr(node, part)
            self.visit(*(found if isinstance(found, tuple | list) else [found]))
        self.here = inner
        if isinstance(node, COMPREHENSIONS):
            # The loops first: they bind what the element uses.
            self.visit(node.for_in, *([node.key, node.value] if isinstance(node, cst.DictComp) else [node.elt]))
        else:
            self.visit(node.body)
        self.here = outer

    def visit(self, *nodes: cst.CSTNode | None) -> None:
        """Go through these nodes."""
        for node in nodes:
            if node is not None:
                node.visit(self)

    def parameters(self, params: cst.Parameters, inner: Block) -> None:
        """Bind the parameters in the function, and go through what stands with them."""
        self.parents[params] = self.stack[-1]
        star = [params.star_arg] if isinstance(params.star_arg, cst.Param) else []
        last = [params.star_kwarg] if params.star_kwarg is not None else []
        for param in (*params.posonly_params, *params.params, *star, *params.kwonly_params, *last):
            self.parents[param] = params
            inner.names.setdefault(param.name.value, []).append(param)
            self.stack.append(param)
            self.visit(param.annotation, param.default)
            self.stack.pop()

    def bind(self, node: Any) -> None:
        """Note the names that a statement or a part of one binds."""
        match node:
            case cst.AssignTarget() | cst.AnnAssign() | cst.AugAssign() | cst.For() | cst.NamedExpr() | cst.CompFor():
                self.target(node.target)
            case cst.AsName() | cst.MatchAs() | cst.MatchStar() if node.name is not None:
                self.target(node.name)
            case cst.MatchMapping() if node.rest is not None:
                self.target(node.rest)
            case cst.Del():
                self.target(node.target)
            case cst.Global():
                self.here.declared.update(item.name.value for item in node.names)
            case cst.Import() | cst.ImportFrom() if not isinstance(node.names, cst.ImportStar):
                for alias in node.names:
                    first = alias.evaluated_name
                    first = first.partition(".")[0] if isinstance(node, cst.Import) else first
                    self.give(alias.evaluated_alias or first, node)

    def target(self, node: cst.CSTNode) -> None:
        """Bind the names in a target."""
        match node:
            case cst.Name():
                self.give(node.value, node)
            case cst.Tuple() | cst.List():
                for element in node.elements:
                    self.target(element.value)

    def give(self, name: str, node: cst.CSTNode) -> None:
        """Bind a name."""
        self.here.names.setdefault(name, []).append(node)


def line_of(tree: cst.Module, node: cst.CSTNode) -> int:
    """The line of a node in its text, from 1; the first where that cannot be told."""
    found = MetadataWrapper(tree, unsafe_skip_copy=True).resolve(PositionProvider)
    return found[node].start.line if node in found else 1
