"""Which files are read: the project's root, its import roots, and the DAG files among the paths given."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrator.errors import PathMissing
from migrator.findings import finding
from migrator.model import Finding, Span
from migrator.reading.bundles import SUFFIX, BadBundle, modules_at_root
from migrator.reading.digest import NOTHING, digest
from migrator.reading.ignore import NAME as IGNORE_FILE
from migrator.reading.ignore import Ignoring, Refused
from migrator.reading.pins import nearest_pin
from migrator.reading.settings import Settings, settings_for
from migrator.secrets import shown

MARKERS = ("migrate.toml", ".git", "pyproject.toml")
FOLDERS = ("plugins", "include", "dags", "src")
LARGEST = 64_000_000
LARGEST_TEXT = 1_000_000
# What tools put into a project: Airflow would look there too, and never find a DAG of the project.
SKIPPED = set(
    "__pycache__ node_modules site-packages .git .hg .svn .tox .nox .eggs .mypy_cache .ruff_cache .pytest_cache"
    " .migrate".split()
)


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
        try:
            real = file.resolve()
        except (OSError, RuntimeError):
            # Links in a circle lead nowhere.
            return False
        return any(real.is_relative_to(base) for base in (self.root, *self.roots))

    def text(self, file: Path) -> str | None:
        """The text of a small file of the project; None when it is none."""
        try:
            is_small = file.is_file() and self.holds(file) and file.stat().st_size <= LARGEST_TEXT
            return file.read_text(encoding="utf-8", errors="replace") if is_small else None
        except OSError:
            return None

    def import_roots(self, importing: str) -> list[str]:
        """Where the absolute imports of files in a folder are looked for, in order."""
        root, folder = str(self.root), importing
        folders: list[str] = []
        while folder == root or folder.startswith(root.rstrip("/") + "/"):
            folders += [folder, *(f"{folder}/{name}" for name in FOLDERS)]
            if folder == root:
                break
            folder = folder.rpartition("/")[0] or "/"
        given = [str(each) for each in self.given]
        everything = [*folders, *given, root, *(f"{root}/{name}" for name in FOLDERS), *map(str, self.roots)]
        return list(dict.fromkeys(everything if importing in folders else [importing, *everything]))


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


@dataclass(frozen=True, slots=True)
class Discovered:
    """The files to read as DAG files, and what a person must know of how they were found; `digests` are those of the
    files that were looked into, by path."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    digests: Mapping[str, str]


def dag_files(paths: Sequence[Path], place: Layout) -> Discovered:
    """The files to read as DAG files: those given, and in folders given those that Airflow would look into."""
    found: dict[str, str] = {}
    refused: dict[Refused, None] = {}
    for path in map(Path.resolve, paths):
        if path.is_dir():
            pin = nearest_pin(path, place.root, place.text)
            found.update(walk(path, Ignoring(path), pin.version if pin else None, place, refused))
        elif path.suffix.lower() == SUFFIX and path.is_file():
            found.update(dict.fromkeys(files_of(path, place), NOTHING))
        else:
            found[str(path)] = NOTHING
    digests = {path: known for path, known in found.items() if known}
    # In the order of paths, folder by folder.
    files = tuple(map(Path, sorted(found, key=lambda path: path.split("/"))))
    return Discovered(files, tuple(finding_of(line, place) for line in refused), digests)


def walk(
    folder: Path, above: Ignoring, airflow: str | None, place: Layout, refused: dict[Refused, None]
) -> Iterator[tuple[str, str]]:
    """The DAG files of a folder and those below, minus what `.airflowignore` files leave out; and the digest of each,
    where all of it was looked at and it is within the bounds."""
    waiting = [(folder, above)]
    while waiting:
        folder, above = waiting.pop()
        entries = listed(folder)
        names = {entry.name for entry in entries}
        ignoring, lines = above.inside(folder, place.settings.ignore_syntax, airflow, IGNORE_FILE in names)
        refused.update(dict.fromkeys(lines))
        if "pyvenv.cfg" in names:
            continue
        folders: list[tuple[Path, Ignoring]] = []
        for entry in entries:
            is_folder, kind = leads_to_folder(entry), entry.name[-4:].lower()
            if entry.name in SKIPPED or not (is_folder or kind.endswith(".py") or kind == SUFFIX):
                continue
            if entry.is_symlink() and (is_folder or not place.holds(Path(entry.path))):
                continue
            if ignoring.rules and ignoring.leaves_out(Path(entry.path), is_folder):
                continue
            if is_folder:
                folders.append((Path(entry.path), ignoring))
            elif entry.is_file():
                yield from found_in(entry.path, place)
        waiting += reversed(folders)


def found_in(path: str, place: Layout) -> Iterator[tuple[str, str]]:
    """A file of a DAG folder where it may hold DAGs, or the files in a zip, each with its digest."""
    if path.endswith(".py"):
        content = head_of(path)
        if may_hold_dags(content):
            is_whole = content is not None and len(content) <= place.settings.bounds.file_bytes
            yield path, digest(content) if is_whole else NOTHING
    elif Path(path).suffix.lower() == SUFFIX:
        yield from ((inner, NOTHING) for inner in files_of(Path(path), place))


def leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one; links in a circle are none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def files_of(bundle: Path, place: Layout) -> list[str]:
    """The DAG files at the root of a zip; the zip itself where it cannot be read, so that this is said."""
    try:
        held = modules_at_root(bundle, place.settings.bounds.file_bytes)
    except BadBundle:
        return [str(bundle)]
    return [str(path) for path, content in held.items() if may_hold_dags(content)]


def listed(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, in order; nothing where it may not be listed, as for Airflow."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def finding_of(refused: Refused, place: Layout) -> Finding:
    """What is said of a line of an ignore file that is not followed."""
    line = refused.line
    return finding(
        "unusable-ignore",
        Span(place.relative(line.file), line.number),
        f"`{shown(line.pattern, 120)}` is not followed: {refused.because}",
        "Say it otherwise; until then what it names is read.",
    )


def head_of(path: str) -> bytes | None:
    """The content of a file as far as Airflow's test needs it; None where it cannot be read."""
    try:
        with open(path, "rb", buffering=0) as file:
            # Python makes room for as much as is asked for, which takes longer than reading.
            return file.read(min(LARGEST, os.fstat(file.fileno()).st_size + 1))
    except OSError:
        return None


def may_hold_dags(content: bytes | None) -> bool:
    """Airflow's own quick test, that a file mentions both `dag` and `airflow`; what is binary or cannot be read passes,
    so that this is said."""
    if content is None or b"\0" in content:
        return True
    # As it stands first: a copy of each file takes longer than looking.
    return mentions(content) or mentions(content.lower())


def mentions(content: bytes) -> bool:
    """Whether a file's content names what defines DAGs."""
    return (b"dag" in content or b"asset" in content) and b"airflow" in content
