"""Enums of the project and their members."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from migrator.reading import operations
from migrator.reading.classes import Class, ClassMethod, Property, StaticMethod
from migrator.reading.frames import Frame
from migrator.reading.functions import Bound, Function
from migrator.reading.instances import instance_attribute
from migrator.reading.values import Given, Made, Object, is_known, plain

NO_MEMBERS = (Function, ClassMethod, StaticMethod, Property, Class)
TEXTS = ("builtins.str", "enum.StrEnum")
NUMBERS = ("builtins.int", "enum.IntEnum", "enum.IntFlag")


@dataclass(slots=True, eq=False, repr=False)
class Member(Object):
    """A member of an enum."""

    cls: Class
    name: str
    value: Any
    attributes: dict[str, Any] = field(default_factory=dict)

    identity = True

    @property
    def plain_value(self) -> Any:
        """Itself as a string or number, where the enum is one of those; else None."""
        outside = self.cls.outside()
        if isinstance(self.value, str) and any(base in TEXTS for base in outside):
            return self.value
        return self.value if isinstance(self.value, int) and any(base in NUMBERS for base in outside) else None

    @property
    def text(self) -> Any:
        """How a string holds it: by `__str__`; its value where the enum is a string too; else its full name."""
        shown = self.cls.find("__str__")
        if isinstance(shown, Function):
            return shown.frame.machine.call(Bound(shown, self), Given(), shown.frame)
        is_number = any(base in NUMBERS[1:] for base in self.cls.outside())
        is_plain = isinstance(self.value, str) or is_number
        return str(self.value) if self.plain_value is not None and is_plain else self.describe()

    def describe(self) -> str:
        return f"{self.cls.name}.{self.name}"

    def attribute(self, name: str, frame: Frame) -> Any:
        simple = {"value": self.value, "_value_": self.value, "name": self.name, "_name_": self.name}
        if name in simple and name not in self.attributes and self.cls.find(name) is None:
            return simple[name]
        if name in self.cls.members:
            return self.cls.members[name]
        own = self.plain_value
        if isinstance(own, str) and self.cls.find(name) is None and name not in self.attributes:
            return frame.machine.attribute(own, name, frame)
        return instance_attribute(self, self.cls, self.attributes, name, frame)

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`self.name = value` in an enum's `__init__`."""
        frame.machine.changing(self.attributes)
        self.attributes[name] = value

    def item(self, key: Any, frame: Frame) -> Any:
        return operations.item(self.plain_value, key, frame)

    def combine(self, sign: str, other: Any, reflected: bool, frame: Frame) -> Any:
        """A string or number is combined as what it is."""
        own = self.plain_value
        if own is None:
            return NotImplemented
        return operations.combined(*((other, own) if reflected else (own, other)), sign, frame)


def give_members(cls: Class, frame: Frame) -> None:
    """Make the members of an enum, equal values sharing one."""
    if not cls.is_enum():
        return
    for base in reversed(cls.lineage()[1:]):
        if isinstance(base, Class):
            cls.members.update(base.members)
    last: Any = 0
    for name, given in cls.names.items():
        if name.startswith("_") or isinstance(given, NO_MEMBERS):
            continue
        value = given
        if isinstance(given, Made) and given.name.endswith("auto"):
            is_text = "enum.StrEnum" in cls.outside()
            value = name.lower() if is_text else last + 1 if isinstance(last, int) else given
        last = value
        same = next((m for m in cls.members.values() if is_known(value) and m.value == plain(value)), None)
        cls.members[name] = same or make_member(cls, name, plain(value) if is_known(value) else value, frame)


def make_member(cls: Class, name: str, value: Any, frame: Frame) -> Member:
    """One member, after the enum's own `__init__`."""
    member = Member(cls, name, value)
    init = cls.find("__init__")
    if isinstance(init, Function):
        arguments = list(value) if isinstance(value, tuple) else [value]
        frame.machine.call(Bound(init, member), Given(arguments), frame)
    return member


def member_of(cls: Class, given: Given) -> Any:
    """`Enum(value)`."""
    value = given.take("value", 0)
    if isinstance(value, Member):
        return value
    return next((m for m in cls.members.values() if is_known(value) and m.value == plain(value)), None)
