"""What `itertools`, `functools.reduce` and `operator` do with values of any kind, and iterators."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from migrator.model import Unknown
from migrator.reading import operations
from migrator.reading.bounds import within
from migrator.reading.frames import Frame, Raised
from migrator.reading.values import (
    Defaults,
    Given,
    Made,
    Native,
    Object,
    Spread,
    describe,
    is_known,
    plain,
    truth,
    unwrap,
)

Call = Callable[[str, Given, Frame], Any]
LONGEST_ROW = 100


@dataclass(slots=True, eq=False, repr=False)
class Stream(Object):
    """An iterator: `rest` is what it has left. With `endless`, which says its
    n-th element, it never ends. `taken` says how many were taken already."""

    rest: list[Any]
    endless: Callable[[int], Any] | None = None
    taken: list[int] = field(default_factory=lambda: [0])

    identity = True

    def describe(self) -> str:
        return "iterator"

    @property
    def elements(self) -> list[Any] | None:
        """What iterating over it yields; None when that never ends."""
        return None if self.endless is not None else self.rest[self.taken[0] :]

    def used(self, machine: Any) -> None:
        """Called when all that was left of it is iterated over."""
        machine.changing(self.taken)
        self.taken[0] = len(self.rest)

    def take(self, count: int, frame: Frame) -> list[Any]:
        """The next elements, at most so many, which it then has no more."""
        start = self.taken[0]
        found = (
            [self.endless(n) for n in range(start, start + count)]
            if self.endless is not None
            else self.rest[start : start + count]
        )
        frame.machine.changing(self.taken)
        self.taken[0] += len(found)
        return found


def stream(given: Given, frame: Frame) -> Any:
    """`iter`."""
    value, _ = unwrap(given.take("iterable", 0))
    if isinstance(value, Stream):
        return value
    found = frame.machine.iterate(value)
    return found if isinstance(found, Unknown) else Stream(found)


def following(given: Given, frame: Frame) -> Any:
    """`next`: the element an iterator has come to, or the first of what is iterated anew."""
    value, _ = unwrap(given.take("iterator", 0))
    if isinstance(value, Stream):
        found: Any = value.take(1, frame)
    else:
        found = frame.machine.iterate(value)
    if isinstance(found, Unknown):
        return found
    if not found:
        if len(given.positional) > 1:
            return given.positional[1]
        raise Raised("StopIteration")
    return found[0].unknown if isinstance(found[0], Spread) else found[0]


def together(given: Given, frame: Frame) -> Any:
    """`zip`; what never ends goes as far as the others."""
    shared = [unwrap(value)[0] for value in given.positional]
    first = shared[0] if shared else None
    if len(shared) > 1 and isinstance(first, Stream) and not first.endless and all(one is first for one in shared):
        # an iterator zipped with itself gives its elements in rows
        left = first.take(len(first.rest), frame)
        return [tuple(left[n : n + len(shared)]) for n in range(0, len(left) - len(shared) + 1, len(shared))]
    columns: list[Any] = []
    for value in given.positional:
        inner, _ = unwrap(value)
        columns.append(inner if isinstance(inner, Stream) and inner.endless else frame.machine.iterate(value))
    unsure = next((column for column in columns if isinstance(column, Unknown)), None)
    if unsure is not None:
        return unsure
    known = [len(column) for column in columns if isinstance(column, list)]
    if not known:
        return Unknown("zip(...)", "it never ends") if columns else []
    shortest = min(known)
    return list(zip(*(c if isinstance(c, list) else c.take(shortest, frame) for c in columns), strict=False))


def reduced(name: str, given: Given, frame: Frame) -> Any:
    """`functools.reduce`."""
    found = frame.machine.iterate(given.take("iterable", 1))
    if isinstance(found, Unknown):
        return found
    values = [*given.positional[2:3], *found]
    if not values:
        raise Raised("TypeError", "reduce() of empty iterable")
    result = values[0]
    for value in values[1:]:
        result = frame.machine.call(given.positional[0], Given([result, value]), frame)
    return result


def columns_of(values: list[Any], frame: Frame) -> list[list[Any]] | Unknown:
    """Each value's elements, all together within the bound."""
    columns: list[list[Any]] = []
    for value in values:
        found = frame.machine.iterate(value)
        if isinstance(found, Unknown):
            return found
        columns.append(found)
        within(sum(map(len, columns)), frame.machine.bounds.elements, "what is iterated")
    return columns


def chosen(name: str, given: Given, frame: Frame) -> Any:
    """`combinations`, `permutations` and their kin, `pairwise`, `zip_longest`: rows of the elements."""
    count = sum(1 for value in given.positional[1:] if isinstance(unwrap(value)[0], int))
    columns = columns_of(given.positional[: len(given.positional) - count], frame)
    if isinstance(columns, Unknown):
        return columns
    rest = [plain(value) for value in given.positional[len(given.positional) - count :]]
    rows = getattr(itertools, name.rsplit(".", 1)[-1])(*columns, *rest, **given.named)
    most = frame.machine.bounds.elements
    within(max([0, *(number for number in rest if isinstance(number, int))]), LONGEST_ROW, "a row of what is combined")
    found = list(itertools.islice(rows, most + 1))
    within(len(found), most, "what is combined")
    return found


def sliced(name: str, given: Given, frame: Frame) -> Any:
    """`islice`."""
    numbers = [unwrap(value)[0] for value in given.positional[1:]]
    value, _ = unwrap(given.positional[0])
    if not all(number is None or isinstance(number, int) for number in numbers) or not numbers:
        return Unknown("islice(...)", "where it ends is not known before run time")
    stop = numbers[0] if len(numbers) == 1 else numbers[1]
    if isinstance(value, Stream) and stop is not None:
        within(stop, frame.machine.bounds.elements, "what is iterated")
        found: Any = value.take(stop, frame)
    else:
        found = frame.machine.iterate(value)
    return found if isinstance(found, Unknown) else list(itertools.islice(found, *numbers))


def endless(name: str, given: Given, frame: Frame) -> Any:
    """`count`, `cycle` and `repeat`."""
    last = name.rsplit(".", 1)[-1]
    if last == "count":
        start, step = plain(given.take("start", 0, 0)), plain(given.take("step", 1, 1))
        if not isinstance(start, (int, float)) or not isinstance(step, (int, float)):
            return Unknown("count(...)", "where it starts is not known before run time")
        return Stream([], lambda n: start + n * step)
    if last == "repeat":
        times, value = unwrap(given.take("times", 1))[0], given.take("object", 0)
        if isinstance(times, int):
            within(times, frame.machine.bounds.elements, "what is repeated")
            return [value] * times
        return Stream([], lambda n: value)
    found = frame.machine.iterate(given.take("iterable", 0))
    return found if isinstance(found, Unknown) or not found else Stream([], lambda n: found[n % len(found)])


def grouped(name: str, given: Given, frame: Frame) -> Any:
    """`groupby`: neighbours with the same key."""
    found = frame.machine.iterate(given.take("iterable", 0))
    if isinstance(found, Unknown):
        return found
    key = given.take("key", 1)
    groups: list[tuple[Any, list[Any]]] = []
    for value in found:
        mark = value if key is None else frame.machine.call(key, Given([value]), frame)
        if not is_known(mark):
            return Unknown("groupby(...)", f"the key {describe(mark)} is not known before run time")
        if not groups or plain(groups[-1][0]) != plain(mark):
            groups.append((mark, []))
        groups[-1][1].append(value)
    return [tuple(group) for group in groups]


def starred(name: str, given: Given, frame: Frame) -> Any:
    """`starmap`, `takewhile`, `dropwhile` and `filterfalse`."""
    found = frame.machine.iterate(given.take("iterable", 1))
    if isinstance(found, Unknown):
        return found
    last, function = name.rsplit(".", 1)[-1], given.positional[0]
    if last == "starmap":
        rows = [frame.machine.iterate(row) for row in found]
        return [frame.machine.call(function, Given(row if isinstance(row, list) else [row]), frame) for row in rows]
    kept = [truth(frame.machine.call(function, Given([value]), frame)) for value in found]
    if None in kept:
        return Unknown(f"{last}(...)", "which elements are kept is not known before run time")
    if last == "filterfalse":
        return [value for value, keep in zip(found, kept, strict=True) if not keep]
    end = kept.index(False) if False in kept else len(kept)
    return found[:end] if last == "takewhile" else found[end:]


def accumulated(name: str, given: Given, frame: Frame) -> Any:
    """`accumulate`."""
    found = frame.machine.iterate(given.take("iterable", 0))
    if isinstance(found, Unknown):
        return found
    function, results = given.take("func", 1), list(found[:1])
    for value in found[1:]:
        if function is None:
            results.append(operations.binary(results[-1], value, cst.Add, frame))
        else:
            results.append(frame.machine.call(function, Given([results[-1], value]), frame))
    return results


SIGNS: dict[str, type[cst.CSTNode]] = {
    "rshift": cst.RightShift, "lshift": cst.LeftShift, "add": cst.Add, "concat": cst.Add, "iadd": cst.Add,
    "sub": cst.Subtract, "mul": cst.Multiply, "truediv": cst.Divide, "floordiv": cst.FloorDivide, "mod": cst.Modulo,
    "or_": cst.BitOr, "and_": cst.BitAnd, "__rshift__": cst.RightShift, "__lshift__": cst.LeftShift,
}  # fmt: skip


def operated(name: str, given: Given, frame: Frame) -> Any:
    """`operator.rshift(a, b)` and its kin."""
    return operations.binary(given.positional[0], given.positional[1], SIGNS[name.rsplit(".", 1)[-1]], frame)


def getter(name: str, given: Given, frame: Frame) -> Any:
    """`operator.itemgetter` and `attrgetter`."""

    def one(value: Any, key: Any, frame: Frame) -> Any:
        if name.endswith("itemgetter"):
            return operations.item(value, key, frame)
        for part in str(plain(key)).split("."):
            value = frame.machine.attribute(value, part, frame)
        return value

    keys = given.positional

    def run(inner: Given, frame: Frame) -> Any:
        found = tuple(one(inner.positional[0], key, frame) for key in keys)
        return found[0] if len(found) == 1 else found

    return Native(name, run)


def counted(name: str, given: Given, frame: Frame) -> Any:
    """`collections.Counter`: how often each element comes, as a dict."""
    value, _ = unwrap(given.take("iterable", 0, []))
    if isinstance(value, dict):
        return dict(value)
    found = frame.machine.iterate(value)
    if isinstance(found, Unknown) or not all(is_known(element) for element in found):
        return Made(name, given, None)
    counts = Defaults()
    for element in found:
        counts[plain(element)] = counts.get(plain(element), 0) + 1
    counts.factory = Native("int", lambda given, frame: 0)
    return counts


def queue(name: str, given: Given, frame: Frame) -> Any:
    """`collections.deque`, as a list."""
    return frame.machine.iterate(given.take("iterable", 0, []))


CALLS: dict[str, Call] = {
    "functools.reduce": reduced,
    "collections.Counter": counted,
    "collections.deque": queue,
    "operator.itemgetter": getter,
    "operator.attrgetter": getter,
    "itertools.islice": sliced,
    "itertools.groupby": grouped,
    "itertools.accumulate": accumulated,
    **{f"itertools.{name}": endless for name in ("count", "cycle", "repeat")},
    **{f"itertools.{name}": starred for name in ("starmap", "takewhile", "dropwhile", "filterfalse")},
    **{
        f"itertools.{name}": chosen
        for name in ("combinations", "permutations", "combinations_with_replacement", "pairwise", "zip_longest")
    },
    **{f"operator.{name}": operated for name in SIGNS},
}
