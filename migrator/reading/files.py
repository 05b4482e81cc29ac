"""Files of the project that a DAG file reads while it is built: opened, parsed as JSON, YAML, TOML or CSV.

Only files inside the project are looked at, links followed; anything else stays an outside call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from migrator.model import Unknown
from migrator.reading.documents import PROGRAMS, NoData, data_in, table_in
from migrator.reading.frames import Frame, Raised
from migrator.reading.iterating import Stream
from migrator.reading.patterns import is_quick_glob
from migrator.reading.redaction import secrets_in
from migrator.reading.values import Given, Made, Native, Object, is_known, plain, unwrap

PARSERS = {
    "json.load": "json",
    "yaml.safe_load": "yaml",
    "yaml.full_load": "yaml",
    "yaml.load": "yaml",
    "tomllib.load": "toml",
    "tomli.load": "toml",
    "toml.load": "toml",
    "yaml.safe_load_all": "yaml in parts",
    "yaml.load_all": "yaml in parts",
}


@dataclass(slots=True, eq=False, repr=False)
class TextFile(Object):
    """An opened file of the project."""

    path: str
    text: str

    identity = True

    def describe(self) -> str:
        return PurePath(self.path).name

    @property
    def elements(self) -> list[str]:
        """Its lines, as iterating over it yields them."""
        return self.text.splitlines(keepends=True)

    def attribute(self, name: str, frame: Frame) -> Any:
        found: dict[str, Callable[[], Any]] = {
            "read": lambda: self.text,
            "readlines": lambda: self.elements,
            "close": lambda: None,
        }
        return (
            Native(name, lambda given, frame: found[name]()) if name in found else Object.attribute(self, name, frame)
        )

    @contextmanager
    def entered(self, frame: Frame) -> Iterator[TextFile]:
        """`with open(...) as name:`."""
        yield self


def path_of(value: Any) -> str | None:
    """The text of a path, or None."""
    inner, _ = unwrap(value)
    return str(inner) if isinstance(inner, (str, PurePath)) else None


def opened(name: str, given: Given, frame: Frame) -> Any:
    """`open(...)` and `Path.open()`: the text of a file of the project, for reading."""
    mode, _ = unwrap(given.take("mode", 1, "r"))
    text = content(given.take("file", 0), frame)
    if text is None or not str(mode).startswith("r") or not is_program(given.take("file", 0), frame):
        return frame.machine.outside_effect(name, given, None, frame)
    return TextFile(str(unwrap(given.take("file", 0))[0]), text)


def is_program(value: Any, frame: Frame) -> bool:
    """Whether a file of the project may be read here: while DAGs are built any, by the code of a task only what is a
    program or its settings, since other files may be what the task works on."""
    return frame.machine.state.effects is None or (path_of(value) or "").endswith(PROGRAMS)


def content(value: Any, frame: Frame) -> str | None:
    """The text of a file of the project; None when it is none, or past the bound."""
    path = path_of(value)
    return None if path is None else frame.machine.modules.disk.text(path)


def read_text(name: str, given: Given, frame: Frame) -> Any:
    """`Path.read_text()`."""
    text = content(given.take("path", 0), frame)
    return Made(name, given, None) if text is None else text


def exists(name: str, given: Given, frame: Frame) -> Any:
    """`Path.exists()` and `os.path.exists()`, for what lies in the project."""
    disk, path = frame.machine.modules.disk, path_of(given.take("path", 0))
    if path is None or disk.inside(path) is None or frame.machine.state.effects is not None:
        return frame.machine.outside_effect(name, given, None, frame)
    kind = disk.kind(path)
    last = name.rsplit(".", 1)[-1]
    return kind == "folder" if last in ("isdir", "is_dir") else kind == "file" if "file" in last else bool(kind)


def listed(name: str, given: Given, frame: Frame) -> Any:
    """`Path.glob()`, `Path.iterdir()` and `os.listdir()`, for folders of the project, in order."""
    disk, folder = frame.machine.modules.disk, path_of(given.take("path", 0))
    pattern, _ = unwrap(given.take("pattern", 1, "*"))
    outside = folder is None or disk.inside(folder) is None
    if outside or frame.machine.state.effects is not None or not is_inside(pattern):
        return frame.machine.outside_effect(name, given, None, frame)
    try:
        found = disk.names(str(folder), pattern, deep=name.endswith("rglob"))
    except (ValueError, NotImplementedError) as error:
        raise Raised("ValueError", str(error)) from error
    except OSError as error:
        return Unknown(f"{name}(...)", f"the folder could not be listed: {type(error).__name__}")
    return [PurePath(path).name if name == "os.listdir" else PurePath(path) for path in found]


def globbed(name: str, given: Given, frame: Frame) -> Any:
    """`glob.glob(...)`, for folders of the project, in order."""
    pattern = path_of(given.take("pathname", 0))
    if pattern is None or frame.machine.state.effects is not None:
        return frame.machine.outside_effect(name, given, None, frame)
    parts = pattern.split("/")
    known = next((n for n, part in enumerate(parts) if set(part) & set("*?[")), len(parts) - 1)
    folder, rest = "/".join(parts[:known]), "/".join(parts[known:])
    if unwrap(given.take("recursive"))[0] is not True:
        rest = rest.replace("**", "*")
    found = listed("pathlib.Path.glob", Given([folder, rest]), frame)
    if not isinstance(found, list):
        return frame.machine.outside_effect(name, given, None, frame)
    return [str(path) for path in found]


def is_inside(pattern: Any) -> bool:
    """Whether a pattern of file names stays in its folder, and surely ends soon."""
    return is_quick_glob(pattern, "") and ".." not in pattern and pattern.count("**") <= 1


def parsed(name: str, given: Given, frame: Frame) -> Any:
    """`json.load(file)` and its kin: the data in a file of the project, or in a text."""
    source, _ = unwrap(given.positional[0] if given.positional else None)
    text = source.text if isinstance(source, TextFile) else source
    if not isinstance(text, str):
        return frame.machine.outside_effect(name, given, None, frame)
    try:
        found = data_in(text, PARSERS[name])
        frame.machine.secrets.learn(secrets_in(found))
        return found
    except NoData as error:
        return Unknown(f"{name}(...)", f"the file could not be parsed: {error}")


def table(name: str, given: Given, frame: Frame) -> Any:
    """`csv.reader(file)` and `csv.DictReader(file)`: the rows, one after the other."""
    source, _ = unwrap(given.positional[0] if given.positional else None)
    text = source.text if isinstance(source, TextFile) else None
    lines = plain(source) if isinstance(source, list) and is_known(source) else None
    if lines is not None and all(isinstance(line, str) for line in lines):
        text = "\n".join(line.rstrip("\r\n") for line in lines)
    options = {key: plain(value) for key, value in given.named.items() if is_known(value)}
    if not isinstance(text, str) or len(options) != len(given.named) or len(given.positional) > 1:
        return frame.machine.outside_effect(name, given, None, frame)
    try:
        return Stream(table_in(text, options, named=name.endswith("DictReader")))
    except NoData as error:
        return Unknown(f"{name}(...)", f"the file could not be parsed: {error}")


def walked(name: str, given: Given, frame: Frame) -> Any:
    """`os.walk(folder)`, for folders of the project: each folder with the names of the folders and files in it."""
    disk, top = frame.machine.modules.disk, path_of(given.take("top", 0))
    if top is None or disk.inside(top) is None or frame.machine.state.effects is not None:
        return frame.machine.outside_effect(name, given, None, frame)
    found: dict[str, tuple[list[str], list[str]]] = {top: ([], [])}
    for path in disk.names(top, "*", deep=True):
        relative = PurePath(path).relative_to(disk.inside(top))
        folder = str(PurePath(top) / relative.parent) if relative.parent.name else top
        is_folder = disk.kind(path) == "folder"
        found.setdefault(folder, ([], []))[0 if is_folder else 1].append(relative.name)
        if is_folder:
            found.setdefault(str(PurePath(top) / relative), ([], []))
    return [(folder, *names) for folder, names in found.items()]


CALLS: dict[str, Callable[[str, Given, Frame], Any]] = {
    "builtins.open": opened,
    "io.open": opened,
    "pathlib.Path.open": opened,
    "pathlib.Path.read_text": read_text,
    "pathlib.Path.glob": listed,
    "pathlib.Path.rglob": listed,
    "pathlib.Path.iterdir": listed,
    "os.listdir": listed,
    "glob.glob": globbed,
    "glob.iglob": globbed,
    **{f"pathlib.Path.{name}": exists for name in ("exists", "is_file", "is_dir")},
    **{f"os.path.{name}": exists for name in ("exists", "isfile", "isdir")},
    "os.walk": walked,
    "csv.DictReader": table,
    "csv.reader": table,
    **dict.fromkeys(PARSERS, parsed),
}
