"""Makes Airflow importable without its installation: a home of its own, no examples, no metadata database.

Nothing here imports Airflow: its settings are read once, at its first import, so this must run before.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from migrator.errors import MigratorError

# The Airflows whose internals the shim knows, and which of its engines runs their tasks.
ENGINES = {"2.10.": "2", "2.11.": "2", "3.3.": "3"}


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
        known = ", ".join(f"{each}x" for each in ENGINES)
        super().__init__(f"the shim runs tasks with Airflow {known}, and {found} is installed in {sys.executable}")


def prepare(home: str | None = None, environment: Mapping[str, str] | None = None, override: bool = False) -> None:
    """Sets what Airflow reads at import. `home` may be None: then the environment's, or a temporary folder. What
    `environment` says holds where nothing is set already, or everywhere with `override`."""
    for name, value in (environment or {}).items():
        os.environ[name] = value if override else os.environ.get(name, value)
    version = installed("apache-airflow")
    second = version is not None and version.startswith("2.")
    if home is not None:
        # Each Airflow 2 reads and writes settings of its own.
        os.environ["AIRFLOW_HOME"] = str(Path(home).resolve() / (f"airflow-{version}" if second else "airflow"))
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
    if second:
        _own_database(folder / "metadata.db")


def installed(package: str) -> str | None:
    """The version of a package that is installed, which is not imported."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def airflow_module(*names: str) -> Any:
    """The first of these modules that the Airflow installed has: what 3 calls it, then what 2 does."""
    for name in names:
        with suppress(ModuleNotFoundError):
            return import_module(name)
    raise ModuleNotFoundError(f"Airflow has none of {', '.join(names)}", name=names[-1])


def _own_database(file: Path) -> None:
    """Airflow 2 runs tasks with a metadata database only: never the one a company has, whatever is set."""
    for name in [each for each in os.environ if "__SQL_ALCHEMY_CONN" in each]:
        del os.environ[name]
    os.environ |= {
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{file}",
        "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
        "AIRFLOW__CORE__EXECUTOR": "SequentialExecutor",
        "AIRFLOW__LOGGING__REMOTE_LOGGING": "False",
    }


def require_airflow() -> str:
    """Imports Airflow and says which engine runs its tasks. Raises AirflowMissing, or AirflowVersion for one whose
    internals are not known."""
    prepare()
    try:
        # Airflow's loggers write to whatever stdout is when they are made, which is now.
        with redirect_stdout(sys.stderr), _own_log():
            import airflow

            engine = next((ENGINES[each] for each in ENGINES if airflow.__version__.startswith(each)), None)
            if engine == "3":
                import airflow.sdk
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "airflow":
            raise
        raise AirflowMissing from None
    if engine is None:
        raise AirflowVersion(airflow.__version__)
    return engine


@contextmanager
def _own_log() -> Iterator[None]:
    """Keeps the log that a process has: Airflow's import takes the root logger's handlers away, Celery's for one, and
    gives it one of its own. A process without any keeps that."""
    root, show = logging.getLogger(), warnings.showwarning
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        warnings.showwarning = show
        if handlers:
            root.handlers[:] = handlers
            root.setLevel(level)


@contextmanager
def import_path(folders: list[str]) -> Iterator[None]:
    """Puts folders first on `sys.path`, each once, and restores it."""
    before = list(sys.path)
    sys.path[:0] = [folder for folder in dict.fromkeys(folders) if folder not in before]
    try:
        yield
    finally:
        sys.path[:] = before
