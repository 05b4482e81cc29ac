"""The parameters that a task gives its SQL: the driver's placeholders as `:name`, and the value of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from migrator.model import Arguments, Dag, Items, Known, Mapping, Value
from migrator.planning.native.feeds import Refused, feed
from migrator.planning.tokens import Kind, tokens

# How the driver that Airflow uses marks a value (PEP 249), where it is not `%s` and `%(name)s`.
QUESTION = ("sqlite", "duckdb", "trino", "presto")
COLON = ("oracle",)
PERCENT_MARK = re.compile(r"%(?:(?P<all>%)|s\b|\((?P<name>\w+)\)s\b)|(?P<other>%)")
QUESTION_MARK = re.compile(r"\?|(?<!:):(?P<name>[A-Za-z_]\w*)")
COLON_MARK = re.compile(r"(?<!:):(?P<name>\w+)")
CODE = (Kind.WORD, Kind.SPACE, Kind.SIGN)


@dataclass(slots=True)
class Placeholders:
    """The values given, and how many of those without a name have been used."""

    system: str
    values: dict[str, Value] = field(default_factory=dict)
    used: int = 0

    def replaced(self, statement: str) -> str | Refused:
        """The statement with `:name` for each placeholder."""
        whole = ""
        for is_code, found in groupby(tokens(statement), key=lambda token: token.kind in CODE):
            text = "".join(token.text for token in found)
            try:
                piece = self.marked(text) if is_code else self.kept(text)
            except LookupError as error:
                return Refused(f"its SQL asks for a parameter {error.args[0]} that it is not given")
            if isinstance(piece, Refused):
                return piece
            whole += piece
        return whole

    def kept(self, text: str) -> str | Refused:
        """A literal, name or comment as it reaches the database."""
        if self.system in (*QUESTION, *COLON) or "%" not in text:
            return text
        if "%" in text.replace("%%", ""):
            return Refused("its driver would look for parameters inside of a literal or comment of its SQL")
        return text.replace("%%", "%")

    def marked(self, code: str) -> str:
        """A piece of code with `:name` for each placeholder. Raises LookupError for one that is not given."""
        if self.system in QUESTION:
            return QUESTION_MARK.sub(self.named, code)
        if self.system in COLON:
            return COLON_MARK.sub(self.named, code)
        return PERCENT_MARK.sub(self.named, code)

    def named(self, mark: re.Match[str]) -> str:
        """The `:name` of one placeholder."""
        groups = mark.groupdict()
        if groups.get("all"):
            return "%"
        if groups.get("other"):
            raise LookupError("behind a single %")
        name = groups.get("name")
        if name is None:
            self.used += 1
            name = f"p{self.used}"
        name = f"p{name}" if name.isdigit() else name
        if name not in self.values:
            raise LookupError(name)
        return f":{name}"


def placed(statements: Iterable[str], given: Value | None, system: str, task: str, dag: Dag) -> Result | Refused:
    """The statements with `:name` for each of their placeholders, and the value of each name."""
    if given in (None, Known(None)):
        return Result(tuple(statements), ())
    value = feed(given, task, dag) if given is not None else Refused("it is not known")
    if isinstance(value, Refused):
        return Refused(f"its parameters: {value.because}")
    values = by_name(value)
    if values is None:
        return Refused("with which parameters its SQL runs is not known")
    found = []
    for statement in statements:
        # Each statement is run by itself, with all the parameters.
        replaced = Placeholders(system, values).replaced(statement)
        if isinstance(replaced, Refused):
            return replaced
        found.append(replaced)
    return Result(tuple(found), tuple(sorted(values.items())))


@dataclass(frozen=True, slots=True)
class Result:
    """Statements whose values are named, and the values."""

    statements: tuple[str, ...]
    values: Arguments


def by_name(value: Value) -> dict[str, Value] | None:
    """`p1`, `p2`, ... for a list, the keys of a dict; None for anything else."""
    match value:
        case Items(values=values):
            return {f"p{number}": each for number, each in enumerate(values, 1)}
        case Mapping(entries=entries):
            names = [key.value for key, _ in entries if isinstance(key, Known) and isinstance(key.value, str)]
            if len(names) == len(entries) and all(name.isidentifier() for name in names):
                return {name: each for name, (_, each) in zip(names, entries, strict=True)}
    return None
