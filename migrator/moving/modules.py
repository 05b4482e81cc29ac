"""Where a module's name leads: Python itself, another package, or a file of the project, which may need Airflow."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrator.model import Import, Origin
from migrator.moving.airflow_names import is_airflow
from migrator.moving.files import File, read_file
from migrator.reading.discover import Layout
from migrator.reading.disk import Disk
from migrator.reading.parse import Unreadable
from migrator.reading.settings import settings_for

# How many files one file may lead to by its imports.
MOST_FILES = 500


class Modules:
    """The files of one project, each read once."""

    def __init__(self, root: Path, roots: Sequence[Path]) -> None:
        root = root.resolve()
        self.layout = Layout(root, (), tuple(each.resolve() for each in roots), settings_for(root, None))
        self.disk = Disk(self.layout, self.layout.settings.bounds)
        self.files: dict[Path, File | Unreadable] = {}
        self.free: dict[Path, bool] = {}

    def file(self, path: str) -> File:
        """The file of the project at a path relative to it. Raises Unreadable."""
        for base in (self.layout.root, *(root.parent for root in self.layout.roots)):
            if self.layout.holds(base / path) and (base / path).is_file():
                return self.read(base / path)
        return self.read(self.layout.root / path)

    def read(self, file: Path) -> File:
        """A file, read once. Raises Unreadable, each time the same."""
        if file not in self.files:
            try:
                if not self.layout.holds(file):
                    raise Unreadable("it lies outside the project")
                self.files[file] = read_file(file, self.layout.relative(file), self.layout.settings.bounds)
            except Unreadable as error:
                self.files[file] = error
        found = self.files[file]
        if isinstance(found, Unreadable):
            raise found
        return found

    def find(self, module: str, file: File) -> Path | None:
        """The file or folder of the project that a module's full name means in a file; None for what is outside."""
        if not module or module.partition(".")[0] in sys.stdlib_module_names:
            return None
        return self.disk.module(module, file.folder)

    def absolute(self, node: ast.ImportFrom, file: File) -> tuple[str, Path | None]:
        """The full name of the module of a `from`, and its file when it is the project's; an empty name for a relative
        one that leads nowhere."""
        name = node.module or ""
        if not node.level:
            return name, self.find(name, file)
        folder = Path(file.folder)
        for _ in range(node.level - 1):
            folder = folder.parent
        place: Path | None = folder
        for part in filter(None, name.split(".")):
            place = None if place is None else self.disk.submodule(folder_of(place), part)
        if place is None:
            return "", None
        return self.name_of(place, file.folder) or "", place

    def name_of(self, place: Path, folder: str) -> str | None:
        """The full name by which files of a folder can import a file or package of the project."""
        whole = place.parent if place.name == "__init__.py" else place.with_suffix("")
        for root in self.layout.import_roots(folder):
            if whole.is_relative_to(root) and whole != Path(root):
                name = ".".join(whole.relative_to(root).parts)
                if self.disk.module(name, folder) == place:
                    return name
        return None

    def root_of(self, module: str, place: Path) -> str:
        """The folder, relative to the project, that must be importable for a module of it."""
        whole = place.parent if place.name == "__init__.py" else place
        for _ in module.split("."):
            whole = whole.parent
        shown = self.layout.relative(whole)
        return "" if shown == "." else shown

    def needs_airflow(self, place: Path) -> bool:
        """Whether a file, or one that it imports, however deep, imports Airflow anywhere or cannot be read."""
        if place not in self.free:
            seen: set[Path] = set()
            self.free[place] = not self.is_free(place, seen)
        return self.free[place]

    def is_free(self, place: Path, seen: set[Path]) -> bool:
        """Whether nothing that a file leads to is Airflow's; circles are gone through once."""
        waiting = [place]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            if here.suffix != ".py":
                continue
            if len(seen) > MOST_FILES:
                return False
            try:
                file = self.read(here)
            except Unreadable:
                return False
            for module, found in self.imports_of(file):
                if found is None and is_airflow(module):
                    return False
                waiting += [] if found is None else [found, *self.packages_above(found)]
        return True

    def packages_above(self, place: Path) -> Iterator[Path]:
        """The `__init__.py` of the packages that a module is in: importing it runs them."""
        folder = place.parent.parent if place.name == "__init__.py" else place.parent
        while self.layout.holds(folder) and (folder / "__init__.py").is_file():
            yield folder / "__init__.py"
            folder = folder.parent

    def imports_of(self, file: File) -> Iterator[tuple[str, Path | None]]:
        """Every module that a file imports, at any depth, and its file when it is the project's."""
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, self.find(alias.name, file)
            elif isinstance(node, ast.ImportFrom):
                module, place = self.absolute(node, file)
                yield module, place
                for alias in node.names if place is not None else ():
                    inner = self.find(f"{module}.{alias.name}", file) if module else None
                    if inner is not None:
                        yield f"{module}.{alias.name}", inner

    def importing(self, module: str, place: Path | None, name: str | None, alias: str | None) -> Import:
        """The import of a module, or of a name from it."""
        if place is not None:
            return Import(Origin.USER, module, name, alias, self.root_of(module, place))
        top = module.partition(".")[0]
        if top == "__future__":
            return Import(Origin.FUTURE, module, name, alias)
        origin = Origin.STANDARD if top in sys.stdlib_module_names else Origin.THIRD_PARTY
        return Import(origin, module, name, alias)


def folder_of(place: Path) -> Path:
    """The folder of a package's file; a folder itself."""
    return place.parent if place.name == "__init__.py" else place
