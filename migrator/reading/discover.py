"""Which files are read: the project's root, its import roots, and the DAG files among the paths given."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from migrator.errors import PathMissing
from migrator.reading.settings import Settings, settings_for

MARKERS = ("migrate.toml", ".git", "pyproject.toml")
FOLDERS = ("plugins", "include", "dags")
LARGEST = 64_000_000
SKIPPED = {"__pycache__", "node_modules", "site-packages"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are: the project's root, the folders given, and further import roots; and what reading was told."""

    root: Path
    given: tuple[Path, ...]
    roots: tuple[Path, ...]
    settings: Settings = field(default_factory=Settings)

    def relative(self, file: Path) -> str:
        """A path as it is shown: relative to the root, or to a further root."""
        for base in (self.root, *(root.parent for root in self.roots)):
            if file.is_relative_to(base):
                return file.relative_to(base).as_posix()
        return file.as_posix()

    def holds(self, file: Path) -> bool:
        """Whether a file, links followed, lies in the project or a further root."""
        real = file.resolve()
        return any(real.is_relative_to(base) for base in (self.root, *self.roots))

    def import_roots(self, importer: Path) -> list[Path]:
        """Where a file's absolute imports are looked for, in order."""
        folders: list[Path] = []
        for folder in importer.parents:
            if not folder.is_relative_to(self.root):
                break
            folders += [folder, *(folder / name for name in FOLDERS)]
        if importer.parent not in folders:
            folders.insert(0, importer.parent)
        everything = [*folders, *self.given, self.root, *(self.root / name for name in FOLDERS), *self.roots]
        return list(dict.fromkeys(everything))


def layout(paths: Sequence[Path], roots: Sequence[Path], variables: Path | None = None) -> Layout:
    """The layout for the paths given. Raises PathMissing for one that is not there, or what `settings_for` does."""
    for path in (*paths, *roots, *([variables] if variables is not None else [])):
        if not path.exists():
            raise PathMissing(str(path))
    real = [path.resolve() for path in paths]
    folders = [path if path.is_dir() else path.parent for path in real]
    common = Path(os.path.commonpath(folders)) if folders else Path.cwd()
    root = project_root(common)
    return Layout(root, tuple(folders), tuple(root.resolve() for root in roots), settings_for(root, variables))


def project_root(folder: Path) -> Path:
    """The nearest folder at or above with a project's mark, else the folder itself."""
    for candidate in (folder, *folder.parents):
        if any((candidate / marker).exists() for marker in MARKERS):
            return candidate
    return folder


def dag_files(paths: Sequence[Path], place: Layout) -> list[Path]:
    """The files to read as DAG files: those given, and in folders given those that mention both DAG and Airflow."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(walk(path.resolve(), place, [])))
        else:
            found[path.resolve()] = None
    return sorted(found)


def walk(folder: Path, place: Layout, ignored: list[tuple[Path, str]]) -> Iterator[Path]:
    """The DAG files of a folder and those below, in order, minus what `.airflowignore` names."""
    ignored = [*ignored, *((folder, line) for line in ignore_lines(folder / ".airflowignore"))]
    for path in sorted(folder.iterdir()):
        if path.name in SKIPPED or is_ignored(path, ignored):
            continue
        if path.is_symlink() and not place.holds(path):
            continue
        if path.is_dir():
            if not path.is_symlink() and not path.name.startswith(".") and not (path / "pyvenv.cfg").exists():
                yield from walk(path, place, ignored)
        elif path.suffix == ".py" and path.is_file() and may_hold_dags(path):
            yield path


def ignore_lines(file: Path) -> list[str]:
    """The patterns of an `.airflowignore`."""
    if not file.is_file():
        return []
    lines = (line.split("#", 1)[0].strip() for line in file.read_text(errors="replace").splitlines())
    return [line for line in lines if line]


def is_ignored(path: Path, ignored: list[tuple[Path, str]]) -> bool:
    """Whether a pattern of an `.airflowignore` above names the path: as a glob, or as a regular expression."""
    for base, pattern in ignored:
        name = path.relative_to(base).as_posix()
        if fnmatch(name, pattern.strip("/")) or fnmatch(path.name, pattern.strip("/")):
            return True
        try:
            if re.search(pattern, name):
                return True
        except re.error:
            continue
    return False


def may_hold_dags(path: Path) -> bool:
    """Airflow's own quick test, that the file mentions both `dag` and `airflow`; and binary junk, to say what it is."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST).lower()
    except OSError:
        return True
    return ((b"dag" in content or b"asset" in content) and b"airflow" in content) or b"\0" in content
