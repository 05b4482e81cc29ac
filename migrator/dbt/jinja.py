"""The calls in dbt's Jinja, from its syntax tree: what is referred to and configured. No template is ever run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

LONGEST = 400_000
UNKNOWN = object()
# Functions of dbt's own that say nothing of which columns a model has; any other is a macro.
KNOWN = frozenset(
    "ref source config var env_var is_incremental this target return log print run_started_at invocation_id range dict "
    "set zip exceptions namespace caller loop doc fromjson tojson fromyaml toyaml as_bool as_number as_native".split()
)


class DbtBlocks(Extension):
    """dbt's own blocks around SQL, read as what they hold: `{% snapshot orders %}select ...{% endsnapshot %}`."""

    tags = {"snapshot", "materialization", "test", "data_test", "docs", "trans"}  # noqa: RUF012

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """The statements inside."""
        tag = next(parser.stream)
        while parser.stream.current.type != "block_end":
            next(parser.stream)
        return parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)


@dataclass(slots=True)
class Calls:
    """What a text calls: (`ref` or `source`, name parts), what `config` is given, the names of macros; `problem` says
    why the text could not be read."""

    references: list[tuple[str, ...]] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
    macros: set[str] = field(default_factory=set)
    problem: str = ""


def syntax(text: str) -> nodes.Template:
    """The tree of a template. Raises jinja2.TemplateSyntaxError and RecursionError."""
    return jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", DbtBlocks]).parse(text)


def calls_in(text: str, known: Mapping[str, Any] | None = None) -> Calls:
    """The calls in a model's text; `known` are the project's variables."""
    found = Calls()
    if len(text) > LONGEST:
        found.problem = f"it is over {LONGEST:,} characters long"
        return found
    if "{{" not in text and "{%" not in text:
        return found
    try:
        for call in syntax(text).find_all(nodes.Call):
            _take(call, found, known or {})
    except jinja2.TemplateSyntaxError as error:
        found.problem = f"its Jinja could not be read ({error.message})"
    except RecursionError:
        found.problem = "its Jinja is nested too deeply"
    return found


def _take(call: nodes.Call, found: Calls, known: Mapping[str, Any]) -> None:
    name = _name(call.node)
    given = [literal(one, known) for one in call.args]
    named = {one.key: literal(one.value, known) for one in call.kwargs}
    short = name.rpartition(".")[2] if name.startswith(("dbt.", "builtins.")) else name
    reference = referred(short, given, named)
    if reference is not None:
        found.references.append(reference)
    elif short == "config":
        whole = given[0] if given and isinstance(given[0], dict) else {}
        found.config.update({key: value for key, value in {**whole, **named}.items() if value is not UNKNOWN})
    elif name.partition(".")[0] not in KNOWN:
        found.macros.add(name)


def referred(name: str, given: list[Any], named: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What a call of `ref` or `source` names; None where it is another call, or its names are not known."""
    texts = [one for one in given if isinstance(one, str)]
    if len(texts) != len(given) or not texts or name not in ("ref", "source"):
        return None
    if name == "source":
        return ("source", texts[0], texts[1]) if len(texts) > 1 else None
    version = named.get("v", named.get("version"))
    return ("ref", f"{texts[-1]}_v{version}" if version not in (None, UNKNOWN) else texts[-1])


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_name(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def literal(node: nodes.Node, known: Mapping[str, Any]) -> Any:
    """The value of an expression: a literal, a variable of the project, or the default of one; else UNKNOWN."""
    match node:
        case nodes.Const(value=value):
            return value
        case nodes.List(items=items) | nodes.Tuple(items=items):
            return [literal(one, known) for one in items]
        case nodes.Dict(items=items):
            return {str(literal(one.key, known)): literal(one.value, known) for one in items}
        case nodes.Concat(nodes=parts):
            return _joined([literal(one, known) for one in parts])
        case nodes.Add(left=left, right=right):
            return _joined([literal(left, known), literal(right, known)])
        case nodes.Call(node=nodes.Name(name="var" | "env_var" as name), args=args, kwargs=kwargs):
            return _variable(name, [literal(one, known) for one in args], kwargs, known)
        case nodes.Name() | nodes.Getattr():
            return known.get(_name(node), UNKNOWN)
        case nodes.Filter(node=inner, name="as_bool" | "as_number" | "as_native" | "int" | "string" | "trim"):
            return literal(inner, known) if isinstance(inner, nodes.Node) else UNKNOWN
    return UNKNOWN


def _joined(parts: list[Any]) -> Any:
    return "".join(parts) if all(isinstance(one, str) for one in parts) else UNKNOWN


def _variable(name: str, given: list[Any], kwargs: list[nodes.Keyword], known: Mapping[str, Any]) -> Any:
    if name == "var" and given and isinstance(given[0], str) and f"var:{given[0]}" in known:
        return known[f"var:{given[0]}"]
    default = next((literal(one.value, known) for one in kwargs if one.key == "default"), UNKNOWN)
    return given[1] if len(given) > 1 else default


def rendered(value: Any, known: Mapping[str, Any]) -> Any:
    """A value of YAML with its Jinja filled in; UNKNOWN where only a run knows it. A password's place is not looked at:
    who asks says what for."""
    if not isinstance(value, str) or ("{{" not in value and "{%" not in value):
        return value
    if len(value) > LONGEST:
        return UNKNOWN
    try:
        body = syntax(value).body
    except (jinja2.TemplateSyntaxError, RecursionError):
        return UNKNOWN
    parts: list[Any] = []
    for output in body:
        if not isinstance(output, nodes.Output):
            return UNKNOWN
        parts += [part.data if isinstance(part, nodes.TemplateData) else literal(part, known) for part in output.nodes]
    if len(parts) == 1:
        return parts[0]
    texts = [str(part) if isinstance(part, (str, int)) else part for part in parts]
    return _joined(texts)


def python_calls(text: str) -> Calls:
    """The calls in a Python model: `dbt.ref`, `dbt.source`, `dbt.config`."""
    found = Calls()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        found.problem = f"it could not be read ({type(error).__name__})"
        return found
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        match call.func:
            case ast.Attribute(value=ast.Name(id="dbt"), attr=name):
                given = [_constant(one) for one in call.args]
                named = {one.arg: _constant(one.value) for one in call.keywords if one.arg}
                reference = referred(name, given, named)
                if reference is not None:
                    found.references.append(reference)
                elif name == "config":
                    found.config.update({key: value for key, value in named.items() if value is not UNKNOWN})
    return found


def _constant(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return UNKNOWN


_SNAPSHOT = re.compile(r"\{%-?\s{0,9}snapshot\s{1,9}(\w{1,200})")
_MACRO = re.compile(r"\{%-?\s{0,9}macro\s{1,9}(\w{1,200})\s{0,9}\(")


def snapshots(text: str) -> Iterator[tuple[str, str]]:
    """(name, text) of each snapshot block of a file."""
    starts = [(match.start(), match[1]) for match in _SNAPSHOT.finditer(text)]
    for number, (start, name) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        yield name, text[start:end]


def macros(text: str) -> list[str]:
    """The names of the macros that a file defines."""
    return _MACRO.findall(text)
