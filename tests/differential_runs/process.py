"""Real Airflow as the oracle: the process that `oracle.py` is, asked a line at a time."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")}
START_S, ANSWER_S = 180, 240


class Oracle:
    """Real Airflow in a process of its own, with a home of its own; started anew when a run does not end. `python` and
    `script` are those of another Airflow."""

    def __init__(
        self, environment: dict[str, str] | None = None, python: str = sys.executable, script: Path | None = None
    ) -> None:
        self.environment = {**ENVIRONMENT, **(environment or {})}
        self.script = [python, str(script or Path(__file__).with_name("oracle.py"))]
        self.process: subprocess.Popen[str] | None = None
        self.home: str | None = None
        self.ended = ""

    def ends(self, file: Path, dags: list[str] | None = None, dates: dict[str, str] | None = None) -> dict[str, Any]:
        """How the DAGs of a file end, those in `dates` at that logical date."""
        return self.ask({"file": str(file), "dags": dags, "dates": dates or {}})

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request."""
        if self.process is None:
            self._start()
        assert self.process is not None and self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self._answer(ANSWER_S) or {"error": self.ended}

    def _start(self) -> None:
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
        self.home = tempfile.mkdtemp(prefix="oracle-", dir=memory)
        command = [*self.script, str(Path(self.home, "airflow"))]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=self.environment,
        )  # fmt: skip
        assert self._answer(START_S), "Airflow does not start"

    def _answer(self, limit_s: int) -> dict[str, Any] | None:
        assert self.process is not None and self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            told = selector.select(limit_s)
            line = self.process.stdout.readline() if told else ""
        if not line:
            self.ended = "its process ends" if told else f"no end within {limit_s} s"
            self.close()
        return dict(json.loads(line)) if line else None

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)
        self.process = self.home = None
