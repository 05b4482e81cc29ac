"""What a project uses, beside its DAGs: the version of Airflow, connections, Variables, pools and dbt projects."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from migrator.configuration import Configuration
from migrator.lineage.connections import decide
from migrator.model import Arguments, Call, Known, Project, Task, Value
from migrator.model_json import encode
from migrator.surveying.versions import Told, files_of, hosts_told, versions_told

VARIABLE = re.compile(r"\bvar\.(?:value|json)\.([A-Za-z_]\w*)|Variable\.get\(\s*(?:key=)?\\?[\"']([^\"'\\{}]+)\\?[\"']")
CONNECTION = re.compile(r"\{conn:([^{}]+)\}")
PROFILE = re.compile(r"^profile:\s*[\"']?([\w.-]+)", re.MULTILINE)
# What a connection is taken for where nothing tells.
OPEN = "sql"


@dataclass(frozen=True, slots=True)
class Used:
    """A connection that tasks use: what system it seems to be (None: nothing tells), and how many tasks use it."""

    name: str
    system: str | None
    tasks: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. `versions` are the surest first; `written_for` counts files by the Airflow their names are of;
    `dbt` are (folder, profile)."""

    versions: tuple[Told, ...]
    written_for: tuple[tuple[str, int], ...]
    hosts: tuple[str, ...]
    connections: tuple[Used, ...]
    variables: tuple[str, ...]
    pools: tuple[str, ...]
    dbt: tuple[tuple[str, str], ...]


def survey(project: Project, configuration: Configuration) -> Survey:
    """What there is around these DAGs."""
    root = Path(project.root)
    told = versions_told(root)
    counts = Counter(file.written_for for file in project.files if file.written_for is not None)
    tasks = [task for dag in project.dags for task in dag.tasks]
    pools = {value.value for task in tasks if isinstance(value := task.argument("pool"), Known)}
    return Survey(
        told,
        tuple(sorted(counts.items())),
        hosts_told(root, told),
        tuple(_connections(project, configuration)),
        tuple(sorted(set(_variables(project)))),
        tuple(sorted(pool for pool in pools if isinstance(pool, str) and pool != "default_pool")),
        tuple(_dbt_projects(root)),
    )


def _connections(project: Project, configuration: Configuration) -> Iterator[Used]:
    decided = decide(project, configuration)
    users: dict[str, set[tuple[str, str, str]]] = {}
    for dag in project.dags:
        for task in dag.tasks:
            for name in _ids(task):
                users.setdefault(name, set()).add((dag.path, dag.name, task.id))
    for access in project.accesses:
        for name in CONNECTION.findall(access.asset):
            users.setdefault(name, set()).add((access.task.path, access.task.dag, access.task.task))
    for name in sorted(users):
        system = decided.system(name)
        yield Used(name, None if system == OPEN else system, len(users[name]))


def _ids(task: Task) -> Iterator[str]:
    yield from _in(task.arguments)
    yield from _in(task.mapped_arguments)
    for effect in task.effects:
        yield from _in(effect.arguments)
        yield from _of(effect.receiver)


def _in(given: Arguments) -> Iterator[str]:
    for name, value in given:
        if name.endswith("conn_id") and isinstance(value, Known) and isinstance(value.value, str) and value.value:
            yield value.value
        yield from _of(value)


def _of(value: Value | None) -> Iterator[str]:
    if isinstance(value, Call):
        yield from _in(value.arguments)


def _variables(project: Project) -> Iterable[str]:
    for dag in project.dags:
        for first, second in VARIABLE.findall(json.dumps(encode(dag), ensure_ascii=False)):
            yield first or second


def _dbt_projects(root: Path) -> Iterator[tuple[str, str]]:
    for path in files_of(root):
        if path.name in ("dbt_project.yml", "dbt_project.yaml"):
            found = PROFILE.search(path.read_text(encoding="utf-8", errors="replace"))
            yield path.parent.relative_to(root).as_posix(), found[1] if found else ""
