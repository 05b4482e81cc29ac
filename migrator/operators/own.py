"""A project's own facts: tables in `migrate.toml`, and files of rule literals, which are read and never imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import fields

from migrator.operators.rule import Hook, Kind, Rule

# The words of the rule language by what they hold.
TEXTS = ("name", "system", "write", "write_by", "shell", "opens", "partition", "starts", "because")
LISTS = ("reads", "writes", "appends", "waits", "checks", "deletes", "around", "passed", "positions", "old")
PAIRS = ("sql", "turned_by", "deleted_by", "moved_by")
TABLES = ("defaults", "aside", "renamed")
LANGUAGE = "migrator.operators.rule"


class BadFact(Exception):
    """A fact that says something we cannot follow; the message is a sentence, `line` where it stands in its file."""

    def __init__(self, because: str, line: int | None = None) -> None:
        super().__init__(because)
        self.line = line


def rule(entry: Mapping[str, object]) -> Rule:
    """The rule that a table or a literal spells. Raises BadFact."""
    name = entry.get("name")
    if not isinstance(name, str) or "." not in name.strip("."):
        raise BadFact(f"an operator's fact needs a name, its import path as in 'company.operators.Load', not {name!r}")
    known = [field.name for field in fields(Rule)]
    given: dict[str, object] = {}
    for key, value in entry.items():
        if key not in known:
            raise BadFact(f"{name} has {key!r}, which is no word of a fact; there is {', '.join(known)}")
        given[key] = _value(name, key, value)
    try:
        return Rule(**given)  # type: ignore[arg-type]
    except ValueError as error:
        raise BadFact(str(error)) from error


def hook(entry: Mapping[str, object]) -> Hook:
    """The hook that a table or a literal spells. Raises BadFact."""
    known = [field.name for field in fields(Hook)]
    for key in entry:
        if key not in known:
            raise BadFact(f"a hook has {key!r}, which is no word of it; there is {', '.join(known)}")
    texts = {key: value for key, value in entry.items() if key != "old"}
    wrong = [
        key for key, value in texts.items() if not isinstance(value, str) and not (key != "name" and value is None)
    ]
    if wrong or not texts.get("name") or not texts.get("connection"):
        raise BadFact(
            f"a hook needs a name, its import path, and the connection argument of its constructor: {entry!r}"
        )
    named = str(texts["name"])
    old = _value(named, "old", entry["old"]) if "old" in entry else ()
    texts = {"default": None, "system": None, **texts}
    return Hook(**texts, old=old)  # type: ignore[arg-type]


def literals(text: str) -> Iterator[Rule | Hook]:
    """The rules and hooks of a file with `RULES = (Rule(...), ...)` and `HOOKS = (...)`; no code of it runs.

    Raises BadFact, with the line, for anything but literals, Rule, Hook and Kind.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadFact(f"it is not Python ({type(error).__name__})", getattr(error, "lineno", None)) from error
    for statement in tree.body:
        match statement:
            case ast.Expr(value=ast.Constant(value=str())):
                continue
            case ast.ImportFrom(module=module, level=0) if module in (LANGUAGE, "__future__"):
                continue
            case ast.Assign(targets=[ast.Name(id="RULES" | "HOOKS")], value=ast.Tuple() | ast.List() as listed):
                for element in listed.elts:
                    yield _made(element)
            case _:
                raise BadFact(
                    "only RULES = (Rule(...), ...) and HOOKS = (Hook(...), ...) may stand here", statement.lineno
                )


def _made(node: ast.expr) -> Rule | Hook:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in ("Rule", "Hook"):
        raise BadFact(f"{ast.unparse(node)[:80]} is neither Rule(...) nor Hook(...)", node.lineno)
    make, names = (rule, ("name",)) if node.func.id == "Rule" else (hook, ("name", "connection", "default", "system"))
    if len(node.args) > len(names):
        raise BadFact(f"{node.func.id} takes {', '.join(names)} by position and all else by name", node.lineno)
    entry: dict[str, object] = {name: _literal(value) for name, value in zip(names, node.args, strict=False)}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise BadFact("** may not stand here: a fact is spelled out", node.lineno)
        entry[keyword.arg] = _literal(keyword.value)
    try:
        return make(entry)
    except BadFact as error:
        raise BadFact(str(error), node.lineno) from error


def _literal(node: ast.expr) -> object:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Kind":
        if node.attr not in Kind.__members__:
            raise BadFact(f"there is no Kind.{node.attr}; there is {', '.join(Kind.__members__)}", node.lineno)
        return Kind[node.attr]
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError) as error:
        raise BadFact(f"{ast.unparse(node)[:80]} is no literal", node.lineno) from error


def _value(name: str, key: str, value: object) -> object:
    if key in TEXTS and isinstance(value, str):
        return value
    if key in LISTS and isinstance(value, str):
        return (value,)
    if key in LISTS and _is_texts(value):
        return tuple(value)  # type: ignore[arg-type]
    if key in PAIRS and _is_texts(value, 2):
        return tuple(value)  # type: ignore[arg-type]
    if (
        key == "more_sql"
        and isinstance(value, list | tuple)
        and all(_is_texts(one, 2) or _is_texts(one, 3) for one in value)
    ):
        return tuple(tuple(one) for one in value)
    if key in TABLES and isinstance(value, dict) and _is_texts([*value, *value.values()]):
        return value
    if key == "kind":
        return _kind(name, value)
    wanted = (
        "a text" if key in TEXTS else "two texts" if key in PAIRS else "texts by name" if key in TABLES else "texts"
    )
    raise BadFact(f"{name}: {key} is {value!r}, not {wanted}")


def _kind(name: str, value: object) -> Kind:
    found = next((kind for kind in Kind if value in (kind, kind.value)), None)
    if found is None:
        raise BadFact(f"{name}: kind is {value!r}; there is {', '.join(kind.value for kind in Kind)}")
    return found


def _is_texts(value: object, count: int | None = None) -> bool:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        return False
    return count is None or len(value) == count
