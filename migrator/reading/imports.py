"""Imports: the project's own files are read and evaluated, once each; everything else is outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import libcst as cst

from migrator.model import Unknown
from migrator.reading.bounds import Bounds
from migrator.reading.discover import FOLDERS, Layout
from migrator.reading.disk import Disk
from migrator.reading.frames import Frame, Module
from migrator.reading.parse import Source, Unreadable, parse
from migrator.reading.plugins import plugged_in
from migrator.reading.values import Outside

# What evaluates: `machine.Machine`, which holds the modules.
Machine: TypeAlias = Any


class Modules:
    """The files of the project that were read, by path.

    Airflow reads each DAG file in a process of its own. Here a module that only defines things is evaluated once and
    shared by all files, which is not seen; one that makes DAGs or tasks, changes another module or takes part in a
    circle of imports is `private`: each DAG file gets its own.
    """

    def __init__(self, layout: Layout, bounds: Bounds, convert: Any) -> None:
        self.layout = layout
        self.bounds = bounds
        self.convert = convert
        self.disk = Disk(layout, bounds)
        self.sources: dict[Path, Source | Unreadable] = {}
        self.loaded: dict[Path, Module] = {}
        self.fresh: list[Path] = []
        # Characters of source parsed until now, and until trees were last let go of.
        self.parsed = 0
        self.kept = 0

    def source(self, file: Path) -> Source:
        """The parsed file. Raises Unreadable, each time the same."""
        if file not in self.sources:
            try:
                read = parse(file, self.layout.relative(file), self.bounds)
                self.parsed += len(read.text)
                self.sources[file] = read
            except Unreadable as error:
                self.sources[file] = error
        source = self.sources[file]
        if isinstance(source, Unreadable):
            raise source
        return source

    def load(self, file: Path, name: str, machine: Machine) -> Module:
        """The module, evaluated. In a circle, as far as it has come. Raises Unreadable."""
        module = self.loaded.get(file)
        if module is None:
            module = self.loaded[file] = Module(
                name, self.package(file) if self.disk.is_folder(file) else self.source(file)
            )
            module.variables |= {"__name__": name, "__file__": str(file), "__doc__": None}
            self.fresh.append(file)
            machine.run_module(module)
        self.disk.looks.update(module.looks)
        machine.findings.update(module.findings)
        machine.secrets.learn(module.secrets)
        return module

    def package(self, folder: Path) -> Source:
        """The empty source of a package without `__init__.py`."""
        return Source(self.layout.relative(folder), folder, "", cst.Module([]), {})

    def is_outside(self, name: str, frame: Frame) -> bool:
        """Whether nothing of the project can be meant by a module's name: no import root holds the first part of it."""
        return not frame.machine.paths and not self.disk.knows(name.partition(".")[0], frame.module.source.folder)

    def finish(self, file: Path) -> None:
        """Let go of what only the file just read needed, and of everything when much is held."""
        for path in self.fresh:
            module = self.loaded.get(path)
            if module is not None and (path == file or module.private):
                # A module and its functions hold each other; taken apart, they and their trees are gone at once.
                del self.loaded[path]
                module.variables.clear()
        self.fresh.clear()
        if self.parsed > self.kept + self.bounds.held:
            self.forget()

    def forget(self) -> None:
        """Let go of everything."""
        for module in self.loaded.values():
            module.variables.clear()
        self.loaded.clear()
        self.sources.clear()
        self.kept = self.parsed

    def submodule(self, module: Module, name: str, frame: Frame) -> Module | None:
        """The submodule of a package of the project, or None."""
        file = module.source.file
        folder = file.parent if file.name == "__init__.py" else file
        if folder == file and not self.disk.is_folder(file):
            return None
        found = self.disk.submodule(folder, name)
        return None if found is None else self.load_seen(found, f"{module.name}.{name}", frame)

    def load_seen(self, file: Path, name: str, frame: Frame) -> Module | None:
        """The module, or None with a finding when its file cannot be read, or is imported too deep."""
        if file not in self.loaded and frame.machine.state.depth >= self.bounds.depth:
            because = f"imports nested deeper than {self.bounds.depth} were not followed into {name}"
            frame.machine.report("bound-reached", frame.span, because, "Nothing, unless DAGs hang on it.")
            # Another file may come to it by a shorter way.
            frame.module.private = True
            return None
        try:
            module = self.load(file, name, frame.machine)
        except Unreadable as error:
            self.disk.look_at_source(file)
            frame.machine.report(
                "unreadable-file", frame.span, f"{name} could not be read: {error}", "Mend or leave out the file."
            )
            return None
        importer = frame.module
        importer.imported[file] = module
        if module.private or not (module.done or importer.done or importer.name.startswith(f"{module.name}.")):
            importer.private = True
        return module


def dotted(node: cst.CSTNode | None) -> str:
    """`a.b.c` as text."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return ".".join(reversed(parts))


def import_names(node: cst.Import, frame: Frame) -> None:
    """`import a.b`, `import a.b as c`."""
    for alias in node.names:
        name = dotted(alias.name)
        top = name.split(".", 1)[0]
        frame.module.imports.add(name)
        module = load_module(name, frame)
        note_missing(name, module, False, frame)
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            frame.bind(alias.asname.name.value, module)
        else:
            frame.bind(top, load_module(top, frame) if "." in name else module)


def load_module(name: str, frame: Frame) -> Any:
    """The module with this full name: of the project, its packages loaded first as Python does, or outside."""
    modules = frame.machine.modules
    file = modules.disk.module(name, frame.module.source.folder) or on_path(name, frame)
    if file is None:
        return Outside(name, imported=True)
    if "." in name:
        load_module(name.rpartition(".")[0], frame)
    return modules.load_seen(file, name, frame) or Outside(name, imported=True)


def on_path(name: str, frame: Frame) -> Path | None:
    """The file of a module in a folder of the project that the code put on `sys.path`, or None."""
    *above, last = name.split(".")
    for folder in frame.machine.paths:
        found: Path | None = frame.machine.modules.disk.submodule(Path(folder, *above), last)
        if found is not None:
            return found
    return None


def import_from(node: cst.ImportFrom, frame: Frame) -> None:
    """`from a.b import c`, `from . import c`, `from a import *`."""
    name = absolute(node, frame)
    module = load_module(name, frame)
    note_missing(name, module, bool(node.relative), frame)
    if isinstance(node.names, cst.ImportStar):
        frame.module.imports.add(f"{name}.*")
        if isinstance(module, Module):
            for each in public(module.variables):
                frame.bind(each, module.variables[each])
        else:
            frame.module.stars.append(name)
        return
    is_installed = not node.relative and frame.machine.modules.is_outside(name, frame)
    for alias in node.names:
        part = alias.name.value if isinstance(alias.name, cst.Name) else dotted(alias.name)
        frame.module.imports.add(f"{name}.{part}")
        value = outside(name, part, frame) if is_installed else member(module, name, part, frame)
        if node.relative and isinstance(value, Unknown) and is_whole(module, part):
            note_missing(f"{name}.{part}", Outside(name), True, frame)
        target = alias.asname.name if alias.asname is not None else alias.name
        if isinstance(target, cst.Name):
            frame.bind(target.value, value)


def member(module: Any, name: str, part: str, frame: Frame) -> Any:
    """What `from name import part` brings."""
    if isinstance(module, Module) and part in module.variables:
        return module.variables[part]
    modules = frame.machine.modules
    whole = f"{name}.{part}"
    file = modules.disk.module(whole, frame.module.source.folder) or on_path(whole, frame)
    found = modules.load_seen(file, whole, frame) if file is not None else None
    if found is not None:
        return found
    if isinstance(module, Outside):
        return outside(name, part, frame)
    return frame.machine.attribute(module, part, frame)


def outside(name: str, part: str, frame: Frame) -> Any:
    """What a module from outside the project, or a plugin in its name, brings."""
    plugged = plugged_in(name, part, frame)
    if plugged is not None:
        return plugged
    value = frame.machine.outside(f"{name}.{part}")
    return Outside(value.name, imported=True) if isinstance(value, Outside) else value


def is_whole(module: Any, part: str) -> bool:
    """Whether a module was evaluated to its end, and surely has no such name."""
    return isinstance(module, Module) and module.done and part not in module.variables and not module.stars


def note_missing(name: str, module: Any, is_relative: bool, frame: Frame) -> None:
    """Say that a module is not there, where it is surely the project's own: it is imported relatively, or a package of
    the project should hold it. Anything else may be installed."""
    if not isinstance(module, Outside):
        return
    top = name.partition(".")[0]
    folder = frame.module.source.folder
    package = None if is_relative or top == name else frame.machine.modules.disk.module(top, folder)
    layout = frame.machine.modules.layout
    if is_relative or (package is not None and is_own(package, top, layout)):
        where = "" if is_relative else f", though {frame.machine.modules.layout.relative(package)} is"
        frame.machine.report(
            "missing-import",
            frame.span,
            f"{name} is imported, but is not in the project{where}",
            "Give the folder that holds it with --root, or add the file.",
        )


def is_own(package: Path, top: str, layout: Layout) -> bool:
    """Whether a package is surely what Python finds under this name: it stands where DAGs import from, not only in a
    folder above the importer, and no other may add to it."""
    folder = package.parent if package.name == "__init__.py" else package
    bases = (layout.root, *layout.given, *layout.roots)
    tops = {*bases, *(base / name for base in bases for name in FOLDERS)}
    return folder.parent in tops and (package.name == "__init__.py" or top in FOLDERS)


def absolute(node: cst.ImportFrom, frame: Frame) -> str:
    """The full name of the module a `from` names; a relative one is spelled from the file's place."""
    name = dotted(node.module)
    if not node.relative:
        return name
    module = frame.module
    own = module.name.split(".")
    is_package = module.source.file.suffix != ".py" or module.source.file.name == "__init__.py"
    up = len(node.relative) - (1 if is_package else 0)
    return ".".join([*own[: len(own) - up], *([name] if name else [])])


def public(variables: dict[str, Any]) -> list[str]:
    """The names that `import *` brings."""
    listed = variables.get("__all__")
    if isinstance(listed, (list, tuple)):
        return [name for name in listed if isinstance(name, str) and name in variables]
    return [name for name in variables if isinstance(name, str) and not name.startswith("_")]
