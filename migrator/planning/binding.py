"""SQL that stays SQL: a task's templated statements with bound parameters in place of the data interval's values.

Only a template that stands for a whole value (`'{{ ds }}'`) can be bound; a table's name cannot, nor a condition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrator.model import Interval

TEMPLATE = re.compile(r"'\s*\{\{(?P<expression>[^{}]+)\}\}\s*'")
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
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
    parameters: dict[str, str] = {}
    refused: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        expression = meaning(match["expression"], interval)
        if expression is None:
            refused.append(match["expression"].strip())
            return match[0]
        name = parameter_name(expression)
        parameters[name] = expression
        return f":{name}"

    text = TEMPLATE.sub(replaced, statement)
    if refused:
        return Refused(f"the template {{{{ {refused[0]} }}}} is not a value of the data interval")
    if left := JINJA.search(text):
        return Refused(f"{' '.join(left[0].split())[:60]} stands for more than one whole value")
    return Bound(text, tuple(sorted(parameters.items())))


def meaning(expression: str, interval: Interval) -> str | None:
    """What a template's expression computes, or None when it is not one of the data interval's values."""
    compact = re.sub(r"\s+", "", expression)
    if shift := SHIFT.fullmatch(expression.strip()):
        return f"ds_add:{int(shift['days'])}"
    found = EXPRESSIONS.get(compact)
    # In Airflow 3 the interval of a cron schedule is the moment of the run: it ends where it starts.
    return "ds" if found == "end_ds" and interval is Interval.AT else found


def parameter_name(expression: str) -> str:
    """A parameter's name: `ds_add:-7` -> `ds_minus_7`."""
    name, _, days = expression.partition(":")
    if not days:
        return name
    return f"ds_minus_{-int(days)}" if int(days) < 0 else f"ds_plus_{int(days)}"
