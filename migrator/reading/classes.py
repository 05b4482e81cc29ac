"""Classes of the project; their objects are in `instances.py`, the members of enums in `enums.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from migrator.model import Span, Unknown
from migrator.reading.frames import Frame
from migrator.reading.functions import Bound, Function
from migrator.reading.meter import LOOKED_AT, spend
from migrator.reading.parse import block
from migrator.reading.values import Given, Native, Object, Outside, describe, unwrap


@dataclass(slots=True, eq=False, repr=False)
class Class(Object):
    """A class of the project. `fields` are the names its body annotates, `members` those of an enum."""

    name: str
    bases: list[Any]
    names: dict[str, Any]
    span: Span
    fields: list[str] = field(default_factory=list)
    record: bool = False
    members: dict[str, Any] = field(default_factory=dict)
    subclasses: list[Class] = field(default_factory=list)
    # Its metaclass, and, of a metaclass, the class its `__new__` is making.
    meta: Class | None = None
    making: Class | None = None
    line: list[Any] = field(init=False)

    identity = True

    def describe(self) -> str:
        return self.name

    def __post_init__(self) -> None:
        above = [base.lineage() if isinstance(base, Class) else [base] for base in self.bases]
        self.line = [self, *merged([*above, list(self.bases)])]

    def lineage(self) -> list[Any]:
        """The class and its ancestors, in the order Python looks names up, each once."""
        spend(len(self.line) // LOOKED_AT)
        return self.line

    def outside(self) -> list[str]:
        """The import paths of the ancestors from outside the project."""
        return [base.name for base in self.lineage() if isinstance(base, Outside)]

    def find(self, name: str, after: Class | None = None) -> Any | None:
        """An attribute of the class or an ancestor (those after `after`), or None."""
        lineage = self.lineage()
        start = lineage.index(after) + 1 if after in lineage else 0
        for base in lineage[start:]:
            if isinstance(base, Class) and name in base.names:
                return base.names[name]
        return None

    def is_enum(self) -> bool:
        """Whether it is an enum."""
        return any(base.startswith("enum.") for base in self.outside())

    @property
    def elements(self) -> list[Any] | None:
        """What iterating over it yields: an enum's members."""
        return list(dict.fromkeys(self.members.values())) if self.is_enum() else None

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in self.members:
            return self.members[name]
        simple: dict[str, Any] = {
            "__name__": self.name,
            "__qualname__": self.name,
            "__members__": self.members,
            "__dict__": self.names,
            "__bases__": tuple(self.bases),
            "__mro__": tuple(self.lineage()),
            "__annotations__": dict.fromkeys(self.fields),
            "_fields": tuple(self.fields),
        }
        found = self.find(name)
        if found is None and name == "__subclasses__":
            return Native(name, lambda given, frame: list(self.subclasses))
        above = None if self.meta is None or found is not None else self.meta.find(name)
        if above is not None:
            function = above.function if isinstance(above, (Property, ClassMethod)) else above
            if not isinstance(function, Function):
                return function
            bound = Bound(function, self)
            return frame.machine.call(bound, Given(), frame) if isinstance(above, Property) else bound
        if found is None:
            return simple[name] if name in simple else frame.machine.class_attribute(self, name, frame)
        if isinstance(found, ClassMethod):
            return Bound(found.function, self)
        return found.function if isinstance(found, StaticMethod) else found

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`Class.name = value`."""
        if name == "__name__" and isinstance(value, str):
            self.name = value
            return
        frame.machine.changing(self.names)
        self.names[name] = value

    def item(self, key: Any, frame: Frame) -> Any:
        name, _ = unwrap(key)
        if not self.is_enum():
            return self
        found = self.members.get(name) if isinstance(name, str) else None
        return found or Unknown(f"{self.name}[{describe(key)}]", "the enum has no such member here")

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        made = None if self.meta is None else self.meta.find("__call__")
        if made is not None:
            return frame.machine.call(Bound(made, self), arguments, frame)
        return frame.machine.instantiate(self, arguments, frame)


def merged(rows: list[list[Any]]) -> list[Any]:
    """The rows as one that keeps the order of each, as Python orders ancestors; as they come where there is none."""
    found: list[Any] = []
    rows = [list(row) for row in rows if row]
    if len(rows) == 2 and len(rows[1]) == 1:
        return rows[0]
    while rows:
        spend(len(rows) * sum(map(len, rows)) // 4)
        heads = [row[0] for row in rows]
        first = next((head for head in heads if not any(is_in(head, row[1:]) for row in rows)), heads[0])
        if not is_in(first, found):
            found.append(first)
        rows = [rest for row in rows if (rest := [one for one in row if not same_class(one, first)])]
    return found


def is_in(cls: Any, row: list[Any]) -> bool:
    """Whether the class is among these."""
    return any(same_class(cls, other) for other in row)


def same_class(one: Any, other: Any) -> bool:
    """Whether both are the same class; those from outside are it by their name."""
    return one is other or (isinstance(one, Outside) and isinstance(other, Outside) and one.name == other.name)


@dataclass(slots=True, eq=False, repr=False)
class ClassMethod(Object):
    """A function under `@classmethod`."""

    function: Any


@dataclass(slots=True, eq=False, repr=False)
class StaticMethod(Object):
    """A function under `@staticmethod`."""

    function: Any


@dataclass(slots=True, eq=False, repr=False)
class Property(Object):
    """A function under `@property`, and the one that sets it."""

    function: Any
    setter: Any = None

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in ("setter", "deleter", "getter"):
            return Native(name, lambda given, frame: self.with_setter(name, given))
        return Object.attribute(self, name, frame)

    def with_setter(self, name: str, given: Given) -> Property:
        """The property with the function under `@name.setter`."""
        return Property(self.function, given.positional[0] if name == "setter" else self.setter)


def make_class(node: cst.ClassDef, frame: Frame) -> Class:
    """The class a `class` statement makes, before its decorators."""
    bases = [frame.evaluate(argument.value) for argument in node.bases]
    cls = new_class(node.name.value, bases, {}, frame)
    inner = Frame(frame.machine, frame.module, cls.names, frame, f"{frame.name}.{cls.name}".lstrip("."))
    inner.is_class = True
    inner.owner = cls
    inner.line = frame.line
    body = block(node.body)
    cls.fields = [name for statement in body for name in annotated(statement)]
    inner.execute(body)
    settings = {each.keyword.value: frame.evaluate(each.value) for each in node.keywords if each.keyword is not None}
    subclassed(cls, settings, frame)
    return cls


def new_class(name: str, given: list[Any], names: dict[str, Any], frame: Frame) -> Class:
    """A class with these bases, those that can be seen."""
    bases = [Outside(f"builtins.{base.name}") if isinstance(base, Native) else base for base in given]
    return Class(name, [base for base in bases if isinstance(base, (Class, Outside))], names, frame.span)


def subclassed(cls: Class, settings: dict[str, Any], frame: Frame) -> None:
    """Tell the classes above of a new one: `__subclasses__`, `__init_subclass__`."""
    meta = settings.pop("metaclass", None) or next((b.meta for b in cls.bases if isinstance(b, Class) and b.meta), None)
    cls.meta = meta if isinstance(meta, Class) else None
    if cls.meta is not None:
        shaped(cls, cls.meta, frame)
    for base in cls.bases:
        if isinstance(base, Class):
            frame.machine.changing(base.subclasses)
            base.subclasses.append(cls)
    hook = cls.find("__init_subclass__", after=cls)
    if hook is not None:
        function = hook.function if isinstance(hook, ClassMethod) else hook
        frame.machine.call(Bound(function, cls), Given([], settings), frame)


def shaped(cls: Class, meta: Class, frame: Frame) -> None:
    """Run what a metaclass of the project does with a new class."""
    given = [cls.name, tuple(cls.bases), cls.names]
    new, init = meta.find("__new__"), meta.find("__init__")
    if new is not None:
        meta.making = cls
        frame.machine.call(new, Given([meta, *given]), frame)
        meta.making = None
    if init is not None:
        frame.machine.call(Bound(init, cls), Given(given), frame)


def type_made(given: Given, frame: Frame) -> Class | Unknown:
    """`type(name, bases, names)`."""
    name, bases, names = (unwrap(value)[0] for value in given.positional[:3])
    if not (isinstance(name, str) and isinstance(bases, (tuple, list)) and isinstance(names, dict)):
        return Unknown("type(...)", "what the class is made of is not known before run time")
    cls = new_class(name, [unwrap(base)[0] for base in bases], dict(names), frame)
    subclassed(cls, {}, frame)
    return cls


def annotated(statement: cst.CSTNode) -> list[str]:
    """The names that annotations declare in one line of a class."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return []
    found = [
        s for s in statement.body if isinstance(s, cst.AnnAssign) and not is_class_variable(s.annotation.annotation)
    ]
    return [s.target.value for s in found if isinstance(s.target, cst.Name)]


def is_class_variable(annotation: cst.BaseExpression) -> bool:
    """Whether an annotation is `ClassVar` or `ClassVar[...]`."""
    inner = annotation.value if isinstance(annotation, cst.Subscript) else annotation
    last = inner.attr if isinstance(inner, cst.Attribute) else inner
    return isinstance(last, cst.Name) and last.value == "ClassVar"
