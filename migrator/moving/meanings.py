"""What of Airflow's the expressions in one definition are, and the constants that they spell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import libcst as cst

from migrator.model import HookUse, Known, Output, Setting, Span
from migrator.moving import airflow_names as airflow
from migrator.moving.asked import Cannot, Why
from migrator.moving.constants import NONE, as_value, constant_of
from migrator.moving.index import Index, line_of
from migrator.moving.things import CONTEXT, Context, Foreign, Ids, Leaf, Literal, Part, Thing, attribute, entry

Look = Callable[[str], Thing | None]


class Meanings:
    """The meanings of the expressions in one definition. `given` are its parameters as far as Airflow fills them,
    `extra` what `**kwargs` holds besides the context; `look` says what a name of the module is."""

    def __init__(
        self, text: str, span: Span, look: Look, ids: Ids, given: Mapping[str, Thing], extra: Mapping[str, Leaf]
    ) -> None:
        self.tree = cst.parse_module(text)
        self.index = Index(self.tree)
        self.parents: Mapping[cst.CSTNode, Any] = self.index.parents
        self.span, self.look, self.ids, self.given, self.extra = span, look, ids, given, extra
        self.outer = next((each for each in self.tree.body if isinstance(each, cst.FunctionDef)), None)
        self.known: dict[cst.CSTNode, Thing | None] = {}
        # Where several outputs are pulled at once.
        self.lists: dict[cst.CSTNode, list[Leaf]] = {}

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
        if all(isinstance(each, cst.Import | cst.ImportFrom) for each in bound):
            return self.imported(node.value, bound[0])
        if any(isinstance(each, cst.Param) and self.is_outer(each) for each in bound):
            thing = self.given.get(node.value)
            if len(bound) > 1 and isinstance(thing, Context | Part):
                raise self.cannot(Why.CONTEXT, node, f"it binds `{node.value}`, which Airflow gives it, anew")
            return thing if len(bound) == 1 else None
        value = self.assigned(bound)
        return None if value is None else self.meaning(value)

    def bound(self, node: cst.Name) -> list[cst.CSTNode] | None:
        """What binds a name inside of the definition; None for a name of the module."""
        return self.index.bound(node)

    def is_outer(self, param: cst.Param) -> bool:
        """Whether a parameter is one of the definition itself, not of a function in it."""
        return self.parents.get(self.parents[param]) is self.outer

    def assigned(self, bound: list[Any]) -> cst.BaseExpression | None:
        """The one expression that a local name is bound to, by `name = ...`."""
        if len(bound) != 1 or not isinstance(bound[0], cst.Name):
            return None
        target = self.parents.get(bound[0])
        assign = self.parents.get(target) if isinstance(target, cst.AssignTarget) else None
        return assign.value if isinstance(assign, cst.Assign) and len(assign.targets) == 1 else None

    def imported(self, name: str, node: Any) -> Thing | None:
        """What an import inside of the function brings, when it is Airflow's."""
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
        self.lists[node] = leaves
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

    def is_called(self, node: cst.CSTNode) -> bool:
        """Whether an expression is what a call calls."""
        above = self.parents.get(node)
        return isinstance(above, cst.Call) and above.func is node

    def code(self, node: cst.CSTNode) -> str:
        """A node as it stands, on one line."""
        return " ".join(self.tree.code_for_node(node).split())[:80]

    def cannot(self, why: Why, node: cst.CSTNode, because: str) -> Cannot:
        """The refusal, with the line it stands in."""
        return Cannot(because, Span(self.span.path, self.span.line + line_of(self.tree, node) - 1), why)
