"""Every look at the disk that reading takes: only into the project, each remembered, and noted for the cache.

What a file means depends on other files: those it imports, those it reads, and those that are not there. Each such
look is a question with a short answer. A look answered the same way again leaves the facts as they were, so that the
cache need not know what the looks were for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from migrator.reading.bounds import Bounds
from migrator.reading.bundles import BadBundle, content_of, names_in, parted
from migrator.reading.digest import NOTHING, digest
from migrator.reading.discover import Layout, leads_to_folder
from migrator.reading.meter import spend
from migrator.reading.pins import FILES as PINNING

# `kind|what is asked`: what was found.
Looks = dict[str, str]
KINDS = ("json", "yaml", "yml")
# What is a step on a path and not a name in a folder.
ODD = ("", ".", "..")
# How many folders deep paths are taken apart.
DEEP = 100
# Where a project keeps Airflow Variables: below the DAG's folder and each one above it, as far as the project's root.
VARIABLE_PLACES = ("", "config", "configs", "variables", "dags", "dags/config", "include")
VARIABLE_FILES = (
    *(f"{name}.{kind}" for name in ("variables", "airflow_variables", "airflow-variables") for kind in KINDS),
    "airflow_settings.yaml",
    "airflow_settings.yml",
)


class Disk:
    """The project's files and folders, as one run of reading sees them."""

    def __init__(self, layout: Layout, bounds: Bounds, digests: Mapping[str, str] | None = None) -> None:
        self.layout = layout
        self.bounds = bounds
        self.looks: Looks = {}
        self._folders: dict[str, dict[str, bool]] = {}
        self._inside: dict[str, bool] = {}
        # What is resolved already is no link.
        self._plain: dict[str, bool] = {str(root): True for root in (layout.root, *layout.roots)}
        self._held: dict[str, str | None] = {}
        self._paths: dict[str, Path] = {}
        self._roots: dict[str, list[tuple[str, dict[str, bool]]]] = {}
        self._tops: dict[tuple[str, str], list[str]] = {}
        self._found: dict[tuple[str, str], str] = {}
        self._digests: dict[str, str] = dict(digests or {})
        self._variables: dict[str, list[str]] = {}

    @contextmanager
    def noting(self, looks: Looks) -> Iterator[None]:
        """Looks taken inside are noted here."""
        before, self.looks = self.looks, looks
        try:
            yield
        finally:
            self.looks = before

    def holds_still(self, look: str, found: str) -> bool:
        """Whether a look, taken again, finds the same; one of a kind there is not does not."""
        if look not in self._held:
            kind, _, asked = look.partition("|")
            ask = AGAIN.get(kind)
            self._held[look] = None if ask is None else ask(self, asked)
        return self._held[look] == found

    # ------------------------------------------------------------------------------------------------ modules

    def module(self, name: str, folder: str) -> Path | None:
        """The file or package folder of the project that a module's full name stands for in a file of that folder, or
        None."""
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names:
            return None
        # The same for each file, whatever was asked before it: what is counted must not hang on the order of files.
        spend(2)
        if top and not self.knows(top, folder):
            return None
        found = self._module(folder, name)
        self.looks[f"module|{folder}|{name}"] = found
        return self._path(found) if found else None

    def _path(self, found: str) -> Path:
        if found not in self._paths:
            self._paths[found] = Path(found)
        return self._paths[found]

    def knows(self, top: str, folder: str) -> bool:
        """Whether an import root for files of a folder holds something of this name."""
        if top in sys.stdlib_module_names:
            return False
        roots = self._roots_with(folder, top)
        if not roots:
            self.looks[f"top|{folder}|{top}"] = NOTHING
        return bool(roots)

    def submodule(self, folder: Path, name: str) -> Path | None:
        """The module of that name in a package's folder, or None."""
        return self.module(f".{name}", str(folder))

    def _holds_python(self, folder: str, name: str) -> bool:
        """Whether a folder in a folder holds Python: a package in a package, neither with `__init__.py`."""
        return holds_python(self._names(os.path.join(folder, name)))

    def _module(self, folder: str, name: str) -> str:
        key = (folder, name)
        if key not in self._found:
            self._found[key] = self._search(folder, name)
        return self._found[key]

    def _module_again(self, asked: str) -> str:
        return self._module(*asked.split("|", 1))

    def _top_again(self, asked: str) -> str:
        return "|".join(self._roots_with(*asked.split("|", 1)))

    def _search(self, folder: str, name: str) -> str:
        """The first file among the import roots for a module's name; one that begins with a dot is in the folder."""
        if name.startswith("."):
            return self._module_file(folder, name[1:], folders=True)
        *above, last = name.split(".")
        for root in self._roots_with(folder, above[0] if above else last):
            found = self._module_file(os.path.join(root, *above), last, folders="airflow" not in (above or (last,))[0])
            if found:
                return found
        return NOTHING

    def _roots_with(self, folder: str, top: str) -> list[str]:
        """The import roots for files of a folder that hold something of this name."""
        key = (folder, top)
        if key not in self._tops:
            roots = self._import_roots(folder)
            self._tops[key] = [root for root, names in roots if top in names or f"{top}.py" in names]
        return self._tops[key]

    def _import_roots(self, folder: str) -> list[tuple[str, dict[str, bool]]]:
        """The import roots for files of a folder in which there is something, and the names in each."""
        if folder not in self._roots:
            roots = [(root, self._names(root)) for root in self.layout.import_roots(folder)]
            self._roots[folder] = [(root, names) for root, names in roots if names]
        return self._roots[folder]

    def _module_file(self, folder: str, name: str, folders: bool) -> str:
        """The file of a module: `x/__init__.py`, `x.py`, or a plain folder with Python in it."""
        names = self._names(folder)
        package = os.path.join(folder, name)
        inner = self._names(package) if names.get(name) else {}
        if inner.get("__init__.py") is False:
            found = os.path.join(package, "__init__.py")
        elif names.get(f"{name}.py") is False:
            found = f"{package}.py"
        elif folders and (
            holds_python(inner) or any(self._holds_python(package, each) for each in inner if inner[each])
        ):
            found = package
        else:
            return NOTHING
        return found if self._is_inside(found) else NOTHING

    def _names(self, folder: str) -> dict[str, bool]:
        """The names in a folder of the project, and whether each is a folder; none where it is no folder."""
        if folder not in self._folders:
            self._folders[folder] = self._names_found(folder)
        return self._folders[folder]

    def _names_found(self, folder: str) -> dict[str, bool]:
        above, _, name = folder.rpartition("/")
        beside = self._folders.get(above)
        if beside and name not in beside and name not in ODD:
            # Most import roots are not there, which the folder above has told.
            return {}
        packed = names_in(folder)
        if packed is not None:
            return dict(packed)
        try:
            with os.scandir(folder) as entries:
                return {entry.name: leads_to_folder(entry) for entry in entries}
        except OSError:
            return {}

    def is_folder(self, path: Path) -> bool:
        """Whether a path that was found is a folder, of the disk or of a zip."""
        return path.suffix != ".py" and bool(self._names(str(path)))

    def _is_inside(self, path: str) -> bool:
        """Whether a path, links followed, lies in the project."""
        if path not in self._inside:
            # Resolving each whole path takes long.
            plain = path.count("/") < DEEP and "\0" not in path and self._is_plain(path)
            self._inside[path] = plain or ("\0" not in path and self.layout.holds(Path(path)))
        return self._inside[path]

    def _is_plain(self, path: str) -> bool:
        """Whether a path below the project's root, or a further root, is no link and in no link; each folder is asked
        once."""
        if path not in self._plain:
            above, _, name = path.rpartition("/")
            self._plain[path] = name not in ODD and self._is_plain(above) and not os.path.islink(path)
        return self._plain[path]

    # -------------------------------------------------------------------------------------------------- files

    def inside(self, path: str) -> str | None:
        """The path, made absolute from the project's root, when links followed it lies in the project; else None."""
        whole = os.path.join(self.layout.root, path)
        return whole if self._is_inside(whole) else None

    def text(self, path: str) -> str | None:
        """The text of a file of the project; None when there is none, or past the bound on its size. Code that opens a
        path finds nothing in a zip, and so does this."""
        if parted(path) is not None:
            return None
        content = self._content(path)
        self.looks[f"content|{path}"] = self._digests.setdefault(path, digest(content))
        try:
            return None if content is None else content.decode()
        except UnicodeDecodeError:
            return None

    def digest(self, path: str) -> str:
        """The digest of a file's content; NOTHING where there is none within the bounds."""
        if path not in self._digests:
            self._digests[path] = digest(self._content(path))
        return self._digests[path]

    def _content(self, path: str) -> bytes | None:
        whole = self.inside(path)
        try:
            packed = None if whole is None else content_of(whole, self.bounds.file_bytes)
            if packed is not None:
                return packed
            if whole is None or not os.path.isfile(whole) or os.path.getsize(whole) > self.bounds.file_bytes:
                return None
            with open(whole, "rb", buffering=0) as file:
                return file.read(min(self.bounds.file_bytes, os.fstat(file.fileno()).st_size) + 1)
        except (OSError, BadBundle):
            return None

    def look_at_source(self, file: Path) -> None:
        """Note that the file was read as source."""
        self.saw(file, self.digest(str(file)))

    def saw(self, file: Path, digest: str) -> None:
        """Note that a file, or a folder in place of one, has this content."""
        self.looks[f"content|{file}"] = digest

    def kind(self, path: str) -> str:
        """`file` or `folder`; NOTHING where there is neither, or outside the project."""
        whole = self.inside(path)
        found = NOTHING if whole is None else "folder" if os.path.isdir(whole) else "file" * os.path.isfile(whole)
        self.looks[f"kind|{path}"] = found
        return found

    def names(self, folder: str, pattern: str = "*", deep: bool = False) -> list[str]:
        """The paths in a folder of the project that match a pattern of file names, sorted. Raises ValueError."""
        whole = self.inside(folder)
        if whole is None:
            return []
        base = Path(whole)
        found = sorted(str(p) for p in (base.rglob(pattern) if deep else base.glob(pattern)) if self._is_inside(str(p)))
        self.looks["|".join(("names", folder, pattern, "deep" * deep))] = digest("\n".join(found).encode())
        return found

    def variables(self, folder: str) -> list[str]:
        """The files of Airflow Variables that the project keeps for DAG files of a folder, the nearest last."""
        if folder not in self._variables:
            above = [each for each in (Path(folder), *Path(folder).parents) if each.is_relative_to(self.layout.root)]
            places = [os.path.join(each, place) if place else str(each) for each in above for place in VARIABLE_PLACES]
            files = [
                os.path.join(each, name) for each in places for name in VARIABLE_FILES if name in self._names(each)
            ]
            self._variables[folder] = [file for file in reversed(list(dict.fromkeys(files))) if self._is_inside(file)]
        self.looks[f"variables|{folder}"] = "|".join(self._variables[folder])
        return self._variables[folder]

    def pins(self, folder: str) -> list[str]:
        """The files near a folder that may say which Airflow the project installs, the nearest first."""
        above = [str(e) for e in (Path(folder), *Path(folder).parents) if e.is_relative_to(self.layout.root)]
        found = [os.path.join(each, name) for each in above for name in PINNING if name in self._names(each)]
        self.looks[f"pins|{folder}"] = "|".join(found)
        return found

    def _pins_again(self, folder: str) -> str:
        return "|".join(self.pins(folder))

    def _variables_again(self, folder: str) -> str:
        return "|".join(self.variables(folder))

    def _names_again(self, asked: str) -> str:
        folder, pattern, deep = asked.rsplit("|", 2)
        return digest("\n".join(self.names(folder, pattern, bool(deep))).encode())


AGAIN: dict[str, Callable[[Disk, str], str]] = {
    "top": Disk._top_again,
    "module": Disk._module_again,
    "content": Disk.digest,
    "kind": Disk.kind,
    "names": Disk._names_again,
    "variables": Disk._variables_again,
    "pins": Disk._pins_again,
}


def holds_python(names: Mapping[str, bool]) -> bool:
    """Whether one of a folder's names is a Python file."""
    return any(name.endswith(".py") for name in names)
