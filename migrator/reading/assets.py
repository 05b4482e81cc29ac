"""Assets (Datasets) as DAG files declare them, and DAGs made by `@asset`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from migrator.model import AssetExpression, AssetGroup, AssetName, AssetOperator, Unknown
from migrator.reading.bounds import within
from migrator.reading.dags import make_dag
from migrator.reading.frames import Frame
from migrator.reading.functions import Function, parameters
from migrator.reading.meter import spend
from migrator.reading.taskflow import TaskFunction
from migrator.reading.tasks import Task, register
from migrator.reading.text import as_name
from migrator.reading.values import Given, Native, Object, bounded, describe, unwrap

# How many assets an expression may hold, and how deep it may be nested.
MOST = 5_000
DEEPEST = 50


@dataclass(slots=True, eq=False, repr=False)
class AssetObject(Object):
    """An Asset, Dataset or AssetAlias, or several joined by `&` and `|`."""

    expression: AssetExpression
    given: Given
    class_path: str

    identity = True

    def describe(self) -> str:
        return ",".join(uris(self.expression))

    def attribute(self, name: str, frame: Frame) -> Any:
        if isinstance(self.expression, AssetName):
            found = {"uri": self.expression.uri, "name": self.expression.name or self.expression.uri}
            if name in found:
                return found[name]
        return self.given.named.get(name, Unknown(f"{self.describe()}.{name}", "it is not known before run time"))

    def combine(self, sign: str, other: Any, reflected: bool, frame: Frame) -> Any:
        """`a & b` and `a | b`."""
        theirs = expression_of(other)
        if sign not in "&|" or theirs is None:
            return Unknown(f"{self.describe()} {sign} ...", "it is not an operation on assets")
        operator = AssetOperator.AND if sign == "&" else AssetOperator.OR
        left, right = (theirs, self.expression) if reflected else (self.expression, theirs)
        parts = (*flattened(left, operator), *flattened(right, operator))
        return AssetObject(checked(AssetGroup(operator, parts)), Given(), self.class_path)


def flattened(expression: AssetExpression, operator: AssetOperator) -> tuple[AssetExpression, ...]:
    """The parts of a group with the same operator, else the expression itself."""
    same = isinstance(expression, AssetGroup) and expression.operator is operator
    return expression.parts if same and isinstance(expression, AssetGroup) else (expression,)


def checked(group: AssetGroup) -> AssetGroup:
    """The group itself. Raises BoundReached where it holds too many assets, or is nested too deeply."""
    many, deep, level = 0, 0, [group]
    while level:
        many, deep = many + sum(len(each.parts) for each in level), deep + 1
        within(many, MOST, "an expression of assets")
        within(deep, DEEPEST, "the nesting of assets")
        level = [part for each in level for part in each.parts if isinstance(part, AssetGroup)]
    spend(many // 4)
    return group


def expression_of(value: Any) -> AssetExpression | None:
    """The asset expression in a value: one asset, or a list that stands for all of them; None for anything else."""
    inner, _ = unwrap(value)
    if isinstance(inner, AssetObject):
        return inner.expression
    if isinstance(inner, AssetDag):
        return inner.expression
    if isinstance(inner, (list, tuple)) and inner:
        bounded(inner)
        parts = [expression_of(element) for element in inner]
        return None if None in parts else checked(AssetGroup(AssetOperator.AND, tuple(p for p in parts if p)))
    return None


def uris(expression: AssetExpression) -> list[str]:
    """The names of all assets in an expression, each once, in order."""
    if isinstance(expression, AssetName):
        return [expression.uri]
    return list(dict.fromkeys(uri for part in expression.parts for uri in uris(part)))


def make_asset(name: str, given: Given, frame: Frame) -> AssetObject:
    """`Asset(...)`, `Dataset(...)`, `AssetAlias(...)`."""
    last = name.rsplit(".", 1)[-1]
    first = as_name(given.take("name", 0))
    second = as_name(given.take("uri", 1))
    if last == "Dataset" and "uri" not in given.named:
        first, second = as_name(given.named.get("name")), as_name(given.take("uri", 0))
    if last == "ref":
        # A reference to an asset that is declared elsewhere, by its name or URI.
        first, second = as_name(given.named.get("name")), as_name(given.named.get("uri"))
    uri = second or first or describe(given.take("uri", 1, given.take("name", 0)))
    uri = uri if last.endswith("Alias") else normal(uri)
    own = AssetName(uri, first, alias=last.endswith("Alias"), watched="watchers" in given.named)
    return AssetObject(own, given, name)


def normal(uri: str) -> str:
    """A URI as Airflow keeps it: without slashes at its end, yet with a path."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return uri
    if not parts.netloc or parts.scheme.startswith("x-"):
        return uri
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") or "/"))


def make_group(name: str, given: Given, frame: Frame) -> Any:
    """`AssetAll(...)` and `AssetAny(...)`."""
    operator = AssetOperator.AND if name.endswith("All") else AssetOperator.OR
    parts = [expression_of(value) for value in given.positional]
    if None in parts:
        return Unknown(f"{name}(...)", "an asset of it is not known before run time")
    return AssetObject(checked(AssetGroup(operator, tuple(p for p in parts if p is not None))), given, name)


@dataclass(slots=True, eq=False, repr=False)
class AssetDag(Object):
    """A function under `@asset`: an asset and the DAG that makes it."""

    function: Any
    expression: AssetExpression

    identity = True

    def describe(self) -> str:
        return describe(self.function)

    def combine(self, sign: str, other: Any, reflected: bool, frame: Frame) -> Any:
        """`a & b` and `a | b`."""
        return AssetObject(self.expression, Given(), "airflow.sdk.Asset").combine(sign, other, reflected, frame)


def asset_decorator(name: str, given: Given, frame: Frame) -> Any:
    """`@asset(...)` and `@asset.multi(...)`."""
    return Native("asset", lambda inner, frame: build(name, given, inner.positional[0], frame))


def build(name: str, given: Given, function: Any, frame: Frame) -> Any:
    """The DAG of one task that an `@asset` function is."""
    task_function = function if isinstance(function, TaskFunction) else None
    function = function.function if isinstance(function, TaskFunction) else function
    if not isinstance(function, Function):
        return Unknown(describe(function), "it is decorated as an asset, but is no function we can see")
    multi = name.endswith(".multi")
    settings = {
        k: v for k, v in given.named.items() if k not in ("uri", "name", "group", "extra", "outlets", "watchers")
    }
    label = as_name(given.named.get("name")) or function.name
    dag = make_dag("DAG", Given([], {"dag_id": function.name if multi else label, **settings}), frame)
    own = AssetName(as_name(given.named.get("uri")) or label, label)
    outlets = given.named.get("outlets", []) if multi else [AssetObject(own, Given(), "airflow.sdk.Asset")]
    arguments = {"task_id": function.name, "outlets": outlets, "python_callable": function}
    inlets = inlets_of(function, frame)
    if inlets:
        arguments["inlets"] = inlets
    with dag.entered(frame):
        if task_function is not None:
            replace(task_function, settings={**task_function.settings, "outlets": outlets}).invoke(Given(), frame)
            return AssetDag(function, expression_of(outlets) or own)
        task = Task("", "@asset", name, arguments, frame.machine.state.when, frame.span, "")
        register(task, {}, frame)
    return AssetDag(function, expression_of(outlets) or own)


def inlets_of(function: Function, frame: Frame) -> list[Any]:
    """The assets that an `@asset` function names as its parameters."""
    found: list[Any] = []
    for param in parameters(function.node.params):
        if param.name.value in ("self", "context", "outlet_events") or param.default is not None:
            continue
        known = frame.lookup(param.name.value)
        named = known.expression if isinstance(known, AssetDag) else AssetName(param.name.value, param.name.value)
        found.append(AssetObject(named, Given(), "airflow.sdk.Asset"))
    return found
