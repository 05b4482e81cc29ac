"""Python's builtin functions, on values of any kind."""

from __future__ import annotations

import builtins
import enum
from collections.abc import Callable
from typing import Any

import libcst as cst

from migrator.model import Template, Unknown
from migrator.reading import natives, operations, text
from migrator.reading.bounds import within
from migrator.reading.classes import Class, type_made
from migrator.reading.costs import ERRORS, is_quick_builtin, weigh
from migrator.reading.frames import MISSING, Frame, Raised
from migrator.reading.iterating import Stream, following, stream, together
from migrator.reading.library import SYNONYMS, Record
from migrator.reading.meter import price, spend
from migrator.reading.source_text import evaluated, executed
from migrator.reading.values import (
    Given,
    Made,
    Native,
    Object,
    Outside,
    Spread,
    assume,
    bounded,
    describe,
    is_known,
    key_of,
    notes_of,
    plain,
    truth,
    unwrap,
)

EXACT = "abs round divmod pow chr ord hex oct bin min max sum int float bool complex bytes ascii".split()
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str, Template),
    "int": (int,),
    "float": (float,),
    "bool": (bool,),
    "list": (list,),
    "tuple": (tuple,),
    "dict": (dict,),
    "set": (set,),
    "bytes": (bytes,),
}


class Type(Native):
    """A type of Python's own: called it makes a value, and its methods take the value as their first argument."""

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in ("__name__", "__qualname__"):
            return self.name
        kind = getattr(builtins, self.name)
        if name in CONSTRUCTORS.get(self.name, ()):
            return Native(name, lambda given, frame: constructed(getattr(kind, name), name, given, frame))
        if name in natives.METHODS.get(kind, ()):
            return Native(name, lambda given, frame: unbound(name, given, frame))
        return Native.attribute(self, name, frame)


CONSTRUCTORS = {"dict": ("fromkeys",), "str": ("maketrans",), "bytes": ("fromhex",), "int": ("from_bytes",)}


def constructed(do: Callable[..., Any], name: str, given: Given, frame: Frame) -> Any:
    """`dict.fromkeys(...)`, `str.maketrans(...)` and their kin."""
    if name == "fromkeys":
        found = frame.machine.iterate(given.positional[0])
        value = given.take("value", 1)
        return found if isinstance(found, Unknown) else {plain(k) if is_known(k) else k: value for k in found}
    if not all(map(is_known, given.positional)) or given.rest is not None:
        return Unknown(f"{name}(...)", "it depends on values only run time knows")
    try:
        return do(*map(plain, given.positional))
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error


def unbound(name: str, given: Given, frame: Frame) -> Any:
    """`str.upper(text)`: a method called through its type."""
    function = frame.machine.attribute(given.positional[0], name, frame)
    return frame.machine.call(function, Given(given.positional[1:], given.named, given.rest), frame)


def as_plain(value: Any) -> Any:
    """A member of an enum that is a string or a number as that; anything else as it is."""
    plain_value = getattr(unwrap(value)[0], "plain_value", None)
    return value if plain_value is None else plain_value


def exact(name: str) -> Native:
    """A builtin that Python does itself when all is known."""

    def run(given: Given, frame: Frame) -> Any:
        given = settled(given)
        if name in ("min", "max") and "key" in given.named:
            return foremost(name, given, frame)
        if not all(is_known(value) for value in given.values()) or given.rest is not None:
            shown = ", ".join(describe(value) for value in given.values())
            return Unknown(f"{name}({shown[:80]})", "it depends on values only run time knows")
        positional, named = [plain(value) for value in given.positional], {k: plain(v) for k, v in given.named.items()}
        if not is_quick_builtin(name, [*positional, *named.values()]):
            return Unknown(f"{name}(...)", "it may take long to find out")
        if name == "pow" and len(positional) == 2 and not named:
            return operations.binary(given.positional[0], given.positional[1], cst.Power, frame)
        try:
            value = getattr(builtins, name)(*positional, **named)
        except ERRORS as error:
            raise Raised(type(error).__name__, str(error)) from error
        within(value.bit_length() if isinstance(value, int) else 0, frame.machine.bounds.number_bits, "a number")
        return assume(value, [note for argument in given.values() for note in notes_of(argument)])

    return Native(name, run)


def settled(given: Given) -> Given:
    """The arguments with what they iterate over as lists, and members of enums as the numbers or texts they are."""
    found = [v.elements if isinstance(v, Stream) and not v.endless else as_plain(v) for v in given.positional]
    return Given(found, given.named, given.rest)


def foremost(name: str, given: Given, frame: Frame) -> Any:
    """`min` and `max` by a key."""
    found = frame.machine.iterate(given.positional[0] if len(given.positional) == 1 else given.positional)
    if isinstance(found, Unknown):
        return found
    if not found and "default" in given.named:
        return given.named["default"]
    keys = [frame.machine.call(given.named["key"], Given([value]), frame) for value in found]
    if not all(map(is_known, keys)):
        return Unknown(f"{name}(...)", "it depends on values only run time knows")
    try:
        do = min if name == "min" else max
        return found[do(range(len(found)), key=lambda n: weigh(plain(keys[n])))]
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error


def length(given: Given, frame: Frame) -> Any:
    """`len`."""
    inner, notes = unwrap(given.take("obj", 0))
    asked = getattr(inner, "asked", None)
    own = None if asked is None else asked("__len__")
    if own is not None:
        return own
    elements = getattr(inner, "elements", None)
    if elements is not None:
        inner = elements
    unsure = isinstance(inner, list) and any(isinstance(element, Spread) for element in inner)
    if isinstance(inner, (str, bytes, list, tuple, dict, set, frozenset, range)) and not unsure:
        try:
            return assume(len(inner), notes)
        except OverflowError as error:
            raise Raised("OverflowError", str(error)) from error
    return Unknown(f"len({describe(inner)[:60]})", "how many there are only run time knows")


def listed(kind: Callable[[list[Any]], Any]) -> Callable[[Given, Frame], Any]:
    """`list`, `tuple`, `set`, `sorted` and `reversed`: the elements in another container."""

    def run(given: Given, frame: Frame) -> Any:
        found = frame.machine.iterate(given.take("iterable", 0, []))
        if isinstance(found, Unknown):
            found = [Spread(found)]
        if kind in (set, frozenset):
            bounded(found)
        try:
            return kind(found)
        except TypeError as error:
            raise Raised("TypeError", str(error)) from error

    return run


def in_order(given: Given, frame: Frame) -> Any:
    """`sorted`."""
    found = frame.machine.iterate(given.take("iterable", 0, []))
    return [Spread(found)] if isinstance(found, Unknown) else natives.sorted_values(found, given, frame)


def as_dict(given: Given, frame: Frame) -> Any:
    """`dict`."""
    out: dict[Any, Any] = {}
    if given.positional:
        inner, _ = unwrap(given.positional[0])
        if isinstance(inner, dict):
            spend(price(inner))
            out.update(inner)
        else:
            found = frame.machine.iterate(inner)
            if isinstance(found, Unknown):
                return found
            for pair in found:
                key, value = (operations.item(pair, n, frame) for n in (0, 1))
                out[key_of(key)] = value
            spend(len(found))
    return {**out, **given.named}


def as_text(given: Given, frame: Frame) -> Any:
    """`str`."""
    return text.compose([given.positional[0]]) if given.positional else ""


def counted(given: Given, frame: Frame) -> Any:
    """`range`."""
    if not all(isinstance(unwrap(value)[0], int) for value in given.positional):
        return Unknown("range(...)", "its ends are not known before run time")
    try:
        found = range(*map(plain, given.positional))
    except (TypeError, ValueError) as error:
        raise Raised(type(error).__name__, str(error)) from error
    return assume(found, [note for value in given.positional for note in notes_of(value)])


def numbered(given: Given, frame: Frame) -> Any:
    """`enumerate`."""
    found = frame.machine.iterate(given.take("iterable", 0))
    start = given.take("start", 1, 0)
    if isinstance(found, Unknown) or not isinstance(start, int):
        return found
    return list(enumerate(found, start))


def mapped(given: Given, frame: Frame) -> Any:
    """`map`."""
    function, columns = given.positional[0], given.positional[1:]
    found = together(Given(columns), frame)
    if isinstance(found, Unknown):
        return found
    return [frame.machine.call(function, Given(list(row)), frame) for row in found]


def filtered(given: Given, frame: Frame) -> Any:
    """`filter`."""
    found = frame.machine.iterate(given.take("iterable", 1))
    if isinstance(found, Unknown):
        return found
    function = given.positional[0]
    kept = found if function is None else [frame.machine.call(function, Given([value]), frame) for value in found]
    return [value for value, keep in zip(found, kept, strict=True) if truth(keep) is not False]


def quantified(every: bool) -> Callable[[Given, Frame], Any]:
    """`all` and `any`."""

    def run(given: Given, frame: Frame) -> Any:
        found = frame.machine.iterate(given.take("iterable", 0))
        if isinstance(found, Unknown):
            return found
        decided = [truth(value) for value in found]
        if (not every) in decided:
            return not every
        return every if None not in decided else Unknown("all(...)" if every else "any(...)", "only run time knows it")

    return run


def is_instance(given: Given, frame: Frame) -> Any:
    """`isinstance`."""
    value, _ = unwrap(given.take("obj", 0))
    kinds = given.take("class", 1)
    answers = [kind_of(value, kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    if True in answers:
        return True
    return Unknown("isinstance(...)", "the class is not known before run time") if None in answers else False


# Operators whose ancestors everybody knows: each is of no class but its own, and Airflow's base.
PLAIN = frozenset(
    "BashOperator EmptyOperator DummyOperator PythonOperator EmailOperator TriggerDagRunOperator LatestOnlyOperator "
    "ExternalTaskSensor TimeSensor TimeDeltaSensor FileSensor PythonSensor SubDagOperator".split()
)


def airflow_kind(value: Any, name: str) -> bool | None:
    """Whether a DAG, a group or a task is of a class of Airflow's of this name; None when unknown."""
    if name in ("DAG", "TaskGroup", "XComArg"):
        attribute = {"DAG": "members", "TaskGroup": "children", "XComArg": "sources"}[name]
        return hasattr(value, attribute) and (name == "DAG" or not hasattr(value, "members"))
    operator = getattr(value, "operator", None)
    if not isinstance(operator, str):
        return False if getattr(value, "identity", False) and name.endswith("Operator") else None
    names = [operator, *(base.rsplit(".", 1)[-1].rsplit(":", 1)[-1] for base in value.bases)]
    if name in names or name in ("BaseOperator", "AbstractOperator", "Operator", "DAGNode"):
        return True
    if name in ("BaseSensorOperator", "MappedOperator"):
        return bool(value.mapped) if name == "MappedOperator" else any(n.endswith("Sensor") for n in names)
    return False if names[-1] in PLAIN or names[-1] == "BaseOperator" else None


def kind_of(value: Any, kind: Any) -> bool | None:
    """Whether a value is of a class; None when unknown."""
    if isinstance(kind, Native) and kind.name in TYPES:
        return None if isinstance(value, (Unknown, Made)) else isinstance(value, TYPES[kind.name])
    cls = getattr(value, "cls", None)
    if isinstance(kind, Class):
        return isinstance(cls, Class) and kind in cls.lineage()
    if isinstance(kind, Outside) and isinstance(value, Object):
        return airflow_kind(value, kind.name.rsplit(".", 1)[-1])
    if isinstance(kind, Outside) and not isinstance(value, (Object, Unknown)):
        return kind.name.rsplit(".", 1)[-1] == type(value).__name__
    return None


def get_attribute(given: Given, frame: Frame) -> Any:
    """`getattr`."""
    name, _ = unwrap(given.take("name", 1))
    if not isinstance(name, str):
        return Unknown("getattr(...)", "the attribute's name is not known before run time")
    if len(given.positional) > 2 and has_attribute(Given(given.positional[:2]), frame) is False:
        return given.positional[2]
    found = frame.machine.attribute(given.positional[0], name, frame)
    return given.positional[2] if isinstance(found, Unknown) and len(given.positional) > 2 else found


# What the classes from outside that classes of a project often come from have.
HOLDING: dict[str, list[str]] = {
    **{f"enum.{name}": [*dir(enum.Enum), "name", "value"] for name in ("Enum", "Flag")},
    "enum.IntEnum": [*dir(enum.IntEnum), "name", "value"],
    "enum.StrEnum": [*dir(enum.Enum), *dir(str), "name", "value"],
    **{
        name: [*dir(tuple), "_asdict", "_fields", "_replace", "_make"]
        for name in ("typing.NamedTuple", "collections.namedtuple")
    },
    **{f"builtins.{kind.__name__}": dir(kind) for kind in (object, str, int, float, dict, list, tuple, set)},
    "abc.ABC": dir(object),
    "typing.Protocol": dir(object),
}


def has_attribute(given: Given, frame: Frame) -> Any:
    """`hasattr`."""
    owner, _ = unwrap(given.positional[0])
    name, _ = unwrap(given.positional[1])
    unknown = Unknown("hasattr(...)", "only run time knows it")
    if not isinstance(name, str):
        return unknown
    if isinstance(owner, Type):
        return hasattr(getattr(builtins, owner.name), name)
    if isinstance(owner, Record):
        return name in owner.attributes or hasattr(object, name)
    cls = owner if isinstance(owner, Class) else getattr(owner, "cls", None)
    if isinstance(cls, Class):
        own = getattr(owner, "attributes", None)
        found = (isinstance(own, dict) and name in own) or cls.find(name) is not None
        if not found and cls.find("__getattr__") is not None:
            return answers_to(owner, name, frame)
        kinds = [HOLDING.get(base) for base in (*cls.outside(), "builtins.object")]
        return found or (unknown if None in kinds else any(name in kind for kind in kinds if kind is not None))
    return unknown if isinstance(owner, (Object, Unknown, Template)) else hasattr(owner, name)


def answers_to(owner: Any, name: str, frame: Frame) -> bool:
    """Whether an object's `__getattr__` finds a name."""
    try:
        frame.machine.attribute(owner, name, frame)
    except Raised:
        return False
    return True


def is_subclass(given: Given, frame: Frame) -> Any:
    """`issubclass`."""
    kind, _ = unwrap(given.positional[0])
    wanted, _ = unwrap(given.positional[1])
    answers = [below(kind, each) for each in (wanted if isinstance(wanted, tuple) else (wanted,))]
    if True in answers:
        return True
    return Unknown("issubclass(...)", "the class is not known before run time") if None in answers else False


def below(kind: Any, above: Any) -> bool | None:
    """Whether a class is another or comes from it; None when unknown."""
    if isinstance(kind, Type) and isinstance(above, Type):
        return issubclass(getattr(builtins, kind.name), getattr(builtins, above.name))
    if isinstance(kind, Class) and isinstance(above, Class):
        return above in kind.lineage()
    if isinstance(kind, Class) and isinstance(above, Outside) and above.name in kind.outside():
        return True
    return None


def set_attribute(given: Given, frame: Frame) -> Any:
    """`setattr`."""
    owner, _ = unwrap(given.positional[0])
    name, _ = unwrap(given.positional[1])
    setter = getattr(owner, "set", None)
    if setter is not None and isinstance(owner, Object) and isinstance(name, str):
        setter(name, given.positional[2], frame)


def type_of(given: Given, frame: Frame) -> Any:
    """`type(value)`, and `type(name, bases, names)`."""
    if len(given.positional) > 2:
        return type_made(given, frame)
    value, _ = unwrap(given.positional[0])
    known = frame.machine.builtin(type(value).__name__)
    return getattr(value, "cls", None) or (
        known if known is not MISSING else Unknown("type(...)", "only run time knows")
    )


def parent_of(given: Given, frame: Frame) -> Any:
    """`super()`, and `super(Class, self)`."""
    if not given.positional:
        return frame.machine.super_of(frame)
    cls, _ = unwrap(given.positional[0])
    itself, _ = unwrap(given.take("self", 1))
    if not isinstance(cls, Class):
        # `super(self.__class__, self)` and what else is not the class itself: the class the method stands in
        return frame.machine.super_of(frame)
    return frame.machine.tables.above(cls, itself)


def shown(given: Given, frame: Frame) -> Any:
    """`repr`."""
    return text.formatted(given.positional[0], "", "r")


def formatted(given: Given, frame: Frame) -> Any:
    """`format`."""
    specification = given.take("spec", 1, "")
    return text.compose([text.formatted(given.positional[0], plain(specification), None)])


def variables_of(given: Given, frame: Frame) -> Any:
    """`vars` and `locals`."""
    owner = getattr(given.positional[0], "attributes", None) if given.positional else frame.variables
    return owner if owner is not None else Unknown("vars(...)", "only run time knows it")


RUN: dict[str, Callable[[Given, Frame], Any]] = {
    "len": length,
    "list": listed(list),
    "tuple": listed(tuple),
    "set": listed(set),
    "frozenset": listed(frozenset),
    "iter": stream,
    "reversed": listed(lambda values: values[::-1]),
    "sorted": in_order,
    "dict": as_dict,
    "str": as_text,
    "range": counted,
    "zip": together,
    "enumerate": numbered,
    "map": mapped,
    "filter": filtered,
    "all": quantified(True),
    "any": quantified(False),
    "isinstance": is_instance,
    "issubclass": is_subclass,
    "getattr": get_attribute,
    "hasattr": has_attribute,
    "setattr": set_attribute,
    "type": type_of,
    "super": parent_of,
    "eval": evaluated,
    "exec": executed,
    "next": following,
    "repr": shown,
    "format": formatted,
    "print": lambda given, frame: None,
    "callable": lambda given, frame: hasattr(given.positional[0], "invoke"),
    "globals": lambda given, frame: frame.module.variables,
    "locals": variables_of,
    "vars": variables_of,
    "id": lambda given, frame: Unknown("id(...)", "only run time knows it"),
}


def table() -> dict[str, Any]:
    """Every builtin by name: functions, constants, and exceptions as things from outside."""
    run: dict[str, Any] = {**{name: exact(name).run for name in EXACT}, **RUN}
    kinds = {name for name in run if isinstance(getattr(builtins, name), type)}
    names: dict[str, Any] = {name: (Type if name in kinds else Native)(name, do) for name, do in run.items()}
    names |= {"True": True, "False": False, "None": None, "NotImplemented": None, "__debug__": True}
    for name in dir(builtins):
        if not name.startswith("_"):
            names.setdefault(name, Outside(f"builtins.{name}"))
    return names


def synonyms() -> dict[str, Any]:
    """The builtins by the import paths that stand for them."""
    names = table()
    return {
        **{f"builtins.{name}": value for name, value in names.items() if isinstance(value, Native)},
        **{path: names[name] for path, name in SYNONYMS.items()},
    }
