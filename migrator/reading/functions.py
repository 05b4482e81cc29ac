"""Functions of the project: made by `def` and `lambda`, entered when they are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from migrator.model import Span, Unknown
from migrator.reading.frames import Frame, Signal
from migrator.reading.iterating import Stream
from migrator.reading.parse import block
from migrator.reading.values import Given, Object, describe


@dataclass(slots=True, eq=False, repr=False)
class Function(Object):
    """A function of the project with the frame it closes over."""

    node: cst.FunctionDef | cst.Lambda
    name: str
    qualname: str
    frame: Frame
    line: int
    defaults: dict[str, Any]
    owner: Any = None
    attributes: dict[str, Any] = field(default_factory=dict)
    yields: bool | None = None

    identity = True

    def describe(self) -> str:
        return self.name

    def is_generator(self) -> bool:
        """Whether calling it yields values."""
        if self.yields is None:
            finder = YieldFinder()
            # Walking a tree takes much longer than looking for the word in the text.
            if isinstance(self.node, cst.FunctionDef) and "yield" in self.frame.module.source.text:
                self.node.body.visit(finder)
            self.yields = finder.found
        return self.yields

    @property
    def shown_name(self) -> str:
        """Its `__name__`, which `functools.wraps` may have changed."""
        return str(self.attributes.get("__name__", self.name))

    @property
    def span(self) -> Span:
        """Where it is defined."""
        return Span(self.frame.module.source.path, self.line)

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in self.attributes:
            return self.attributes[name]
        if name in ("__name__", "__qualname__"):
            return self.name
        if name == "__doc__":
            return self.node.get_docstring() if isinstance(self.node, cst.FunctionDef) else None
        return Object.attribute(self, name, frame)

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`function.name = value`."""
        frame.machine.changing(self.attributes)
        self.attributes[name] = value

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        is_method = self.owner is not None and arguments.positional
        return enter(self, arguments, arguments.positional[0] if is_method else None, frame)


class YieldFinder(cst.CSTVisitor):
    """Finds a `yield` in a function's body, not in the functions inside it."""

    found = False

    def visit_Yield(self, node: cst.Yield) -> bool:
        self.found = True
        return False

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False


@dataclass(slots=True, eq=False, repr=False)
class Bound(Object):
    """A method of the project, bound to its object."""

    function: Any
    self_value: Any

    identity = True

    def describe(self) -> str:
        return describe(self.function)

    def attribute(self, name: str, frame: Frame) -> Any:
        return frame.machine.attribute(self.function, name, frame)

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        joined = Given([self.self_value, *arguments.positional], arguments.named, arguments.rest)
        if isinstance(self.function, Function):
            return enter(self.function, joined, self.self_value, frame)
        return frame.machine.call(self.function, joined, frame)


def make_function(node: cst.FunctionDef, frame: Frame) -> Function:
    """The function a `def` makes, before its decorators."""
    qualname = f"{frame.name}.{node.name.value}" if frame.name else node.name.value
    closure = frame.parent if frame.is_class and frame.parent is not None else frame
    function = Function(node, node.name.value, qualname, closure, frame.line, defaults_of(node.params, frame))
    function.owner = frame.owner if frame.is_class else None
    return function


def make_lambda(node: cst.Lambda, frame: Frame) -> Function:
    """The function a `lambda` makes."""
    qualname = f"{frame.name}.<lambda>" if frame.name else "<lambda>"
    return Function(node, "<lambda>", qualname, frame, frame.line, defaults_of(node.params, frame))


def name_of(function: Any) -> str:
    """What a thing that is decorated is called: a function's `__name__`; anything else as it is shown."""
    return str(getattr(function, "shown_name", None) or describe(function))


def parameters(params: cst.Parameters) -> list[cst.Param]:
    """The named parameters in order."""
    return [*params.posonly_params, *params.params, *params.kwonly_params]


def defaults_of(params: cst.Parameters, frame: Frame) -> dict[str, Any]:
    """The defaults of the parameters, evaluated where the function is defined."""
    return {p.name.value: frame.evaluate(p.default) for p in parameters(params) if p.default is not None}


def bind(function: Function, given: Given) -> dict[str, Any]:
    """The values of a function's parameters in a call."""
    params = function.node.params
    ordered = [*params.posonly_params, *params.params]
    names = [p.name.value for p in ordered]
    bound: dict[str, Any] = dict(zip(names, given.positional, strict=False))
    taken = {p.name.value for p in parameters(params)}
    extra = {}
    for name, value in given.named.items():
        if name in taken:
            bound[name] = value
        else:
            extra[name] = value
    for name in (p.name.value for p in parameters(params)):
        if name not in bound:
            bound[name] = absent(function, name, given)
    if isinstance(params.star_arg, cst.Param):
        bound[params.star_arg.name.value] = tuple(given.positional[len(names) :])
    if params.star_kwarg is not None:
        bound[params.star_kwarg.name.value] = extra.get("**", extra)
    return bound


def absent(function: Function, name: str, given: Given) -> Any:
    """What a parameter is when the call does not show it."""
    if given.rest is not None:
        return Unknown(name, given.rest.because)
    if name in function.defaults:
        return function.defaults[name]
    return Unknown(name, f"the argument {name} is not given here")


def enter(
    function: Function,
    given: Given,
    self_value: Any,
    caller: Frame,
    on_yield: Callable[[Any], None] | None = None,
) -> Any:
    """What the call returns, by evaluating the function's body."""
    machine = caller.machine
    if machine.state.depth >= machine.bounds.depth:
        machine.report(
            "bound-reached",
            caller.span,
            f"calls nested deeper than {machine.bounds.depth} were not followed into {function.name}",
            "Nothing, unless DAGs are made there.",
        )
        return Unknown(f"{function.name}()", "calls are nested deeper than the bound")
    entered = machine.state.entered
    times = entered.get(id(function.node), 0)
    if machine.state.effects is not None and times >= machine.bounds.reentered:
        return Unknown(f"{function.name}()", "the function calls itself; its first round was followed")
    entered[id(function.node)] = times + 1
    bound = bind(function, given)
    for name, value in bound.items():
        machine.named(name, value)
    frame = Frame(machine, function.frame.module, bound, function.frame, function.qualname)
    frame.line = function.line
    frame.owner = function.owner
    frame.self_value = self_value
    frame.on_yield = on_yield
    machine.state.depth += 1
    try:
        return run_body(function, frame)
    finally:
        machine.state.depth -= 1
        entered[id(function.node)] = times


def run_body(function: Function, frame: Frame) -> Any:
    """What the body returns: its value, or what it yields."""
    node = function.node
    if isinstance(node, cst.Lambda):
        return frame.evaluate(node.body)
    signal = frame.execute(block(node.body))
    result = frame.result if signal is Signal.RETURN else None
    frame.machine.state.returned = frame
    if frame.yields or (result is None and function.is_generator()):
        return Stream(frame.yields)
    if not frame.maybe:
        return result
    unknown = Unknown(f"{node.name.value}()", "which value it returns is decided at run time")
    return frame.machine.join([*frame.maybe, result], unknown)
