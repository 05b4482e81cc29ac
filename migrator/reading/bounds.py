"""How far evaluation goes before it stops and says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from migrator.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of reading one file. Most can be set in `migrate.toml`; docs/reading.md explains them."""

    file_bytes: int = 1_000_000
    # libcst takes some 40 microseconds and 4 KB for a node of `ast`.
    nodes: int = 100_000
    # libcst's time grows with the square of how deeply an expression is nested: 4,000 levels take 10 s.
    nesting: int = 1_000
    steps: int = 400_000
    task_steps: int = 10_000
    fact_steps: int = 1_000_000
    depth: int = 60
    elements: int = 20_000
    text: int = 1_000_000
    # Steps are the bound that is met first; this one is for what their price is wrong for.
    seconds: int = 20
    memory_mb: int = 1024
    reentered: int = 1
    number_bits: int = 4096
    repeats: int = 10_000
    # Characters of source whose trees are held at once; a tree takes some hundred times the space of its text.
    held: int = 2_000_000


def bounds_of(configuration: Configuration) -> Bounds:
    """The bounds, with what `migrate.toml` sets under [reading.bounds]."""
    return replace(Bounds(), **dict(configuration.bounds))


class BoundReached(Exception):
    """Evaluation went past a bound; the text says which, for people."""


# What evaluation of users' code may run into; `reason` says it for people.
PAST = (BoundReached, RecursionError, MemoryError)


def reason(error: BaseException) -> str:
    """Why evaluation ended, for people."""
    if isinstance(error, RecursionError):
        return "it is nested deeper than can be evaluated"
    return "it needs more memory than there is" if isinstance(error, MemoryError) else str(error)


def within(size: int, bound: int, what: str) -> None:
    """Raise BoundReached when `size` is past `bound`."""
    if size > bound:
        raise BoundReached(f"{what} grew past {bound:,}")
