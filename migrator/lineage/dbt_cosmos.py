"""The dbt command that an operator of Cosmos runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from migrator.dbt.command import Command
from migrator.lineage.texts import text_of
from migrator.model import Call, Items, Mapping, Task, Value, argument

VERBS = {"Run": "run", "Build": "build", "Seed": "seed", "Snapshot": "snapshot", "Test": "test", "Source": "freshness"}
_CLASS = re.compile(r"^cosmos\.operators\.\w+\.Dbt(Run|Build|Seed|Snapshot|Test|Source)(?!Operation)\w*Operator$")


def cosmos_command(task: Task, params: Mapping) -> tuple[Command, str] | None:
    """The command, and the Airflow connection that its profile is made of; None for what is no operator of Cosmos that
    touches tables, and for one that stands for many."""
    found = _CLASS.match(task.import_path or "")
    folder = task.argument("project_dir")
    if found is None or folder is None:
        return None

    def texts(*names: str) -> list[str]:
        values = (task.argument(name) for name in names)
        return [text for value in values if value is not None for text in _texts(value, params)]

    profile = task.argument("profile_config")
    given = dict(profile.arguments) if isinstance(profile, Call) else {}
    file, mapped = given.get("profiles_yml_filepath"), given.get("profile_mapping")
    connection = argument(mapped.arguments, "conn_id") if isinstance(mapped, Call) else None
    command = Command(
        VERBS[found[1]],
        texts("select", "models"),
        texts("exclude"),
        selector=next(iter(texts("selector")), None),
        project_dir=text_of(folder, params),
        profiles_dir=str(PurePosixPath(text_of(file, params) or "").parent) if file is not None else None,
        profile=_text(given.get("profile_name")),
        target=_text(given.get("target_name")),
    )
    return command, _text(connection) or ""


def _text(value: Value | None) -> str | None:
    return text_of(value) if value is not None else None


def _texts(value: Value, params: Mapping) -> Iterator[str]:
    if isinstance(value, Items):
        for inner in value.values:
            yield from _texts(inner, params)
    else:
        text = text_of(value, params)
        if text:
            yield text
