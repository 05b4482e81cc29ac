"""What we know of libraries outside the project: pure functions, constants, and settings with defaults."""

from __future__ import annotations

import copy
import datetime
import inspect
import itertools
import json
import math
import posixpath
import re
import shlex
import textwrap
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlparse, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from migrator.model import Template, Unknown
from migrator.reading import environment, paths, templates, text
from migrator.reading.bounds import within
from migrator.reading.costs import ERRORS, is_quick_call
from migrator.reading.frames import Frame, Raised
from migrator.reading.meter import LOOKED_AT, price, spend
from migrator.reading.redaction import secrets_in
from migrator.reading.values import (
    Defaults,
    Given,
    Made,
    Native,
    Partial,
    assume,
    bounded,
    is_known,
    notes_of,
    plain,
    unwrap,
)

Call = Callable[[str, Given, Frame], Any]


def zone(name: Any = "UTC") -> datetime.tzinfo:
    """A time zone by name."""
    if isinstance(name, datetime.tzinfo):
        return name
    return datetime.timezone.utc if name in ("UTC", "utc", None) else ZoneInfo(name)


def moment(*parts: int, tz: Any = "UTC", tzinfo: Any = None, **named: int) -> datetime.datetime:
    """`pendulum.datetime`."""
    return datetime.datetime(*parts, **named, tzinfo=zone(tzinfo or tz))  # type: ignore[misc,arg-type]


def duration(days: float = 0, seconds: float = 0, **named: float) -> datetime.timedelta:
    """`pendulum.duration`; a month is 30 days and a year 365, as pendulum counts."""
    days += 30 * named.pop("months", 0) + 365 * named.pop("years", 0)
    return datetime.timedelta(days=days, seconds=seconds, **named)


def relative(path: str, start: str) -> str:
    """`os.path.relpath` of whole paths. Raises OSError for others, which hang on where the program runs."""
    if not (posixpath.isabs(path) and posixpath.isabs(start)):
        raise OSError("where the program runs is not known")
    return posixpath.relpath(path, start)


def words(s: str, comments: bool = False, posix: bool = True) -> list[str]:
    """`shlex.split` of a text. Raises OSError for anything else, which it would read from the terminal, and past
    LONGEST_COMMAND."""
    if not isinstance(s, str) or len(s) > LONGEST_COMMAND:
        raise OSError("it is no command line")
    return shlex.split(s, comments, posix)


LONGEST_COMMAND = 20_000
PURE: dict[str, Callable[..., Any]] = {
    "datetime.datetime": datetime.datetime,
    "datetime.datetime.strptime": datetime.datetime.strptime,
    "datetime.datetime.fromisoformat": datetime.datetime.fromisoformat,
    "datetime.datetime.combine": datetime.datetime.combine,
    "datetime.date": datetime.date,
    "datetime.time": datetime.time,
    "datetime.timedelta": datetime.timedelta,
    "datetime.timezone": datetime.timezone,
    "airflow.utils.timezone.datetime": moment,
    "airflow.sdk.timezone.datetime": moment,
    "pendulum.datetime": moment,
    "pendulum.DateTime": moment,
    "pendulum.duration": duration,
    "pendulum.Duration": duration,
    "pendulum.timezone": zone,
    "pendulum.tz.timezone": zone,
    "pytz.timezone": zone,
    "zoneinfo.ZoneInfo": zone,
    "os.path.basename": posixpath.basename,
    "os.path.dirname": posixpath.dirname,
    "os.path.splitext": posixpath.splitext,
    "os.path.normpath": posixpath.normpath,
    "os.path.abspath": posixpath.normpath,
    "os.path.realpath": posixpath.normpath,
    "os.path.split": posixpath.split,
    "os.path.isabs": posixpath.isabs,
    "os.path.relpath": relative,
    "os.fspath": str,
    "json.dumps": json.dumps,
    "json.loads": json.loads,
    "re.sub": re.sub,
    "re.split": re.split,
    "re.findall": re.findall,
    "re.escape": re.escape,
    "urllib.parse.urlsplit": urlsplit,
    "urllib.parse.urlparse": urlparse,
    "shlex.split": words,
    "shlex.quote": shlex.quote,
    "math.ceil": math.ceil,
    "math.floor": math.floor,
}
PATHS = [f"os.path.{name}" for name in ("basename", "dirname", "normpath", "abspath", "realpath")]
CONSTANTS: dict[str, Any] = {
    "os.sep": "/",
    "os.linesep": "\n",
    "sys.maxsize": 2**63 - 1,
    "typing.TYPE_CHECKING": False,
    "datetime.timezone.utc": datetime.timezone.utc,
    "datetime.UTC": datetime.timezone.utc,
    "pendulum.UTC": datetime.timezone.utc,
    "pytz.utc": datetime.timezone.utc,
    "pytz.UTC": datetime.timezone.utc,
    "string.ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
    "string.ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.digits": "0123456789",
}


def pure(name: str, given: Given, frame: Frame) -> Any:
    """A pure function, done by Python itself when all is known."""
    if name in PATHS and len(given.positional) == 1:
        value, _ = unwrap(given.positional[0])
        if isinstance(value, Template) and "/" in value.text[value.holes[0].start + len(value.holes[0].name) :]:
            return templates.applied(value, PURE[name])
    if given.rest is not None or not all(is_known(value) for value in given.values()):
        return Made(name, given, None)
    positional, named = [plain(value) for value in given.positional], {k: plain(v) for k, v in given.named.items()}
    if not is_quick_call(name, positional, named):
        return Made(name, given, None)
    try:
        value = PURE[name](*positional, **named)
    except (ZoneInfoNotFoundError, OSError, RecursionError):
        return Made(name, given, None)
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error
    if name == "json.loads":
        frame.machine.secrets.learn(secrets_in(value))
    return assume(value, [note for argument in given.values() for note in notes_of(argument)])


def join_path(name: str, given: Given, frame: Frame) -> Any:
    """`os.path.join`, holes kept."""
    if not given.positional:
        raise Raised("TypeError", "join() misses its argument")
    if all(isinstance(unwrap(value)[0], (str, PurePosixPath)) for value in given.positional):
        joined = posixpath.join(*(str(plain(value)) for value in given.positional))
        return assume(joined, [note for value in given.positional for note in notes_of(value)])
    parts: list[Any] = []
    for value in given.positional:
        parts += ["/", value] if parts else [value]
    return text.compose(parts)


def dedent(name: str, given: Given, frame: Frame) -> Any:
    """`textwrap.dedent` and `inspect.cleandoc`, holes kept."""
    value, notes = unwrap(given.take("text", 0))
    do = textwrap.dedent if name.endswith("dedent") else inspect.cleandoc
    spend(8 * price(value))
    if isinstance(value, Template):
        return templates.applied(value, do)
    return assume(do(value), notes) if isinstance(value, str) else Made(name, given, None)


def partial(name: str, given: Given, frame: Frame) -> Any:
    """`functools.partial`."""
    return Partial(given.positional[0], Given(given.positional[1:], given.named, given.rest))


def copied(name: str, given: Given, frame: Frame) -> Any:
    """`copy.copy` and `copy.deepcopy`, of containers."""
    inner, notes = unwrap(given.positional[0])
    if not isinstance(inner, (list, dict, set)):
        return given.positional[0]
    spend(price(inner))
    return assume(deep(bounded(inner)) if name.endswith("deepcopy") else copy.copy(inner), notes)


def deep(value: Any) -> Any:
    """A container and the containers inside it copied; everything else as it is."""
    if isinstance(value, list):
        return [deep(element) for element in value]
    return {key: deep(element) for key, element in value.items()} if isinstance(value, dict) else value


def chained(name: str, given: Given, frame: Frame) -> Any:
    """`itertools.chain`, `chain.from_iterable` and `itertools.product`."""
    sources: Any = given.positional
    if name.endswith("from_iterable"):
        sources = frame.machine.iterate(sources[0])
        if isinstance(sources, Unknown):
            return sources
    columns: list[list[Any]] = []
    elements, counted = frame.machine.bounds.elements, 0
    for value in sources:
        found = frame.machine.iterate(value)
        if isinstance(found, Unknown):
            return found
        columns.append(found)
        counted += len(found)
        within(counted, elements, "what is chained")
    if name.endswith("product"):
        repeat, _ = unwrap(given.named.get("repeat", 1))
        columns *= min(max(repeat, 0), elements) if isinstance(repeat, int) else 1
        within(math.prod(map(len, columns)) * len(columns), elements, "a product")
        found = list(itertools.product(*columns))
        spend(len(found) * len(columns) // LOOKED_AT)
        return found
    return list(itertools.chain(*columns))


def dictionary(name: str, given: Given, frame: Frame) -> Any:
    """`collections.OrderedDict` and `defaultdict`, as a dict."""
    if not name.endswith("defaultdict"):
        return frame.machine.call(frame.machine.builtin("dict"), given, frame)
    made = Defaults(frame.machine.call(frame.machine.builtin("dict"), Given(given.positional[1:], given.named), frame))
    made.factory = given.take("default_factory", 0)
    return made


def same(name: str, given: Given, frame: Frame) -> Any:
    """Functions that return their last argument: `typing.cast` and decorators without effect on reading."""
    return given.positional[-1] if given.positional else Made(name, given, None)


def cached(name: str, given: Given, frame: Frame) -> Any:
    """`functools.lru_cache`, with arguments or without: what it decorates, as it is."""
    if given.positional and getattr(given.positional[0], "identity", False):
        return given.positional[0]
    return Native(name, lambda inner, frame: inner.positional[0])


def wraps(name: str, given: Given, frame: Frame) -> Any:
    """`functools.wraps(function)`: the wrapper, under the function's name."""
    wanted = frame.machine.attribute(given.positional[0], "__name__", frame)

    def rename(inner: Given, frame: Frame) -> Any:
        setter = getattr(inner.positional[0], "set", None)
        if setter is not None and isinstance(wanted, str):
            setter("__name__", wanted, frame)
        return inner.positional[0]

    return Native(name, rename)


ITEMS: dict[str, Callable[[Any, Frame], Any]] = {"os.environ": environment.required}
CALLS: dict[str, Call] = {
    "os.path.join": join_path,
    "textwrap.dedent": dedent,
    "inspect.cleandoc": dedent,
    "os.environ.get": environment.get,
    "os.environ.__contains__": environment.held,
    "os.environ.setdefault": environment.get,
    "os.getenv": environment.get,
    "pathlib.PurePath": paths.make,
    "pathlib.PurePosixPath": paths.make,
    "pathlib.Path": paths.make,
    "airflow.sdk.ObjectStoragePath": paths.make_stored,
    "airflow.io.path.ObjectStoragePath": paths.make_stored,
    "functools.partial": partial,
    "copy.copy": copied,
    "copy.deepcopy": copied,
    "itertools.chain": chained,
    "itertools.chain.from_iterable": chained,
    "itertools.product": chained,
    "collections.OrderedDict": dictionary,
    "collections.defaultdict": dictionary,
    "typing.cast": same,
    "functools.cache": same,
    "functools.lru_cache": cached,
    "functools.wraps": wraps,
}


def find(name: str) -> Call | None:
    """How a call of this import path is evaluated, or None when it is not."""
    if name in CALLS:
        return CALLS[name]
    return pure if name in PURE else None
