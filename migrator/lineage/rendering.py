"""One rendering of a template: its statements walked, every unknown condition decided and noted.

Nothing of a template is executed: its syntax tree is read by an evaluator of our own, within bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jinja2
from jinja2 import nodes

from migrator.dbt.jinja import syntax
from migrator.lineage.evaluation import Expressions, Macro
from migrator.lineage.symbols import MAX_ITEMS, MAX_TEXT, Exhausted, Mixed, Symbol, mixed, parts_of, text_of
from migrator.model import Choice, Span

MAX_STEPS = 100_000
MAX_TEMPLATE = 1_000_000
MAX_DEPTH = 30

Search = Callable[[str], "str | None"]


def parse(text: str) -> Any:
    if len(text) > MAX_TEMPLATE:
        raise Exhausted(f"it is {len(text):,} characters long")
    return syntax(text)


def reason(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


@dataclass
class Budget:
    """What all the runs of one template may cost together."""

    left: int = MAX_STEPS

    def tick(self, steps: int = 1) -> None:
        """So many steps. Raises Exhausted when there is none left."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted(f"it takes more than {MAX_STEPS:,} steps")


class Left(Exception):
    """`{% break %}` or `{% continue %}` on its way to its loop."""

    def __init__(self, ends: bool) -> None:
        super().__init__()
        self.ends = ends


class Output:
    """What is printed, in parts, with the template's line for each line begun."""

    def __init__(self) -> None:
        self.parts: list[str | Symbol] = []
        self.lines: list[int] = [1]
        self.size = 0

    def write(self, part: str | Symbol, line: int, counts: bool = False) -> None:
        """Adds a part; `counts` says that its own newlines are lines of the template."""
        self.parts.append(part)
        if isinstance(part, str):
            self.size += len(part)
            if self.size > MAX_TEXT:
                raise Exhausted(f"it prints more than {MAX_TEXT:,} characters")
            self.lines += [line + (number if counts else 0) for number in range(1, part.count("\n") + 1)]


class Run:
    """One rendering: takes the sides it is told, the first side of what is new, and notes every choice."""

    def __init__(
        self, known: dict[str, object], span: Span, search: Search, taken: tuple[bool, ...], budget: Budget
    ) -> None:
        self.span, self.search, self.taken, self.budget = span, search, taken, budget
        self.choices: list[Choice] = []
        self.decided: dict[str, bool] = {}
        self.equal: dict[str, object] = {}
        self.depth = 0
        self.output = Output()
        self.blocks: dict[str, Any] = {}
        self.problems: list[str] = []
        self.names = Expressions(self.decide, self.macro, budget.tick, [known, {}])

    def start(self, tree: Any) -> None:
        """Renders the whole template; where it is left at a bound, that is a problem and the text so far stands."""
        try:
            self._template(tree)
        except Left:
            pass
        except (Exhausted, RecursionError) as error:
            self.problems.append(f"the template was left at its bound ({reason(error)})")

    def decide(self, text: str, left: str | None, right: object, line: int) -> bool:
        """The side an unknown condition takes in this run; `left == right` is decided with the other values of left."""
        if text in self.decided:
            return self.decided[text]
        if left is not None and left in self.equal:
            return self.equal[left] == right
        # What a template asks for is most often there.
        likely = not text.endswith(" is none")
        side = self.taken[len(self.choices)] if len(self.choices) < len(self.taken) else likely
        self.decided[text] = side
        if left is not None and side:
            self.equal[left] = right
        self.choices.append(Choice(text, side, Span(self.span.path, self.span.line + line - 1)))
        return side

    def body(self, statements: list[Any]) -> None:
        """Runs statements in order."""
        for node in statements:
            self.budget.tick()
            act = getattr(self, f"_{type(node).__name__.lower()}", None)
            if act is not None:
                act(node)

    def captured(self, statements: list[Any], scope: dict[str, object]) -> object:
        """What statements print, as a value."""
        if self.depth >= MAX_DEPTH:
            raise Exhausted(f"it calls itself more than {MAX_DEPTH} deep")
        outer, self.output = self.output, Output()
        self.names.scopes.append(scope)
        self.depth += 1
        try:
            self.body(statements)
            return mixed(self.output.parts)
        finally:
            self.depth -= 1
            self.names.scopes.pop()
            self.output = outer

    def macro(self, macro: Macro, given: list[object], named: dict[str, object]) -> object:
        """What a macro prints for these arguments."""
        names = [argument.name for argument in macro.node.args]
        defaults = dict(zip(names[len(names) - len(macro.node.defaults) :], macro.node.defaults, strict=True))
        others = {name: value for name, value in named.items() if name not in (*names, "caller")}
        scope: dict[str, object] = {**macro.scope, "varargs": given[len(names) :], "kwargs": others, "caller": ""}
        scope |= {name: self.names.value(node) for name, node in defaults.items()}
        scope |= dict(zip(names, given, strict=False)) | named
        return self.captured(macro.node.body, scope)

    # ------------------------------------------------------------------------------------------------- statements

    def _output(self, node: Any) -> None:
        for item in node.nodes:
            if isinstance(item, nodes.TemplateData):
                self.output.write(item.data, item.lineno, counts=True)
                continue
            for part in parts_of(self.names.value(item)):
                self.output.write(part, item.lineno)

    def _if(self, node: Any) -> None:
        if self.names.truth(node.test):
            self.body(node.body)
            return
        for other in node.elif_:
            if self.names.truth(other.test):
                self.body(other.body)
                return
        self.body(node.else_)

    def _for(self, node: Any) -> None:
        items = self._items(self.names.value(node.iter), node)
        self.names.scopes.append({})
        try:
            chosen = []
            for item in items:
                self._assign_to(node.target, item)
                if node.test is None or self.names.truth(node.test):
                    chosen.append(item)
            self._loop(node, chosen)
        finally:
            self.names.scopes.pop()

    def _loop(self, node: Any, items: list[object]) -> None:
        for index, item in enumerate(items):
            self.names.scopes[-1] = {"loop": _loop_facts(index, items)}
            self._assign_to(node.target, item)
            try:
                self.body(node.body)
            except Left as left:
                if left.ends:
                    break
        if not items:
            self.body(node.else_)

    def _items(self, value: object, node: Any) -> list[object]:
        """What a loop goes over: one symbolic element where nobody knows."""
        if isinstance(value, Symbol | Mixed):
            element = f"{text_of(value).removesuffix('.items()')}[]"
            if isinstance(node.target, nodes.Tuple):
                names = ("key", "value") if text_of(value).endswith(".items()") else range(len(node.target.items))
                return [[Symbol(f"{element}.{name}") for name in names]]
            return [Symbol(element)]
        if isinstance(value, dict | list | tuple | str):
            if len(value) > MAX_ITEMS:
                raise Exhausted(f"it loops over {len(value):,} items")
            return list(value)
        return []

    def _assign_to(self, target: Any, value: object) -> None:
        scope = self.names.scopes[-1]
        if isinstance(target, nodes.Name):
            scope[target.name] = value
        elif isinstance(target, nodes.NSRef):
            owner = self.names.lookup(target.name)
            if isinstance(owner, dict):
                owner[target.attr] = value
        elif isinstance(target, nodes.Tuple):
            values = list(value) if isinstance(value, list | tuple | str) else []
            for index, part in enumerate(target.items):
                known = values[index] if index < len(values) else Symbol(f"{text_of(value)}[{index}]")
                self._assign_to(part, known)

    def _assign(self, node: Any) -> None:
        self._assign_to(node.target, self.names.value(node.node))

    def _assignblock(self, node: Any) -> None:
        value = self.captured(node.body, {})
        self._assign_to(node.target, self._piped(node.filter, value))

    def _filterblock(self, node: Any) -> None:
        for part in parts_of(self._piped(node.filter, self.captured(node.body, {}))):
            self.output.write(part, node.lineno)

    def _piped(self, node: Any, value: object) -> object:
        """The value after the filters of a block, innermost first."""
        if node is None:
            return value
        return self.names.filtered(node, self._piped(node.node, value))

    def _with(self, node: Any) -> None:
        values = [self.names.value(value) for value in node.values]
        self.names.scopes.append({})
        for target, value in zip(node.targets, values, strict=True):
            self._assign_to(target, value)
        self.body(node.body)
        self.names.scopes.pop()

    def _macro(self, node: Any) -> None:
        self.names.scopes[-1][node.name] = Macro(node, {})

    def _callblock(self, node: Any) -> None:
        body = self.captured(node.body, {})
        called = self.names.lookup(node.call.node.name) if isinstance(node.call.node, nodes.Name) else None
        if isinstance(called, Macro):
            given = [self.names.value(argument) for argument in node.call.args]
            caller = Macro(nodes.Macro("caller", node.args, node.defaults, node.body, lineno=node.lineno), {})
            body = self.macro(called, given, {"caller": caller})
        for part in parts_of(body):
            self.output.write(part, node.lineno)

    def _exprstmt(self, node: Any) -> None:
        self.names.value(node.node)

    def _scopedevalcontextmodifier(self, node: Any) -> None:
        self.body(node.body)

    _scope = _scopedevalcontextmodifier

    def _break(self, node: Any) -> None:
        raise Left(ends=True)

    def _continue(self, node: Any) -> None:
        raise Left(ends=False)

    # ------------------------------------------------------------------------------------------------- other files

    def _file(self, node: Any, needed: bool = True) -> Any:
        """The tree of another template, or None, with the problem noted."""
        named = self.names.value(node)
        for name in named if isinstance(named, list | tuple) else [named]:
            text = self.search(name) if isinstance(name, str) else None
            if text is not None:
                try:
                    return parse(text)
                except jinja2.TemplateSyntaxError as error:
                    self.problems.append(f"the template {name!r} could not be read ({error})")
                    return None
        if needed:
            self.problems.append(f"the template {text_of(named)} was not found in the project")
        return None

    def _include(self, node: Any) -> None:
        tree = self._file(node.template, needed=not node.ignore_missing)
        if tree is not None:
            for part in parts_of(self.captured(tree.body, {})):
                self.output.write(part, node.lineno)

    def _imported(self, node: Any) -> dict[str, object] | None:
        tree = self._file(node.template)
        if tree is None:
            return None
        scope: dict[str, object] = {}
        self.captured(tree.body, scope)
        return {name: Macro(value.node, scope) if isinstance(value, Macro) else value for name, value in scope.items()}

    def _import(self, node: Any) -> None:
        found = self._imported(node)
        self.names.scopes[-1][node.target] = Symbol(node.target) if found is None else found

    def _fromimport(self, node: Any) -> None:
        found = self._imported(node) or {}
        for item in node.names:
            name, alias = item if isinstance(item, tuple) else (item, item)
            self.names.scopes[-1][alias] = found.get(name, Symbol(name))

    def _template(self, tree: Any) -> None:
        """Runs a whole template: its own text, or its parent's with the blocks it overrides."""
        parent = next((node for node in tree.body if isinstance(node, nodes.Extends)), None)
        found = self._file(parent.template) if parent is not None else None
        if found is None:
            self.body(tree.body)
            return
        self.depth += 1
        if self.depth >= MAX_DEPTH:
            raise Exhausted(f"it extends more than {MAX_DEPTH} templates")
        for block in tree.find_all(nodes.Block):
            self.blocks.setdefault(block.name, block)
        self.body([node for node in tree.body if isinstance(node, nodes.Assign | nodes.Macro)])
        self._template(found)

    def _block(self, node: Any) -> None:
        self.body(self.blocks.get(node.name, node).body)


def _loop_facts(index: int, items: list[object]) -> dict[str, object]:
    """`loop` inside a loop."""
    return {
        "index": index + 1,
        "index0": index,
        "first": index == 0,
        "last": index == len(items) - 1,
        "length": len(items),
        "revindex": len(items) - index,
        "revindex0": len(items) - index - 1,
        "depth": 1,
        "depth0": 0,
        "cycle": lambda *values: values[index % len(values)] if values else "",
        "changed": lambda *values: True,
        "previtem": items[index - 1] if index else None,
        "nextitem": items[index + 1] if index + 1 < len(items) else None,
    }
