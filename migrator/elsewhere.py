"""Another Python: what it has, and our code for it to run, as one zip and never our site-packages."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import MigratorError

PYTHON = "MIGRATE_PYTHON"
OLDEST = (3, 10)

# Our code comes from the path given, and neither the current folder nor PYTHONPATH gets between.
START = (
    "import sys; sys.path[:] = [each for each in sys.path if each]; "
    "sys.path[:0] = sys.argv[1:]; from shim.__main__ import main; sys.exit(main())"
)
# Any Python 3.8 can say this, and nothing of what is there is imported for it.
LOOK = """
import json, sys
from importlib.metadata import PackageNotFoundError, version
def found(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None
print(json.dumps([sys.version_info[:2], found("apache-airflow"), found("dagster")]))
"""


class NoPython(MigratorError):
    """The Python to run tasks with is not there."""

    def __init__(self, path: str) -> None:
        super().__init__(f"no Python at {path!r} to run tasks with")


class OldPython(MigratorError):
    """The other Python is older than our code."""

    def __init__(self, path: str, version: str) -> None:
        oldest = ".".join(map(str, OLDEST))
        super().__init__(f"{path} is Python {version}; running tasks with it needs Python {oldest} or later")


@dataclass(frozen=True, slots=True)
class Environment:
    """What another Python has; None for what is not installed there."""

    airflow: str | None
    dagster: str | None
    broken: bool = False

    @property
    def runs_assets(self) -> bool:
        """Whether whole asset graphs run there: by our Dagster host, beside the Airflow of today."""
        return self.broken or (self.dagster is not None and not (self.airflow or "").startswith("2."))


def look_at(python: str) -> Environment:
    """What an environment has. Raises NoPython or OldPython."""
    try:
        done = subprocess.run([python, "-c", LOOK], capture_output=True, text=True, check=False)
        version, airflow, dagster = json.loads(done.stdout)
    except OSError:
        raise NoPython(python) from None
    except ValueError:
        # What is wrong with it shows when it is started.
        return Environment(None, None, broken=True)
    if tuple(version) < OLDEST:
        raise OldPython(python, ".".join(map(str, version)))
    return Environment(airflow, dagster)


def code_archive(home: Path) -> Path:
    """One zip of `migrator` and `shim`, byte for byte the same for the same code, for a Python that has neither."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _code():
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), data)
    name = hashlib.sha256(content.getvalue()).hexdigest()[:16]
    path = home / f"airflow-to-assets-{name}.zip"
    if not path.is_file():
        path.write_bytes(content.getvalue())
    return path


def _code() -> list[tuple[str, bytes]]:
    base = Path(__file__).resolve().parents[1]
    files = sorted(file for package in ("migrator", "shim") for file in (base / package).rglob("*.py"))
    return [(file.relative_to(base).as_posix(), file.read_bytes()) for file in files]
