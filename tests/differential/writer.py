"""Where a generated program is written down: its files, their lines and imports, and the names each place knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
WORDS = "orders users load extract clean report events daily stage raw sales stock audit mail geo web ads tax fx kpi".split()


@lru_cache(maxsize=1000)
def up_to(last: int) -> st.SearchStrategy[int]:
    """The numbers from 0 to the last."""
    return st.integers(0, last)


@dataclass(frozen=True)
class Name:
    """Something a place knows: what kind of thing, how it is spelled, and what else there is to say of it."""

    kind: str
    text: str
    more: Any = None


@dataclass
class Project:
    """A project while it is generated. `features` counts what it reaches of the feature table."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    files: dict[str, str] = field(default_factory=dict)
    features: Counter[str] = field(default_factory=Counter)
    modules: list[Writer] = field(default_factory=list)
    count: int = 0
    old: bool = False

    def number(self, first: int, last: int) -> int:
        """A number; the first is the simplest."""
        return first + int(self.draw(up_to(last - first)))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""
        return options[self.number(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """Whether something rare happens; that it does not is simpler."""
        return self.number(0, 99) >= 100 - percent

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Different ones of the options, in an order of their own."""
        left = list(options)
        return [left.pop(self.number(0, len(left) - 1)) for _ in range(min(self.number(least, most), len(left)))]

    def fresh(self, base: str) -> str:
        """A name nothing else has."""
        self.count += 1
        return f"{base}_{self.count}"

    def reach(self, *features: str) -> None:
        """Note that the program reaches features."""
        self.features.update(features)


class Writer:
    """One Python file while it is written."""

    def __init__(self, project: Project, path: str, module: str) -> None:
        self.project = project
        self.path = path
        self.module = module
        self.lines: list[str] = []
        self.imports: dict[str, None] = {}
        self.names: list[Name] = []
        self.indent = 0
        self.in_function = False

    def line(self, text: str) -> None:
        """Write a line."""
        self.lines += [f"{'    ' * self.indent}{each}" if each else "" for each in text.split("\n")]

    @contextmanager
    def block(self, head: str, keep: bool = False) -> Iterator[None]:
        """Write a head, then what is inside it; names made there are forgotten unless they are kept."""
        self.line(head)
        self.indent += 1
        before, lines = len(self.names), len(self.lines)
        try:
            yield
        finally:
            if len(self.lines) == lines:
                self.line("pass")
            self.indent -= 1
            if not keep:
                del self.names[before:]

    @contextmanager
    def function(self, head: str, *names: Name) -> Iterator[None]:
        """A function with its parameters as names."""
        before = self.in_function
        self.in_function = True
        with self.block(head):
            self.names += names
            yield
        self.in_function = before

    def know(self, kind: str, text: str, more: Any = None) -> Name:
        """Remember a name."""
        self.names.append(Name(kind, text, more))
        return self.names[-1]

    def find(self, kind: str) -> list[Name]:
        """The names of a kind that are known here, the latest last."""
        return [name for name in self.names if name.kind == kind]

    def need(self, line: str) -> None:
        """Import something."""
        self.imports[line] = None

    def text(self) -> str:
        """The whole file."""
        ordered = sorted(self.imports, key=lambda line: not line.startswith("from __future__"))
        return "\n".join([*ordered, "", *self.lines, ""])
