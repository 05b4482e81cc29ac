"""Which Airflow a project installs, as its requirements and images say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Where a project says what it installs.
FILES = (
    "requirements.txt", "requirements.in", "constraints.txt", "pyproject.toml", "setup.cfg", "Pipfile",
    "environment.yml", "Dockerfile", "docker-compose.yaml", "docker-compose.yml",
)  # fmt: skip
# `apache-airflow[extra]==2.9.1`, `apache-airflow = "^2.9"`, `apache/airflow:2.9.1`, `astro-runtime:12.1.0` (Airflow 2),
# `runtime:3.0-1` (Airflow 3).
PINNED = re.compile(
    r"\bapache[-_]airflow(?:\[[^\]\n]{0,200}\])?[\"']?\s{0,5}"
    r"(?:(?:=\s{0,5}[\"'{][^\d\n]{0,40}|==|~=|>=(?=\s{0,5}3))\s{0,5}(?P<package>\d{1,2}(?:\.\d{1,2}){0,2})"
    r"|[^\n#]{0,40}<\s{0,5}(?P<below>3)\b)"
    r"|\bapache/airflow:(?:slim-)?(?P<image>\d{1,2}(?:\.\d{1,2}){1,2})"
    r"|\bastro-runtime:(?P<astro>\d{1,2})\."
    r"|\bruntime:(?P<runtime>3\.\d{1,2})-"
)


@dataclass(frozen=True, slots=True)
class Pin:
    """The Airflow that is installed, and the line that says so."""

    version: str
    source: str


def pin_in(text: str, name: str) -> Pin | None:
    """The first pin of Airflow in the text of a file of this name, or None. Comments do not count."""
    for number, line in enumerate(text.splitlines()[:5000], 1):
        match = None if line.lstrip().startswith("#") else PINNED.search(line[:1000])
        if match is not None:
            version = match["package"] or match["image"] or match["runtime"] or "2"
            return Pin(version, f"{name}:{number}")
    return None


def nearest_pin(folder: Path, root: Path, text: Callable[[Path], str | None]) -> Pin | None:
    """The pin nearest to a folder, in it or above it as far as the root; `text` is what a file holds, None for none."""
    for above in (folder, *folder.parents):
        if not above.is_relative_to(root):
            break
        for name in FILES:
            held = text(above / name)
            found = None if held is None else pin_in(held, (above / name).relative_to(root).as_posix())
            if found is not None:
                return found
    return None
