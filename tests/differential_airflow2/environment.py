"""An environment with Airflow 2.11, made once with uv and kept beside the project."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "2.11.2"
FOLDER = Path(__file__).parents[2] / ".differential" / f"airflow-{VERSION}"
# What Airflow's own list of constraints is for, made by `make lock`: that list lies where not every machine may go.
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
# The Pythons that Airflow 2.11 knows; on another, uv is asked for the newest of them.
NEWEST = (3, 12)


class NotHere(Exception):
    """The environment cannot be made: why, in a sentence."""


def python() -> str:
    """The Python with Airflow 2.11, made if need be; `AIRFLOW2_PYTHON` names one that is there. Raises NotHere."""
    if given := os.environ.get("AIRFLOW2_PYTHON"):
        return given
    FOLDER.parent.mkdir(exist_ok=True)
    # Several tests may ask at once: one makes it, the others wait.
    with FOLDER.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_there():
            _make()
    return str(FOLDER / "bin" / "python")


def is_there() -> bool:
    """Whether nothing has to be installed."""
    ready = FOLDER / ".ready"
    return "AIRFLOW2_PYTHON" in os.environ or (ready.is_file() and ready.read_text() == _wanted())


def _wanted() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def _make() -> None:
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if not Path(uv).exists():
        _run([sys.executable, "-m", "pip", "install", "--quiet", "uv"])
    own = sys.version_info[:2] <= NEWEST
    _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable if own else "3.12", str(FOLDER)])
    made = str(FOLDER / "bin" / "python")
    _run([uv, "pip", "install", "--quiet", "--python", made, "--requirement", str(REQUIREMENTS)])
    (FOLDER / ".ready").write_text(_wanted())


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotHere(f"{command[0]}: {error.strerror}") from None
    if done.returncode:
        raise NotHere(" ".join(done.stderr.split()) or "no word why")
