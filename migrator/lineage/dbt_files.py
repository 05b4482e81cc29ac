"""The looks that lineage takes at dbt projects: inside the project's root only, within bounds, and through no link."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrator.reading.bounds import Bounds
from migrator.reading.discover import Layout
from migrator.reading.disk import Disk

# How large a manifest may be.
LARGEST = 30_000_000


def project_files(root: str) -> Disk:
    """The files below a root."""
    top = Path(root).resolve()
    return Disk(Layout(top, (), ()), replace(Bounds(), file_bytes=LARGEST))
