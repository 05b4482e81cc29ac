"""An environment with Airflow 2.11, made once with uv and kept beside the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "2.11.2"
FOLDER = Path(__file__).parents[2] / ".differential" / f"airflow-{VERSION}"
PYTHON = "3.11"
CONSTRAINTS = f"https://raw.githubusercontent.com/apache/airflow/constraints-{VERSION}/constraints-{PYTHON}.txt"
PACKAGES = (f"apache-airflow=={VERSION}", "apache-airflow-providers-common-sql", "apache-airflow-providers-sqlite")
# What Airflow 2.11 cannot run with, where its list of constraints cannot be had.
BOUNDS = ("SQLAlchemy<2", "flask-session<0.6", "connexion<3", "marshmallow<4", "pandas<3", "universal-pathlib<0.3")


class NotHere(Exception):
    """The environment cannot be made: why, in a sentence."""


def python() -> str:
    """The Python with Airflow 2.11; `AIRFLOW2_PYTHON` names one that is there. Raises NotHere."""
    given = os.environ.get("AIRFLOW2_PYTHON")
    if given:
        return given
    made = FOLDER / "bin" / "python"
    if not (FOLDER / ".ready").exists():
        _make(made)
        (FOLDER / ".ready").touch()
    return str(made)


def _make(made: Path) -> None:
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if not Path(uv).exists():
        _run([sys.executable, "-m", "pip", "install", "--quiet", "uv"])
    _run([uv, "venv", "--quiet", "--clear", "--python", PYTHON, str(FOLDER)])
    install = [uv, "pip", "install", "--quiet", "--python", str(made), *PACKAGES]
    try:
        _run([*install, "--constraint", CONSTRAINTS])
    except NotHere:
        _run([*install, *BOUNDS])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotHere(f"{command[0]}: {error.strerror}") from None
    if done.returncode:
        raise NotHere((done.stderr.strip().splitlines() or ["no word why"])[-1])
