"""Where names live while code is evaluated: modules, and one frame for each call."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

import libcst as cst

from migrator.model import Finding, Span, Unknown
from migrator.reading.disk import Looks
from migrator.reading.meter import spend
from migrator.reading.parse import QUOTE, Source, flat
from migrator.reading.redaction import Secrets, without
from migrator.reading.values import Object
from migrator.secrets import cut

# What evaluates: `machine.Machine`, which itself is made of frames.
Machine: TypeAlias = Any
MISSING = object()


class Signal(Enum):
    """Why a block ended before its end."""

    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"


class Raised(Exception):
    """The evaluated code raised: `name` is the exception's class, `certain` False when only perhaps."""

    def __init__(self, name: str, value: Any = None) -> None:
        super().__init__(name)
        self.name = name
        self.value = value


@dataclass(slots=True, eq=False, repr=False)
class Module(Object):
    """A file of the project, evaluated once; `name` is how it was first imported.

    `looks`, `findings` and `secrets` are its own and those of all it imports. `done` once it is evaluated to its end.
    """

    name: str
    source: Source
    variables: dict[str, Any] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    imported: dict[Path, Module] = field(default_factory=dict)
    looks: Looks = field(default_factory=dict)
    findings: dict[Finding, None] = field(default_factory=dict)
    secrets: Secrets = field(default_factory=Secrets)
    private: bool = False
    stars: list[str] = field(default_factory=list)
    done: bool = False

    def describe(self) -> str:
        return self.name

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in self.variables:
            return self.variables[name]
        found = frame.machine.submodule(self, name, frame)
        return Unknown(f"{self.name}.{name}", f"{self.source.path} defines no {name}") if found is None else found

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`module.name = value`."""
        frame.machine.changing(self.variables)
        self.variables[name] = value


class Frame:
    """The names of one running piece of code, and the line it has come to."""

    __slots__ = (
        "globals",
        "is_class",
        "line",
        "machine",
        "maybe",
        "module",
        "name",
        "on_yield",
        "owner",
        "parent",
        "result",
        "self_value",
        "variables",
        "yields",
    )

    def __init__(
        self,
        machine: Machine,
        module: Module,
        variables: dict[str, Any],
        parent: Frame | None = None,
        name: str = "",
    ) -> None:
        self.machine = machine
        self.module = module
        self.variables = variables
        self.parent = parent
        self.name = name
        self.line = 1
        self.is_class = False
        self.result: Any = None
        self.maybe: list[Any] = []
        self.yields: list[Any] = []
        self.owner: Any = None
        self.self_value: Any = None
        self.on_yield: Any = None
        self.globals: dict[str, dict[str, Any]] = {}

    @property
    def span(self) -> Span:
        """The place evaluation has come to."""
        source, line = self.module.source, self.line
        found = source.spans.get(line)
        if found is None:
            found = source.spans[line] = Span(source.path, line)
        return found

    def lookup(self, name: str) -> Any:
        """What a name stands for, or MISSING."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.variables and (frame is self or not frame.is_class):
                return frame.variables[name]
            frame = frame.parent
        if name in self.module.variables:
            return self.module.variables[name]
        return self.machine.builtin(name)

    def bind(self, name: str, value: Any) -> None:
        """Let a name stand for a value, here or where `global` or `nonlocal` says."""
        if name in self.globals:
            self.machine.changing(self.globals[name])
            self.globals[name][name] = value
        else:
            self.variables[name] = value

    def evaluate(self, node: cst.CSTNode) -> Any:
        """The value of an expression."""
        machine = self.machine
        spend()
        handler = machine.tables.expressions.get(node.__class__)
        if handler is None:
            return self.unknown(node, f"{type(node).__name__} is not evaluated")
        return handler(node, self)

    def execute(self, body: Any) -> Signal | None:
        """Run statements in order; the signal that ended them early, if any."""
        machine = self.machine
        lines, statements = self.module.source.lines, machine.tables.statements
        for node in flat(body):
            spend()
            self.line = lines.get(id(node), self.line)
            handler = statements.get(node.__class__)
            signal: Signal | None = handler(node, self) if handler else None
            if signal is not None:
                return signal
        return None

    def code(self, node: cst.CSTNode) -> str:
        """A node as it stands in the source, shortened."""
        return cut(without(self.module.source.code(node), self.machine.secrets), QUOTE)

    def quote(self) -> str:
        """The line evaluation has come to, shortened."""
        return cut(without(self.module.source.quote(self.line), self.machine.secrets), QUOTE)

    def unknown(self, node: cst.CSTNode, because: str) -> Unknown:
        """An Unknown for this expression."""
        return Unknown(self.code(node), because)
