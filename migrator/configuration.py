"""What a person decided in `migrate.toml` at the project's root, as a frozen dataclass."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from migrator.connection_map import BadConnection, Connection, connections_in
from migrator.errors import MigratorError
from migrator.limits import Pool
from migrator.operators import own
from migrator.operators.facts import Catalogue
from migrator.operators.rule import Hook, Rule
from migrator.pools import BadPool, pools_in, pools_of_file

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "migrate.toml"
# The bounds of reading that a person may set, and the most each may be. Deeper, and libcst overflows its stack.
BOUNDS = {
    "file_bytes": 1_000_000_000,
    "nodes": 1_000_000_000,
    "nesting": 1_000,
    "steps": 1_000_000_000,
    "task_steps": 1_000_000_000,
    "fact_steps": 1_000_000_000,
    "depth": 100,
    "elements": 1_000_000_000,
    "text": 1_000_000_000,
    "seconds": 86_400,
    "memory_mb": 1_000_000,
}
# What is known without a word from the project.
OURS = Catalogue()
SYNTAXES = ("glob", "regexp")


class BadConfiguration(MigratorError):
    """`migrate.toml` is not TOML, or says something we cannot follow."""

    def __init__(self, path: Path, because: str) -> None:
        super().__init__(f"{path.name} in {path.parent} cannot be used: {because}")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The decisions of a project: `connections` are (connection id, system), and `connection_map` where they lead;
    `connection_files` and `connection_environment` say whether files of the project, and AIRFLOW_CONN_* of this
    machine's environment, are asked for what that leaves open; `connection_paths` and `variable_paths` are the files of
    connections and of Variables that are named, for reading and for running. `environment` are (name, text) for what
    runs, where `{home}` in a text stands for the folder the run may write to; `pools` are those described, all
    there are when `pools_complete`; `store` is where runs are remembered, a
    path of the project or a URL; `reading_environment` what DAG files find in their environment while they are read,
    `ignore_syntax` how their `.airflowignore` is spelled, `bounds` how far reading one file goes, `catalogue` the
    facts about operators, the project's own among them; `dbt` are (profile of dbt's, the Airflow connection to the same
    database)."""

    connections: tuple[tuple[str, str], ...] = ()
    connection_map: tuple[Connection, ...] = ()
    connection_files: bool = True
    connection_environment: bool = False
    connection_paths: tuple[Path, ...] = ()
    variable_paths: tuple[Path, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    store: str | None = None
    pools: tuple[Pool, ...] = ()
    pools_complete: bool = False
    reading_environment: tuple[tuple[str, str], ...] = ()
    ignore_syntax: str | None = None
    bounds: tuple[tuple[str, int], ...] = ()
    catalogue: Catalogue = OURS
    dbt: tuple[tuple[str, str], ...] = ()

    def system(self, connection: str) -> str | None:
        """The system a person gave this connection, or None."""
        return dict(self.connections).get(connection)


def load_configuration(root: Path) -> Configuration:
    """The decisions in `migrate.toml` under this root; no decisions when there is no such file."""
    path = root / FILE
    if not path.is_file():
        return Configuration()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfiguration(path, f"it is not TOML ({error})") from error
    run = _table(path, document, "run", "run")
    reading = _table(path, document, "reading", "reading")
    sources = _sources(path, document, "connections_from", {"files", "environment"})
    variables = _sources(path, document, "variables_from", {"files"})
    named = sources.get("files", True)
    connections = _connections(path, _table(path, document, "connections", "connections"))
    return Configuration(
        connections=tuple((entry.id, entry.system) for entry in connections if entry.system),
        connection_map=connections,
        connection_files=named if isinstance(named, bool) else False,
        connection_environment=_switch(path, sources, "environment", default=False),
        connection_paths=() if isinstance(named, bool) else _named(path, named, "connections_from.files"),
        variable_paths=_named(path, variables.get("files", []), "variables_from.files"),
        environment=_texts(path, _table(path, run, "environment", "run.environment"), "run.environment"),
        store=_store(path, run.get("store")),
        pools=_pools(path, document, run.get("pools")),
        pools_complete="pools" in run,
        reading_environment=_texts(
            path, _table(path, reading, "environment", "reading.environment"), "reading.environment"
        ),
        ignore_syntax=_syntax(path, reading.get("ignore_syntax")),
        bounds=_bounds(path, _table(path, reading, "bounds", "reading.bounds")),
        catalogue=_catalogue(path, document),
        dbt=_texts(path, _table(path, document, "dbt", "dbt"), "dbt"),
    )


def _table(path: Path, document: dict[str, object], key: str, shown: str) -> dict[str, object]:
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise BadConfiguration(path, f"[{shown}] is {table!r}, not a table")
    return table


def _connections(path: Path, table: dict[str, object]) -> tuple[Connection, ...]:
    try:
        return connections_in(table)
    except BadConnection as error:
        raise BadConfiguration(path, str(error)) from error


def _sources(path: Path, document: dict[str, object], key: str, known: set[str]) -> dict[str, object]:
    table = _table(path, document, key, key)
    unknown = sorted(set(table) - known)
    if unknown:
        raise BadConfiguration(path, f"{key}.{unknown[0]} is unknown; there is {' and '.join(sorted(known)[::-1])}")
    return table


def _named(path: Path, names: object, shown: str) -> tuple[Path, ...]:
    """The files of the project that a list names."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadConfiguration(path, f'{shown} is {names!r}, not a list of files, as in files = ["config/local.yaml"]')
    for name in names:
        file = path.parent / name
        if not file.resolve().is_relative_to(path.parent.resolve()):
            raise BadConfiguration(path, f"{shown} names {name!r}, which is not in the project")
        if not file.is_file():
            raise BadConfiguration(path, f"{shown} names {name!r}, and there is no such file")
    return tuple((path.parent / name).resolve() for name in names)


def _switch(path: Path, sources: dict[str, object], name: str, *, default: bool) -> bool:
    value = sources.get(name, default)
    if not isinstance(value, bool):
        raise BadConfiguration(path, f"connections_from.{name} is {value!r}, not true or false")
    return value


def _texts(path: Path, table: dict[str, object], shown: str) -> tuple[tuple[str, str], ...]:
    for name, text in table.items():
        if not isinstance(text, str):
            raise BadConfiguration(path, f"{shown}.{name} is {text!r}, not a text")
    return tuple((name, str(text)) for name, text in table.items())


def _store(path: Path, value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or not value):
        raise BadConfiguration(path, "run.store is neither a path nor a URL")
    if value is None or "://" in value or value == ":memory:":
        return value
    return str(path.parent / value)


def _pools(path: Path, document: dict[str, object], file: object) -> tuple[Pool, ...]:
    """Those of the file that `run.pools` names, and over them those of `[pools]`."""
    if file is not None and not isinstance(file, str):
        raise BadConfiguration(path, f"run.pools is {file!r}, not the file of `airflow pools export`")
    try:
        found = pools_of_file(path.parent / file) if file is not None else ()
        found += pools_in(_table(path, document, "pools", "pools"))
    except BadPool as error:
        raise BadConfiguration(path, str(error)) from error
    return tuple({each.name: each for each in found}.values())


def _syntax(path: Path, value: object) -> str | None:
    if value not in (None, *SYNTAXES):
        raise BadConfiguration(path, f"reading.ignore_syntax is {value!r}; there is {' and '.join(SYNTAXES)}")
    return None if value is None else str(value)


def _bounds(path: Path, table: dict[str, object]) -> tuple[tuple[str, int], ...]:
    found = []
    for name, value in table.items():
        if name not in BOUNDS:
            raise BadConfiguration(path, f"reading.bounds.{name} is no bound; there is {', '.join(BOUNDS)}")
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= BOUNDS[name]:
            raise BadConfiguration(
                path, f"reading.bounds.{name} is {value!r}, not a whole number from 1 to {BOUNDS[name]:,}"
            )
        found.append((name, value))
    return tuple(found)


def _catalogue(path: Path, document: dict[str, object]) -> Catalogue:
    """Our facts, and before them the project's: its `[[operators]]` and `[[hooks]]`, and the files `facts` names."""
    found: list[Rule | Hook] = []
    for key in ("operators", "hooks"):
        for number, entry in enumerate(_tables(path, document, key), 1):
            try:
                found.append(own.rule(entry) if key == "operators" else own.hook(entry))
            except own.BadFact as error:
                raise BadConfiguration(path, f"[[{key}]] number {number}: {error}") from error
    for file in _fact_files(path, document.get("facts", [])):
        try:
            found.extend(own.literals(file.read_text(encoding="utf-8")))
        except own.BadFact as error:
            raise BadConfiguration(file, f"{file.name}:{error.line or 1}: {error}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise BadConfiguration(file, f"it cannot be read as text ({error})") from error
    names = [one.name for one in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadConfiguration(path, f"there are two facts about {twice}")
    rules = tuple(one for one in found if isinstance(one, Rule))
    hooks = tuple(one for one in found if isinstance(one, Hook))
    return Catalogue(rules, hooks) if found else OURS


def _tables(path: Path, document: dict[str, object], key: str) -> list[dict[str, object]]:
    tables = document.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadConfiguration(path, f"{key} is no list of tables, as [[{key}]] begins one")
    return tables


def _fact_files(path: Path, patterns: object) -> list[Path]:
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise BadConfiguration(path, f'facts is {patterns!r}, not a list of files, as in facts = ["facts/*.py"]')
    files: dict[Path, None] = {}
    for pattern in patterns:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise BadConfiguration(path, f"facts names {pattern!r}, which is not in the project")
        files_here = (file for file in path.parent.glob(pattern) if file.is_file())
        # A link may lead out of the project: what lies there is not the project's word.
        found = sorted(file for file in files_here if file.resolve().is_relative_to(path.parent.resolve()))
        if not found:
            raise BadConfiguration(path, f"facts names {pattern!r}, and there is no such file")
        files.update(dict.fromkeys(found))
    return list(files)
