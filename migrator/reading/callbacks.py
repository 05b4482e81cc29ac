"""What Airflow calls when a task or DAG fails, succeeds, is retried, starts or is late, followed like a task's code.

Each effect names its callback and stands under it as a condition. A notifier, or a function from outside the project,
is one effect: its import path with what it was given.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from migrator.model import Choice, Condition, Effect, Span, Unknown
from migrator.reading.bounds import PAST, reason
from migrator.reading.context import Context
from migrator.reading.frames import Frame, Raised
from migrator.reading.functions import Bound, Function
from migrator.reading.machine import Machine, State, undo
from migrator.reading.meter import part
from migrator.reading.taskflow import TaskFunction
from migrator.reading.values import Given, Made, Outside, Partial, unwrap

NAMES = (
    "on_execute_callback", "on_retry_callback", "on_failure_callback", "on_success_callback", "on_skipped_callback",
    "sla_miss_callback",
)  # fmt: skip
LATE = ("dag", "task_list", "blocking_task_list", "slas", "blocking_tis")


def callbacks_of(arguments: dict[str, Any], span: Span, machine: Machine, frame: Frame) -> tuple[Effect, ...]:
    """The effects of the callbacks among the arguments of a task or DAG. A callback that many tasks share is followed
    once."""
    found: list[Effect] = []
    for name in NAMES if not arguments.keys().isdisjoint(NAMES) else ():
        given, _ = unwrap(arguments.get(name))
        for callback in given if isinstance(given, (list, tuple)) else [given]:
            inner, _ = unwrap(callback)
            if inner is None or isinstance(inner, (str, Unknown)):
                continue
            key = (name, id(inner))
            if key not in machine.callbacks:
                # The callback is kept too: its identity is its name here.
                machine.callbacks[key] = (inner, followed(name, inner, span, machine, frame))
            found += machine.callbacks[key][1]
    return tuple(found)


def followed(name: str, callback: Any, span: Span, machine: Machine, frame: Frame) -> tuple[Effect, ...]:
    """The effects of one callback, in order."""
    place = callback.span if isinstance(callback, Function) else span
    before = machine.state
    machine.state = State(effects=[], when=Condition((Choice(name, True, place),)))
    try:
        with part(machine.bounds.task_steps):
            called(name, callback, machine, frame)
    except Raised:
        pass
    except PAST as error:
        why = f"the {name} was not read to its end: {reason(error)}"
        machine.report("bound-reached", span, why, "What it touches behind that point is not known.")
    finally:
        recorded = machine.state.effects or []
        undo(machine.state.journals[0])
        machine.state = before
    return tuple(replace(effect, callback=name) for effect in recorded)


def called(name: str, callback: Any, machine: Machine, frame: Frame) -> None:
    """Call it as Airflow does: with the context, or for a missed SLA with five values of its own."""
    if isinstance(callback, TaskFunction):
        callback = callback.function
    context = Given([Context()])
    if name == "sla_miss_callback":
        context = Given([Unknown(each, "Airflow gives it when a run is late") for each in LATE])
    if isinstance(callback, Made):
        machine.record(machine.class_path(callback), callback.receiver, callback.arguments, frame)
    elif isinstance(callback, Outside):
        machine.record(callback.name, None, Given(), frame)
    elif isinstance(callback, Partial) and isinstance(unwrap(callback.function)[0], Outside):
        machine.record(unwrap(callback.function)[0].name, None, callback.given, frame)
    else:
        notify = getattr(callback, "cls", None)
        method = notify.find("notify") if notify is not None else None
        machine.call(Bound(method, callback) if isinstance(method, Function) else callback, context, frame)
