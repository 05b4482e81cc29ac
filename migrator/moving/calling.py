"""How Airflow fills a function's parameters when its task runs."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from migrator.model import Each, Feed, Known, Span
from migrator.moving.asked import Asked, Cannot, Why
from migrator.moving.templates import Arguments
from migrator.moving.things import CONTEXT, Context, Ids, Leaf, Literal, Part, Thing, entry


@dataclass(slots=True)
class Call:
    """What fills the parameters: `feeds` those that keep their place, `more` what `*args` takes; `things` are what
    Airflow gives by a parameter's name, `extra` what `**kwargs` holds besides the context."""

    feeds: dict[str, Feed] = field(default_factory=dict)
    more: list[Feed] = field(default_factory=list)
    things: dict[str, Thing] = field(default_factory=dict)
    extra: dict[str, Leaf] = field(default_factory=dict)
    by_position: list[str] = field(default_factory=list)
    assumed: tuple[str, ...] = ()

    def dropped(self) -> set[str]:
        """The parameters that go, since what they receive is taken apart."""
        return {name for name, thing in self.things.items() if isinstance(thing, Context | Part)}


def call_of(asked: Asked, arguments: ast.arguments, span: Span) -> Call:
    """How the function is called. Raises Cannot where that is not known, or would fail in Airflow as well."""
    reader = Arguments(Ids(asked.task, asked.dag), asked.span, asked.native)
    call = Call()
    ordered = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    feeds = [reader.feed(value) for value in asked.op_args]
    call.feeds.update(zip(ordered, feeds, strict=False))
    call.more = feeds[len(ordered) :]
    if call.more and arguments.vararg is None:
        raise Cannot(f"it is called with {len(feeds)} values and takes {len(ordered)}", asked.span, Why.CALL)
    names = [*(each.arg for each in (*arguments.args, *arguments.kwonlyargs))]
    given = {name: reader.feed(value) for name, value in asked.op_kwargs}
    given |= {name: Each(reader.value(value)) for name, value in asked.mapped}
    for name, feed in given.items():
        if name in names:
            call.feeds[name] = feed
        elif arguments.kwarg is None:
            raise Cannot(f"it is called with {name!r}, which it does not take", asked.span, Why.CALL)
        else:
            call.extra[name] = Leaf(feed, name)
    call.by_position = [each.arg for each in arguments.posonlyargs]
    if call.more:
        call.by_position = ordered
    fill(call, asked, arguments, reader, span)
    call.assumed = tuple(sorted(reader.assumed))
    return call


def fill(call: Call, asked: Asked, arguments: ast.arguments, reader: Arguments, span: Span) -> None:
    """Fill the other parameters from the run context, by their names."""
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        name = each.arg
        if name in call.feeds:
            feed = call.feeds[name]
            if isinstance(feed, Known):
                call.things[name] = Literal(feed.value)
        elif name == "templates_dict" and asked.templates is not None:
            call.feeds[name] = reader.feed(asked.templates)
        elif name in CONTEXT:
            call.things[name] = found = entry(name)
            if isinstance(found, Leaf):
                call.feeds[name] = found.feed
        elif not has_default(each, arguments):
            raise Cannot(f"nobody gives it its parameter {name!r}", span, Why.CALL)
    if arguments.kwarg is not None:
        call.things[arguments.kwarg.arg] = Context()
        if asked.templates is not None and "templates_dict" not in call.feeds:
            call.extra["templates_dict"] = Leaf(reader.feed(asked.templates), "templates_dict")


def has_default(parameter: ast.arg, arguments: ast.arguments) -> bool:
    """Whether a parameter has a default."""
    ordered = [*arguments.posonlyargs, *arguments.args]
    if parameter in ordered:
        return ordered.index(parameter) >= len(ordered) - len(arguments.defaults)
    return arguments.kw_defaults[arguments.kwonlyargs.index(parameter)] is not None
