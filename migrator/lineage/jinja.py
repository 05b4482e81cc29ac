"""Templates rendered without running them: every way a template may come out, with holes for what only a run knows.

The template's syntax tree is walked by an evaluator of our own, so no code of a template is ever executed. A condition
on something unknown forks the rendering: the same condition once per script, each side with the choices it rests on.
Everything is bounded: steps, text, forks, includes.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import jinja2

from migrator.lineage.rendering import Budget, Run, Search, parse, reason
from migrator.lineage.symbols import Exhausted, Symbol, plain
from migrator.model import ALWAYS, Condition, Span

MAX_FORKS = 64
MAX_ROUGH = 100_000

_SENTINEL = re.compile(r"jhole(\d+)_", re.I)
_MARKUP = re.compile(r"\{\{|\{%|\{#")
_ROUGH = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{(.*?)\}\}", re.S)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One way a template comes out: text fit for a parser, the choices behind it, what its sentinels stand for, the
    template's line for each line of the text, and what went wrong, in words."""

    text: str
    condition: Condition = ALWAYS
    holes: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()


def is_template(text: str) -> bool:
    """Whether there is any Jinja in the text."""
    return "{" in text and _MARKUP.search(text) is not None


def nothing(name: str) -> str | None:
    """The search that finds no file."""
    return None


def render(text: str, known: Mapping[str, object], span: Span, search: Search = nothing) -> tuple[Rendered, ...]:
    """Every way the template comes out, the likeliest first; one for a text without templates."""
    if not is_template(text):
        return (Rendered(text),)
    try:
        tree = parse(text)
    except (jinja2.TemplateSyntaxError, RecursionError, Exhausted) as error:
        return (_roughly(text, f"the template could not be read ({reason(error)})"),)
    data = {name: plain(value, name) for name, value in known.items()}
    budget = Budget()
    waiting: deque[tuple[bool, ...]] = deque([()])
    done: list[Rendered] = []
    while waiting and len(done) < MAX_FORKS and budget.left > 0:
        taken = waiting.popleft()
        run = Run(data, span, search, taken, budget)
        run.start(tree)
        done.append(_rendered(run))
        made = [choice.taken for choice in run.choices]
        waiting.extend((*made[:index], not made[index]) for index in range(len(taken), len(made)))
    if waiting:
        done[0] = _with_problem(done[0], f"the template has more than {len(done)} ways to come out; the rest is left")
    return tuple(done)


def restore(name: str, rendered: Rendered) -> str:
    """The text with each sentinel as its readable hole: `events_jhole0_` => `events_{ds_nodash}`."""
    return _SENTINEL.sub(lambda match: rendered.holes.get(match[0].lower(), match[0]), name)


def _with_problem(rendered: Rendered, problem: str) -> Rendered:
    return Rendered(rendered.text, rendered.condition, rendered.holes, rendered.lines, (*rendered.problems, problem))


def _roughly(text: str, problem: str) -> Rendered:
    """The text with tags left out and every expression as a hole: all that is left when the template has bad syntax."""
    if len(text) > MAX_ROUGH:
        return Rendered("", problems=(problem,))
    holes: dict[str, str] = {}

    def replaced(match: re.Match[str]) -> str:
        inner = match[1]
        if inner is None:
            return "\n" * match[0].count("\n")
        sentinel = f"jhole{len(holes)}_"
        holes[sentinel] = Symbol(" ".join(inner.split())).shown
        return sentinel + "\n" * match[0].count("\n")

    return Rendered(_ROUGH.sub(replaced, text), holes=holes, problems=(problem,))


def _rendered(run: Run) -> Rendered:
    """What a run has printed, with a sentinel for each symbol."""
    sentinels: dict[Symbol, str] = {}
    text = "".join(
        part if isinstance(part, str) else sentinels.setdefault(part, f"jhole{len(sentinels)}_")
        for part in run.output.parts
    )
    holes = {sentinel: symbol.shown for symbol, sentinel in sentinels.items()}
    return Rendered(text, Condition(tuple(run.choices)), holes, tuple(run.output.lines), tuple(run.problems))
