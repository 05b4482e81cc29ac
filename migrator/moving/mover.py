"""Moves functions of one project; each file is read once."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

from migrator.model import (
    Code,
    Dag,
    Feed,
    HookUse,
    Imported,
    Input,
    Moved,
    RunValue,
    Signal,
    Span,
    Task,
)
from migrator.moving import airflow_names as airflow
from migrator.moving.asked import Asked, Cannot, Means, Refused, Why, asked
from migrator.moving.calling import Call, call_of
from migrator.moving.checking import check
from migrator.moving.files import File, dotted
from migrator.moving.free import free_names
from migrator.moving.functions import Place, definition, find, returns
from migrator.moving.gather import Gathering, Piece, Unit
from migrator.moving.modules import Modules
from migrator.moving.names import Names
from migrator.moving.spelling import identifier
from migrator.moving.things import Foreign, Ids, Leaf, Literal
from migrator.moving.uses import learned
from migrator.moving.writing import Written, write
from migrator.reading.parse import Unreadable


class Mover:
    """The functions of one project: `root` is the project's folder, `roots` are further folders to import from."""

    def __init__(self, root: Path, roots: Sequence[Path] = (), means: Means | None = None) -> None:
        self.modules = Modules(root, roots)
        self.means = means or Means()

    def task(self, task: Task, dag: Dag) -> Code | Refused:
        """The function that a task calls, ready to stand elsewhere, or why that cannot be."""
        call = asked(task, dag)
        return call if isinstance(call, Refused) else self.move(call)

    def move(self, call: Asked) -> Code | Refused:
        """The function, ready to stand elsewhere, or why that cannot be."""
        try:
            return self.moved(call)
        except Cannot as found:
            return found.refused
        except Unreadable as error:
            path = call.function.path or ""
            return Refused(f"its file cannot be read: {error}", Span(path, error.line), Why.UNREADABLE)
        except (RecursionError, MemoryError):
            return Refused("it is nested too deeply to be moved", call.span, Why.BOUND)

    def moved(self, call: Asked) -> Code:
        """The same; raises Cannot."""
        file = self.modules.file(call.function.path or "")
        place = find(call.function, file)
        names = Names(file, [file.scope_of(each) for each in place.functions()], self.modules, Ids(call.task, call.dag))
        span = Span(file.path, place.node.lineno)
        given = call_of(call, place.node.args, span)
        texts_are_texts(place, given, span)
        name = place.node.name if not isinstance(place.node, ast.Lambda) else identifier(call.task)
        text, line = definition(place.node, file, name, decorators(place, names, span))
        looped = sorted(place.looped() & free_names(text)) if place.around else []
        if looped:
            raise Cannot(f"it is defined in a loop and uses `{looped[0]}` of it", span, Why.CLOSURE)
        node = statement(place)
        piece = Piece(node, file, text, Span(file.path, line), names, (name,), given.things, given.extra)
        stays = self.stays(call, place, piece, given)
        if stays is not None:
            return stays
        gathering = Gathering(names)
        gathering.function(piece)
        self.allow(gathering.unit, span)
        written = write(gathering.unit, piece, given)
        code = finished(written, gathering.unit, given, file, Span(file.path, place.node.lineno), returns(place.node))
        check(code)
        return code

    def allow(self, unit: Unit, span: Span) -> None:
        """Refuse hooks and signals for which there is nothing."""
        hooks = [use for use in unit.hooks() if self.means.hooks is not None and use.hook not in self.means.hooks]
        if hooks:
            shown = ", ".join(dict.fromkeys(shown_hook(use) for use in hooks))
            raise Cannot(f"it uses Airflow's {shown}", span, Why.HOOK, tuple(hooks))
        for piece in unit.in_order():
            for name, signal in piece.found.signals.items():
                if signal not in self.means.signals:
                    what = "skips its task" if signal is Signal.SKIP else "fails without another try"
                    raise Cannot(f"it {what} at run time ({name})", span, Why.AIRFLOW)

    def stays(self, call: Asked, place: Place, piece: Piece, given: Call) -> Imported | None:
        """The import of a function whose module needs nothing of Airflow; None for one that has to be moved."""
        file = piece.file
        nested = place.functions() or isinstance(place.node, ast.Lambda)
        if nested or self.modules.needs_airflow(file.file) or piece.found.pushes:
            return None
        # As the file of the DAG would import it.
        module = self.modules.name_of(file.file, str((self.modules.layout.root / call.span.path).parent))
        inputs = imported_inputs(piece, given)
        if module is None or inputs is None or isinstance(place.node, ast.Lambda):
            return None
        source = self.modules.importing(module, file.file, place.node.name, None)
        span = Span(file.path, place.node.lineno)
        return Imported(place.node.name, source, inputs, span, returns(place.node), given.assumed)


def texts_are_texts(place: Place, given: Call, span: Span) -> None:
    """Refuse where a known text is asked for what no text has: it is a path, which reading shows as a text."""
    texts = {
        name for name, thing in given.things.items() if isinstance(thing, Literal) and isinstance(thing.value, str)
    }
    nodes = list(ast.walk(place.node)) if texts else []
    texts -= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in texts and not hasattr(str, attr):
                raise Cannot(f"its argument {name!r} is a path, or another object that is no text", span, Why.CALL)
            case ast.BinOp(left=ast.Name(id=name), op=ast.Div()) if name in texts:
                raise Cannot(f"its argument {name!r} is a path, or another object that is no text", span, Why.CALL)


def statement(place: Place) -> ast.stmt:
    """What stands for the function among the statements that are taken along."""
    return place.node if not isinstance(place.node, ast.Lambda) else ast.Expr(place.node, lineno=place.node.lineno)


def decorators(place: Place, names: Names, span: Span) -> list[ast.expr]:
    """The decorators that make a task of a function; those that change what it does are refused when they are
    Airflow's."""
    dropped: list[ast.expr] = []
    for each in getattr(place.node, "decorator_list", ()):
        name = dotted(each.func if isinstance(each, ast.Call) else each)
        first, _, rest = name.partition(".")
        thing = names.thing(first) if first else None
        if not isinstance(thing, Foreign):
            continue
        path = f"{thing.path}.{rest}" if rest else thing.path
        if not airflow.is_task_decorator(path):
            what = "chooses at run time whether it runs" if airflow.is_gate(path) else "changes what it does"
            raise Cannot(f"Airflow's decorator `{name}` {what}", span, Why.AIRFLOW)
        dropped.append(each)
    return dropped


def imported_inputs(piece: Piece, given: Call) -> tuple[Input, ...] | None:
    """With what an imported function is called; None where it takes something that is no value."""
    from_context = dict(given.feeds)
    for name, thing in given.things.items():
        if isinstance(thing, Leaf):
            from_context[name] = learned(thing, piece.found.asked.get(thing, set())).feed
    for node, leaf in piece.found.leaves.items():
        subscript = type(node).__name__ in ("Subscript", "Call")
        if not subscript or (leaf.hint in from_context and from_context[leaf.hint] != leaf.feed):
            return None
        if not isinstance(leaf.feed, RunValue) and leaf.hint not in given.extra:
            return None
        from_context[leaf.hint] = learned(leaf, piece.found.asked.get(leaf, set())).feed
    if given.dropped() - {name for name in given.things if name not in from_context and is_rest(name, given)}:
        return None
    return inputs_of(from_context, given)


def is_rest(name: str, given: Call) -> bool:
    """Whether a parameter is the `**kwargs` that holds the context."""
    return type(given.things[name]).__name__ == "Context"


def inputs_of(feeds: Mapping[str, Feed], given: Call) -> tuple[Input, ...]:
    """The inputs, those by position first."""
    first = [Input(name, feeds[name], True) for name in given.by_position if name in feeds]
    more = [Input("*", feed, True) for feed in given.more]
    rest = [Input(name, feed) for name, feed in feeds.items() if name not in given.by_position]
    return (*first, *more, *rest)


def finished(written: Written, unit: Unit, given: Call, file: File, span: Span, gives: bool) -> Moved:
    """The moved function, put together."""
    feeds: dict[str, Feed] = {**given.feeds, **written.feeds}
    signals = {name: signal for piece in unit.in_order() for name, signal in piece.found.signals.items()}
    return Moved(
        function=written.function,
        imports=written.imports,
        definitions=written.definitions,
        inputs=inputs_of(feeds, given),
        span=span,
        returns=gives,
        file_name=written.file_name,
        signals=tuple(sorted(signals.items())),
        inner=tuple(sorted(unit.inner, key=lambda each: each.text)),
        assumed=given.assumed,
    )


def shown_hook(use: HookUse) -> str:
    """A hook for people: its class and its connection."""
    name = airflow.last(use.hook)
    return f"{name} ({use.connection})" if use.connection else name
