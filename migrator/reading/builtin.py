"""Python's builtin functions, on values of any kind."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import libcst as cst

from migrator.model import Template, Unknown
from migrator.reading import natives, operations, text
from migrator.reading.bounds import within
from migrator.reading.classes import Class, type_made
from migrator.reading.costs import ERRORS, is_quick_builtin
from migrator.reading.frames import MISSING, Frame, Raised
from migrator.reading.iterating import following, stream, together
from migrator.reading.library import SYNONYMS
from migrator.reading.meter import price, spend
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


def exact(name: str) -> Native:
    """A builtin that Python does itself when all is known."""

    def run(given: Given, frame: Frame) -> Any:
        if not all(is_known(value) for value in given.values()) or given.rest is not None or "key" in given.named:
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
    if isinstance(inner, str | bytes | list | tuple | dict | set | frozenset | range) and not unsure:
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


def kind_of(value: Any, kind: Any) -> bool | None:
    """Whether a value is of a class; None when unknown."""
    if isinstance(kind, Native) and kind.name in TYPES:
        return None if isinstance(value, Unknown | Made) else isinstance(value, TYPES[kind.name])
    cls = getattr(value, "cls", None)
    if isinstance(kind, Class):
        return isinstance(cls, Class) and kind in cls.lineage()
    if isinstance(kind, Outside) and not isinstance(value, Object | Unknown):
        return kind.name.rsplit(".", 1)[-1] == type(value).__name__
    return None


def get_attribute(given: Given, frame: Frame) -> Any:
    """`getattr`."""
    name, _ = unwrap(given.take("name", 1))
    if not isinstance(name, str):
        return Unknown("getattr(...)", "the attribute's name is not known before run time")
    found = frame.machine.attribute(given.positional[0], name, frame)
    return given.positional[2] if isinstance(found, Unknown) and len(given.positional) > 2 else found


def has_attribute(given: Given, frame: Frame) -> Any:
    """`hasattr`."""
    owner, _ = unwrap(given.positional[0])
    own = getattr(owner, "attributes", None)
    cls = getattr(owner, "cls", None)
    name, _ = unwrap(given.positional[1])
    if isinstance(own, dict) and isinstance(cls, Class):
        return name in own or cls.find(name) is not None
    return Unknown("hasattr(...)", "only run time knows it")


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
    "issubclass": lambda given, frame: Unknown("issubclass(...)", "only run time knows it"),
    "getattr": get_attribute,
    "hasattr": has_attribute,
    "setattr": set_attribute,
    "type": type_of,
    "super": parent_of,
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
    names: dict[str, Any] = {name: Native(name, run) for name, run in RUN.items()}
    names |= {name: exact(name) for name in EXACT}
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
