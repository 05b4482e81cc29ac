"""A standalone Airflow on loopback: scheduler, API server, DAG processor and triggerer, its metadata on PostgreSQL in a
database of its own. All of it is gone when the context ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from json import dumps, loads
from pathlib import Path
from typing import Any

import psycopg

SERVER = os.environ.get("POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432")
COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
OPTIONS = {
    "api-server": ("--host", "127.0.0.1"),
    "scheduler": ("--skip-serve-logs",),
    "triggerer": ("--skip-serve-logs",),
}
START_S = 240
STOP_S = 20


class NotReached(Exception):
    """Airflow did not come to what was waited for in time."""


@dataclass
class Airflow:
    """One that runs."""

    home: Path
    port: int
    database: str
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """An answer of the REST API. Raises HTTPError with the API's own words."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return loads(answer.read() or b"null")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the metadata database says."""
        with psycopg.connect(f"{SERVER}/{self.database}") as connection:
            return connection.execute(sql, values).fetchall()

    def wait(self, what: str, there: Callable[[], bool], seconds: float) -> None:
        """Until something is there. Raises NotReached with the ends of the logs."""
        until = time.monotonic() + seconds
        while not there():
            if time.monotonic() > until:
                raise NotReached(f"no {what} within {seconds:.0f} s\n{self.logs()}")
            time.sleep(1)

    def logs(self, lines: int = 15) -> str:
        """The end of what each component wrote."""
        found = [(name, self.home / f"{name}.log") for name in COMPONENTS]
        return "\n".join(
            f"--- {name}\n" + "\n".join(file.read_text(errors="replace").splitlines()[-lines:])
            for name, file in found
            if file.exists()
        )


@contextlib.contextmanager
def standalone(dags: Path, plugins: Path, more: Mapping[str, str]) -> Iterator[Airflow]:
    """Airflow with these DAGs. Every process, file and the database is gone afterwards, whatever happened."""
    home = Path(tempfile.mkdtemp(prefix="standalone-"))
    airflow = Airflow(home, _free_port(), f"differential_{uuid.uuid4().hex[:12]}")
    environment = {**os.environ, **_settings(airflow, dags, plugins), **more}
    running: list[subprocess.Popen[bytes]] = []
    try:
        _server(f"create database {airflow.database}")
        with (home / "migrate.log").open("wb") as log:
            subprocess.run(_command("db", "migrate"), env=environment, stdout=log, stderr=log, check=True)
        for name in COMPONENTS:
            with (home / f"{name}.log").open("wb") as log:
                command = _command(
                    name, *OPTIONS.get(name, ()), *(("--port", str(airflow.port)) if name == "api-server" else ())
                )
                running.append(
                    subprocess.Popen(
                        command,
                        env=environment,
                        stdout=log,
                        stderr=log,
                        stdin=subprocess.DEVNULL,
                        start_new_session=True,
                    )
                )
        airflow.wait("API server", lambda: _answers(airflow), START_S)
        yield airflow
    finally:
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_S)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        _server(f"drop database if exists {airflow.database} with (force)")
        shutil.rmtree(home, ignore_errors=True)


def _command(*arguments: str) -> list[str]:
    return ["nice", sys.executable, "-m", "airflow", *arguments]


def _settings(airflow: Airflow, dags: Path, plugins: Path) -> dict[str, str]:
    driver = SERVER.replace("postgresql://", "postgresql+psycopg://", 1)
    secret = uuid.uuid4().hex * 2
    sections = {
        "core": {
            "auth_manager": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
            "simple_auth_manager_all_admins": True,
            "dags_folder": dags,
            "plugins_folder": plugins,
            "executor": "LocalExecutor",
            "parallelism": 16,
            "load_examples": False,
            "dags_are_paused_at_creation": True,
            "execution_api_server_url": f"http://127.0.0.1:{airflow.port}/execution/",
            "dag_discovery_safe_mode": False,
            "killed_task_cleanup_time": 5,
            "min_serialized_dag_update_interval": 5,
        },
        "api": {"base_url": f"http://127.0.0.1:{airflow.port}", "secret_key": secret, "workers": 1},
        "api_auth": {"jwt_secret": secret},
        "database": {
            "sql_alchemy_conn": f"{driver}/{airflow.database}",
            "sql_alchemy_conn_async": f"{driver}/{airflow.database}",
        },
        "logging": {"base_log_folder": airflow.home / "logs", "logging_level": "INFO"},
        "scheduler": {"scheduler_heartbeat_sec": 2, "job_heartbeat_sec": 2, "task_instance_heartbeat_timeout": 600},
        "dag_processor": {"refresh_interval": 3600, "parsing_processes": 2, "min_file_process_interval": 3600},
    }
    names = {
        f"AIRFLOW__{section}__{name}".upper(): str(value)
        for section, values in sections.items()
        for name, value in values.items()
    }
    return {**names, "AIRFLOW_HOME": str(airflow.home), "NO_COLOR": "1", "PYTHONPATH": ""}


def _answers(airflow: Airflow) -> bool:
    try:
        airflow.token = airflow.ask("GET", "/auth/token")["access_token"]
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True


def _server(sql: str) -> None:
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(sql)  # type: ignore[arg-type]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
