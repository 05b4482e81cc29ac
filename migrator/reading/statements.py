"""What each kind of statement does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import libcst as cst

from migrator.model import Choice, Unknown
from migrator.reading import operations
from migrator.reading.branches import branch, try_statement
from migrator.reading.classes import ClassMethod, Property, StaticMethod, make_class
from migrator.reading.enums import give_members
from migrator.reading.frames import Frame, Raised, Signal
from migrator.reading.functions import make_function
from migrator.reading.imports import import_from, import_names
from migrator.reading.managing import with_statement
from migrator.reading.matching import match
from migrator.reading.parse import block
from migrator.reading.targets import assign, delete
from migrator.reading.values import Given, Made, Outside, Spread, describe, truth, unwrap


def expression(node: cst.Expr, frame: Frame) -> None:
    """An expression by itself."""
    frame.evaluate(node.value)


def assignment(node: cst.Assign, frame: Frame) -> None:
    """`a = b = value`."""
    value = frame.evaluate(node.value)
    for target in node.targets:
        assign(target.target, value, frame)


def annotated(node: cst.AnnAssign, frame: Frame) -> None:
    """`name: type = value`."""
    if node.value is not None:
        assign(node.target, frame.evaluate(node.value), frame)


def augmented(node: cst.AugAssign, frame: Frame) -> None:
    """`name += value`; a list or dict is changed in place."""
    left = frame.evaluate(node.target)
    right = frame.evaluate(node.value)
    inner, _ = unwrap(left)
    if isinstance(inner, list) and isinstance(node.operator, cst.AddAssign):
        found = frame.machine.iterate(right)
        frame.machine.changing(inner)
        inner.extend([Spread(found)] if isinstance(found, Unknown) else found)
        return
    assign(node.target, operations.binary(left, right, type(node.operator), frame), frame)


def function(node: cst.FunctionDef, frame: Frame) -> None:
    """`def`, with its decorators."""
    made: Any = make_function(node, frame)
    for decorator in reversed(node.decorators):
        made = decorate(frame.evaluate(decorator.decorator), made, frame)
    frame.bind(node.name.value, made)


def decorate(decorator: Any, made: Any, frame: Frame) -> Any:
    """What a decorator makes of a function or class; one we cannot see through leaves it as it is."""
    wrapped = {
        "builtins.classmethod": ClassMethod,
        "builtins.staticmethod": StaticMethod,
        "builtins.property": Property,
    }
    if isinstance(decorator, Outside):
        if decorator.name in wrapped:
            return wrapped[decorator.name](made)
        if decorator.name in ("functools.cached_property", "abc.abstractproperty"):
            return Property(made)
    if isinstance(decorator, (Made, Unknown)):
        return mark(made, describe(decorator).removesuffix("()"))
    result = frame.machine.call(decorator, Given([made]), frame)
    if isinstance(result, (Made, Unknown)):
        return mark(made, describe(result).removesuffix("()"))
    return made if result is None else result


def mark(made: Any, name: str) -> Any:
    """A class under `@dataclass` or the like is a record; anything else stays."""
    if hasattr(made, "record") and name.rsplit(".", 1)[-1] in ("dataclass", "define", "s", "attrs", "frozen"):
        made.record = True
    return made


def class_definition(node: cst.ClassDef, frame: Frame) -> None:
    """`class`, with its decorators."""
    made: Any = make_class(node, frame)
    give_members(made, frame)
    for decorator in reversed(node.decorators):
        made = decorate(frame.evaluate(decorator.decorator), made, frame)
    frame.bind(node.name.value, made)


def returned(node: cst.Return, frame: Frame) -> Signal:
    """`return value`."""
    frame.result = None if node.value is None else frame.evaluate(node.value)
    return Signal.RETURN


def loop(node: cst.For, frame: Frame) -> Signal | None:
    """`for`: once for each element; once for all where they are not known."""
    machine = frame.machine
    value = frame.evaluate(node.iter)
    body = block(node.body)
    with closing(machine.rounds(value, node.target, frame)) as rounds:
        for element, unknown in rounds:
            if unknown is not None and machine.state.effects is None:
                report_loop(node, unknown, frame)
            assign(node.target, element, frame)
            signal = frame.execute(body)
            if signal is Signal.BREAK:
                return None
            if signal is Signal.RETURN:
                if unknown is None:
                    return signal
                frame.maybe.append(frame.result)
    return frame.execute(block(node.orelse)) if node.orelse else None


def report_loop(node: cst.For, unknown: Unknown, frame: Frame) -> None:
    """Say that a loop's elements are not known."""
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"the loop over `{frame.code(node.iter)}` runs over values not known here: {unknown.because}",
        "Give the value a default, or read it from a file of the project.",
    )


def while_loop(node: cst.While, frame: Frame) -> Signal | None:
    """`while`, up to a bound; once where its condition is not known."""
    machine = frame.machine
    body = block(node.body)
    for _ in range(machine.bounds.repeats):
        test = frame.evaluate(node.test)
        decided = truth(test)
        if decided is False:
            return frame.execute(block(node.orelse)) if node.orelse else None
        if decided is None:
            if machine.state.effects is None:
                report_while(node, frame)
            with machine.choice(Choice(frame.code(node.test), True, frame.span)):
                frame.execute(body)
            return None
        signal = frame.execute(body)
        if signal is Signal.BREAK:
            return None
        if signal is Signal.RETURN:
            return signal
    machine.report(
        "bound-reached",
        frame.span,
        f"`while {frame.code(node.test)}` did not end within {machine.bounds.repeats:,} rounds and was left",
        "Nothing, unless DAGs are made in it or after it.",
    )
    return None


def report_while(node: cst.While, frame: Frame) -> None:
    """Say that nobody knows how often a loop runs."""
    frame.machine.report(
        "unknown-value",
        frame.span,
        f"how often `while {frame.code(node.test)}` runs is not known here: its first round was followed",
        "Give the value it hangs on a default.",
    )


def raised(node: cst.Raise, frame: Frame) -> None:
    """`raise`."""
    value = frame.evaluate(node.exc) if node.exc is not None else None
    name = describe(value).removesuffix("()").rsplit(".", 1)[-1] if value is not None else "Exception"
    raise Raised(name, value)


def asserted(node: cst.Assert, frame: Frame) -> None:
    """`assert`: a file that loads has passed it."""
    frame.evaluate(node.test)


def deleted(node: cst.Del, frame: Frame) -> None:
    """`del`."""
    delete(node.target, frame)


def global_names(node: cst.Global, frame: Frame) -> None:
    """`global name`."""
    for each in node.names:
        frame.globals[each.name.value] = frame.module.variables


def nonlocal_names(node: cst.Nonlocal, frame: Frame) -> None:
    """`nonlocal name`."""
    for each in node.names:
        outer = frame.parent
        while outer is not None and each.name.value not in outer.variables:
            outer = outer.parent
        if outer is not None:
            frame.globals[each.name.value] = outer.variables


STATEMENTS: dict[type[cst.CSTNode], Callable[[Any, Frame], Signal | None]] = {
    cst.Expr: expression,
    cst.Assign: assignment,
    cst.AnnAssign: annotated,
    cst.AugAssign: augmented,
    cst.FunctionDef: function,
    cst.ClassDef: class_definition,
    cst.Return: returned,
    cst.For: loop,
    cst.While: while_loop,
    cst.With: with_statement,
    cst.If: branch,
    cst.Try: try_statement,
    cst.TryStar: try_statement,
    cst.Raise: raised,
    cst.Assert: asserted,
    cst.Del: deleted,
    cst.Global: global_names,
    cst.Nonlocal: nonlocal_names,
    cst.Match: match,
    cst.Import: import_names,
    cst.ImportFrom: import_from,
    cst.Break: lambda node, frame: Signal.BREAK,
    cst.Continue: lambda node, frame: Signal.CONTINUE,
}
