"""Classes of the project and their instances: plain ones, enums, dataclasses and named tuples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from migrator.model import Span, Unknown
from migrator.reading.frames import Frame
from migrator.reading.functions import Bound, Function
from migrator.reading.meter import LOOKED_AT, spend
from migrator.reading.parse import block
from migrator.reading.values import Given, Made, Native, Object, Outside

RECORDS = ("typing.NamedTuple", "NamedTuple", "pydantic.BaseModel", "attr.s", "attrs.define")


@dataclass(slots=True, eq=False, repr=False)
class Class(Object):
    """A class of the project."""

    name: str
    bases: list[Any]
    names: dict[str, Any]
    span: Span
    fields: list[str] = field(default_factory=list)
    record: bool = False
    line: list[Any] = field(init=False)

    identity = True

    def describe(self) -> str:
        return self.name

    def __post_init__(self) -> None:
        found: dict[Any, None] = {self: None}
        for base in self.bases:
            found.update(dict.fromkeys(base.lineage() if isinstance(base, Class) else [base]))
        self.line = list(found)

    def lineage(self) -> list[Any]:
        """The class and its ancestors, nearest first, each once."""
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
        return [Member(self, n, v) for n, v in self.names.items() if n[:1] != "_"] if self.is_enum() else None

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in ("__name__", "__qualname__"):
            return self.name
        found = self.find(name)
        if found is None:
            return frame.machine.class_attribute(self, name, frame)
        if isinstance(found, ClassMethod):
            return Bound(found.function, self)
        if isinstance(found, StaticMethod):
            return found.function
        return Member(self, name, found) if self.is_enum() and not isinstance(found, Function) else found

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`Class.name = value`."""
        frame.machine.changing(self.names)
        self.names[name] = value

    def item(self, key: Any, frame: Frame) -> Any:
        return self.attribute(key, frame) if self.is_enum() and isinstance(key, str) else self

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        made = frame.machine.instantiate(self, arguments, frame)
        if made is not None:
            return made
        if self.is_enum():
            return next((m for m in self.elements or () if m.value == arguments.take("value", 0)), None)
        return construct(self, Instance(self), arguments, frame)

    def above(self, self_value: Any) -> Super:
        """`super()` in a method of this class."""
        return Super(self, self_value)


def construct(cls: Class, instance: Any, arguments: Given, frame: Frame) -> Any:
    """The instance after `__init__`, or with its fields set where the class has none."""
    init = cls.find("__init__")
    if init is not None:
        frame.machine.call(Bound(init, instance), arguments, frame)
        return instance
    fields = [f for base in reversed(cls.lineage()) if isinstance(base, Class) for f in base.fields]
    for name in fields if cls.record or any(base in RECORDS for base in cls.outside()) else ():
        value = cls.find(name)
        if isinstance(value, Made) and value.name.endswith("field"):
            factory = value.arguments.take("default_factory")
            value = frame.machine.call(factory, Given(), frame) if factory else value.arguments.take("default")
        instance.attributes[name] = arguments.take(name, fields.index(name), value)
    post = cls.find("__post_init__")
    if post is not None:
        frame.machine.call(Bound(post, instance), Given(), frame)
    return instance


def named_tuple(name: str, given: Given, frame: Frame) -> Any:
    """`collections.namedtuple("Name", "a b")`."""
    fields = given.take("field_names", 1)
    names = fields.replace(",", " ").split() if isinstance(fields, str) else fields
    if not isinstance(names, list | tuple) or not all(isinstance(each, str) for each in names):
        return Made(name, given, None)
    return Class(str(given.take("typename", 0)), [], {}, frame.span, list(names), record=True)


@dataclass(slots=True, eq=False, repr=False)
class Instance(Object):
    """An object of a class of the project."""

    cls: Class
    attributes: dict[str, Any] = field(default_factory=dict)

    identity = True

    def describe(self) -> str:
        return self.cls.name.lower()

    def attribute(self, name: str, frame: Frame) -> Any:
        return instance_attribute(self, self.cls, self.attributes, name, frame)

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`instance.name = value`."""
        frame.machine.changing(self.attributes)
        self.attributes[name] = value

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        return frame.machine.call(self.attribute("__call__", frame), arguments, frame)

    def item(self, key: Any, frame: Frame) -> Any:
        return frame.machine.call(self.attribute("__getitem__", frame), Given([key]), frame)

    def truth(self) -> bool | None:
        return True


def instance_attribute(instance: Any, cls: Class, own: dict[str, Any], name: str, frame: Frame) -> Any:
    """An attribute of an object: its own, or its class's, bound."""
    if name in own:
        return own[name]
    if name == "__class__":
        return cls
    found = cls.find(name)
    match found:
        case None:
            return missing_attribute(instance, cls, name, frame)
        case Function():
            return Bound(found, instance)
        case ClassMethod():
            return Bound(found.function, cls)
        case StaticMethod():
            return found.function
        case Property():
            return frame.machine.call(Bound(found.function, instance), Given(), frame)
    return found


def missing_attribute(instance: Any, cls: Class, name: str, frame: Frame) -> Any:
    """An attribute that no class of the project defines: perhaps an outside ancestor's."""
    outside = cls.outside()
    if outside:
        return Made(f"{outside[0]}.{name}", Given(), instance, called=False)
    return Unknown(f"{cls.name.lower()}.{name}", f"{cls.name} defines no {name}")


@dataclass(slots=True, eq=False, repr=False)
class Super(Object):
    """`super()`: what the classes after one hold."""

    cls: Class
    self_value: Any

    def attribute(self, name: str, frame: Frame) -> Any:
        whole = getattr(self.self_value, "cls", None) or self.cls
        found = whole.find(name, after=self.cls)
        if isinstance(found, Function):
            return Bound(found, self.self_value)
        if found is not None:
            return found
        base = getattr(self.self_value, "base_method", None)
        if base is not None:
            return Native(name, lambda given, frame: base(name, given, frame))
        outside = whole.outside()
        if name == "__init__" or not outside:
            return Native(name, lambda given, frame: None)
        return Made(f"{outside[0]}.{name}", Given(), self.self_value, called=False)


@dataclass(slots=True, eq=False, repr=False)
class Member(Object):
    """A member of an enum."""

    cls: Class
    name: str
    value: Any

    @property
    def text(self) -> str | None:
        """How a string holds it: its value when the enum is a string too."""
        return self.value if isinstance(self.value, str) and "builtins.str" in self.cls.outside() else None

    def describe(self) -> str:
        return f"{self.cls.name}.{self.name}"

    def attribute(self, name: str, frame: Frame) -> Any:
        return {"value": self.value, "name": self.name}.get(name) or Object.attribute(self, name, frame)


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
    """A function under `@property`."""

    function: Any


def make_class(node: cst.ClassDef, frame: Frame) -> Class:
    """The class a `class` statement makes, before its decorators."""
    given = [frame.evaluate(argument.value) for argument in node.bases]
    bases = [Outside(f"builtins.{base.name}") if isinstance(base, Native) else base for base in given]
    bases = [base for base in bases if isinstance(base, Class | Outside)]
    cls = Class(node.name.value, bases, {}, frame.span)
    inner = Frame(frame.machine, frame.module, cls.names, frame, f"{frame.name}.{cls.name}".lstrip("."))
    inner.is_class = True
    inner.owner = cls
    inner.line = frame.line
    body = block(node.body)
    cls.fields = [name for statement in body for name in annotated(statement)]
    inner.execute(body)
    return cls


def annotated(statement: cst.CSTNode) -> list[str]:
    """The names that annotations declare in one line of a class."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return []
    return [s.target.value for s in statement.body if isinstance(s, cst.AnnAssign) and isinstance(s.target, cst.Name)]
