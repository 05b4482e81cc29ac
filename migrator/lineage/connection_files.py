"""Connections that the project itself keeps: exported ones, settings of Astro projects, `.env`, Compose and Helm files.

They are looked for by name in a few folders of the project's root; no link is followed out of it, and what is too large
is left. What files say differently of one connection is not known.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrator.connection_map import Connection
from migrator.errors import MigratorError
from migrator.lineage.airflow_connections import from_fields, from_text
from migrator.reading.bounds import BoundReached
from migrator.reading.documents import NoData, data_in

PLACES = str.split(
    ". config configs connections dags dags/config include docker deploy deployment helm chart charts k8s kubernetes"
)
EXPORTS = tuple(
    f"{name}.{kind}"
    for name in ("connections", "airflow_connections", "airflow-connections")
    for kind in ("json", "yaml", "yml", "env")
)
SETTINGS = ("airflow_settings.yaml", "airflow_settings.yml")
OTHERS = (".env", ".env.*", "*.env", "docker-compose*.y*ml", "compose*.y*ml", "values*.y*ml")
# Files that show what others should look like, and hold no facts.
SAMPLES = re.compile(r"example|sample|template|\.dist$", re.I)
PREFIX = "AIRFLOW_CONN_"
LARGEST, DEEPEST = 200_000, 20

_LINE = re.compile(r"(?m)^\s*(?:export\s+|-\s+)?([\w-]+)\s*[=:]\s*(.*?)\s*$")


class UnusableConnections(MigratorError):
    """A file of connections that a person named cannot be used."""

    def __init__(self, file: Path, because: str) -> None:
        super().__init__(f"the connections in {file.name} cannot be used: {because}")


@dataclass(slots=True)
class Found:
    """Connections by id, and those of environment variables by the end of the variable's name; `problems` are files
    that should hold some and could not be read, with the reason."""

    by_id: dict[str, Connection] = field(default_factory=dict)
    by_variable: dict[str, Connection] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str) -> Connection | None:
        """What is known of a connection. Airflow looks into the environment first."""
        return self.by_variable.get(name.upper()) or self.by_id.get(name)

    def take(self, name: str, connection: Connection | None) -> None:
        """Note one more connection, under its id or as a variable's."""
        if connection is not None:
            into, key = (self.by_variable, name[len(PREFIX) :]) if name.startswith(PREFIX) else (self.by_id, name)
            into[key] = into[key].agreed(connection) if key in into else connection


def connections_of(root: Path) -> Found:
    """Every connection that files of the project define."""
    found = Found()
    for path in _files(root):
        text = _text(root, path)
        if text is None:
            continue
        try:
            _read(path.name, text, found)
        except (NoData, BoundReached) as error:
            if path.name in (*EXPORTS, *SETTINGS):
                found.problems.append((path.relative_to(root).as_posix(), str(error)))
    return found


def connections_named(file: Path) -> Found:
    """Every connection of a file that a person names, as Airflow exports them. Raises UnusableConnections."""
    found = Found()
    kind = {"yml": "yaml"}.get(file.suffix[1:].lower(), file.suffix[1:].lower())
    try:
        text = file.read_text("utf-8")
        if kind == "env":
            _lines(text, found, "")
        elif kind in ("json", "yaml"):
            data = data_in(text, kind)
            settings = isinstance(data, dict) and list(data) == ["airflow"]
            _settings(data, found) if settings else _exported(data, found)
        else:
            raise UnusableConnections(file, "it must end in .env, .json, .yaml, .yml")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableConnections(file, f"it cannot be read ({type(error).__name__})") from error
    except (NoData, BoundReached) as error:
        raise UnusableConnections(file, str(error)) from error
    return found


def in_environment(environ: Mapping[str, str]) -> Found:
    """The connections that environment variables define."""
    found = Found()
    for name, text in sorted(environ.items()):
        if name.startswith(PREFIX):
            found.take(name, from_text(name, text))
    return found


def _files(root: Path) -> Iterator[Path]:
    for place in PLACES:
        try:
            names = sorted(each.name for each in (root / place).iterdir())
        except OSError:
            continue
        wanted = [name for name in names if name in (*EXPORTS, *SETTINGS)]
        wanted += [name for name in names if any(fnmatch.fnmatch(name, each) for each in OTHERS) and name not in wanted]
        yield from (root / place / name for name in wanted if not SAMPLES.search(name))


def _text(root: Path, path: Path) -> str | None:
    try:
        real = path.resolve()
        if not real.is_relative_to(root.resolve()) or not real.is_file() or real.stat().st_size > LARGEST:
            return None
        return real.read_text("utf-8")
    except (OSError, UnicodeDecodeError, RuntimeError):
        return None


def _read(name: str, text: str, found: Found) -> None:
    kind = name.rpartition(".")[2]
    kind = "yaml" if kind in ("yaml", "yml") else kind
    if name in EXPORTS and kind == "env":
        _lines(text, found, "")
    elif name in EXPORTS:
        _exported(data_in(text, kind), found)
    elif name in SETTINGS:
        _settings(data_in(text, "yaml"), found)
    elif PREFIX in text and kind == "yaml":
        _variables(data_in(text, "yaml"), found, 0)
    elif PREFIX in text:
        _lines(text, found, PREFIX)


def _exported(data: Any, found: Found) -> None:
    """`airflow connections export`: {id: {"conn_type": ...}} or {id: "uri"}; lists are several of one id."""
    for name, entry in data.items() if isinstance(data, dict) else ():
        for one in entry if isinstance(entry, list) else (entry,):
            if isinstance(one, dict):
                found.take(str(name), from_fields(str(name), one))
            elif isinstance(one, str):
                found.take(str(name), from_text(str(name), one))


def _settings(data: Any, found: Found) -> None:
    """`airflow_settings.yaml` of the Astro command line."""
    airflow = data.get("airflow") if isinstance(data, dict) else None
    entries = airflow.get("connections") if isinstance(airflow, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("conn_id"), str):
            found.take(entry["conn_id"], from_fields(entry["conn_id"], entry))


def _lines(text: str, found: Found, prefix: str) -> None:
    """`NAME=value` and `NAME: value` lines, quotes around the value taken off."""
    for name, value in _LINE.findall(text):
        if name.startswith(prefix):
            inner = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
            found.take(name, from_text(name, inner.replace('\\"', '"')))


def _variables(data: Any, found: Found, depth: int) -> None:
    """AIRFLOW_CONN_* wherever they stand: as keys, as `NAME=value`, as `{name: NAME, value: ...}`, in text."""
    if depth > DEEPEST:
        return
    if isinstance(data, dict):
        name, value = data.get("name"), data.get("value")
        if isinstance(name, str) and name.startswith(PREFIX) and isinstance(value, str):
            found.take(name, from_text(name, value))
        for key, inner in data.items():
            if isinstance(key, str) and key.startswith(PREFIX):
                _value(key, inner, found)
            else:
                _variables(inner, found, depth + 1)
    elif isinstance(data, list):
        _each(data, found, depth)
    elif isinstance(data, str) and PREFIX in data:
        _block(data, found, depth)


def _value(name: str, value: Any, found: Found) -> None:
    if isinstance(value, str):
        found.take(name, from_text(name, value))
    elif isinstance(value, dict):
        found.take(name, from_fields(name, value))


def _each(data: Iterable[Any], found: Found, depth: int) -> None:
    for inner in data:
        _variables(inner, found, depth + 1)


def _block(text: str, found: Found, depth: int) -> None:
    """A text in a text: Helm's `extraEnv: |`."""
    if "\n" in text.strip() and depth < DEEPEST:
        try:
            inner = data_in(text, "yaml")
        except (NoData, BoundReached):
            inner = None
        if isinstance(inner, dict | list):
            _variables(inner, found, depth + 1)
            return
    _lines(text, found, PREFIX)
