"""Connections and Airflow Variables of files, as `airflow connections import` and `airflow variables import` would have
put them into Airflow's database: asked after a secrets backend and the environment, as the database is.

The files are named by the environment, so that every process that runs tasks finds them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from migrator.errors import MigratorError
from shim.environment import airflow_module

CONNECTIONS, VARIABLES = "MIGRATE_CONNECTIONS", "MIGRATE_VARIABLES"
BACKEND = "AIRFLOW__SECRETS__BACKEND"
# The fields of a connection that tasks are told.
FIELDS = ("conn_id", "conn_type", "host", "schema", "login", "password", "port", "extra")


class Unusable(MigratorError):
    """A file of connections or Variables cannot be read; what stands in it is not quoted."""

    def __init__(self, path: str, because: str) -> None:
        super().__init__(f"the file {path} of connections or Variables cannot be used: {because}")


def name_files(connections: tuple[str, ...], variables: tuple[str, ...]) -> None:
    """Has this process and those it starts find the files. Raises Unusable for one that cannot be read."""
    for name, paths in ((CONNECTIONS, connections), (VARIABLES, variables)):
        if paths:
            os.environ[name] = os.pathsep.join(paths)
    connections_known()
    variables_known()


def connections_known() -> dict[str, dict[str, Any]]:
    """The fields of every connection that files define, by id. Of two files the later holds. Raises Unusable."""
    found: dict[str, dict[str, Any]] = {}
    for path in _files(CONNECTIONS):
        found |= _connections(path, _changed(path))
    return found


def variables_known() -> dict[str, str]:
    """Every Variable that files define: a text as it is, anything else as JSON. Raises Unusable."""
    found: dict[str, str] = {}
    for path in _files(VARIABLES):
        found |= _variables(path, _changed(path))
    return found


def where(kind: str) -> str:
    """Where a connection or Variable was looked for, in words; `kind` is "connection" or "Variable"."""
    name = "AIRFLOW_CONN_*" if kind == "connection" else "AIRFLOW_VAR_*"
    files = _files(CONNECTIONS if kind == "connection" else VARIABLES)
    option = "--connections" if kind == "connection" else "--variables"
    backend = os.environ.get(BACKEND)
    places = [f"the secrets backend {backend}"] if backend else []
    places.append(f"the environment ({name})")
    places.append(f"the file {', '.join(files)}" if files else f"no file, since {option} FILE names none")
    return f"looked for in {', '.join(places[:-1])} and {places[-1]}"


def _files(variable: str) -> list[str]:
    return [each for each in os.environ.get(variable, "").split(os.pathsep) if each]


def _changed(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError as error:
        raise Unusable(path, error.strerror or type(error).__name__) from None


@cache
def _connections(path: str, _changed: int) -> dict[str, dict[str, Any]]:
    from airflow.secrets.local_filesystem import load_connections_dict, load_variables

    settings = _read(path, "connections")
    if settings is not None:
        return dict(_of_settings(settings))
    found: dict[str, Any] = _parsed(path, load_connections_dict)
    if path.endswith(".env"):
        # `airflow connections export --serialization-format json` writes what Airflow itself takes for URIs.
        for name, text in _parsed(path, load_variables).items():
            if text.startswith("{"):
                found[name] = _parsed(path, partial(_of_json, text))
    return {name: {field: getattr(each, field) for field in FIELDS} | {"conn_id": name} for name, each in found.items()}


@cache
def _variables(path: str, _changed: int) -> dict[str, str]:
    from airflow.secrets.local_filesystem import load_variables

    settings = _read(path, "variables")
    if settings is not None:
        named = {str(each["variable_name"]): each.get("variable_value") for each in settings}
    else:
        named = _parsed(path, load_variables)
    return {name: _text(value) for name, value in named.items()}


def _of_json(text: str, _path: str) -> Any:
    return airflow_module("airflow.sdk", "airflow.models.connection").Connection.from_json(text)


def _text(value: Any) -> str:
    """A Variable as `airflow variables import` keeps it, which is also how reading takes it."""
    if isinstance(value, dict) and "value" in value and set(value) <= {"value", "description"}:
        value = value["value"]
    return value if isinstance(value, str) else json.dumps(value, indent=2, default=str)


def _read(path: str, kind: str) -> list[dict[str, Any]] | None:
    """The entries of the settings of an Astro project (`airflow: {connections: [...]}`); None for any other file."""
    from airflow.secrets.local_filesystem import load_variables

    if not path.endswith((".yaml", ".yml")):
        return None
    document = _parsed(path, load_variables)
    inner = document.get("airflow")
    if list(document) != ["airflow"] or not isinstance(inner, dict):
        return None
    name = "conn_id" if kind == "connections" else "variable_name"
    entries = inner.get(kind) or []
    return [each for each in entries if isinstance(each, dict) and each.get(name)] if isinstance(entries, list) else []


def _of_settings(entries: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in entries:
        fields = {field: entry.get(field, entry.get(f"conn_{field}")) for field in FIELDS}
        if fields["extra"] is not None and not isinstance(fields["extra"], str):
            fields["extra"] = json.dumps(fields["extra"])
        yield str(fields["conn_id"]), {**fields, "port": int(fields["port"]) if fields["port"] else None}


def _parsed(path: str, parser: Callable[[str], Any]) -> Any:
    """What Airflow's own parser makes of a file. Its errors may quote the file, so only their lines are told."""
    from airflow.exceptions import AirflowException, AirflowFileParseException

    try:
        return parser(path)
    except AirflowFileParseException as error:
        lines = ", ".join(str(each.line_no) for each in error.parse_errors)
        raise Unusable(path, f"line {lines} is no {Path(path).suffix.lstrip('.')} of names and values") from None
    except AirflowException as error:
        known = ("Unsupported file format", "Found multiple values", 'The "')
        because = str(error) if str(error).startswith(known) else "an entry is no connection as Airflow writes one"
        raise Unusable(path, because) from None
    except (OSError, UnicodeDecodeError, ValueError, TypeError) as error:
        raise Unusable(path, f"it cannot be read ({type(error).__name__})") from None


# ------------------------------------------------------------------------------------------ while files are loaded


class Parsing:
    """What stands for Airflow's supervisor while DAG files are loaded: it knows connections and Variables, and those
    that tasks have set in the `store` (a path or URL); what a file sets itself holds in this process."""

    def __init__(self) -> None:
        self.store: str | None = None
        self.asked: dict[str, str | None] = {}
        self._own: dict[str, str | None] = {}

    def variable(self, name: str) -> str | None:
        """The value of a Variable that the environment does not have, or None."""
        if name in self._own:
            return self._own[name]
        kept = self._kept([name])
        return kept[name] if name in kept else variables_known().get(name)

    def _kept(self, names: list[str] | None = None) -> dict[str, str | None]:
        """What tasks have set, or deleted (None)."""
        if self.store is None or not ("://" in self.store or Path(self.store).is_file()):
            return {}
        from shim.store import Store

        store = Store(self.store)
        try:
            found = {name: store.kept("variable", name) for name in names or store.kept_keys("variable")}
        finally:
            store.close()
        return {name: value[0] for name, value in found.items() if value}

    def send(self, msg: Any) -> Any:
        """The answer to one message. Raises NotImplementedError for what no file may ask while it is loaded."""
        from airflow.sdk._shared.secrets_masker import mask_secret
        from airflow.sdk.execution_time import comms

        kind = type(msg).__name__
        if kind == "GetConnection":
            return answer_connection(msg.conn_id)
        if kind == "GetVariable":
            self.asked[msg.key] = self.variable(msg.key)
            return answer_variable(msg.key, self.asked[msg.key])
        if kind == "GetVariableKeys":
            known = {**variables_known(), **self._kept(), **self._own}
            keys = sorted(key for key, value in known.items() if value is not None and key.startswith(msg.prefix or ""))
            return comms.VariableKeysResult(keys=keys[msg.offset : msg.offset + msg.limit], total_entries=len(keys))
        if kind == "MaskSecret":
            mask_secret(msg.value, msg.name)
        elif kind in ("PutVariable", "DeleteVariable"):
            self._own[msg.key] = msg.value if kind == "PutVariable" else None
        else:
            raise NotImplementedError(f"a DAG file asks Airflow for {kind} while it is loaded, which only a task may")
        return comms.OKResponse(ok=True)

    async def asend(self, msg: Any) -> Any:
        """As `send`."""
        return self.send(msg)


PARSING = Parsing()


@contextmanager
def asked_while_loading() -> Iterator[None]:
    """While it lasts, connections and Variables are found as while a task runs. Inside a task, that answers."""
    from airflow.sdk.execution_time import task_runner

    before = getattr(task_runner, "SUPERVISOR_COMMS", None)
    task_runner.SUPERVISOR_COMMS = before if before is not None else PARSING
    try:
        with old_variables():
            yield
    finally:
        task_runner.SUPERVISOR_COMMS = before


@contextmanager
def old_variables() -> Iterator[None]:
    """While it lasts, `airflow.models.Variable.get` raises what is also a KeyError, as in 2.x, for one not there."""
    owner, own, get = _getters()
    owner.get = get
    try:
        yield
    finally:
        owner.get = own


@cache
def _getters() -> tuple[Any, Any, Any]:
    """Airflow's class of 2.x for Variables, its `get`, and the one that raises KeyErrors."""
    from airflow.models.variable import Variable
    from airflow.sdk.exceptions import AirflowRuntimeError, ErrorType

    class NoVariable(AirflowRuntimeError, KeyError):  # type: ignore[misc]
        """A Variable is not there."""

        __str__ = Exception.__str__

    own = vars(Variable)["get"]

    def get(cls: Any, *args: Any, **arguments: Any) -> Any:
        try:
            return own.__func__(cls, *args, **arguments)
        except AirflowRuntimeError as error:
            if error.error.error is ErrorType.VARIABLE_NOT_FOUND:
                raise NoVariable(error.error) from None
            raise

    return Variable, own, classmethod(get)


def answer_connection(name: str) -> Any:
    """Airflow's message with a connection of a file, or that there is none."""
    from airflow.sdk.exceptions import ErrorType
    from airflow.sdk.execution_time import comms

    found = connections_known().get(name)
    if found is None:
        return comms.ErrorResponse(error=ErrorType.CONNECTION_NOT_FOUND, detail={"conn_id": name})
    return comms.ConnectionResult(**found)


def answer_variable(name: str, value: str | None) -> Any:
    """Airflow's message with the value of a Variable, or that there is none."""
    from airflow.sdk.exceptions import ErrorType
    from airflow.sdk.execution_time import comms

    if value is None:
        return comms.ErrorResponse(error=ErrorType.VARIABLE_NOT_FOUND, detail={"key": name})
    return comms.VariableResult(key=name, value=value)


def told_where(error: BaseException | None) -> None:
    """Adds to Airflow's error for a connection or Variable that nobody has where it was looked for."""
    from airflow.sdk.exceptions import AirflowNotFoundException, AirflowRuntimeError, ErrorType

    if isinstance(error, AirflowNotFoundException) and "conn_id" in str(error):
        error.args = (f"{error}: {where('connection')}",)
    elif isinstance(error, AirflowRuntimeError) and error.error.error is ErrorType.VARIABLE_NOT_FOUND:
        message = (error.error.detail or {}).get("message", "a Variable was not found")
        error.args = (f"{message}: {where('Variable')}",)
