"""`match`: which case is taken, and what its pattern binds."""

from __future__ import annotations

from typing import Any

import libcst as cst

from migrator.model import Choice, Unknown
from migrator.reading import operations
from migrator.reading.frames import MISSING, Frame, Signal
from migrator.reading.parse import block
from migrator.reading.values import Given, is_known, key_of, plain, truth, unwrap


def match(node: cst.Match, frame: Frame) -> Signal | None:
    """`match`: the first case that fits; one that only run time decides holds under a condition."""
    subject = frame.evaluate(node.subject)
    for case in node.cases:
        decided = fits(subject, case.pattern, frame)
        if decided is not False and case.guard is not None:
            allowed = truth(frame.evaluate(case.guard))
            decided = decided if allowed is True else allowed
        if decided is True:
            return frame.execute(block(case.body))
        if decided is None:
            with frame.machine.choice(Choice(f"case {frame.code(case.pattern)}", True, frame.span)):
                frame.execute(block(case.body))
    return None


def fits(subject: Any, pattern: cst.MatchPattern, frame: Frame) -> bool | None:
    """Whether a pattern fits, its names bound; None when it is not known."""
    match pattern:
        case cst.MatchOr():
            return either([fits(subject, each.pattern, frame) for each in pattern.patterns])
        case cst.MatchAs():
            inside = True if pattern.pattern is None else fits(subject, pattern.pattern, frame)
            if pattern.name is not None and inside is not False:
                frame.bind(pattern.name.value, subject)
            return inside
        case cst.MatchValue() | cst.MatchSingleton():
            sign = cst.Is() if isinstance(pattern, cst.MatchSingleton) else cst.Equal()
            return truth(operations.compare(subject, sign, frame.evaluate(pattern.value), lambda: "match"))
        case cst.MatchList() | cst.MatchTuple():
            return fits_sequence(subject, pattern, frame)
        case cst.MatchMapping():
            return fits_mapping(subject, pattern, frame)
        case cst.MatchClass():
            return fits_class(subject, pattern, frame)
    return None


def either(answers: list[bool | None]) -> bool | None:
    """Whether one of several fits."""
    return True if True in answers else None if None in answers else False


def both(answers: list[bool | None]) -> bool | None:
    """Whether all of several fit."""
    return False if False in answers else None if None in answers else True


def fits_sequence(subject: Any, pattern: cst.MatchList | cst.MatchTuple, frame: Frame) -> bool | None:
    """`[first, *rest]`."""
    inner, _ = unwrap(subject)
    if isinstance(inner, Unknown):
        return None
    elements = list(inner) if isinstance(inner, (list, tuple, range)) else getattr(inner, "elements", None)
    if elements is None or isinstance(inner, str):
        return False
    starred = next((n for n, each in enumerate(pattern.patterns) if isinstance(each, cst.MatchStar)), None)
    count = len(pattern.patterns)
    if len(elements) != count if starred is None else len(elements) < count - 1:
        return False
    after = 0 if starred is None else count - starred - 1
    answers: list[bool | None] = []
    for n, each in enumerate(pattern.patterns):
        if isinstance(each, cst.MatchStar):
            if each.name is not None:
                frame.bind(each.name.value, elements[n : len(elements) - after])
            continue
        element = elements[n] if starred is None or n < starred else elements[len(elements) - (count - n)]
        answers.append(fits(element, each.value, frame))
    return both(answers)


def fits_mapping(subject: Any, pattern: cst.MatchMapping, frame: Frame) -> bool | None:
    """`{"key": pattern, **rest}`."""
    inner, _ = unwrap(subject)
    if isinstance(inner, Unknown):
        return None
    if not isinstance(inner, dict):
        return False
    left, answers = dict(inner), list[bool | None]()
    for element in pattern.elements:
        value = left.pop(key_of(frame.evaluate(element.key)), MISSING)
        answers.append(False if value is MISSING else fits(value, element.pattern, frame))
        if answers[-1] is False:
            return False
    if pattern.rest is not None:
        frame.bind(pattern.rest.value, left)
    return both(answers)


def fits_class(subject: Any, pattern: cst.MatchClass, frame: Frame) -> bool | None:
    """`Class(attribute=pattern)`, `str(name)`."""
    kind = frame.evaluate(pattern.cls)
    answer = truth(frame.machine.call(frame.machine.builtin("isinstance"), Given([subject, kind]), frame))
    if answer is False:
        return False
    answers: list[bool | None] = [answer]
    for keyword in pattern.kwds:
        value = frame.machine.attribute(subject, keyword.key.value, frame)
        answers.append(fits(value, keyword.pattern, frame))
    names = positions(kind, frame)
    for n, each in enumerate(pattern.patterns):
        itself = names is None and n == 0
        value = subject if itself else part_of(subject, names, n, frame)
        answers.append(None if value is MISSING else fits(value, each.value, frame))
    return both(answers)


def positions(kind: Any, frame: Frame) -> list[str] | None:
    """The attributes that positions in a class pattern stand for; None for a builtin class, which stands for itself."""
    find = getattr(kind, "find", None)
    if find is None:
        return None
    given = find("__match_args__")
    if given is not None and is_known(given):
        return list(plain(given))
    return [f for base in reversed(kind.lineage()) for f in getattr(base, "fields", ())]


def part_of(subject: Any, names: list[str] | None, position: int, frame: Frame) -> Any:
    """The attribute that a position stands for, or MISSING."""
    if names is None or position >= len(names):
        return MISSING
    return frame.machine.attribute(subject, names[position], frame)
