"""Makes Airflow importable without its installation: a home of its own, no examples, no metadata database.

Nothing here imports Airflow: its settings are read once, at its first import, so this must run before.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from migrator.errors import MigratorError

WRITTEN_FOR = "3.3."


class AirflowMissing(MigratorError):
    """The Python that should run tasks has no Airflow."""

    def __init__(self) -> None:
        super().__init__(
            f"Airflow is not installed in {sys.executable}; running tasks needs it: "
            "pip install 'airflow-to-assets[airflow]'"
        )


class DagsterMissing(MigratorError):
    """The Python that should run assets has no Dagster."""

    def __init__(self) -> None:
        super().__init__(
            f"Dagster is not installed in {sys.executable}; running assets needs it: "
            "pip install 'airflow-to-assets[dagster]'"
        )


class AirflowVersion(MigratorError):
    """Airflow is there, but not the version whose internals the shim knows."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"the shim runs tasks with Airflow {WRITTEN_FOR}x, and {found} is installed in {sys.executable}"
        )


def prepare(home: str | None = None, environment: Mapping[str, str] | None = None, override: bool = False) -> None:
    """Sets what Airflow reads at import. `home` may be None: then the environment's, or a temporary folder. What
    `environment` says holds where nothing is set already, or everywhere with `override`."""
    for name, value in (environment or {}).items():
        os.environ[name] = value if override else os.environ.get(name, value)
    if home is not None:
        os.environ["AIRFLOW_HOME"] = str(Path(home).resolve() / "airflow")
    elif "AIRFLOW_HOME" not in os.environ:
        os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="airflow-to-assets-")
    folder = Path(os.environ["AIRFLOW_HOME"])
    folder.mkdir(parents=True, exist_ok=True)
    defaults = {
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags"),
        # A folder that does not exist: whoever asks for the metadata database fails, and none is made.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'no-database' / 'airflow.db'}",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(folder / "logs"),
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def require_airflow() -> None:
    """Imports Airflow. Raises AirflowMissing, or AirflowVersion for one whose internals are not known."""
    prepare()
    try:
        # Airflow's loggers write to whatever stdout is when they are made, which is now.
        with redirect_stdout(sys.stderr):
            import airflow
            import airflow.sdk
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "airflow":
            raise
        raise AirflowMissing from None
    if not airflow.__version__.startswith(WRITTEN_FOR):
        raise AirflowVersion(airflow.__version__)


@contextmanager
def import_path(folders: list[str]) -> Iterator[None]:
    """Puts folders first on `sys.path`, each once, and restores it."""
    before = list(sys.path)
    sys.path[:0] = [folder for folder in dict.fromkeys(folders) if folder not in before]
    try:
        yield
    finally:
        sys.path[:] = before
