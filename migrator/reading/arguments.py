"""`argparse`, where a program's words are known because a task starts it: what `parse_args()` gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from migrator.model import Unknown
from migrator.reading.frames import Frame, Raised
from migrator.reading.library import Record
from migrator.reading.text import as_name
from migrator.reading.values import Given, Native, Object, plain, unwrap

ITSELF = ("add_argument_group", "add_mutually_exclusive_group")


@dataclass(frozen=True, slots=True)
class Option:
    """One `add_argument`; `flags` are empty for a positional one."""

    name: str
    flags: tuple[str, ...]
    action: str
    nargs: Any
    default: Any
    convert: Any
    const: Any

    @property
    def takes(self) -> bool:
        """Whether a word follows the flag."""
        return self.action in ("store", "append", "extend")


@dataclass(slots=True, eq=False, repr=False)
class Parser(Object):
    """An `ArgumentParser` with what was added to it."""

    options: list[Option] = field(default_factory=list)
    defaults: dict[str, Any] = field(default_factory=dict)
    children: dict[str, Parser] = field(default_factory=dict)
    # Under which name the word that chooses a child is kept.
    chosen: str = ""

    identity = True

    def describe(self) -> str:
        return "ArgumentParser"

    def attribute(self, name: str, frame: Frame) -> Any:
        found: dict[str, Callable[[Given, Frame], Any]] = {
            "add_argument": self.add,
            "set_defaults": lambda given, frame: self.defaults.update(given.named),
            "add_subparsers": self.divide,
            "add_parser": self.child,
            "parse_args": lambda given, frame: Record(self.parsed(given, frame)),
            "parse_known_args": lambda given, frame: (Record(self.parsed(given, frame)), []),
            **dict.fromkeys(ITSELF, lambda given, frame: self),
            **dict.fromkeys(("print_help", "print_usage"), lambda given, frame: None),
        }
        return Native(name, found[name]) if name in found else Object.attribute(self, name, frame)

    def add(self, given: Given, frame: Frame) -> None:
        """`add_argument("--day", type=str, default=None)`."""
        flags = tuple(str(plain(each)) for each in given.positional)
        dashed = tuple(flag for flag in flags if flag.startswith("-"))
        long = next((flag for flag in dashed if flag.startswith("--")), flags[0] if flags else "?")
        name = as_name(given.named.get("dest")) or long.lstrip("-").replace("-", "_")
        action = plain(unwrap(given.named.get("action", "store"))[0])
        action = action if isinstance(action, str) else "store_true"
        default = given.named.get("default", {"store_true": False, "store_false": True}.get(action))
        nargs = plain(unwrap(given.named.get("nargs"))[0])
        convert, const = given.named.get("type"), given.named.get("const", action == "store_true")
        self.options.append(Option(name, dashed, action, nargs, default, convert, const))

    def divide(self, given: Given, frame: Frame) -> Parser:
        """`add_subparsers(dest="command")`."""
        self.chosen = as_name(given.named.get("dest")) or ""
        return self

    def child(self, given: Given, frame: Frame) -> Parser:
        """`add_parser("load")`."""
        self.children[str(plain(given.take("name", 0)))] = made = Parser()
        return made

    def parsed(self, given: Given, frame: Frame) -> dict[str, Any]:
        """What each option is: of the words given here, else of those the program was started with."""
        asked, _ = unwrap(given.take("args", 0))
        words = list(asked) if isinstance(asked, (list, tuple)) else list((frame.machine.words or [""])[1:])
        return self.read(words, frame)

    def read(self, words: list[Any], frame: Frame) -> dict[str, Any]:
        """What each option is, by the words."""
        found: dict[str, Any] = {}
        alone: list[Any] = []
        while words:
            word = words.pop(0)
            flag, _, joined = str(plain(word)).partition("=")
            option = next((each for each in self.options if flag in each.flags), None)
            if option is not None:
                self.take(option, [joined] if joined else words, found, frame)
            elif flag in self.children:
                found |= {self.chosen: flag} if self.chosen else {}
                found |= self.children[flag].read(words, frame)
                words = []
            elif not flag.startswith("-"):
                alone.append(word)
        for option in (each for each in self.options if not each.flags and alone):
            self.take(option, alone, found, frame)
        missing = {each.name: _default(each) for each in self.options if each.name not in found}
        return {**missing, **self.defaults, **found}

    def take(self, option: Option, words: list[Any], found: dict[str, Any], frame: Frame) -> None:
        """Put into `found` what an option says, and take the words that it uses."""
        if not option.takes:
            found[option.name] = False if option.action == "store_false" else option.const
            return
        several = option.nargs in ("*", "+") or isinstance(option.nargs, int)
        many = option.nargs if isinstance(option.nargs, int) else len(words) if several else 1
        taken: list[Any] = []
        while words and len(taken) < many and not str(plain(words[0])).startswith("--"):
            taken.append(_converted(option.convert, words.pop(0), frame))
        value: Any = taken if several else taken[0] if taken else option.const
        if option.action in ("append", "extend"):
            before = found.get(option.name, [])
            found[option.name] = [*before, *(value if option.action == "extend" and several else [value])]
        else:
            found[option.name] = value


def _default(option: Option) -> Any:
    if option.default is None and not option.flags:
        return Unknown(option.name, "the command does not give it")
    return option.default


def _converted(convert: Any, word: Any, frame: Frame) -> Any:
    """A word as its `type=` makes it."""
    if convert is None:
        return word
    try:
        return frame.machine.call(convert, Given([word]), frame)
    except Raised:
        return Unknown(str(plain(word)), "only run time knows it")


def parser(name: str, given: Given, frame: Frame) -> Any:
    """`argparse.ArgumentParser(...)`, in a program whose words are known."""
    return Parser() if frame.machine.words is not None else frame.machine.outside_effect(name, given, None, frame)


CALLS: dict[str, Callable[[str, Given, Frame], Any]] = {"argparse.ArgumentParser": parser}
