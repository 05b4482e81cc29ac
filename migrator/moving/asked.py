"""What is asked of code motion: a function, how its task calls it, and what there is to replace Airflow with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from migrator.model import (
    Arguments,
    Call,
    Dag,
    HookUse,
    Items,
    Known,
    Mapping,
    Reference,
    Signal,
    Span,
    Task,
    Unknown,
    Value,
    argument,
)


class Why(str, Enum):
    """What kind of thing stands in the way, to count by."""

    UNKNOWN = "what it calls is not known"
    UNREADABLE = "its file cannot be read"
    SHAPE = "it is no plain function"
    CLOSURE = "it uses what an enclosing function holds"
    STATE = "it changes what the module holds"
    CONTEXT = "it hands on Airflow's run context"
    RUN = "it asks the run for what only Airflow has"
    XCOM = "which XCom it means only run time knows"
    HOOK = "it uses a hook of Airflow's"
    AIRFLOW = "it uses something else of Airflow's"
    ADMINISTERS = "it works on Airflow itself: its connections, Variables, runs"
    NAME = "a name in it cannot be resolved"
    CALL = "how it is called is not known"
    SECRET = "it holds what looks like a secret"
    BOUND = "it is larger than the bound"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a function cannot be moved: `because` in a sentence for people, `span` where that is, `why` its kind.
    `hooks` are those that it uses where nothing but a resource for them stands in the way."""

    because: str
    span: Span
    why: Why
    hooks: tuple[HookUse, ...] = ()


class Cannot(Exception):
    """A function cannot be moved, said from inside; the caller makes a `Refused` of it."""

    def __init__(self, because: str, span: Span, why: Why, hooks: tuple[HookUse, ...] = ()) -> None:
        super().__init__(because)
        self.refused = Refused(because, span, why, hooks)


@dataclass(frozen=True, slots=True)
class Means:
    """What there is in place of Airflow.

    `hooks` are import paths of the hooks for which the plan has a resource (`airflow.sdk.Connection` for a bare
    connection), None for every hook; `signals` what a target can do with an exception that means more than failing.
    """

    hooks: frozenset[str] | None = frozenset()
    signals: frozenset[Signal] = frozenset({Signal.FAIL})


@dataclass(frozen=True, slots=True)
class Asked:
    """A function and how its task calls it: `op_args` by position, `op_kwargs` by name, `mapped` by name and one
    element at a time; `task` and `dag` are their ids. `native` says that templates become values, not texts."""

    function: Reference
    task: str
    dag: str
    span: Span
    op_args: tuple[Value, ...] = ()
    op_kwargs: Arguments = ()
    mapped: Arguments = ()
    templates: Value | None = None
    native: bool = False


def asked(task: Task, dag: Dag) -> Asked | Refused:
    """What a task of Airflow's asks, from its arguments."""
    function, more = without_partial(task.argument("python_callable"))
    if not isinstance(function, Reference) or function.path is None:
        return Refused(f"what it calls is not known{because(function)}", task.span, Why.UNKNOWN)
    flow = task.operator.startswith("@")
    mapped = () if flow else tuple(name for name, _ in task.mapped_arguments if name in CALLED_WITH)
    if mapped or argument(task.mapped_arguments, "expand_kwargs") is not None:
        how = mapped[0] if mapped else "expand_kwargs"
        return Refused(f"it is mapped over {how}: each of its runs is called in a way of its own", task.span, Why.CALL)
    positional, named = argument(task.arguments, "op_args"), argument(task.arguments, "op_kwargs")
    args, kwargs = listed(positional), entries(named)
    if args is None or kwargs is None:
        which = positional if args is None else named
        return Refused(f"with what it is called is not known{because(which)}", task.span, Why.CALL)
    native = dag.setting("render_template_as_native_obj")
    return Asked(
        function=function,
        task=task.id,
        dag=dag.name,
        span=task.span,
        op_args=(*(value for name, value in more if name.isdigit()), *args),
        op_kwargs=(*((name, value) for name, value in more if not name.isdigit()), *kwargs),
        mapped=task.mapped_arguments if flow else (),
        templates=argument(task.arguments, "templates_dict"),
        native=native not in (None, Known(False), Known(None)),
    )


CALLED_WITH = ("op_args", "op_kwargs", "templates_dict", "python_callable")


def without_partial(function: Value | None) -> tuple[Value | None, Arguments]:
    """What `functools.partial` calls, and the arguments it gives."""
    if isinstance(function, Call) and function.name == "functools.partial" and function.arguments:
        return function.arguments[0][1], function.arguments[1:]
    return function, ()


def because(value: Value | None) -> str:
    """The reason that a value itself gives, to follow a sentence."""
    match value:
        case Unknown():
            return f": {value.because}"
        case Reference():
            return f": {value.qualname} is not of the project"
        case Items(rest=Unknown() as rest) | Mapping(rest=Unknown() as rest):
            return f": {rest.because}"
    return ""


def listed(value: Value | None) -> tuple[Value, ...] | None:
    """The elements of a list that is wholly known; None for any other."""
    if value is None or value == Known(None):
        return ()
    return value.values if isinstance(value, Items) and value.rest is None and value.kind != "set" else None


def entries(value: Value | None) -> Arguments | None:
    """The entries of a dict with known texts for keys; None for any other."""
    if value is None or value == Known(None):
        return ()
    if not isinstance(value, Mapping) or value.rest is not None:
        return None
    found: dict[str, Value] = {}
    for key, entry in value.entries:
        if not isinstance(key, Known) or not isinstance(key.value, str):
            return None
        found[key.value] = entry
    return tuple(found.items())
