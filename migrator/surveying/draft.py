"""A first `migrate.toml`: what is known is stated, all else stands there as a comment to be made true.

Every table is written by tomlkit, so that no name found in a project can become anything but a name.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from migrator.configuration import FILE, OUR_ADVISING
from migrator.errors import MigratorError
from migrator.secrets import masked
from migrator.surveying.survey import Survey, Used

HEAD = "What is known of these DAGs beside their code. Every line may be changed: docs/plan.md says what each one does."
CONNECTIONS = "Where connections lead. Take away the # of what is right; never a login or a password."
VARIABLES = "Airflow Variables that the DAGs ask for: name a file of them, as `airflow variables export` writes it."
POOLS = "Pools that tasks name, and how many tasks may run in each at once."
DBT = "The Airflow connection that each dbt profile stands for."
ADVICE = "By which rules `migrate plan` advises, and in which order it moves DAGs: leaf or value."
DECISIONS = (
    "Decisions about the plan, by example; each DAG, task, key and edge must be there:",
    '[dags."NAME"] target = "native" | "wrapped" | "airflow", group, advice = "now" | "later" | "stays", moved_from',
    '[tasks."DAG.TASK"] target = "native" | "wrapped", group, moved_from',
    '[assets."KEY"] name = "path.of.words", owner = "DAG.TASK", moved_from = "KEY"',
    '[[edges]] upstream = "DAG.TASK", downstream = "DAG.TASK", is = "dropped" | "kept" | "added"',
    '[[boundaries]] tasks = ["DAG.A", "DAG.B"], asset = "one" | "each"',
)


class AlreadyThere(MigratorError):
    """There is a `migrate.toml`, which is a person's."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{str(path)!r} is there already and is not changed; --print shows what would be written")


class NotWritten(MigratorError):
    """The file cannot be written."""

    def __init__(self, path: Path, because: str) -> None:
        super().__init__(f"{str(path)!r} cannot be written: {because}; --print shows it")


def draft(found: Survey) -> str:
    """The file's text."""
    parts = [comment(HEAD), _airflow(found)]
    if found.connections:
        tables = {"connections": {one.name: _connection(one) for one in found.connections}}
        parts.append(comment(CONNECTIONS, *map(_said, found.connections)) + commented(tables))
    if found.variables:
        names = f"Asked for: {', '.join(found.variables)}"
        parts.append(comment(VARIABLES, names) + commented({"variables_from": {"files": ["variables.json"]}}))
    if found.pools:
        parts.append(comment(POOLS) + commented({"pools": dict.fromkeys(found.pools, 1)}))
    if found.dbt:
        where = (f"dbt project {folder}, profile {profile or '(not named)'}" for folder, profile in found.dbt)
        profiles = {profile or folder: "CONNECTION" for folder, profile in found.dbt}
        parts.append(comment(DBT, *where) + commented({"dbt": profiles}))
    advice: dict[str, object] = {
        "order": OUR_ADVISING.order,
        "now": OUR_ADVISING.now,
        "wave_days": OUR_ADVISING.wave_days,
    }
    advice["rules"] = {rule.name: rule.points for rule in OUR_ADVISING.rules}
    parts += [comment(ADVICE) + commented({"advice": advice}), comment(*DECISIONS)]
    return "\n".join(parts)


def _airflow(found: Survey) -> str:
    """The version, with what tells it; for files of which nothing tells what they are written for."""
    lines = [f"{one.version} is told by {one.path}:{one.line}: {one.quote}" for one in found.versions[:5]]
    lines += [f"{number} files use names of Airflow {version}" for version, number in found.written_for]
    lines += [f"It seems to run on {host}." for host in found.hosts]
    said = "The Airflow that a file is written for of which no name tells. "
    if not found.versions:
        return comment(said + "No file of the project says which.", *lines) + commented(
            {"airflow": {"version": "2.10"}}
        )
    return comment(said, *lines) + written({"airflow": {"version": found.versions[0].version}})


def _connection(used: Used) -> dict[str, object]:
    return {"system": used.system or "postgres"}


def _said(used: Used) -> str:
    tasks = f"{used.tasks} task{'' if used.tasks == 1 else 's'}"
    seems = f"it seems to be {used.system}" if used.system else "no task tells what it is"
    return f"{used.name}: used by {tasks}; {seems}"


def comment(*lines: str) -> str:
    """Lines as comments, each one line whatever it holds."""
    return "".join(f"# {plain(line)}".rstrip() + "\n" for line in lines)


def plain(text: str) -> str:
    """A text as it may stand in a comment: on one line, without signs that cannot be seen, and without secrets."""
    seen = "".join(letter if letter.isprintable() else " " for letter in masked(text))
    return " ".join(seen.split())


def written(tables: Mapping[str, object]) -> str:
    """Tables as TOML."""
    return tomlkit.dumps(_document(tables))


def commented(tables: Mapping[str, object]) -> str:
    """Tables as TOML that is commented out: without the `# ` of each line it can be read."""
    lines = written(tables).split("\n")
    return "".join(f"# {line}".rstrip(" ") + "\n" for line in lines if line)


def _document(tables: Mapping[str, object]) -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for name, entries in tables.items():
        document.add(tomlkit.key(name), _table(entries))
    return document


def _table(entries: object) -> Table:
    assert isinstance(entries, dict)
    table = tomlkit.table()
    for name, value in entries.items():
        table.add(tomlkit.key(str(name)), _table(value) if isinstance(value, dict) else tomlkit.item(value))
    return table


def write_new(root: Path, text: str) -> Path:
    """Writes the file, whole or not at all. Raises AlreadyThere, whatever is there, and NotWritten."""
    path = root / FILE
    try:
        handle, name = tempfile.mkstemp(dir=root, prefix=f".{FILE}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            # A link, unlike a move, takes no other file's place.
            os.link(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except FileExistsError:
        raise AlreadyThere(path) from None
    except OSError as error:
        raise NotWritten(path, error.strerror or str(error)) from error
    return path
