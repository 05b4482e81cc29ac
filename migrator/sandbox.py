"""A place where two runs can be compared and nothing a person has can be touched.

Everything a run writes must lie below its home: in files, or in SQLite databases whose connection leads there. The
variables of `migrate.toml` say so with `{home}`; a connection to SQLite that the environment gives is copied in; a
known write to anything else is refused before anything runs.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from migrator.errors import MigratorError
from migrator.lineage.connection_files import connections_named
from migrator.model import Access, Mode
from migrator.proof.compare import empty_table

CONNECTION = "AIRFLOW_CONN_"
COPIES = "connections"


class OutsideWrite(MigratorError):
    """A task writes what no copy was made of: both sides would write it, one over the other."""

    def __init__(self, access: Access) -> None:
        super().__init__(
            f"{access.task.dag}.{access.task.task} writes {access.asset}, which verify cannot copy: both sides would "
            "write it. Lead its connection to SQLite below {home} under [run.environment] in migrate.toml, or leave "
            "its DAG out with --dag"
        )


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where both sides begin: `before` is the folder to copy, `environment` the variables that must hold whatever the
    caller's are, with `{home}` for each side's own folder."""

    before: Path
    environment: Mapping[str, str]


def prepare(
    last: Path, before: Path, settings: Mapping[str, str], environ: Mapping[str, str], accesses: Iterable[Access]
) -> Sandbox:
    """A copy of what the last run left, with connections to SQLite copied in and the tables that `accesses` write
    emptied: left full, a side that writes nothing would be equal to one that writes the same rows again.

    Raises OutsideWrite for a known write to anything else.
    """
    written = [a for a in accesses if a.mode is Mode.WRITE and not a.unknown_parts]
    texts = dict(settings)
    copies = {name: path for name, path in sqlite_connections(environ).items() if name not in texts}
    texts |= {name: f"sqlite://{{home}}/{copied_name(name)}" for name in copies}
    for access in written:
        if not is_inside(access.asset, texts, environ):
            raise OutsideWrite(access)
    shutil.rmtree(before, ignore_errors=True)
    before.mkdir(parents=True)
    if last.is_dir():
        shutil.copytree(last, before, dirs_exist_ok=True, symlinks=True)
    for name, path in copies.items():
        target = before / copied_name(name)
        target.parent.mkdir(exist_ok=True)
        if path.is_file():
            shutil.copy2(path, target)
    for key in dict.fromkeys(access.asset for access in written if access.asset.startswith("sqlite:")):
        database = database_below(key, texts)
        if database is not None:
            empty_table(before / database, key.rpartition("/")[2].rpartition(".")[2])
    return Sandbox(before, texts)


def sqlite_connections(environ: Mapping[str, str]) -> dict[str, Path]:
    """The variables that hold connections to SQLite, and the file each leads to, as Airflow's SqliteHook finds it."""
    found = {}
    for name, text in environ.items():
        path = sqlite_path(text) if name.startswith(CONNECTION) else None
        if path is not None:
            found[name] = Path(path)
    return found


def in_files(files: Iterable[Path]) -> dict[str, str]:
    """The connections of files as variables of the environment would spell them, as far as they lead to SQLite; the
    others only have a name. Raises UnusableConnections."""
    found = {}
    for file in files:
        for name, each in connections_named(file).by_id.items():
            leads = each.system == "sqlite" and each.host
            found[f"{CONNECTION}{name.upper()}"] = f"sqlite://{quote(each.host)}" if leads else "elsewhere:"
    return found


def sqlite_path(text: str) -> str | None:
    """The file that a connection's URI or JSON leads to; None when it is no SQLite."""
    if text.startswith("sqlite:"):
        return unquote(text).replace("/?", "?").removeprefix("sqlite://").partition("?")[0]
    try:
        fields = json.loads(text)
    except ValueError:
        return None
    if not isinstance(fields, dict) or fields.get("conn_type") != "sqlite":
        return None
    return str(fields.get("host") or "") or f"/{fields.get('schema') or ''}"


def copied_name(variable: str) -> str:
    """Where a copied connection's database lies below the home."""
    return f"{COPIES}/{variable.removeprefix(CONNECTION).lower()}.db"


def is_inside(key: str, texts: Mapping[str, str], environ: Mapping[str, str]) -> bool:
    """Whether what a key names lies below the home of a side, or is nowhere and so cannot be harmed."""
    system, _, rest = key.partition(":")
    if system in ("airflow", "asset"):
        # A task's own result, and an event of an asset: they are in the store that each side has.
        return True
    if system == "file":
        path = filled(rest, texts)
        return path.startswith("{home}") or not path.startswith(("/", "{"))
    if system != "sqlite":
        return False
    if database_below(key, texts) is not None:
        return True
    connection = connection_of(key)
    # A connection that nobody defines cannot be written to; the run will say so.
    return bool(connection) and f"{CONNECTION}{connection.upper()}" not in environ


def connection_of(key: str) -> str:
    """The connection id in a key; empty when it names its database itself."""
    match = re.match(r"\w+://\{conn:([^}]*)\}/", key)
    return match[1] if match else ""


def database_below(key: str, texts: Mapping[str, str]) -> str | None:
    """The database of a `sqlite:` key, relative to the home; None when it lies elsewhere or nobody knows."""
    connection = connection_of(key)
    if connection:
        path = sqlite_path(texts.get(f"{CONNECTION}{connection.upper()}", ""))
    else:
        path = filled(key.removeprefix("sqlite://").rpartition("/")[0], texts)
    if path is None or not path:
        return None
    if path.startswith("{home}/"):
        return path.removeprefix("{home}/")
    # The tasks of both sides work in their home, so a relative path leads there.
    return path if not path.startswith(("/", "{", ":")) else None


def filled(path: str, texts: Mapping[str, str]) -> str:
    """A path with the variables it names put in, as far as they are given."""
    return re.sub(r"\{env\.(\w+)\}", lambda hole: texts.get(hole[1], hole[0]), path)
