"""SQL that stays SQL: a task's templated statements with bound parameters in place of the data interval's values.

Only a template that is the whole of a string literal (`'{{ ds }}'`) can be bound, where SQL takes a value; a table's
name cannot, nor a condition, nor a part of a literal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from migrator.model import Interval
from migrator.planning.dated import dated
from migrator.planning.tokens import Kind, Token, tokens

JINJA = re.compile(r"\{(?:\{(?P<expression>.*?)\}\}|%.*?%\}|#.*?#\}|[{%#])", re.DOTALL)
SHIFT = re.compile(r"macros\.ds_add\(\s*ds\s*,\s*(?P<days>[+-]?\d{1,5})\s*\)")

# https://airflow.apache.org/docs/apache-airflow/stable/templates-ref.html: a template name => what a target computes
EXPRESSIONS = {
    "ds": "ds",
    "ds_nodash": "ds_nodash",
    "ts": "ts",
    "data_interval_start|ds": "ds",
    "logical_date|ds": "ds",
    "execution_date|ds": "ds",
    "data_interval_end|ds": "end_ds",
    "next_ds": "end_ds",
    "yesterday_ds": "ds_add:-1",
    "tomorrow_ds": "ds_add:1",
}
# How these come out as text is not the same in every Airflow (pendulum 2 and 3 spell a moment differently).
MOMENTS = {"data_interval_start", "data_interval_end", "logical_date", "execution_date"}

# A string after one of these words or signs is a value; after any other it may be a name (`AS '...'`), the text of a
# typed literal (`DATE '...'`) or part of one (`x'...'`).
VALUE_AFTER = frozenset(
    str.split(
        "SELECT DISTINCT ALL WHERE AND OR NOT BETWEEN LIKE GLOB IS CASE WHEN THEN ELSE BY HAVING ON LIMIT OFFSET "
        "RETURNING = < > ( , + - / % | & ~ !"
    )
)
# SQLite takes no parameter in what it keeps: a view, a default, a check, a trigger. `CREATE TABLE ... AS` is a query.
DEFINITION = re.compile(r"(?i)\s*(?:ALTER|CREATE)\b(?!\s+(?:TEMP\w*\s+)?TABLE\s+[^(]+?\sAS\s+(?:SELECT|WITH|VALUES)\b)")


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement with `:name` for each value, and (name, expression) of each; expressions as in `EXPRESSIONS`."""

    text: str
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a statement's template cannot become parameters."""

    because: str


def bind(statement: str, interval: Interval) -> Bound | Refused:
    """The statement with its templates bound, or why that is not possible."""
    # Jinja ends every line of what it renders alike.
    found = tokens(re.sub(r"\r\n?", "\n", statement))
    parameters: dict[str, str] = {}
    pieces: list[str] = []
    for number, token in enumerate(found):
        template = JINJA.search(token.text)
        if template is None:
            pieces.append(token.text)
            continue
        because = obstacle(token, template) or misplaced(found, number, template[0])
        expression = None if because else meaning(template["expression"], interval)
        if expression is None:
            return Refused(because or unbound(template["expression"]))
        name = parameter_name(expression)
        while parameters.get(name, expression) != expression:
            name += "_"
        parameters[name] = expression
        pieces.append(f":{name}")
    because = clash(found, parameters)
    return Refused(because) if because else Bound("".join(pieces), tuple(sorted(parameters.items())))


def obstacle(token: Token, template: re.Match[str]) -> str | None:
    """Why a template in this token is no whole literal; None when it is one."""
    text = " ".join(template[0].split())[:60]
    if len(template[0]) == 2:
        return f"a template begins with {text} and never ends"
    if template["expression"] is None:
        return f"{text} is a template's statement or comment, not a value"
    match token.kind:
        case Kind.LITERAL if token.text == f"'{template[0]}'":
            return None
        case Kind.LITERAL | Kind.DOLLAR:
            return f"{text} is only a part of a literal, and a parameter is a whole one"
        case Kind.NAME:
            return f"{text} is part of a quoted name, and a parameter is a value"
        case Kind.COMMENT:
            return f"{text} stands in a comment, where nothing can be bound"
        case Kind.ENDLESS:
            return f"{text} stands in a literal, name or comment that never ends"
    return f"{text} stands outside of a literal, where it may be any piece of SQL"


def misplaced(found: list[Token], number: int, template: str) -> str | None:
    """Why the literal that is this token is no value of its own; None when it is."""
    before = number - 1
    while before >= 0 and found[before].kind in (Kind.SPACE, Kind.COMMENT):
        before -= 1
    # A word that touches it makes it a literal of another kind, or would run into the parameter's name.
    touched = found[number + 1 : number + 2] + (found[number - 1 : number] if number else [])
    if any(token.kind is Kind.WORD for token in touched):
        return f"{template} touches a word beside its quotes"
    if before < 0 or found[before].text.upper() not in VALUE_AFTER:
        return f"{template} does not stand where SQL surely takes a value"
    return None


def clash(found: list[Token], parameters: dict[str, str]) -> str | None:
    """Why a statement cannot take these parameters, whatever they stand for; None when it can."""
    if not parameters:
        return None
    code = "".join(" " if token.kind is Kind.COMMENT else token.text for token in found)
    if DEFINITION.match(code):
        return "a database takes no parameters in a definition"
    for sign, token in pairwise(found):
        if sign.text in (":", "@", "$") and token.text in parameters:
            return f"{sign.text}{token.text} in it is a parameter's name already"
    return None


def meaning(expression: str, interval: Interval) -> str | None:
    """What a template's expression computes, or None when it is not one of the data interval's values."""
    if shift := SHIFT.fullmatch(expression.strip()):
        return f"ds_add:{int(shift['days'])}"
    found = EXPRESSIONS.get(plain(expression))
    if found is None:
        return dated(expression, interval)
    # In Airflow 3 the interval of a cron schedule is the moment of the run: it ends where it starts.
    return "ds" if found == "end_ds" and interval is Interval.AT else found


def plain(expression: str) -> str:
    """An expression without the white space that says nothing: ` data_interval_start | ds ` -> as in EXPRESSIONS."""
    return re.sub(r"\s*\|\s*", "|", expression.strip())


def unbound(expression: str) -> str:
    """Why a template that is a whole value is not bound."""
    name = plain(expression)
    if name in MOMENTS:
        return f"{{{{ {name} }}}} is a moment, of which this version binds only the date: {{{{ {name} | ds }}}}"
    if name.startswith(("params.", "var.", "conn.", "ti.", "task_instance.", "dag_run.")):
        return f"the template {{{{ {name} }}}} is not a value of the data interval"
    return f"the template {{{{ {name} }}}} is not one that this version binds"


def parameter_name(expression: str) -> str:
    """A parameter's name: `ds_add:-7` -> `ds_minus_7`."""
    name, _, days = expression.partition(":")
    if not days:
        return name
    if name == "at":
        point, seconds, form = days.split(":", 2)
        moved = "" if seconds == "0" else f"_{seconds.replace('-', 'minus_')}"
        return re.sub(r"(?a)\W+", "_", f"{point}{moved}_{form.replace('%', '')}").strip("_")
    return f"ds_minus_{-int(days)}" if int(days) < 0 else f"ds_plus_{int(days)}"
