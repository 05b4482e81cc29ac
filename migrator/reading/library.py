"""Libraries that DAG files use while they are built: digests, templates, settings files, dates, Python 2's names.

What needs a text that only run time knows stays an outside call.
"""

from __future__ import annotations

import calendar
import configparser
import hashlib
import posixpath
import string
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from migrator.reading.bounds import BoundReached, within
from migrator.reading.classes import Class
from migrator.reading.costs import ERRORS
from migrator.reading.frames import Frame, Module, Raised
from migrator.reading.functions import Function
from migrator.reading.imports import load_module
from migrator.reading.instances import Instance, fields_of
from migrator.reading.text import compose
from migrator.reading.values import (
    Given,
    Made,
    Native,
    Object,
    Outside,
    assume,
    describe,
    is_known,
    plain,
    truth,
    unwrap,
)

Call = Callable[[str, Given, Frame], Any]
DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
LONGEST = 100_000


@dataclass(slots=True, eq=False, repr=False)
class Digest(Object):
    """`hashlib.md5(...)` and its kin, of known bytes."""

    kind: str
    data: list[bytes]

    def attribute(self, name: str, frame: Frame) -> Any:
        digest = hashlib.new(self.kind, b"".join(self.data), usedforsecurity=False)
        if name in ("hexdigest", "digest"):
            return Native(name, lambda given, frame: getattr(digest, name)())
        if name == "update":
            return Native(name, self.update)
        return Object.attribute(self, name, frame)

    def update(self, given: Given, frame: Frame) -> None:
        """`digest.update(data)`."""
        data, _ = unwrap(given.take("data", 0))
        frame.machine.changing(self.data)
        self.data.append(data if isinstance(data, bytes) else b"?")
        within(sum(map(len, self.data)), LONGEST * 10, "what a digest is made of")


def digest(name: str, given: Given, frame: Frame) -> Any:
    """`hashlib.md5(data)`, `hashlib.new("md5", data)`."""
    last = name.rsplit(".", 1)[-1]
    kind = plain(given.take("name", 0)) if last == "new" else last
    data, _ = unwrap(given.take("data" if last == "new" else "string", int(last == "new"), b""))
    if kind not in DIGESTS or not isinstance(data, bytes):
        return Made(name, given, None)
    return Digest(kind, [data])


@dataclass(slots=True, eq=False, repr=False)
class Pattern(Object):
    """`string.Template(text)` and `jinja2.Template(text)`, where the text is known."""

    kind: str
    text: str

    def describe(self) -> str:
        return self.text[:60]

    def attribute(self, name: str, frame: Frame) -> Any:
        methods = ("render",) if self.kind.startswith("jinja2") else ("substitute", "safe_substitute")
        return (
            Native(name, lambda g, f: self.filled(name, g, f))
            if name in methods
            else Object.attribute(self, name, frame)
        )

    def filled(self, name: str, given: Given, frame: Frame) -> Any:
        """The text with the values in it; an outside call where one is not known."""
        values: dict[str, Any] = {}
        for value in given.positional:
            inner, _ = unwrap(value)
            if not isinstance(inner, dict):
                return Made(f"{self.kind}.{name}", given, self)
            values |= inner
        values |= given.named
        if self.kind == "string.Template" and given.rest is None:
            return self.substituted(values)
        known = {key: plain(value) for key, value in values.items() if is_known(value)}
        if given.rest is not None or len(known) != len(values):
            return Made(f"{self.kind}.{name}", given, self)
        text = rendered(self.text, known)
        return Made(f"{self.kind}.{name}", given, self) if text is None else text

    def substituted(self, values: dict[str, Any]) -> Any:
        """`string.Template`: holes stay holes; a name without a value stays as it is written."""
        parts: list[Any] = []
        end = 0
        for found in string.Template.pattern.finditer(self.text):
            parts.append(self.text[end : found.start()])
            name = found["named"] or found["braced"]
            parts.append("$" if found["escaped"] else values[name] if name in values else found[0])
            end = found.end()
        return compose([*parts, self.text[end:]])


def rendered(text: str, values: dict[str, Any]) -> str | None:
    """A Jinja text with simple holes filled; None where it does more than name values, or has none for a name."""
    parts: list[str] = []
    rest = text
    if "{%" in text or "{#" in text or len(text) > LONGEST:
        return None
    while "{{" in rest:
        before, _, after = rest.partition("{{")
        inside, closed, rest = after.partition("}}")
        path = inside.strip(" -").split(".")
        value: Any = values
        for key in path:
            if not isinstance(value, dict) or key not in value:
                return None
            value = value[key]
        if not closed or not isinstance(value, (str, int, float)):
            return None
        parts += [before, str(value)]
    return "".join([*parts, rest])


def pattern(name: str, given: Given, frame: Frame) -> Any:
    """`string.Template(text)`, `jinja2.Template(text)`."""
    text, _ = unwrap(given.take("source" if name.startswith("jinja2") else "template", 0))
    return (
        Pattern(name.replace("jinja2.environment", "jinja2"), text)
        if isinstance(text, str)
        else Made(name, given, None)
    )


@dataclass(slots=True, eq=False, repr=False)
class Settings(Object):
    """A `configparser.ConfigParser`, or one of its sections."""

    parser: configparser.ConfigParser | configparser.RawConfigParser | configparser.SectionProxy

    identity = True

    @property
    def elements(self) -> list[str]:
        """What iterating over it yields: section names, or the keys of one section."""
        return list(self.parser)

    def attribute(self, name: str, frame: Frame) -> Any:
        if name in ("read", "read_file", "read_string", "read_dict"):
            return Native(name, lambda given, frame: self.read(name, given, frame))
        if name in ("get", "getint", "getfloat", "getboolean", "sections", "options", "items", "keys", "values",
                    "has_section", "has_option", "defaults"):  # fmt: skip
            return Native(name, lambda given, frame: self.asked(name, given, frame))
        return Object.attribute(self, name, frame)

    def read(self, name: str, given: Given, frame: Frame) -> Any:
        """The settings of files of the project, or of a text."""
        source, _ = unwrap(given.positional[0])
        if isinstance(self.parser, configparser.SectionProxy):
            return None
        for one in source if isinstance(source, (list, tuple)) else [source]:
            inner, _ = unwrap(one)
            text = getattr(inner, "text", None) or (one if name == "read_string" else frame.machine.call(
                frame.machine.outside("pathlib.Path.read_text"), Given([one]), frame
            ))  # fmt: skip
            if not isinstance(text, str):
                frame.machine.report(
                    "unknown-value",
                    frame.span,
                    f"the settings in {describe(inner)} could not be read here",
                    "Keep the file in the project; without it what depends on it is not known.",
                )
                continue
            self.add(text)
        return [describe(source)]

    def add(self, text: str) -> None:
        """Take in the settings of one text."""
        assert not isinstance(self.parser, configparser.SectionProxy)
        if len(text) > LONGEST:
            raise BoundReached(f"a settings file is longer than {LONGEST:,} characters")
        try:
            self.parser.read_string(text)
        except configparser.Error as error:
            raise Raised(type(error).__name__, str(error)) from error

    def asked(self, name: str, given: Given, frame: Frame) -> Any:
        """What a method that only looks returns."""
        if not all(is_known(value) for value in given.values()):
            return Made(f"configparser.ConfigParser.{name}", given, self)
        named = {key: plain(value) for key, value in given.named.items()}
        try:
            found = getattr(self.parser, name)(*(plain(value) for value in given.positional), **named)
        except configparser.Error as error:
            raise Raised(type(error).__name__, str(error)) from error
        except ERRORS as error:
            raise Raised(type(error).__name__, str(error)) from error
        if isinstance(found, (str, int, float, bool, type(None))):
            frame.machine.named(str(plain(given.positional[-1])) if given.positional else "", found)
            return found
        return dict(found) if isinstance(found, dict) else [entry(one) for one in found]

    def item(self, key: Any, frame: Frame) -> Any:
        try:
            found = self.parser[plain(key)]
        except (KeyError, TypeError) as error:
            raise Raised("KeyError", str(error)) from error
        frame.machine.named(str(plain(key)), found)
        return Settings(found) if isinstance(found, configparser.SectionProxy) else found


def entry(one: Any) -> Any:
    """One of what a parser or a section lists: a name, or a name with its value or section."""
    is_section = isinstance(one, tuple) and isinstance(one[1], configparser.SectionProxy)
    return (one[0], Settings(one[1])) if is_section else one


def settings(name: str, given: Given, frame: Frame) -> Any:
    """`configparser.ConfigParser()`."""
    kind = configparser.RawConfigParser if name.endswith("RawConfigParser") else configparser.ConfigParser
    raw = any(describe(value).endswith("None") for key, value in given.named.items() if key == "interpolation")
    return Settings(kind(interpolation=None) if raw else kind())


def record(name: str, given: Given, frame: Frame) -> Any:
    """`dataclasses.asdict`, `astuple`, `replace` and `fields`, and those of attrs."""
    value, last = unwrap(given.take("obj", 0))[0], name.rsplit(".", 1)[-1]
    if isinstance(value, Class) and last == "fields":
        return [Record({"name": each}) for each in fields_of(value)]
    if not isinstance(value, Instance):
        return Made(name, given, None)
    if last in ("replace", "evolve"):
        kept = {each: value.attributes[each] for each in fields_of(value.cls) if each in value.attributes}
        return frame.machine.call(value.cls, Given([], {**kept, **given.named}), frame)
    if last == "fields":
        return [Record({"name": each}) for each in fields_of(value.cls)]
    found = as_plain(value)
    return tuple(found.values()) if last == "astuple" else found


def as_plain(value: Any) -> Any:
    """A record, and the records in it, as dicts."""
    inner, _ = unwrap(value)
    if isinstance(inner, Instance):
        return {name: as_plain(one) for name, one in inner.attributes.items()}
    if isinstance(inner, (list, tuple)):
        made = [as_plain(one) for one in inner]
        return made if isinstance(inner, list) else tuple(made)
    return {key: as_plain(one) for key, one in inner.items()} if isinstance(inner, dict) else value


@dataclass(slots=True, eq=False, repr=False)
class Record(Object):
    """Something with these attributes: `types.SimpleNamespace`, a field of a record."""

    attributes: dict[str, Any]

    identity = True

    def attribute(self, name: str, frame: Frame) -> Any:
        return self.attributes[name] if name in self.attributes else Object.attribute(self, name, frame)

    def set(self, name: str, value: Any, frame: Frame) -> None:
        """`record.name = value`."""
        frame.machine.changing(self.attributes)
        self.attributes[name] = value


def named_tuple(name: str, given: Given, frame: Frame) -> Any:
    """`collections.namedtuple("Name", "a b", defaults=...)`, `typing.NamedTuple("Name", [("a", str)])`."""
    fields, _ = unwrap(given.take("field_names", 1, given.take("fields")))
    names = fields.replace(",", " ").split() if isinstance(fields, str) else fields
    if isinstance(names, (list, tuple)):
        names = [each[0] if isinstance(each, tuple) else each for each in map(plain, names)]
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        return Made(name, given, None)
    cls = Class(str(plain(given.take("typename", 0))), [Outside("typing.NamedTuple")], {}, frame.span, names)
    defaults, _ = unwrap(given.take("defaults", None, ()))
    if isinstance(defaults, (list, tuple)):
        cls.names |= dict(zip(reversed(names), reversed(defaults), strict=False))
    return cls


def overlaid(name: str, given: Given, frame: Frame) -> Any:
    """`collections.ChainMap(first, ...)` and `types.MappingProxyType(mapping)`, as one dict."""
    found: dict[Any, Any] = {}
    for value in reversed(given.positional):
        inner, _ = unwrap(value)
        if not isinstance(inner, dict):
            return Made(name, given, None)
        found.update(inner)
    return found


def six_items(name: str, given: Given, frame: Frame) -> Any:
    """`six.iteritems(d)` and its kin."""
    method = name.rsplit(".", 1)[-1].removeprefix("iter")
    return frame.machine.call(frame.machine.attribute(given.positional[0], method, frame), Given(), frame)


def slug(name: str, given: Given, frame: Frame) -> Any:
    """`slugify(text)`, for plain ASCII."""
    text, notes = unwrap(given.take("text", 0))
    if not isinstance(text, str) or not text.isascii() or len(given.positional) + len(given.named) > 1:
        return Made(name, given, None)
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return assume("-".join(words), notes)


def searched(name: str, given: Given, frame: Frame) -> None:
    """`sys.path.append(folder)` and `sys.path.insert(0, folder)`: modules are looked for there too."""
    folder, _ = unwrap(given.positional[-1] if given.positional else None)
    if isinstance(folder, (str, PurePath)):
        frame.machine.paths.append(posixpath.normpath(str(folder)))
        # a module that does this does it anew for each DAG file
        frame.machine.state.built = True


def imported(name: str, given: Given, frame: Frame) -> Any:
    """`importlib.import_module(name)`."""
    module, _ = unwrap(given.take("name", 0))
    if not isinstance(module, str) or module.startswith("."):
        return Made(name, given, None)
    return load_module(module, frame)


def members(name: str, given: Given, frame: Frame) -> Any:
    """`inspect.getmembers(module or class, predicate)`, sorted by name."""
    owner, _ = unwrap(given.take("object", 0))
    names = getattr(owner, "variables", None) if isinstance(owner, Module) else getattr(owner, "names", None)
    if not isinstance(names, dict):
        return Made(name, given, None)
    predicate = given.take("predicate", 1)
    asked = {"inspect.isclass": Class, "inspect.isfunction": Function, "inspect.ismodule": Module}
    kind = asked.get(getattr(predicate, "name", ""))
    found = [(each, names[each]) for each in sorted(names) if kind is None or isinstance(names[each], kind)]
    if kind is not None or predicate is None:
        return found
    return [one for one in found if truth(frame.machine.call(predicate, Given([one[1]]), frame)) is not False]


def warned(name: str, given: Given, frame: Frame) -> None:
    """What only speaks to people."""


CALLS: dict[str, Call] = {
    **{f"hashlib.{name}": digest for name in (*DIGESTS, "new")},
    "string.Template": pattern,
    "jinja2.Template": pattern,
    "jinja2.environment.Template": pattern,
    "configparser.ConfigParser": settings,
    "configparser.RawConfigParser": settings,
    "configparser.SafeConfigParser": settings,
    **{f"six.{name}": six_items for name in ("iteritems", "itervalues", "iterkeys")},
    "slugify.slugify": slug,
    "warnings.warn": warned,
    "collections.ChainMap": overlaid,
    "types.MappingProxyType": overlaid,
    "inspect.getmembers": members,
    "collections.namedtuple": named_tuple,
    "typing.NamedTuple": named_tuple,
    "types.SimpleNamespace": lambda name, given, frame: Record(dict(given.named)),
    "argparse.Namespace": lambda name, given, frame: Record(dict(given.named)),
    **{f"dataclasses.{name}": record for name in ("asdict", "astuple", "replace", "fields")},
    **{f"{name}.{each}": record for name in ("attr", "attrs") for each in ("asdict", "astuple", "evolve", "fields")},
    "sys.path.append": searched,
    "sys.path.insert": searched,
    "importlib.import_module": imported,
}
CONSTANTS: dict[str, Any] = {
    "sys.version_info": assume((3, 12, 0, "final", 0), ("Python 3.12",)),
    "sys.platform": assume("linux", ("the platform linux",)),
    "calendar.month_name": list(calendar.month_name),
    "calendar.day_name": list(calendar.day_name),
    "calendar.month_abbr": list(calendar.month_abbr),
    "calendar.day_abbr": list(calendar.day_abbr),
}
# Names that stand for builtins: those of `six`, and of the package `builtins` that Python 2 had.
SYNONYMS = {
    "six.moves.range": "range",
    "six.moves.zip": "zip",
    "six.moves.map": "map",
    "six.moves.filter": "filter",
    "six.text_type": "str",
    "six.string_types": "str",
    "past.builtins.xrange": "range",
}
