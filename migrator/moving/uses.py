"""What a definition asks of Airflow, node by node of its libcst tree; refuses what has no neutral form."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import libcst as cst
from libcst.metadata import (
    Assignment,
    ImportAssignment,
    MetadataWrapper,
    ParentNodeProvider,
    PositionProvider,
    ScopeProvider,
)

from migrator.model import HookUse, Known, Output, RunValue, Setting, Signal, Span
from migrator.moving import airflow_names as airflow
from migrator.moving.asked import Cannot, Why
from migrator.moving.constants import NONE, as_value, constant_of
from migrator.moving.free import names_in
from migrator.moving.things import (
    CONTEXT,
    MOMENTS,
    ONLY_AIRFLOW,
    PLAIN,
    Context,
    Foreign,
    Ids,
    Leaf,
    Literal,
    Part,
    Thing,
    attribute,
    entry,
)

Look = Callable[[str], Thing | None]
# What runs a text, or shows names as texts: no reader can tell what it means.
OPAQUE = frozenset({"eval", "exec", "globals", "locals", "vars", "compile", "__import__"})
LOOPS = (cst.For, cst.While, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp, cst.Lambda, cst.FunctionDef)


@dataclass(slots=True)
class Found:
    """What stands where in one definition, by the nodes of `tree`."""

    tree: cst.Module
    leaves: dict[cst.CSTNode, Leaf] = field(default_factory=dict)
    lists: dict[cst.CSTNode, tuple[list[Leaf], bool]] = field(default_factory=dict)
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
        met = [*self.leaves.values(), *(leaf for many, _ in self.lists.values() for leaf in many)]
        return list(dict.fromkeys(met))


class Uses(cst.CSTVisitor):
    """Goes through one definition. `given` are its parameters as far as Airflow fills them, `extra` what `**kwargs`
    holds besides the context; `look` says what a name of the module is."""

    def __init__(
        self,
        text: str,
        span: Span,
        look: Look,
        ids: Ids,
        given: Mapping[str, Thing],
        extra: Mapping[str, Leaf],
    ) -> None:
        super().__init__()
        wrapper = MetadataWrapper(cst.parse_module(text))
        found = wrapper.resolve_many([ScopeProvider, ParentNodeProvider, PositionProvider])
        self.scopes: Mapping[cst.CSTNode, Any] = found[ScopeProvider]
        self.parents: Mapping[cst.CSTNode, Any] = found[ParentNodeProvider]
        self.positions: Mapping[cst.CSTNode, Any] = found[PositionProvider]
        self.span, self.look, self.ids, self.given, self.extra = span, look, ids, given, extra
        self.found = Found(wrapper.module)
        self.outer = next((each for each in wrapper.module.body if isinstance(each, cst.FunctionDef)), None)
        self.known: dict[cst.CSTNode, Thing | None] = {}
        wrapper.module.visit(self)

    # ------------------------------------------------------------------------------------------ what a node means

    def meaning(self, node: cst.CSTNode) -> Thing | None:
        """What of Airflow's an expression is; None for the code's own."""
        if node not in self.known:
            self.known[node] = None
            self.known[node] = self.meant(node)
        return self.known[node]

    def meant(self, node: cst.CSTNode) -> Thing | None:
        match node:
            case cst.Name():
                return self.name(node)
            case cst.Attribute():
                return self.member(node)
            case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
                inside = isinstance(self.meaning(node.value), Context)
                return self.item(self.constant(key), node) if inside else None
            case cst.Call():
                return self.call(node)
        return None

    def name(self, node: cst.Name) -> Thing | None:
        """What a name stands for: a parameter that Airflow fills, a name bound once to something of Airflow's, a name
        of the module."""
        bound = self.bound(node)
        if bound is None:
            return self.look(node.value)
        if all(isinstance(each, ImportAssignment) for each in bound):
            return self.imported(node.value, bound[0])
        if any(isinstance(each.node, cst.Param) and self.is_outer(each.node) for each in bound):
            thing = self.given.get(node.value)
            if len(bound) > 1 and isinstance(thing, Context | Part):
                raise self.cannot(Why.CONTEXT, node, f"it binds `{node.value}`, which Airflow gives it, anew")
            return thing
        value = self.assigned(bound)
        return None if value is None else self.meaning(value)

    def bound(self, node: cst.Name) -> list[Any] | None:
        """What binds a name inside of the definition; None for a name of the module."""
        scope = self.scopes.get(node)
        found = [] if scope is None else [each for each in scope[node.value] if isinstance(each, Assignment)]
        inside = [each for each in found if each.scope.parent is not each.scope]
        return inside or None

    def is_outer(self, param: cst.Param) -> bool:
        """Whether a parameter is one of the definition itself, not of a function in it."""
        return self.parents.get(self.parents[param]) is self.outer

    def assigned(self, bound: list[Any]) -> cst.BaseExpression | None:
        """The one expression that a local name is bound to, by `name = ...`."""
        if len(bound) != 1 or not isinstance(bound[0].node, cst.Name):
            return None
        target = self.parents.get(bound[0].node)
        assign = self.parents.get(target) if isinstance(target, cst.AssignTarget) else None
        return assign.value if isinstance(assign, cst.Assign) and len(assign.targets) == 1 else None

    def imported(self, name: str, assignment: Any) -> Thing | None:
        """What an import inside of the function brings, when it is Airflow's."""
        node = assignment.node
        for alias in node.names if not isinstance(node.names, cst.ImportStar) else ():
            as_name = alias.evaluated_alias
            if isinstance(node, cst.Import) and name == (as_name or alias.evaluated_name.partition(".")[0]):
                path = alias.evaluated_name if as_name else name
                return Foreign(path) if airflow.is_airflow(path) else None
            if isinstance(node, cst.ImportFrom) and name == (as_name or alias.evaluated_name):
                module = self.module_of(node)
                return Foreign(f"{module}.{alias.evaluated_name}") if airflow.is_airflow(module) else None
        return None

    def module_of(self, node: cst.ImportFrom) -> str:
        """The module of a `from`, as it is written; empty for a relative one."""
        return "" if node.relative or node.module is None else self.code(node.module)

    def member(self, node: cst.Attribute) -> Thing | None:
        """What an attribute is."""
        base, name = self.meaning(node.value), node.attr.value
        match base:
            case Foreign():
                return Foreign(f"{base.path}.{name}")
            case Part():
                if self.is_called(node) and name in ("xcom_pull", "xcom_push"):
                    return None
                found = attribute(base, name, self.ids)
                if found is None:
                    raise self.cannot(Why.RUN, node, f"it asks the run for `{self.code(node)}`, which only Airflow has")
                return found
        return None

    def call(self, node: cst.Call) -> Thing | None:
        """What a call returns."""
        method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        base = self.meaning(node.func.value) if isinstance(node.func, cst.Attribute) else None
        if isinstance(base, Context) and method == "get" and node.args:
            return self.item(self.constant(node.args[0].value), node, self.default(node))
        if base == Part("ti") and method == "xcom_pull":
            return self.pulled(node)
        function = self.meaning(node.func)
        if not isinstance(function, Foreign):
            return None
        if airflow.is_current_context(function.path):
            return Context()
        if airflow.is_variable_get(function.path):
            return self.setting(node)
        if airflow.is_connection_get(function.path):
            return self.hook(airflow.CONNECTION, node)
        return self.hook(function.path, node) if airflow.is_hook(function.path) else None

    def item(self, key: object, node: cst.CSTNode, default: object = NONE) -> Thing:
        """What the context holds under a key."""
        if not isinstance(key, str):
            raise self.cannot(Why.CONTEXT, node, "it asks the run context for a key that only run time knows")
        if key in self.extra:
            return self.extra[key]
        if key in CONTEXT:
            return entry(key)
        if default is not NONE:
            return Literal(default)
        raise self.cannot(Why.CALL, node, f"it asks the run context for {key!r}, which nobody gives it")

    def default(self, node: cst.Call) -> object:
        """What `context.get(key, default)` returns for a key that is not there; NONE where that is no constant."""
        return self.constant(node.args[1].value) if len(node.args) > 1 else None

    def pulled(self, node: cst.Call) -> Thing | None:
        """The output that `ti.xcom_pull` gives; a list of them is noted where the call stands."""
        named = self.arguments(node, ("task_ids", "dag_id", "key"))
        if named is not None and "dag_id" in named and self.constant(named["dag_id"]) == self.ids.dag:
            del named["dag_id"]
        if named is None or set(named) - {"task_ids", "key"} or "task_ids" not in named:
            what = "xcom_pull without a task" if named is not None and "task_ids" not in named else "xcom_pull"
            raise self.cannot(Why.XCOM, node, f"which output `{self.code(node)}` gives only run time knows: {what}")
        tasks, key = self.constant(named["task_ids"]), "return_value"
        if "key" in named:
            key = self.constant(named["key"])  # type: ignore[assignment]
        if isinstance(key, str) and isinstance(tasks, str):
            return Leaf(Output(tasks, key), key if key != "return_value" else airflow.last(tasks))
        is_list = isinstance(tasks, (list, tuple)) and all(isinstance(task, str) for task in tasks)
        if not isinstance(key, str) or not is_list:
            raise self.cannot(Why.XCOM, node, f"which output `{self.code(node)}` gives only run time knows")
        assert isinstance(tasks, (list, tuple))
        hint = "" if key == "return_value" else f"_{key}"
        leaves = [Leaf(Output(task, key), f"{airflow.last(task)}{hint}") for task in tasks]
        self.found.lists[node] = (leaves, True)
        return None

    def setting(self, node: cst.Call) -> Leaf:
        """The Airflow Variable that `Variable.get` asks for."""
        named = self.arguments(node, ("key", "default_var", "deserialize_json"))
        name = self.constant(named["key"]) if named and "key" in named else None
        if not isinstance(name, str) or set(named or ()) - {"key", "default_var", "default", "deserialize_json"}:
            raise self.cannot(Why.AIRFLOW, node, f"which Variable `{self.code(node)}` asks for only run time knows")
        assert named is not None
        default = next((named[each] for each in ("default_var", "default") if each in named), None)
        stands_in = None if default is None else as_value(self.constant(default))
        if default is not None and stands_in is None:
            raise self.cannot(Why.AIRFLOW, node, f"what stands in for the Variable {name!r} is computed")
        parsed = self.constant(named["deserialize_json"]) if "deserialize_json" in named else False
        if not isinstance(parsed, bool):
            raise self.cannot(Why.AIRFLOW, node, f"whether the Variable {name!r} is JSON only run time knows")
        return Leaf(Setting(name, stands_in, parsed), name)

    def hook(self, path: str, node: cst.Call) -> Leaf:
        """The hook or connection that a call makes."""
        given: dict[str, object] = {}
        for number, argument in enumerate(node.args):
            name = argument.keyword.value if argument.keyword else str(number)
            value = as_value(self.constant(argument.value)) if not argument.star else None
            if value is None:
                raise self.cannot(Why.HOOK, node, f"with what `{self.code(node)}` is made only run time knows")
            given[name] = value
        first = "" if airflow.last(path) in airflow.OTHER_FIRST else "0"
        name = next((each for each in given if each == first or each.endswith("conn_id")), "")
        connection = given.pop(name, None)
        known = connection.value if isinstance(connection, Known) else None
        if name and not isinstance(known, str):
            raise self.cannot(Why.HOOK, node, f"which connection `{self.code(node)}` uses only run time knows")
        feed = HookUse(path, known if isinstance(known, str) else None, tuple(given.items()))  # type: ignore[arg-type]
        return Leaf(feed, feed.connection or airflow.last(path))

    def arguments(self, node: cst.Call, names: tuple[str, ...]) -> dict[str, cst.BaseExpression] | None:
        """The arguments of a call by name; None where only run time knows them."""
        found: dict[str, cst.BaseExpression] = {}
        for number, argument in enumerate(node.args):
            if argument.star or (argument.keyword is None and number >= len(names)):
                return None
            found[argument.keyword.value if argument.keyword else names[number]] = argument.value
        return found

    def constant(self, node: cst.BaseExpression) -> object:
        """The constant that an expression spells, also by a name bound once; NONE for any other."""
        thing = self.meaning(node)
        if isinstance(thing, Literal):
            return thing.value
        if isinstance(thing, Leaf):
            return thing.feed.value if thing.inline and isinstance(thing.feed, Known) else NONE
        if isinstance(node, cst.Name) and (bound := self.bound(node)):
            value = self.assigned(bound)
            return NONE if value is None or value is node else constant_of(value)
        return constant_of(node)

    # ------------------------------------------------------------------------------------------ going through

    def on_visit(self, node: cst.CSTNode) -> bool:
        match node:
            case cst.Annotation():
                self.annotated(node)
                return False
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
        if node in self.found.lists:
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
            because = f"`{self.code(node)}` is computed when the function is defined, not when it runs"
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
        return bound is not None and len(bound) == 1 and bound[0].node is node

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
            raise self.cannot(Why.AIRFLOW, node, f"it uses Airflow's {airflow.last(path)} ({path})")
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
        if self.bound(node) is None:
            self.found.loose.add(node.value)
            self.opaque(node)
            if node.value == "__file__":
                self.found.asks_file = True
                self.found.renamed[node] = FILE_NAME

    def opaque(self, node: cst.Name) -> None:
        """Refuse what runs a text."""
        if node.value in OPAQUE:
            raise self.cannot(Why.NAME, node, f"it calls `{node.value}`: what that reaches cannot be read")

    # ------------------------------------------------------------------------------------------ saying

    def is_called(self, node: cst.CSTNode) -> bool:
        """Whether an expression is what a call calls."""
        above = self.parents.get(node)
        return isinstance(above, cst.Call) and above.func is node

    def code(self, node: cst.CSTNode) -> str:
        """A node as it stands, on one line."""
        return " ".join(self.found.tree.code_for_node(node).split())[:80]

    def cannot(self, why: Why, node: cst.CSTNode, because: str) -> Cannot:
        """The refusal, with the line it stands in."""
        return Cannot(because, Span(self.span.path, self.span.line + self.positions[node].start.line - 1), why)

    def escape(self, node: cst.BaseExpression) -> Cannot:
        """Why something of the run cannot leave the function."""
        above = self.parents.get(node)
        around: cst.CSTNode = node
        while isinstance(above, cst.BaseExpression | cst.Arg):
            around, above = above, self.parents.get(above)
        where = self.code(around)
        what = "its whole run context" if isinstance(self.meaning(node), Context) else f"Airflow's `{self.code(node)}`"
        return self.cannot(Why.CONTEXT, node, f"it hands on {what}: `{where}`")


# The name that stands for the path of the file the function came from.
FILE_NAME = "DAG_FILE"


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
