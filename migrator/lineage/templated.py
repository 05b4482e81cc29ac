"""The lineage of SQL with templates in it: the union over every way it may come out, each use with its condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from migrator.lineage import jinja
from migrator.lineage.rendering import Search
from migrator.lineage.sql import SqlLineage, TableUse, lineage
from migrator.model import ALWAYS, Choice, Condition, Mode, Span, Template, Write

_MARK = re.compile(r"jgiven\d+_", re.I)
_MARK_INSIDE = re.compile(r"\{[^{}]*jgiven\d+_[^{}]*\}", re.I)
# A mark at which a quote was shortened.
_CUT = re.compile(r"j(?:h(?:o(?:l(?:e\d*)?)?)?|g(?:i(?:v(?:e(?:n\d*)?)?)?)?)…$")
# A hole that stands alone where the statement could as well end.
_CLAUSE = re.compile(r"([\w)'\"`\]]{1,30})(\s+)(jhole\d+_)(?![\w.(])", re.I)
_SIZE = re.compile(r"(?i)\b(VARCHAR|N?CHAR|NVARCHAR|DECIMAL|NUMERIC)\s*\(\s*jhole\d+_\s*\)")
# After these words a hole is what the statement needs.
_EXPECTS = frozenset(
    str.split(
        "SELECT FROM JOIN INTO TABLE UPDATE EXISTS WHERE AND OR NOT ON BY HAVING LIMIT OFFSET TOP IN AS SET VALUES "
        "WITH USING LIKE BETWEEN CASE WHEN THEN ELSE INTERVAL DISTINCT ALL UNION VIEW SCHEMA USE DATABASE TO "
        "OVERWRITE ONLY IS"
    )
)
_VARIABLE = re.compile(r"\$\{((?:(?:hiveconf|hivevar|system|env):)?[\w.]+)\}")
MAX_CLAUSES = 20
# What all the ways to come out may have together: they are parsed one by one.
MAX_TEXT = 2_000_000
# The longest text of which a task's lineage is kept for the next one.
MAX_KEPT = 50_000
# A query with none of these in it writes nothing, so that nobody asks for its columns.
_WRITING = str.split("; INTO INSERT UPDATE DELETE MERGE CREATE REPLACE EXEC CALL COPY LOAD CACHE EXPORT")
NOWHERE = Span("", 1)
Key = tuple[str, Mode, Write | None, "str | None"]


def templated_lineage(
    sql: str | Template,
    dialect: str | None = None,
    known: Mapping[str, object] | None = None,
    *,
    span: Span = NOWHERE,
    search: Search = jinja.nothing,
    schema: Mapping[str, Sequence[str]] | None = None,
    default_db: str | None = None,
    default_schema: str | None = None,
    columns: bool = True,
) -> SqlLineage:
    """What SQL with Jinja reads and writes; a Template's own holes are kept too. `line` counts in the template."""

    def read(text: str) -> SqlLineage:
        return lineage(
            text, dialect, schema=schema, default_db=default_db, default_schema=default_schema, columns=columns
        )

    if isinstance(sql, str) and not _has_holes(sql):
        return read(sql)
    # Forks often differ in conditions but not in what they print.
    return _over_forks(sql, known or {}, span, search, lru_cache(maxsize=None)(read))


def task_lineage(
    sql: str | Template,
    dialect: str | None,
    known: Mapping[str, object],
    *,
    span: Span = NOWHERE,
    search: Search = jinja.nothing,
) -> SqlLineage:
    """The same for a task, of which there are often many with the same SQL; columns only where something is written."""

    def read(text: str) -> SqlLineage:
        if len(text) > MAX_KEPT:
            return lineage(text, dialect, columns=not _only_reads(text))
        return _kept(text, dialect)

    if isinstance(sql, str) and not _has_holes(sql):
        return read(sql)
    return _over_forks(sql, known, span, search, read)


def _has_holes(text: str) -> bool:
    """Whether the text is Jinja, or has Hive's variables in it."""
    return "{" in text and ("${" in text or jinja.is_template(text))


@lru_cache(maxsize=256)
def _kept(text: str, dialect: str | None) -> SqlLineage:
    return lineage(text, dialect, columns=not _only_reads(text))


def _only_reads(text: str) -> bool:
    """Whether this is surely one query that writes nothing."""
    capitals = text.strip("; \t\r\n").upper()
    return capitals.startswith(("SELECT", "WITH")) and not any(word in capitals for word in _WRITING)


def _over_forks(
    sql: str | Template,
    known: Mapping[str, object],
    span: Span,
    search: Search,
    read: Callable[[str], SqlLineage],
) -> SqlLineage:
    """The union of what `read` says of every way in which a template comes out."""
    text, given = _marked(sql) if isinstance(sql, Template) else (sql, {})
    text, given = _substituted(text, given)
    found: list[tuple[Condition, SqlLineage]] = []
    problems: dict[str, None] = {}
    budget = MAX_TEXT
    for fork in jinja.render(text, known, span, search):
        budget -= len(fork.text)
        if budget < 0 and found:
            problems[f"the ways in which the template comes out are over {MAX_TEXT:,} characters; the rest is left"] = (
                None
            )
            break
        one = read(fork.text)
        if one.findings and fork.holes:
            one = _loosened(fork.text, one, read)
        one, condition = _restored(one, fork, given)
        found.append((condition, one))
        problems.update(dict.fromkeys(fork.problems))
    for _, one in found:
        problems.update(dict.fromkeys(one.findings))
    if len(found) == 1 and not found[0][0]:
        return replace(found[0][1], findings=tuple(problems))
    pairs = dict.fromkeys(pair for _, one in found for pair in one.columns)
    return SqlLineage(_merged(found), tuple(pairs), tuple(problems))


def templated(
    sql: str | Template,
    dialect: str | None = None,
    *,
    params: Mapping[str, object] | None = None,
    span: Span = NOWHERE,
    search: Search = jinja.nothing,
) -> SqlLineage:
    """The lineage of a task's SQL, whose `params` are known as far as they are given."""
    return task_lineage(sql, dialect, {"params": params} if params else {}, span=span, search=search)


def _marked(template: Template) -> tuple[str, dict[str, str]]:
    """The template's text with identifiers for its holes, fit for Jinja and SQL, and what each stands for."""
    pieces, given, at = [], {}, 0
    for number, hole in enumerate(sorted(template.holes, key=lambda hole: hole.start)):
        mark = f"jgiven{number}_"
        pieces += [template.text[at : hole.start], mark]
        given[mark] = "{" + hole.name + "}"
        at = hole.start + len(hole.name) + 2
    return "".join([*pieces, template.text[at:]]), given


def _substituted(text: str, given: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The text with marks for the variables that Hive's and Spark's clients put in: ${hiveconf:ds}, ${env}"""
    if "${" not in text:
        return text, given
    marks = {value: mark for mark, value in given.items()}

    def mark(match: re.Match[str]) -> str:
        return marks.setdefault("{" + match[1] + "}", f"jgiven{len(marks)}_")

    text = _VARIABLE.sub(mark, text)
    return text, {mark: value for value, mark in marks.items()}


def _loosened(text: str, before: SqlLineage, read: Callable[[str], SqlLineage]) -> SqlLineage:
    """The lineage without the holes that stand for whole clauses (`FROM t {{ params.filter }}`), where that helps; what
    such a clause reads is not known, and a finding says so."""
    dropped: list[str] = []

    def blank(match: re.Match[str]) -> str:
        if match[1].upper() in _EXPECTS:
            return match[0]
        dropped.append(match[3])
        return match[1] + match[2] + " " * len(match[3])

    loose = text
    for _ in range(MAX_CLAUSES):
        shorter = _CLAUSE.sub(blank, loose)
        if shorter == loose:
            break
        loose = shorter
    after = read(_SIZE.sub(r"\1(1)", loose))
    if len(after.findings) >= len(before.findings):
        return before
    notes = [f"what {hole} adds to the statement is not known" for hole in dict.fromkeys(dropped)]
    return replace(after, findings=(*after.findings, *notes))


def _restored(one: SqlLineage, fork: jinja.Rendered, given: Mapping[str, str]) -> tuple[SqlLineage, Condition]:
    """The lineage of one fork, and its condition, with readable holes and the template's lines."""
    if not fork.holes and not fork.lines and not given:
        return one, fork.condition

    def back(text: str) -> str:
        text = jinja.restore(text, fork)
        # A mark inside an expression would nest braces: `{ds_add(jgiven0_)}` => `{ds_add(day)}`.
        text = _MARK_INSIDE.sub(
            lambda match: _MARK.sub(lambda mark: given.get(mark[0].lower(), mark[0])[1:-1], match[0]), text
        )
        text = _MARK.sub(lambda mark: given.get(mark[0].lower(), mark[0]), text)
        return _CUT.sub("…", text)

    uses = tuple(
        use._replace(
            name=back(use.name),
            exact=None if use.exact is None else back(use.exact),
            partition=None if use.partition is None else back(use.partition),
            said=use.said.through(back),
            line=fork.lines[use.line - 1] if use.line <= len(fork.lines) else use.line,
        )
        for use in one.uses
    )
    columns = tuple((back(source), back(target)) for source, target in one.columns)
    choices = tuple(replace(choice, expression=back(choice.expression)) for choice in fork.condition.choices)
    return SqlLineage(uses, columns, tuple(map(back, one.findings))), Condition(choices)


def _merged(found: list[tuple[Condition, SqlLineage]]) -> tuple[TableUse, ...]:
    """Every use of any fork once, in order, under the condition that its forks share."""
    first: dict[Key, TableUse] = {}
    seen: dict[Key, set[int]] = {}
    for number, (_, one) in enumerate(found):
        for use in one.uses:
            key = (use.name, use.mode, use.write, use.partition)
            first.setdefault(key, use)
            seen.setdefault(key, set()).add(number)
    conditions = [condition for condition, _ in found]
    uses = [
        use._replace(when=when)
        for key, use in first.items()
        for when in _conditions([index in seen[key] for index in range(len(found))], conditions)
    ]
    uses.sort(key=lambda use: (use.statement, use.position))
    return tuple(use._replace(position=position) for position, use in enumerate(uses))


def _conditions(holds: list[bool], conditions: list[Condition]) -> list[Condition]:
    """The conditions under which something holds, as short as the forks allow; each is a conjunction."""
    if all(holds):
        return [ALWAYS]
    where = [condition for condition, held in zip(conditions, holds, strict=True) if held]
    shared = [choice for choice in where[0].choices if all(_taken(choice, other) for other in where)]
    if all(held or not _implies(condition, shared) for condition, held in zip(conditions, holds, strict=True)):
        return [Condition(tuple(shared))]
    return where


def _taken(choice: Choice, condition: Condition) -> bool:
    return any(c.expression == choice.expression and c.taken == choice.taken for c in condition.choices)


def _implies(condition: Condition, shared: list[Choice]) -> bool:
    return all(_taken(choice, condition) for choice in shared)
