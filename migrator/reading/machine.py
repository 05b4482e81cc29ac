"""The evaluator's centre: its tables, its state, and the operations every part needs.

What the parts are is told to it from outside (`evaluator.py`), so that they need not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import libcst as cst

from migrator.findings import finding
from migrator.model import Choice, Condition, Effect, Finding, Span, Unknown
from migrator.reading import natives
from migrator.reading.bounds import PAST, BoundReached, Bounds, reason
from migrator.reading.documents import PROGRAMS
from migrator.reading.frames import MISSING, Frame, Module, Raised, Signal
from migrator.reading.meter import ELEMENTS, LOOKED_AT, apart, spend
from migrator.reading.redaction import CONTAINERS, NAMING, Secrets, is_a_secret, positions_of, safe, secrets_among
from migrator.reading.values import (
    Assumed,
    Given,
    Made,
    Native,
    Object,
    Outside,
    Spread,
    assume,
    describe,
    in_order,
    is_known,
    parts_of,
    plain,
    unwrap,
)
from migrator.secrets import is_secret

if TYPE_CHECKING:
    from migrator.reading.imports import Modules

Evaluate = Callable[[Any, Frame], Any]
Execute = Callable[[Any, Frame], Signal | None]
OutsideCall = Callable[[str, Given, Frame], Any]


@dataclass(slots=True)
class Tables:
    """What the machine can do: by node type, by builtin's name, by import path."""

    expressions: dict[type[cst.CSTNode], Evaluate]
    statements: dict[type[cst.CSTNode], Execute]
    builtins: dict[str, Any]
    constants: dict[str, Any]
    items: dict[str, Callable[[Any, Frame], Any]]
    find_call: Callable[[str], OutsideCall | None]
    returns: dict[str, str]
    instantiate: Callable[[Any, Given, Frame], Any]
    above: Callable[[Any, Any], Any]
    class_partial: Callable[[Any, str], Any | None]
    # How names of Airflow's version end, and what one is worth.
    versions: tuple[str, ...]
    version: Callable[[str, Any], Any]


# The containers that were changed, as they were before.
Journal = dict[int, tuple[Any, Any]]


@dataclass(slots=True)
class State:
    """What changes while a file is evaluated."""

    depth: int = 0
    when: Condition = field(default_factory=Condition)
    dags: list[Any] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)
    setups: Any = None
    registered: list[Any] = field(default_factory=list)
    effects: list[Effect] | None = None
    # The frame of the function that has returned last: where its value comes from.
    returned: Frame | None = None
    entered: dict[int, int] = field(default_factory=dict)
    is_start: bool = False
    built: bool = False
    # How many DAGs, tasks and edges were made.
    made: int = 0
    journals: list[Journal] = field(default_factory=lambda: [{}])


class Machine:
    """Evaluates the files of one project."""

    def __init__(self, tables: Tables, modules: Modules, bounds: Bounds) -> None:
        self.tables = tables
        self.modules = modules
        self.bounds = bounds
        self.state = State()
        self.findings: dict[Finding, None] = {}
        # The tasks whose code was not read to its end, by where they stand and why.
        self.unread: dict[tuple[Span, str], list[str]] = {}
        self.secrets = Secrets()
        self.changed: list[Journal] = []
        # The DAG file being read, and which Airflow its code meets once it has asked.
        self.file: Path | None = None
        self.airflow: Any = None
        # The effects of each callback, followed once for all tasks that share it.
        self.callbacks: dict[tuple[str, int], tuple[Any, tuple[Effect, ...]]] = {}
        self.paths: list[str] = []
        # `sys.argv` of the program that a task starts, while it is followed.
        self.words: list[Any] | None = None

    # ------------------------------------------------------------------------------------------- evaluation

    # ------------------------------------------------------------------------------------------- operations

    def builtin(self, name: str) -> Any:
        """A builtin by name, or MISSING."""
        return self.tables.builtins.get(name, MISSING)

    def outside(self, name: str) -> Any:
        """What an import path outside the project stands for: a constant we know, or the thing itself unseen."""
        if name == "sys.argv" and self.words is not None:
            return self.words
        if name in self.tables.constants:
            return self.tables.constants[name]
        enum = name.rsplit(".", 2)
        if len(enum) == 3 and enum[1] == "TriggerRule" and enum[2].isupper():
            return enum[2].lower()
        if name.endswith(self.tables.versions):
            return self.tables.version(name, self)
        return Outside(name)

    def outside_item(self, name: str, key: Any, frame: Frame) -> Any:
        """The value of an item of something outside the project."""
        handler = self.tables.items.get(name)
        return Made(f"{name}.__getitem__", Given([key]), None) if handler is None else handler(key, frame)

    def attribute(self, value: Any, name: str, frame: Frame) -> Any:
        """The value of `value.name`."""
        if isinstance(value, Object):
            return value.attribute(name, frame)
        if isinstance(value, Assumed):
            return (
                assume(self.attribute(value.value, name, frame), value.notes)
                if name not in natives.METHODS.get(type(value.value), ())
                else natives.method(value, name)
            )
        if isinstance(value, Unknown):
            return Unknown(f"{describe(value)}.{name}", value.because)
        return natives.attribute(value, name)

    def call(self, function: Any, given: Given, frame: Frame) -> Any:
        """The value of calling a function with these arguments."""
        spend(1 + (len(given.positional) + len(given.named)) // ELEMENTS)
        function, notes = unwrap(function)
        if isinstance(function, (Native, Outside)):
            try:
                return assume(function.invoke(given, frame), notes)
            except IndexError as error:
                raise Raised("TypeError", f"{describe(function)}() misses an argument") from error
        if isinstance(function, Object):
            return assume(function.invoke(given, frame), notes)
        if isinstance(function, Unknown):
            return Unknown(f"{describe(function)}()", function.because)
        return Unknown(f"{describe(function)}()", "it cannot be called")

    def call_outside(self, name: str, given: Given, frame: Frame) -> Any:
        """The value of calling something from outside the project."""
        handler = self.tables.find_call(name)
        if handler is not None:
            return handler(name, given, frame)
        return self.outside_effect(name, given, None, frame)

    def path_call(self, name: str, path: Any, given: Given, frame: Frame) -> Any:
        """A method of a path that looks at the disk: for files of the project, and while a task's code runs only to
        read a program."""
        is_asked = self.state.effects is None or (name in ("open", "read_text") and self.is_program(path, given))
        handler = self.tables.find_call(f"pathlib.Path.{name}") if is_asked else None
        if handler is not None:
            return handler(f"pathlib.Path.{name}", Given([path, *given.positional], given.named), frame)
        return self.outside_effect(f"pathlib.Path.{name}", given, path, frame)

    def is_program(self, path: Any, given: Given) -> bool:
        """Whether a path is opened to be read, and leads to a program of the project, or its settings."""
        mode, _ = unwrap(given.take("mode", 0, "r"))
        reads = isinstance(mode, str) and mode.startswith("r")
        return reads and str(path).endswith(PROGRAMS) and self.modules.disk.text(str(path)) is not None

    def outside_effect(self, name: str, given: Given, receiver: Any, frame: Frame) -> Any:
        """An outside call that evaluation does not enter; recorded when a task's code is what runs."""
        self.handed(name, given)
        made = Made(name, given, receiver)
        self.record(name, receiver, given, frame)
        if self.state.effects is None and not name.startswith(("airflow.", "builtins.", "logging.")):
            self.handed_over(made, frame)
        return made

    def handed_over(self, made: Made, frame: Frame) -> None:
        """Say that code outside the project is given tasks or DAGs, and may add to them."""
        values = made.arguments.values()
        first = next((v for v in parts_of(list(values)) if is_built(unwrap(v)[0])), None) if values else None
        if first is not None:
            self.report(
                "unknown-value",
                frame.span,
                f"`{made.describe()}` is given `{describe(first)}`: what it does with it is not in the project",
                "Give the folder of its code with --root, if it makes tasks or joins them.",
            )

    def record(self, name: str, receiver: Any, given: Given, frame: Frame) -> None:
        """Note a call as an effect of the task whose code is being evaluated, if one is."""
        if self.state.effects is not None:
            effect = self.modules.convert(name, receiver, given, self.state.when, frame.span, self.secrets)
            self.state.effects.append(replace(effect, quote=frame.quote()))

    def class_path(self, made: Made) -> str:
        """The import path of an object's class as far as it is known, else of the call that made it."""
        return self.tables.returns.get(made.name, made.name)

    def iterate(self, value: Any) -> list[Any] | Unknown:
        """The elements of a value, or the Unknown that says why they are not known."""
        inner, notes = unwrap(value)
        if isinstance(inner, Unknown):
            return inner
        elements = getattr(inner, "elements", None)
        if elements is not None:
            found = list(elements)
            used = getattr(inner, "used", None)
            if used is not None:
                used(self)
            spend(len(found) // LOOKED_AT)
            return found
        if isinstance(inner, (list, tuple, set, frozenset, dict, str, range)):
            if too_many(inner, self.bounds.elements):
                raise BoundReached(f"a loop over more than {self.bounds.elements:,} elements")
            if isinstance(inner, (set, frozenset)):
                spend(8 * len(inner) // LOOKED_AT)
                inner = in_order(inner)
            else:
                spend(len(inner) // LOOKED_AT)
            return [assume(element, notes) for element in inner]
        return Unknown(describe(inner), "its elements are not known before run time")

    def rounds(
        self, value: Any, target: cst.CSTNode, frame: Frame
    ) -> Generator[tuple[Any, Unknown | None], None, None]:
        """The elements of a loop, one by one; where they are not known one that stands for all, and why."""
        found = self.iterate(value)
        for element in [Spread(found)] if isinstance(found, Unknown) else found:
            if not isinstance(element, Spread):
                yield element, None
                continue
            because = element.unknown
            name = frame.code(target)
            with self.choice(Choice(f"for {name} in {because.source}", True, frame.span)):
                yield Unknown(name, because.because), because

    def join(self, sides: list[Any], otherwise: Unknown) -> Any:
        """What a value is when only run time decides between these: themselves if they agree, all if they are tasks."""
        first, *others = sides
        if all(other is first for other in others) or (
            is_known(first) and all(is_known(other) and plain(other) == plain(first) for other in others)
        ):
            return first
        things = [side for side in sides if getattr(unwrap(side)[0], "identity", False)]
        if len(things) == 1:
            return things[0]
        return things if things else otherwise

    def super_of(self, frame: Frame) -> Any:
        """What `super()` is in a method."""
        inside: Frame | None = frame
        while inside is not None and inside.owner is None:
            inside = inside.parent
        if inside is None:
            return Unknown("super()", "it is called outside a method")
        return self.tables.above(inside.owner, inside.self_value)

    def instantiate(self, cls: Any, given: Given, frame: Frame) -> Any:
        """An instance of a project class."""
        return self.tables.instantiate(cls, given, frame)

    def class_attribute(self, cls: Any, name: str, frame: Frame) -> Any:
        """An attribute that a project class does not define itself."""
        partial = self.tables.class_partial(cls, name)
        if partial is not None:
            return Native(name, partial)
        outside = cls.outside()
        if outside and not cls.is_enum():
            return self.attribute(self.outside(outside[0]), name, frame)
        return Unknown(f"{cls.name}.{name}", f"the class defines no {name}")

    def current_dag(self) -> Any | None:
        """The DAG whose `with` block or function runs, or None."""
        return self.state.dags[-1] if self.state.dags else None

    def item_of(self, value: Any, position: int, frame: Frame) -> Any:
        """The element at a position of something that is unpacked."""
        inner, _ = unwrap(value)
        if isinstance(inner, Spread):
            inner = inner.unknown
        if isinstance(inner, Unknown):
            return Unknown(f"{describe(inner)}[{position}]", inner.because)
        if isinstance(inner, Object):
            return inner.item(position, frame)
        return Unknown(f"{describe(inner)[:40]}[{position}]", "how many elements there are is not known")

    def run_module(self, module: Module) -> None:
        """Evaluate a module's statements within bounds of its own; what it raises ends it, as far as it has come."""
        before, findings, secrets = self.state, self.findings, self.secrets
        self.state = State(depth=before.depth + 1, registered=before.registered)
        self.findings, self.secrets = module.findings, module.secrets
        frame = Frame(self, module, module.variables)
        try:
            with self.modules.disk.noting(module.looks), apart(self.bounds.steps, self.bounds):
                self.modules.disk.saw(module.source.file, module.source.digest)
                frame.execute(module.source.tree.body)
        except Raised as error:
            fix = "Mend the code, or the setting it looks for."
            self.report("unknown-value", frame.span, f"reading stops here: the code raises {error.name}", fix)
        except PAST as error:
            why = reason(error)
            self.report("bound-reached", frame.span, f"reading stops here: {why}", "Nothing, unless DAGs follow.")
        finally:
            journal = self.state.journals[0]
            module.private |= self.state.built or changed_others(module, journal)
            module.done = True
            if module.private or before.is_start:
                self.changed.append(journal)
            self.state, self.findings, self.secrets = before, findings, secrets

    def submodule(self, module: Module, name: str, frame: Frame) -> Any | None:
        """A submodule of a package of the project, or None."""
        return self.modules.submodule(module, name, frame)

    # ------------------------------------------------------------------------------------------- bookkeeping

    def report(self, code: str, span: Span, message: str, fix: str) -> None:
        """Note a finding, once."""
        self.findings.setdefault(finding(code, span, safe(message, self.secrets), fix))

    def named(self, name: str, value: Any) -> None:
        """Note that code binds the value to this name: a secret is hidden wherever else it stands."""
        inner = value.value if isinstance(value, Assumed) else value
        if inner.__class__ is str:
            if is_a_secret(name, inner):
                self.secrets.learn((inner,))
        elif inner.__class__ in CONTAINERS and is_secret(name):
            self.secrets.learn(secrets_among(inner))

    def handed(self, name: str, given: Given) -> None:
        """Note the secrets that a call is handed: by the names of its arguments, or where this one takes them."""
        for key, value in given.named.items():
            self.named(key, value)
        positions = positions_of(name)
        if positions:
            for position in positions:
                self.named("password", given.take("", position))
        elif len(given.positional) > 1:
            first, _ = unwrap(given.positional[0])
            if isinstance(first, str) and name.endswith(NAMING):
                self.named(first, given.positional[1])

    @contextmanager
    def choice(self, choice: Choice) -> Iterator[None]:
        """Everything made inside holds only under this choice."""
        before = self.state.when
        self.state.when = before.and_(choice)
        try:
            yield
        finally:
            self.state.when = before

    @contextmanager
    def unsure(self, choice: Choice) -> Iterator[None]:
        """As `choice`, where no default decides: what is made inside is said to hang on it."""
        made = self.state.made
        with self.choice(choice):
            yield
        if self.state.made != made and self.state.effects is None:
            self.report(
                "unknown-value",
                choice.span,
                f"what is made here hangs on `{choice.expression}`, which is not known",
                "Give the value it hangs on a default.",
            )

    @contextmanager
    def undone(self, frame: Frame) -> Iterator[None]:
        """Variables and containers as they were, afterwards: for the side of a branch that defaults do not choose."""
        variables, everywhere = dict(frame.variables), dict(frame.module.variables)
        spend((len(variables) + len(everywhere)) // ELEMENTS)
        self.state.journals.append({})
        try:
            yield
        finally:
            undo(self.state.journals.pop())
            restore_names(frame.variables, variables)
            restore_names(frame.module.variables, everywhere)

    def start(self, file: Path | None = None) -> None:
        """Begin a DAG file: nothing done for another is seen."""
        self.file, self.airflow, self.callbacks = file, None, {}
        self.state, self.findings, self.secrets, self.paths = State(is_start=True), {}, Secrets(), []
        self.unread = {}

    def finish(self, file: Path) -> None:
        """End a DAG file: what it changed in shared modules is changed back."""
        for journal in (*self.state.journals, *reversed(self.changed)):
            undo(journal)
        self.changed.clear()
        self.modules.finish(file)

    def changing(self, container: Any) -> None:
        """Called before a container is changed, so that `undone` can restore it."""
        for journal in self.state.journals:
            if id(container) not in journal:
                spend(len(container) // ELEMENTS)
                journal[id(container)] = (container, container.copy())


def undo(journal: Journal) -> None:
    """Make every container again what it was."""
    for container, copy in journal.values():
        natives.restore(container, copy)


def changed_others(module: Module, journal: Journal) -> bool:
    """Whether evaluating the module changed something of the modules it imports."""
    if not journal or not module.imported:
        return False
    waiting: list[Any] = [other.variables for other in module.imported.values()]
    seen: set[int] = set()
    while waiting:
        part = waiting.pop()
        if id(part) in journal:
            return True
        if id(part) not in seen:
            seen.add(id(part))
            waiting.extend(held_by(part))
    return False


def held_by(value: Any) -> Iterable[Any]:
    """What a value of a module holds that can be changed: containers, objects, classes and modules."""
    inner, _ = unwrap(value)
    if isinstance(inner, dict):
        return [*inner, *inner.values()]
    if isinstance(inner, (list, tuple, set)):
        return inner
    if isinstance(inner, Module):
        return [inner.variables]
    return [part for name in ("attributes", "names") if (part := getattr(inner, name, None)) is not None]


def is_built(value: Any) -> bool:
    """Whether a value is a task, a group or a DAG."""
    return hasattr(value, "starts") or hasattr(value, "dag_id")


def too_many(values: Sized, bound: int) -> bool:
    """Whether there are more values than the bound; a range may have more than Python can count."""
    try:
        return len(values) > bound
    except OverflowError:
        return True


def restore_names(names: dict[str, Any], before: dict[str, Any]) -> None:
    """Make a namespace again what it was."""
    if names is not before:
        names.clear()
        names.update(before)
