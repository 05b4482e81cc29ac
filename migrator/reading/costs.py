"""What Python's own functions may cost on values of users' code: what is not surely quick is not run."""

from __future__ import annotations

import re
from typing import Any

from migrator.nesting import is_flat
from migrator.reading.bounds import BoundReached, within
from migrator.reading.frames import Raised
from migrator.reading.meter import CHARACTERS, LOOKED_AT, price, running, spend
from migrator.reading.patterns import PATTERN, SEARCHED, is_quick
from migrator.reading.values import parts_of

ENCODINGS = re.compile(r"(?:utf|latin|iso|ascii|us-ascii|cp1252|windows-1252)[-_\w]{0,12}$", re.IGNORECASE)
ERRORS = (
    TypeError, ValueError, KeyError, IndexError, AttributeError, LookupError, ArithmeticError, StopIteration, re.error,
)  # fmt: skip


def called(value: Any, name: str, positional: list[Any], named: dict[str, Any]) -> Any:
    """The result of Python's own method on known values; what it raises is raised in the evaluated code."""
    if isinstance(value, (str, bytes)):
        spend(price(value))
        within(grown(value, name, [*positional, *named.values()]), running().bounds.text, "a string")
    for argument in positional:
        spend(price(argument))
    try:
        result = getattr(value, name)(*positional, **named)
        # A part of a text is small, but there may be many.
        spend(len(result) // LOOKED_AT if isinstance(result, (list, tuple)) else price(result))
        return result
    except ERRORS as error:
        raise Raised(type(error).__name__, str(error)) from error


def grown(value: str | bytes, name: str, given: list[Any]) -> int:
    """How long a method's result may be, at most."""
    numbers = [number for number in given if isinstance(number, int)]
    if name in ("ljust", "rjust", "center", "zfill"):
        return max([len(value), *numbers])
    if name == "expandtabs":
        return len(value) * max([8, *numbers])
    if name == "replace" and len(given) > 1 and all(isinstance(each, type(value)) for each in given[:2]):
        return len(value) + value.count(given[0]) * len(given[1])
    if name == "translate" and given and isinstance(given[0], dict):
        return len(value) * max([1, *(len(each) for each in given[0].values() if isinstance(each, str))])
    if name in ("encode", "decode"):
        within_encodings(given)
    return len(value)


def within_encodings(given: list[Any]) -> None:
    """Raise BoundReached for an encoding that may be slow: `idna`, `punycode` and others nobody needs here."""
    if given and not (isinstance(given[0], str) and ENCODINGS.match(given[0])):
        raise BoundReached("an encoding that is not followed")
    if len(given) > 1 and given[1] not in ("strict", "ignore", "replace"):
        raise BoundReached("an error handler of an encoding that is not followed")


def weigh(value: Any) -> Any:
    """The value itself. Raises BoundReached when it is too large to be shown, compared or copied as a whole."""
    total, most = 0, running().bounds.text
    for part in parts_of(value):
        total += len(part) if isinstance(part, (str, bytes)) else 8
        if total > most:
            raise BoundReached(f"a value grew past {most:,} characters")
    spend(total // CHARACTERS * 4)
    return value


def shown(value: Any, conversion: str | None = None) -> str:
    """`str` or `repr` of a known value."""
    try:
        return repr(weigh(value)) if conversion == "r" else str(weigh(value))
    except ValueError as error:
        raise Raised("ValueError", str(error)) from error


def is_quick_call(name: str, positional: list[Any], named: dict[str, Any]) -> bool:
    """Whether a pure function of a library surely ends soon on these arguments."""
    given = [*positional, *named.values()]
    weigh(given)
    if name.startswith("re.") and name != "re.escape":
        searched = named.get("string", positional[2 if name == "re.sub" else 1] if len(positional) > 1 else None)
        put_in = named.get("repl", positional[1]) if name == "re.sub" and len(positional) > 1 else ""
        # Flags make a class of characters slow to compile.
        is_short = isinstance(put_in, str) and len(put_in) <= SEARCHED and not flags_of(name, positional, named)
        return is_short and is_quick(named.get("pattern", positional[0] if positional else None), searched)
    if name == "json.dumps":
        sizes = [value if isinstance(value, int) else len(str(value)) for value in named.values()]
        return all(size <= PATTERN for size in sizes)
    if name == "json.loads":
        return all(is_flat(value) for value in given if isinstance(value, str))
    if name.endswith(("strptime", "ZoneInfo", "timezone")):
        return all(len(value) <= PATTERN for value in given if isinstance(value, str))
    return True


def flags_of(name: str, positional: list[Any], named: dict[str, Any]) -> Any:
    """The flags that a function of `re` is given."""
    place = {"re.sub": 4, "re.split": 3}.get(name, 2)
    return named.get("flags", positional[place] if len(positional) > place else 0)


def is_quick_builtin(name: str, given: list[Any]) -> bool:
    """Whether a builtin function surely ends soon on these arguments. Raises BoundReached for a result too large."""
    weigh(given)
    numbers = [value for value in given if isinstance(value, int)]
    if any(isinstance(value, range) and value[:SEARCHED] != value for value in given):
        return False
    if name == "bytes":
        within(max([0, *numbers]), running().bounds.text, "bytes")
        within_encodings([value for value in given[1:] if not isinstance(value, int)])
    if name == "round":
        return all(abs(number) <= SEARCHED for number in numbers[1:])
    return name != "sum" or not any(isinstance(part, (list, tuple)) for part in parts_of_elements(given))


def parts_of_elements(given: list[Any]) -> list[Any]:
    """What is summed, and what it is added to."""
    summed = [value for value in given[:1] if isinstance(value, (list, tuple, set, frozenset))]
    return [*(element for value in summed for element in value), *given[1:]]
