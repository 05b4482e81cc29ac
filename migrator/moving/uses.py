"""Goes through one definition and notes what it asks of Airflow, node by node; refuses what has no neutral form."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import libcst as cst

from migrator.model import HookUse, Known, RunValue, Signal, Span
from migrator.moving import airflow_names as airflow
from migrator.moving.asked import Cannot, Why
from migrator.moving.constants import NONE
from migrator.moving.free import names_in
from migrator.moving.meanings import Look, Meanings
from migrator.moving.things import MOMENTS, ONLY_AIRFLOW, PLAIN, Context, Foreign, Ids, Leaf, Literal, Part, Thing

# What runs a text, or shows names as texts: no reader can tell what it means.
OPAQUE = frozenset({"eval", "exec", "globals", "locals", "vars", "compile", "__import__"})
LOOPS = (cst.For, cst.While, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp, cst.Lambda, cst.FunctionDef)
# The name that stands for the path of the file the function came from.
FILE_NAME = "DAG_FILE"


@dataclass(slots=True)
class Found:
    """What stands where in one definition, by the nodes of `tree`."""

    tree: cst.Module
    leaves: dict[cst.CSTNode, Leaf] = field(default_factory=dict)
    lists: dict[cst.CSTNode, list[Leaf]] = field(default_factory=dict)
    aliases: dict[cst.CSTNode, tuple[str, Leaf]] = field(default_factory=dict)
    pushes: dict[cst.CSTNode, tuple[str, cst.BaseExpression]] = field(default_factory=dict)
    gone: set[cst.CSTNode] = field(default_factory=set)
    bare: set[cst.CSTNode] = field(default_factory=set)
    renamed: dict[cst.CSTNode, str] = field(default_factory=dict)
    signals: dict[str, Signal] = field(default_factory=dict)
    calls: dict[str, list[cst.CSTNode]] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)
    asked: dict[Leaf, set[str] | None] = field(default_factory=dict)
    asks_file: bool = False

    def needs(self) -> list[Leaf]:
        """What must be handed in, in the order in which the text comes to it, with what it asks of each."""
        met = [*self.leaves.values(), *(leaf for many in self.lists.values() for leaf in many)]
        return list(dict.fromkeys(met))


class Uses(Meanings, cst.CSTVisitor):
    """Goes through one definition."""

    def __init__(
        self, text: str, span: Span, look: Look, ids: Ids, given: Mapping[str, Thing], extra: Mapping[str, Leaf]
    ) -> None:
        cst.CSTVisitor.__init__(self)
        Meanings.__init__(self, text, span, look, ids, given, extra)
        self.found = Found(self.tree, lists=self.lists)
        self.tree.visit(self)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Nothing: all is noted on the way in."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        match node:
            case cst.Annotation():
                self.annotated(node)
                return False
            case cst.FunctionDef() | cst.ClassDef():
                return self.only(*(child for child in node.children if child is not node.name))
            case cst.Param():
                return self.only(node.annotation, node.default)
            case cst.Import() | cst.ImportFrom():
                self.import_inside(node)
                return False
            case cst.Assign() if self.is_alias(node):
                return False
            case cst.Assert(test=cst.Name() as name) if isinstance(self.meaning(name), Context | Part):
                # For a type checker only: Airflow always gives it.
                self.found.gone.add(node)
                return False
            case cst.Expr(value=cst.Call(func=cst.Attribute(attr=cst.Name(value="xcom_push"))) as call):
                return not self.pushed(node, call)
            case cst.Global():
                names = ", ".join(item.name.value for item in node.names)
                raise self.cannot(Why.STATE, node, f"it changes `{names}` of its module (`global`)")
            case cst.Arg():
                return self.only(node.value)
            case cst.AssignTarget(target=cst.Name()) | cst.NameItem():
                return False
            case cst.BaseExpression():
                return self.expression(node)
        return True

    def only(self, *parts: cst.CSTNode | None) -> bool:
        """Go through these parts of a node, and no others."""
        for part in parts:
            if part is not None:
                part.visit(self)
        return False

    def expression(self, node: cst.BaseExpression) -> bool:
        """Note what an expression is; whether to go on into it."""
        thing = self.meaning(node)
        if node in self.lists:
            return False
        match thing:
            case Leaf():
                return self.leaf(node, thing)
            case Literal() if not isinstance(node, cst.Name):
                self.found.leaves[node] = Leaf(Known(thing.value), "", inline=True)  # type: ignore[arg-type]
                return False
            case Part(name) if name in ONLY_AIRFLOW:
                raise self.cannot(Why.RUN, node, f"it asks the run for `{name}`, which only Airflow has")
            case Context() | Part():
                raise self.escape(node)
            case Foreign():
                self.foreign(node, thing.path)
                return False
        match node:
            case cst.Name():
                self.plain_name(node)
            case cst.Attribute():
                if self.meaning(node.value) == Part("ti") and self.is_called(node):
                    raise self.cannot(Why.XCOM, node, f"what `{self.code(self.parents[node])}` does is not static")
                return self.only(node.value)
            case cst.Call(func=cst.Name() as function) if self.bound(function) is None:
                self.found.calls.setdefault(function.value, []).append(node)
                self.opaque(function)
                return self.only(*([function] if self.meaning(function) is not None else []), *node.args)
        return True

    def leaf(self, node: cst.BaseExpression, leaf: Leaf) -> bool:
        """Note a value that is handed in; a local name for it stays as it is."""
        self.used(node, leaf)
        if isinstance(node, cst.Name) and self.bound(node) is not None:
            return False
        if self.is_before_the_call(node) and not leaf.inline:
            when = "its module is loaded" if self.outer is None else "the function is defined"
            because = f"`{self.code(node)}` is computed when {when}, not when it runs"
            raise self.cannot(Why.RUN, node, because)
        self.found.leaves[node] = leaf
        return False

    def is_before_the_call(self, node: cst.CSTNode) -> bool:
        """Whether an expression stands in a default, a decorator, or in no function at all."""
        at: cst.CSTNode | None = node
        while at is not None and at is not self.outer:
            if isinstance(at, cst.Decorator | cst.Param) and self.within_outer_head(at):
                return True
            at = self.parents.get(at)
        return at is None

    def within_outer_head(self, node: cst.CSTNode) -> bool:
        """Whether a decorator or parameter is the definition's own."""
        above = self.parents.get(node)
        return above is self.outer or (above is not None and self.parents.get(above) is self.outer)

    def used(self, node: cst.BaseExpression, leaf: Leaf) -> None:
        """Note what the code asks of a value: attributes, methods, keys; None where it is handed on as a whole."""
        if node in self.alias_values():
            self.found.asked.setdefault(leaf, set())
            return
        before = self.found.asked.get(leaf, set())
        name = self.asked_of(node)
        self.found.asked[leaf] = None if before is None or name is None else before | {name}

    def alias_values(self) -> set[cst.CSTNode]:
        """The expressions that a local name is given to."""
        return {node.value for node in self.found.aliases if isinstance(node, cst.Assign)}

    def asked_of(self, node: cst.BaseExpression) -> str | None:
        """The attribute or key that stands after a value."""
        above = self.parents.get(node)
        if isinstance(above, cst.Attribute) and above.value is node:
            if above.attr.value == "get" and self.is_called(above):
                call = self.parents[above]
                key = self.constant(call.args[0].value) if isinstance(call, cst.Call) and call.args else NONE
                return key if isinstance(key, str) else None
            return above.attr.value
        if isinstance(above, cst.Subscript) and above.value is node and len(above.slice) == 1:
            index = above.slice[0].slice
            key = self.constant(index.value) if isinstance(index, cst.Index) else NONE
            return key if isinstance(key, str) else None
        if isinstance(above, cst.FormattedStringExpression) and above.format_spec:
            return "strftime"
        return None

    def is_alias(self, node: cst.Assign) -> bool:
        """Whether a statement only gives a local name to something of Airflow's: then it goes."""
        target = node.targets[0].target if len(node.targets) == 1 else None
        if not isinstance(target, cst.Name) or not self.is_bound_once(target):
            return False
        thing = self.meaning(node.value)
        if isinstance(thing, Context | Part):
            self.found.gone.add(node)
            return True
        if isinstance(thing, Leaf) and not thing.inline and not self.is_repeated(node):
            self.found.aliases[node] = (target.value, thing)
        return False

    def is_bound_once(self, node: cst.Name) -> bool:
        """Whether a statement is the only one that binds a name of the function."""
        bound = self.bound(node)
        return bound is not None and len(bound) == 1 and bound[0] is node

    def is_repeated(self, node: cst.CSTNode) -> bool:
        """Whether a statement stands in a loop or in a function of its own."""
        at = self.parents.get(node)
        while at is not None and at is not self.outer:
            if isinstance(at, LOOPS):
                return True
            at = self.parents.get(at)
        return at is None

    def pushed(self, node: cst.Expr, call: cst.Call) -> bool:
        """Note `ti.xcom_push(key, value)`; whether it was one."""
        assert isinstance(call.func, cst.Attribute)
        if self.meaning(call.func.value) != Part("ti"):
            return False
        named = self.arguments(call, ("key", "value"))
        key = self.constant(named["key"]) if named and set(named) == {"key", "value"} else NONE
        if named is None or not isinstance(key, str):
            raise self.cannot(Why.XCOM, node, f"what `{self.code(call)}` hands on only run time knows")
        self.found.pushes[node] = (key, named["value"])
        named["value"].visit(self)
        return True

    def foreign(self, node: cst.CSTNode, path: str) -> None:
        """Note an exception of Airflow's that is raised; refuse anything else."""
        name = airflow.exception(path)
        if name is None or not self.is_raised(node):
            why = Why.ADMINISTERS if airflow.administers(path) else Why.AIRFLOW
            raise self.cannot(why, node, f"it uses Airflow's {airflow.last(path)} ({path})")
        if name in airflow.FAILS:
            self.found.renamed[node] = airflow.FAILS_AS
        else:
            self.found.renamed[node] = name
            self.found.signals[name] = airflow.SIGNALS[name]

    def is_raised(self, node: cst.CSTNode) -> bool:
        """Whether an expression is what `raise` raises, or the class of it."""
        above = self.parents.get(node)
        if isinstance(above, cst.Call) and above.func is node:
            above = self.parents.get(above)
        return isinstance(above, cst.Raise)

    def annotated(self, node: cst.Annotation) -> None:
        """Take away an annotation that names something of Airflow's."""
        names = [each for each in all_nodes(node) if isinstance(each, cst.Name)]
        texts = [each for each in all_nodes(node) if isinstance(each, cst.SimpleString)]
        quoted = {name for text in texts for name in names_in(ast.Constant(text.evaluated_value))}
        if any(isinstance(self.meaning(name), Foreign) for name in names) or any(
            isinstance(self.look(name), Foreign) for name in sorted(quoted)
        ):
            self.found.bare.add(node)

    def import_inside(self, node: cst.Import | cst.ImportFrom) -> None:
        """Take away an import of Airflow's in a function: what it brings is replaced, or refused where it is used."""
        if isinstance(node, cst.ImportFrom):
            if airflow.is_airflow(self.module_of(node)):
                self.found.gone.add(node)
        elif any(airflow.is_airflow(alias.evaluated_name) for alias in node.names):
            if len(node.names) > 1:
                raise self.cannot(Why.AIRFLOW, node, f"`{self.code(node)}` is for Airflow and for something else")
            self.found.gone.add(node)

    def plain_name(self, node: cst.Name) -> None:
        """Note a name of the module that is used and not called."""
        given = self.given.get(node.value)
        if self.bound(node) is not None:
            if isinstance(given, Leaf):
                # It is bound anew: what that is asked for may be asked of this.
                self.found.asked[given] = None
            return
        self.found.loose.add(node.value)
        self.opaque(node)
        if node.value == "__file__":
            self.found.asks_file = True
            self.found.renamed[node] = FILE_NAME

    def opaque(self, node: cst.Name) -> None:
        """Refuse what runs a text."""
        if node.value in OPAQUE:
            raise self.cannot(Why.NAME, node, f"it calls `{node.value}`: what that reaches cannot be read")

    def escape(self, node: cst.BaseExpression) -> Cannot:
        """Why something of the run cannot leave the function."""
        above = self.parents.get(node)
        around: cst.CSTNode = node
        while isinstance(above, cst.BaseExpression | cst.Arg | cst.BaseElement):
            around, above = above, self.parents.get(above)
        where = self.code(around)
        what = "its whole run context" if isinstance(self.meaning(node), Context) else f"Airflow's `{self.code(node)}`"
        return self.cannot(Why.CONTEXT, node, f"it hands on {what}: `{where}`")


def all_nodes(node: cst.CSTNode) -> list[cst.CSTNode]:
    """A node and all in it."""
    found = [node]
    for each in found:
        found += each.children
    return found


def learned(leaf: Leaf, asked: set[str] | None) -> Leaf:
    """A leaf with what the code asks of it."""
    names = None if asked is None else tuple(sorted(asked))
    match leaf.feed:
        case RunValue(expression=("params" | "conf")):
            return replace(leaf, feed=replace(leaf.feed, keys=names))
        case RunValue(expression=name) if name in (*MOMENTS.values(), "run_start"):
            return replace(leaf, feed=replace(leaf.feed, plain=asked is not None and asked <= PLAIN))
        case HookUse():
            return replace(leaf, feed=replace(leaf.feed, methods=names))
    return leaf
