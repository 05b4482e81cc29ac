"""The line protocol of `migrate lineage --jsonl`: one question a line, one answer a line."""

from __future__ import annotations

import json
from typing import Any, TextIO

from migrator.lineage.sql.dialects import UnknownDialect, checked
from migrator.lineage.templated import templated_lineage
from migrator.secrets import masked


class Malformed(ValueError):
    """A question that cannot be answered; the message says why."""


def answer(question: object) -> dict[str, Any]:
    """The answer to one question; what is malformed is said in `findings`, never raised."""
    try:
        return _answered(question)
    except Malformed as error:
        return _refused(question.get("id") if isinstance(question, dict) else None, str(error))


def lines(questions: TextIO, answers: TextIO) -> int:
    """The number of lines that could not be answered, after answering all of them in order."""
    refused = 0
    for number, line in enumerate(questions, 1):
        if not line.strip():
            continue
        question: object = None
        try:
            question = json.loads(line)
            given = _answered(question)
        except (json.JSONDecodeError, RecursionError) as error:
            given = _refused(None, f"line {number} is not JSON that can be read: {error}")
            refused += 1
        except Malformed as error:
            given = _refused(question.get("id") if isinstance(question, dict) else None, f"line {number}: {error}")
            refused += 1
        answers.write(json.dumps(given, ensure_ascii=False) + "\n")
        answers.flush()
    return refused


def _answered(question: object) -> dict[str, Any]:
    """The answer to a well-formed question. Raises Malformed for any other."""
    if not isinstance(question, dict):
        raise Malformed(f"a question must be a JSON object, not {type(question).__name__}")
    problem = _problem(question)
    if problem is not None:
        raise Malformed(problem)
    dialect = question.get("dialect")
    problems = []
    try:
        checked(dialect)
    except UnknownDialect as error:
        dialect, problems = None, [f"{error}; tried the usual ones in turn"]
    found = templated_lineage(
        question["sql"],
        dialect,
        question.get("known"),
        schema=question.get("schema"),
        default_db=question.get("default_db"),
        default_schema=question.get("default_schema"),
    )
    return {
        "id": question.get("id"),
        "sources": [masked(name) for name in found.sources],
        "targets": [masked(name) for name in found.targets],
        "columns": [[masked(name) for name in pair] for pair in found.columns],
        "findings": [masked(problem) for problem in (*problems, *found.findings)],
    }


def _problem(question: dict[str, Any]) -> str | None:
    """What is wrong with a question, in a sentence; None when it can be answered."""
    if not isinstance(question.get("sql"), str):
        return "`sql` must be a text"
    for key in ("dialect", "default_db", "default_schema"):
        if not isinstance(question.get(key), str | None):
            return f"`{key}` must be a text"
    if not isinstance(question.get("known"), dict | None):
        return "`known` must be an object"
    schema = question.get("schema")
    if schema is not None and not (isinstance(schema, dict) and all(_is_names(names) for names in schema.values())):
        return "`schema` must be an object of table names, each with a list of column names"
    return None


def _is_names(names: object) -> bool:
    return isinstance(names, list) and all(isinstance(name, str) for name in names)


def _refused(name: object, problem: str) -> dict[str, Any]:
    return {"id": name, "sources": [], "targets": [], "columns": [], "findings": [problem]}
