"""Keeps secrets out of the shim's log and events, with Airflow's own masker.

Airflow registers what a task fetches; what the environment holds is registered before. Everything written through
`sys.stdout` and `sys.stderr` is masked; what another program writes to the same file by itself is not.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from typing_extensions import Buffer

# Airflow has one for its SDK and one for its core.
MASKERS = ("airflow.sdk._shared.secrets_masker", "airflow._shared.secrets_masker")
CONNECTION, VARIABLE = "AIRFLOW_CONN_", "AIRFLOW_VAR_"


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


def register() -> None:
    """Makes the secrets of the environment's connections and variables known. Needs Airflow."""
    from airflow.sdk._shared.secrets_masker import mask_secret

    for name, text in os.environ.items():
        if name.startswith(CONNECTION):
            for secret, field in secrets_of(text):
                mask_secret(secret, field)
        elif name.startswith(VARIABLE):
            mask_secret(text, name.removeprefix(VARIABLE))


def secrets_of(text: str) -> list[tuple[Any, str | None]]:
    """What is secret in a connection's text, and the name by which to judge whether it is; None for what surely is."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowException

    made = Connection.from_json if text.lstrip().startswith("{") else Connection.from_uri
    try:
        connection = made(text, "any")
        spelled = None if made == Connection.from_json else urlsplit(text).password
    except (AirflowException, ValueError, KeyError, TypeError):
        return [(text, None)]
    extra = _extra(connection)
    found = [(spelled, None), (connection.password, None), (quote(connection.password or "", safe=""), None)]
    return [*found, *((value, name) for name, value in extra.items())]


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
