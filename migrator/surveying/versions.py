"""Which Airflow a project runs on and who hosts it, as its files say: images, requirements, charts, deployments."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from migrator.secrets import shown

# https://www.astronomer.io/docs/runtime/runtime-release-notes: Astronomer's runtime and the Airflow in it.
RUNTIME = {"4": "2.2", "5": "2.3", "6": "2.4", "7": "2.5", "8": "2.6", "9": "2.7", "10": "2.8", "11": "2.9"}
RUNTIME |= {"12": "2.10", "13": "2.11"}
VERSION = r"(?P<version>[123]\.\d{1,2}(?:\.\d{1,2})?)"
SKIPPED = {"node_modules", "site-packages", "__pycache__", "venv", "build", "dist"}
DEEPEST, LARGEST, MOST = 5, 1_000_000, 20_000


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in files of these names: a pattern whose group `version` is Airflow's, or `runtime` Astronomer's, and
    the host it tells of. The first forms are the surest."""

    files: tuple[str, ...]
    pattern: str
    host: str | None = None


IMAGES = ("Dockerfile*", "*.dockerfile", "docker-compose*", "compose*.y*ml", "values*.y*ml", "*.tf", "*.sh", "Makefile")
FORMS = (
    Form(("Dockerfile*", "*.dockerfile"), rf"apache/airflow:(?:slim-)?{VERSION}"),
    Form(IMAGES, r"astro-runtime:(?P<runtime>\d{1,2})\.\d", "Astronomer"),
    Form(IMAGES, r"runtime:(?P<version>3\.\d)-\d", "Astronomer"),
    Form(IMAGES, rf"apache/airflow:(?:slim-)?{VERSION}"),
    Form(("values*.y*ml",), rf"(?:airflowVersion|defaultAirflowTag):\s*[\"']?{VERSION}"),
    Form(("*",), rf"composer-[\w.]+-airflow-{VERSION}", "Google Composer"),
    Form(
        ("*.tf", "*.json", "*.y*ml"),
        rf"(?:airflow_version|AirflowVersion|airflowVersion)[\"']?\s*[=:]\s*[\"']?{VERSION}",
    ),
    Form(("requirements*", "*.txt", "Dockerfile*", "*.sh"), rf"constraints-{VERSION}/"),
    Form(
        ("requirements*", "constraints*", "pyproject.toml", "setup.*", "Pipfile", "Dockerfile*"),
        rf"apache[-_]airflow(?:\[[^\]]*\])?[\"']?\s*(?:==|~=|===|=\s*[\"'](?:==)?)\s*{VERSION}",
    ),
    Form(("requirements*", "pyproject.toml", "setup.*"), rf"apache[-_]airflow(?:\[[^\]]*\])?\s*>=\s*{VERSION}"),
)
MWAA = re.compile(r"aws_mwaa_environment|AWS::MWAA::Environment|mwaa", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """A version that a file tells, where, and what stands there."""

    version: str
    path: str
    line: int
    quote: str
    host: str | None
    rank: int


def versions_told(root: Path) -> tuple[Told, ...]:
    """All versions that files tell, the surest first."""
    found = [told for path in files_of(root) for told in _told(path, path.relative_to(root).as_posix())]
    return tuple(sorted(found, key=lambda told: (told.rank, told.path, told.line)))


def files_of(root: Path) -> Iterator[Path]:
    """The project's files that are not too deep, in order; links are not followed."""
    seen = 0
    for folder, folders, names in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        kept = (name for name in folders if name == ".astro" or not (name.startswith(".") or name in SKIPPED))
        folders[:] = sorted(kept) if depth < DEEPEST else []
        for name in sorted(names):
            seen += 1
            path = Path(folder, name)
            if seen <= MOST and path.is_file() and not path.is_symlink():
                yield path


def hosts_told(root: Path, told: tuple[Told, ...]) -> tuple[str, ...]:
    """Who hosts the project's Airflow, as far as files tell."""
    hosts = dict.fromkeys(one.host for one in told if one.host is not None)
    if (root / ".astro" / "config.yaml").is_file():
        hosts["Astronomer"] = None
    for path in files_of(root):
        if path.suffix in (".tf", ".yaml", ".yml", ".json") and MWAA.search(_text(path)):
            hosts["Amazon MWAA"] = None
            break
    return tuple(hosts)


def _told(path: Path, name: str) -> Iterator[Told]:
    forms = [(rank, form) for rank, form in enumerate(FORMS) if any(fnmatch(path.name, each) for each in form.files)]
    # Python is read as DAGs, and large or binary files tell nothing.
    if not forms or path.suffix == ".py" or (not re.search(b"(?i)airflow|runtime", _bytes(path))):
        return
    for number, line in enumerate(_text(path).splitlines(), 1):
        for rank, form in forms:
            match = re.search(form.pattern, line)
            if match is None or line.lstrip().startswith(("#", "//")):
                continue
            groups = match.groupdict()
            version = groups.get("version") or RUNTIME.get(groups.get("runtime") or "")
            if version is not None:
                yield Told(version, name, number, shown(line, 100), form.host, rank)
                break


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError:
        return b""


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")
