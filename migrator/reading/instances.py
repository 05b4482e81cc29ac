"""Objects of the project's classes: plain ones, records, and those of classes derived from `dict` and the like."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from migrator.model import Unknown
from migrator.reading import natives, operations
from migrator.reading.classes import Class, ClassMethod, Property, StaticMethod
from migrator.reading.frames import Frame
from migrator.reading.functions import Bound, Function
from migrator.reading.values import Given, Made, Native, Object, is_known, plain, truth, unwrap

RECORDS = ("typing.NamedTuple", "NamedTuple", "pydantic.BaseModel", "pydantic.main.BaseModel")
DATA = {"dict": dict, "list": list, "set": set, "UserDict": dict, "UserList": list, "OrderedDict": dict,
        "defaultdict": dict}  # fmt: skip
FIELDS = ("field", "Field", "ib", "attrib", "Factory")
SIGNS = {">>": "rshift", "<<": "lshift", "+": "add", "-": "sub", "*": "mul", "/": "truediv", "|": "or", "&": "and",
         "%": "mod", "//": "floordiv", "@": "matmul"}  # fmt: skip


@dataclass(slots=True, eq=False, repr=False)
class Instance(Object):
    """An object of a class of the project. `data` is what it holds as a dict, list or tuple, when it is one."""

    cls: Class
    attributes: dict[str, Any] = field(default_factory=dict)
    data: Any = None
    # Which of all instances it is: what tells those in a set apart.
    number: int = field(default_factory=itertools.count().__next__)

    identity = True

    def describe(self) -> str:
        return self.cls.name.lower()

    def attribute(self, name: str, frame: Frame) -> Any:
        if self.data is not None and name not in self.attributes and self.cls.find(name) is None:
            if name in natives.METHODS.get(type(self.data), ()):
                return natives.method(self.data, name)
            if isinstance(self.data, tuple) and name in RECORD_METHODS:
                return Native(name, lambda given, frame: RECORD_METHODS[name](self, given))
        if name == "__dict__":
            return self.attributes
        return instance_attribute(self, self.cls, self.attributes, name, frame)

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`instance.name = value`."""
        found = self.cls.find(name)
        if isinstance(found, Property) and found.setter is not None:
            frame.machine.call(Bound(found.setter, self), Given([value]), frame)
            return
        frame.machine.changing(self.attributes)
        self.attributes[name] = value

    def method(self, name: str) -> Bound | None:
        """A method that Python itself calls, like `__len__`."""
        found = self.cls.find(name)
        return Bound(found, self) if isinstance(found, Function) else None

    def asked(self, name: str, *arguments: Any) -> Any:
        """What such a method returns, called from where it is defined; None when there is none."""
        found = self.cls.find(name)
        if not isinstance(found, Function):
            return None
        return found.frame.machine.call(Bound(found, self), Given(list(arguments)), found.frame)

    @property
    def elements(self) -> list[Any] | None:
        """What iterating over it yields; None where it cannot be iterated over."""
        found = self.cls.find("__iter__")
        if isinstance(found, Function):
            listed = found.frame.machine.iterate(self.asked("__iter__"))
            return None if isinstance(listed, Unknown) else listed
        return None if self.data is None else list(self.data)

    @property
    def text(self) -> Any:
        """How a string holds it: what `__str__` or `__repr__` returns; None where it has neither."""
        return self.asked("__str__") if self.cls.find("__str__") is not None else self.asked("__repr__")

    def invoke(self, arguments: Given, frame: Frame) -> Any:
        return frame.machine.call(self.attribute("__call__", frame), arguments, frame)

    def item(self, key: Any, frame: Frame) -> Any:
        if self.data is not None and self.cls.find("__getitem__") is None:
            known = plain(key) if is_known(key) else key
            missing = self.method("__missing__")
            if missing is not None and isinstance(self.data, dict) and known not in self.data:
                return frame.machine.call(missing, Given([key]), frame)
            return operations.item(self.data, key, frame)
        return frame.machine.call(self.attribute("__getitem__", frame), Given([key]), frame)

    def set_item(self, key: Any, value: Any, frame: Frame) -> None:
        """`instance[key] = value`."""
        method = self.method("__setitem__")
        if method is not None:
            frame.machine.call(method, Given([key, value]), frame)
        elif isinstance(self.data, dict):
            frame.machine.changing(self.data)
            self.data[plain(key) if is_known(key) else key] = value

    def combine(self, sign: str, other: Any, reflected: bool, frame: Frame) -> Any:
        """`self >> other` and its kin, by the class's own methods; NotImplemented where it has none."""
        method = self.method(f"__{'r' * reflected}{SIGNS.get(sign, 'none')}__")
        return NotImplemented if method is None else frame.machine.call(method, Given([other]), frame)

    def truth(self) -> bool | None:
        for name in ("__bool__", "__len__"):
            if self.cls.find(name) is not None:
                return truth(self.asked(name))
        return True if self.data is None else bool(self.data)


def construct(cls: Class, instance: Any, arguments: Given, frame: Frame) -> Any:
    """The instance after `__init__`, or with its fields set where the class has none."""
    init = cls.find("__init__")
    if init is not None:
        frame.machine.call(Bound(init, instance), arguments, frame)
        return instance
    fields = fields_of(cls)
    named_tuple = isinstance(instance, Instance) and is_named_tuple(cls)
    for name in fields if cls.record or is_record(cls) else ():
        instance.attributes[name] = field_value(cls.find(name), name, fields, arguments, frame)
    if named_tuple:
        instance.data = tuple(instance.attributes.get(name) for name in fields)
    elif isinstance(instance, Instance) and instance.data is not None:
        fill(instance, arguments, frame)
    post = cls.find("__post_init__")
    if post is not None:
        frame.machine.call(Bound(post, instance), Given(), frame)
    return instance


def field_value(declared: Any, name: str, fields: list[str], arguments: Given, frame: Frame) -> Any:
    """What a field of a record is: what is given, or its default; through its converter."""
    converter = None
    if isinstance(declared, Made) and declared.name.rsplit(".", 1)[-1] in FIELDS:
        made, last = declared.arguments, declared.name.rsplit(".", 1)[-1]
        first = made.take("_", 0)
        converter = made.take("converter")
        factory = first if last == "Factory" else made.take("default_factory", None, made.take("factory"))
        declared = frame.machine.call(factory, Given(), frame) if factory else made.take("default", None, first)
    value = arguments.take(name, fields.index(name), declared)
    return value if converter is None else frame.machine.call(converter, Given([value]), frame)


def make_instance(cls: Class, arguments: Given, frame: Frame) -> Any:
    """An object of a class that Airflow gives no meaning."""
    kinds = (DATA.get(base.rsplit(".", 1)[-1]) for base in cls.outside())
    kind = next((kind for kind in kinds if kind is not None), None)
    instance = Instance(cls, {}, None if kind is None else kind())
    made = cls.find("__new__")
    if isinstance(made, Function):
        other = frame.machine.call(made, Given([cls, *arguments.positional], arguments.named, arguments.rest), frame)
        instance = other if isinstance(other, Instance) and other.cls is cls else instance
    return construct(cls, instance, arguments, frame)


def fill(instance: Instance, arguments: Given, frame: Frame) -> None:
    """What `dict.__init__` and its kin do."""
    if isinstance(instance.data, dict):
        instance.data.update(unwrap(frame.machine.call(frame.machine.builtin("dict"), arguments, frame))[0])
    elif arguments.positional:
        found = frame.machine.iterate(arguments.positional[0])
        if not isinstance(found, Unknown):
            instance.data = type(instance.data)(found)


def fields_of(cls: Class) -> list[str]:
    """The names of a record's fields in order."""
    found: list[str] = []
    for base in reversed(cls.lineage()):
        if isinstance(base, Class):
            # the older style of attrs names no types: `x = attr.ib()`
            found += [*base.fields, *(name for name, value in base.names.items() if is_attribute(value))]
    return list(dict.fromkeys(found))


def is_attribute(value: Any) -> bool:
    """Whether it is an `attr.ib()`."""
    return isinstance(value, Made) and value.name in ("attr.ib", "attr.attrib")


def is_named_tuple(cls: Class) -> bool:
    """Whether it is a `NamedTuple`, or made by `namedtuple`."""
    return any(base.rsplit(".", 1)[-1] in ("NamedTuple", "namedtuple") for base in cls.outside())


def is_record(cls: Class) -> bool:
    """Whether the class, or one above, takes its fields as arguments."""
    return any(base in RECORDS or base.endswith((".BaseModel", ".BaseSettings")) for base in cls.outside()) or any(
        isinstance(base, Class) and base.record for base in cls.lineage()
    )


def replaced(instance: Instance, given: Given) -> Instance:
    """`record._replace(...)`, `dataclasses.replace(record, ...)`."""
    attributes = {**instance.attributes, **given.named}
    data = tuple(attributes.values()) if isinstance(instance.data, tuple) else instance.data
    return Instance(instance.cls, attributes, data)


RECORD_METHODS: dict[str, Any] = {
    "_asdict": lambda instance, given: dict(instance.attributes),
    "_replace": replaced,
    "count": lambda instance, given: instance.data.count(given.positional[0]),
    "index": lambda instance, given: instance.data.index(given.positional[0]),
}


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
    bound = getattr(found, "bound", None)
    return found if bound is None else bound(instance)


def missing_attribute(instance: Any, cls: Class, name: str, frame: Frame) -> Any:
    """An attribute that no class of the project defines: one it makes up, or an outside ancestor's."""
    if name in ("_fields", "__name__", "__annotations__"):
        return cls.attribute(name, frame)
    hook = cls.find("__getattr__")
    if isinstance(hook, Function) and not name.startswith("__"):
        return frame.machine.call(Bound(hook, instance), Given([name]), frame)
    if name in ("dict", "model_dump", "json") and is_record(cls):
        return Native(name, lambda given, frame: dict(instance.attributes))
    outside = [base for base in cls.outside() if base not in ("abc.ABC", "builtins.object", "typing.Generic")]
    if outside:
        return Made(f"{outside[0]}.{name}", Given(), instance, called=False)
    return Unknown(f"{cls.name.lower()}.{name}", f"{cls.name} defines no {name}")


@dataclass(slots=True, eq=False, repr=False)
class Super(Object):
    """`super()`: what the classes after one hold."""

    cls: Class
    self_value: Any

    def attribute(self, name: str, frame: Frame) -> Any:
        is_class = isinstance(self.self_value, Class)
        if is_class and self.self_value.meta is not None and self.cls in self.self_value.meta.lineage():
            return Native(name, lambda given, frame: self.of_type(name, given, frame))
        whole = self.self_value if is_class else getattr(self.self_value, "cls", None) or self.cls
        found = whole.find(name, after=self.cls)
        if isinstance(found, Function):
            return Bound(found, self.self_value)
        if isinstance(found, ClassMethod):
            return Bound(found.function, whole)
        if isinstance(found, Property):
            return frame.machine.call(Bound(found.function, self.self_value), Given(), frame)
        if found is not None:
            return found.function if isinstance(found, StaticMethod) else found
        return self.from_outside(name, whole)

    def from_outside(self, name: str, whole: Class) -> Any:
        """What a class from outside has under this name, as far as it matters."""
        base = getattr(self.self_value, "base_method", None)
        if base is not None:
            return Native(name, lambda given, frame: base(name, given, frame))
        data = getattr(self.self_value, "data", None)
        if data is not None:
            return Native(name, lambda given, frame: self.of_data(name, given, frame))
        if name == "__new__" and whole.making is not None:
            return Native(name, lambda given, frame: whole.making)
        if name == "__new__":
            return Native(name, lambda given, frame: Instance(whole))
        outside = [path for path in whole.outside() if path not in ("abc.ABC", "builtins.object")]
        if name.startswith("__init") or not outside:
            return Native(name, lambda given, frame: record_init(self.self_value, name, given))
        return Made(f"{outside[0]}.{name}", Given(), self.self_value, called=False)

    def of_type(self, name: str, given: Given, frame: Frame) -> Any:
        """What `type` does: its call makes an object of the class."""
        return frame.machine.instantiate(self.self_value, given, frame) if name == "__call__" else None

    def of_data(self, name: str, given: Given, frame: Frame) -> Any:
        """What the methods of `dict`, `list` and the like do."""
        instance: Instance = self.self_value
        if name == "__init__":
            return fill(instance, given, frame)
        if name == "__getitem__":
            return operations.item(instance.data, given.positional[0], frame)
        if name == "__setitem__" and isinstance(instance.data, dict):
            frame.machine.changing(instance.data)
            instance.data[plain(given.positional[0])] = given.positional[1]
            return None
        return frame.machine.call(natives.attribute(instance.data, name), given, frame)


def enclosed(thing: Any, name: str, frame: Frame) -> Any:
    """`super().__enter__()` and `super().__exit__(...)` of a DAG or a group."""
    if name == "__enter__":
        context = thing.entered(frame)
        thing.opened.append(context)
        return context.__enter__()
    if name == "__exit__" and thing.opened:
        thing.opened.pop().__exit__(None, None, None)
        return None
    return Unknown(f"{thing.describe()}.{name}()", "what it returns is not known before run time")


def record_init(instance: Any, name: str, given: Given) -> None:
    """`super().__init__(...)` above which there is nothing but, perhaps, a record's own."""
    if name == "__init__" and isinstance(instance, Instance) and is_record(instance.cls):
        instance.attributes.update(given.named)


__all__ = ["Instance", "Super", "construct", "instance_attribute", "make_instance"]
