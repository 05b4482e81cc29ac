"""The page about findings, `docs/findings.md`, made of the rows of `CODES`: `python -m migrator.findings.document`."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from migrator.findings import CODES, between, lineage, reading, within
from migrator.findings.code import Code, Said

PAGE = "docs/findings.md"
LANGUAGES = {".py": "python", ".toml": "toml", ".json": "json", ".sql": "sql"}
PARTS = (
    ("Inside a DAG", within.CODES),
    ("Between DAGs", between.CODES),
    ("The data of tasks", lineage.CODES),
    ("Reading", reading.CODES),
)
HEAD = """\
# Findings

<!-- Made by `make docs` of the rows in migrator/findings; a test runs every example. -->

Each finding has a code, a severity, a place, the code that stands there, and what to do. An **error** is wrong
for sure: a race, a reversed edge, a file that cannot be read. A **warning** is wrong unless somebody means it
so. A **note** is worth knowing. What rests on a condition, an unknown value or a name that only run time knows
is a note, whatever its code, and never an error. `migrate check` counts errors and warnings, if not told
otherwise ([how](check.md)).

To ignore one, write `# migrate: ignore[CODE] why` at the end of its line, or alone on the line above; in SQL
the comment begins with `--`, and `ignore-file` is for a whole file. A baseline (`migrate check
--update-baseline`) holds those that are to be mended later. `migrate explain DAG [TASK|ASSET]` shows what a
finding rests on.

Each example below brings about its finding; beside it, most also have an `outside-source` or an `unread-data`,
since an example ends somewhere.
"""


def page() -> str:
    """The whole page."""
    parts = [f"## {title}\n\n" + "\n".join(_section(code, row) for code, row in rows.items()) for title, rows in PARTS]
    return "\n".join((HEAD, _contents(), *parts)).rstrip() + "\n"


def _contents() -> str:
    rows = (f"| [`{code}`](#{code}) | {row.severity.value} | {row.meaning} |" for code, row in CODES.items())
    return "\n".join(("| code | severity | what it means |", "|---|---|---|", *rows, ""))


def _section(code: str, row: Code) -> str:
    said = "" if row.said is Said.ANALYZE else f" Said by `{row.said.value}`."
    return (
        f"### {code}\n\n**{row.severity.value}** · {row.meaning}{said}\n\n{example_of(row)}\n\n"
        f"**What to do.** {row.todo}\n\n**To ignore it.** {_ignoring(code, row)}\n"
    )


def example_of(row: Code) -> str:
    """The files of a row's example as Markdown, with their names where there are several."""
    return "\n\n".join(_file(name, text, len(row.example) > 1) for name, text in row.example)


def _file(name: str, text: str, is_named: bool) -> str:
    title = f"`{name}`\n\n" if is_named else ""
    return f"{title}```{LANGUAGES.get(PurePosixPath(name).suffix, '')}\n{text.rstrip()}\n```"


def _ignoring(code: str, row: Code) -> str:
    if row.said is Said.WITH_AIRFLOW:
        return "It comes only with `--with-airflow`, and `migrate check` does not ask for that."
    if row.said is Said.GENERATE:
        return "It is only said where assets are generated or reported, and counts nowhere."
    if code == "unusable-comment":
        return "It cannot be ignored by a comment, only held by the baseline."
    if code == "unusable-connections":
        return "JSON has no comments: put it into the baseline."
    return f"`# migrate: ignore[{code}] why`"


def plain(markdown: str) -> str:
    """A sentence of ours without its marks for code."""
    return markdown.replace("`", "")


if __name__ == "__main__":
    Path(PAGE).write_text(page(), encoding="utf-8")
