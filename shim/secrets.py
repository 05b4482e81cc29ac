"""Keeps secrets out of the shim's log and events, with Airflow's own masker.

Airflow registers what a task fetches; what the environment holds is registered before. Everything written through
`sys.stdout` and `sys.stderr` is masked; what another program writes to the same file by itself is not.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import re
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from shim.environment import airflow_module
from shim.imported import connections_known, variables_known

if TYPE_CHECKING:
    from typing_extensions import Buffer

# Airflow 3 has one for its SDK and one for its core; the last is that of 2.
MASKERS = ("airflow.sdk._shared.secrets_masker", "airflow._shared.secrets_masker", "airflow.utils.log.secrets_masker")
CONNECTION, VARIABLE, STORE = "AIRFLOW_CONN_", "AIRFLOW_VAR_", "MIGRATE_STORE"


def masked(text: str) -> str:
    """The text with the secrets known by now replaced by `***`."""
    for name in MASKERS:
        if name in sys.modules:
            text = str(sys.modules[name].redact(text))
    return text


def masked_event(event: dict[str, Any]) -> dict[str, Any]:
    """An event whose words are masked; its names are left as they are."""
    words = {name: masked(event[name]) for name in ("error", "message") if isinstance(event.get(name), str)}
    return {**event, **words}


def longest_first() -> None:
    """Makes Airflow's maskers try long secrets before short ones.

    They join what they know in no order, and where one secret begins with another (`p%` and its quoted form `p%25`)
    only the shorter might go.
    """
    for name in MASKERS:
        masker = getattr(sys.modules.get(name), "SecretsMasker", None)
        if masker is not None and not hasattr(masker.add_mask, "__wrapped__"):
            masker.add_mask = _ordered(masker.add_mask)


def _ordered(add_mask: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(add_mask)
    def added(self: Any, secret: Any, name: str | None = None) -> None:
        before = len(self.patterns)
        add_mask(self, secret, name)
        if len(self.patterns) != before:
            self.replacer = re.compile("|".join(sorted(self.patterns, key=lambda each: (-len(each), each))))

    return added


def register(store: str | None = None) -> None:
    """Makes known what is secret in the connections and variables of the environment and of files, and the password in
    the URL of a store. Needs Airflow."""
    masker = airflow_module("airflow.sdk._shared.secrets_masker", "airflow.utils.log.secrets_masker")
    mask_secret = masker.mask_secret
    longest_first()

    for url in (store, os.environ.get(STORE)):
        for password in _passwords(url or ""):
            mask_secret(password)
    for fields in connections_known().values():
        for secret, field in secrets_in(SimpleNamespace(**fields)):
            mask_secret(secret, field)
    for name, text in variables_known().items():
        mask_secret(text, name)
    for name, text in os.environ.items():
        if name.startswith(CONNECTION):
            for secret, field in secrets_of(text):
                mask_secret(secret, field)
        elif name.startswith(VARIABLE):
            mask_secret(text, name.removeprefix(VARIABLE))


def secrets_of(text: str) -> list[tuple[Any, str | None]]:
    """What is secret in a connection's text, and the name by which to judge whether it is; None for what surely is."""
    written = text.lstrip().startswith("{")
    try:
        connection = connection_of(text, "any")
        spelled = None if written else urlsplit(text).password
    except (airflow_module("airflow.exceptions").AirflowException, ValueError, KeyError, TypeError):
        return [(text, None)]
    return [(spelled, None), *secrets_in(connection)]


def secrets_in(connection: Any) -> list[tuple[Any, str | None]]:
    """As `secrets_of`, for a connection's fields."""
    extra = _extra(connection)
    found = [(connection.password, None), (quote(connection.password or "", safe=""), None)]
    return [*found, *((value, name) for name, value in extra.items())]


def _passwords(url: str) -> list[str]:
    """The password in a URL, as it is spelled there and as it is."""
    try:
        spelled = urlsplit(url).password
    except ValueError:  # no URL at all: whoever opens it says so
        spelled = None
    return [spelled, unquote(spelled)] if spelled else []


def connection_of(text: str, name: str) -> Any:
    """The connection that a text of the environment is, in 2 and in 3."""
    home = airflow_module("airflow.sdk", "airflow.models.connection")
    if text.lstrip().startswith("{"):
        return home.Connection.from_json(text, name)
    if home.__name__ == "airflow.sdk":
        return home.Connection.from_uri(text, name)
    return home.Connection(name, uri=text)


def _extra(connection: Any) -> dict[str, Any]:
    try:
        extra = json.loads(connection.extra or "{}")
    except ValueError:
        return {"password": connection.extra}
    return extra if isinstance(extra, dict) else {"password": extra}


class Masked(io.BufferedIOBase):
    """A file's end for a text stream: masks what passes through."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def writable(self) -> bool:
        """It is for writing only."""
        return True

    def fileno(self) -> int:
        """The file itself, for processes started with it."""
        return self._descriptor

    def write(self, data: Buffer, /) -> int:
        """Writes all of it; the length is that of what was given."""
        given = bytes(data)
        left = masked(given.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        while left:
            left = left[os.write(self._descriptor, left) :]
        return len(given)


def mask_output() -> None:
    """From now on nothing printed or logged in this process shows a secret that is known."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(ValueError):
            stream.flush()
    sys.stdout, sys.stderr = _stream(1), _stream(2)


def _stream(descriptor: int) -> IO[str]:
    end: Any = Masked(descriptor)
    return io.TextIOWrapper(end, "utf-8", "backslashreplace", line_buffering=True)
