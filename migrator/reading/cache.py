"""What reading the files of a folder yielded, kept on disk for the next run.

The files of a folder share an entry, since they share most of what they look at and consist of; a folder of many has
several. An entry serves file by file: each one's facts hold while every look at the disk they rest on (the file itself,
what it imports and reads, what was not there) still finds the same. An entry is JSON under a digest: one that is
damaged, cut off or of another version is not there, and nothing in it can run. It is replaced as a whole, so that runs
may share it; which of two that write at once comes last does not matter, since what either wrote is checked when read.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import migrator
from migrator.reading.digest import digest
from migrator.reading.discover import Layout
from migrator.reading.disk import Disk
from migrator.reading.facts import FileFacts, packed, unpacked
from migrator.reading.garbage import uncollected

FOLDER = Path(".migrate/cache")
DIGEST = 32
SUFFIX = ".json"
# How many files share an entry at most, on average: a file that changes costs writing the others again.
TOGETHER = 64
# An entry that is longer is not kept.
LONGEST = 100_000_000
# For how many ways to read the project (paths given, settings, versions) entries are kept.
WAYS = 8


class Cache:
    """The kept facts of the files of one project, under one set of settings."""

    def __init__(self, layout: Layout, files: Sequence[Path]) -> None:
        given = [str(path) for path in (layout.root, *layout.given, *layout.roots)]
        settings = [repr(layout.settings), platform.python_version(), program(), *given]
        self.above = layout.root / FOLDER
        self.folder = self.above / digest("\0".join(settings).encode("utf-8", "surrogatepass"))
        # Through a link something else than a cache would be written to, and cleaned.
        self.usable = os.path.realpath(self.folder) == str(self.folder)
        self.entries = entries_of(files)
        self.of_file = {file: name for name, held in self.entries.items() for file in held}
        self.facts: dict[str, FileFacts] = {}
        # The files that an entry still waits for, where it is to be written.
        self.waits: dict[str, set[str]] = {}
        self.surplus: list[str] = []

    def load(self, disk: Disk) -> dict[Path, FileFacts]:
        """The files whose facts are kept and still hold, and they."""
        current = set()
        with uncollected():
            for name in self.kept():
                files = self.unpacked(name, disk)
                self.facts.update((file, facts) for file, facts in files.items() if facts and file in self.of_file)
                if name not in self.entries:
                    self.surplus.append(name)
                elif None not in files.values() and list(files) == self.entries[name]:
                    current.add(name)
        for name in self.entries.keys() - current:
            self.waits[name] = {file for file in self.entries[name] if file not in self.facts}
        return {Path(file): facts for file, facts in self.facts.items()}

    def kept(self) -> list[str]:
        """The names of all entries there are."""
        if not self.usable:
            return []
        try:
            with os.scandir(self.folder) as found:
                return sorted(each.name for each in found if is_entry(each))
        except OSError:
            return []

    def unpacked(self, name: str, disk: Disk) -> dict[str, FileFacts | None]:
        """The files of an entry, with their facts where they still hold; none where it cannot be used."""
        try:
            with (self.folder / name).open("rb", buffering=0) as file:
                kept = file.read(min(LONGEST, os.fstat(file.fileno()).st_size + 1))
        except OSError:
            return {}
        body = kept[DIGEST:]
        if kept[:DIGEST].decode("ascii", "replace") != digest(body):
            return {}
        try:
            return unpacked(body, disk.holds_still)
        except (TypeError, ValueError, LookupError, AttributeError, RecursionError):
            # An entry that someone else wrote, with a digest that fits it.
            return {}

    def keep(self, file: Path, facts: FileFacts) -> None:
        """Keep the facts of a file that was read: its entry is written once all it waits for is there."""
        name = self.of_file[str(file)]
        # What rests on no look was not read to its end, and may be another time.
        if facts.looks:
            self.facts[str(file)] = facts
        self.waits[name].discard(str(file))
        if not self.waits[name]:
            self.write(name)

    def finish(self) -> None:
        """Write the entries that still wait with what there is, so that a run that was ended is of use; clean up."""
        for name in list(self.waits):
            self.write(name)
        for name in self.surplus:
            with suppress(OSError):
                (self.folder / name).unlink()
        if self.usable:
            with suppress(OSError):
                os.utime(self.folder)

    def write(self, name: str) -> None:
        """Write an entry; a disk that is full or read-only only costs the next run its time."""
        del self.waits[name]
        files = {file: self.facts[file] for file in self.entries[name] if file in self.facts}
        if not files or not self.usable:
            return
        with uncollected():
            data = packed(files)
        if len(data) + DIGEST > LONGEST:
            return
        with suppress(OSError):
            if not self.folder.exists():
                self.folder.mkdir(parents=True)
                # Out of version control.
                (self.above / ".gitignore").write_text("*\n")
                forget_others(self.above, self.folder)
            handle, temporary = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as entry:
                entry.write(digest(data).encode() + data)
            Path(temporary).replace(self.folder / name)


def entries_of(files: Iterable[Path]) -> dict[str, list[str]]:
    """The files of each entry, by its name, which says how many entries their folder has."""
    folders: dict[str, list[str]] = {}
    for file in map(str, files):
        folders.setdefault(file.rpartition("/")[0], []).append(file)
    found: dict[str, list[str]] = {}
    for folder, held in folders.items():
        # Twice as many entries where there were too few: until then no file moves to another.
        count = 1 << ((len(held) - 1) // TOGETHER).bit_length()
        start = digest(os.fsencode(folder))
        for file in held:
            part = int(digest(os.fsencode(file)), 16) % count if count > 1 else 0
            found.setdefault(f"{start}-{count}-{part}{SUFFIX}", []).append(file)
    return found


def is_entry(found: os.DirEntry[str]) -> bool:
    """Whether something in a folder may be an entry: no link, nothing that would be waited for, and not too long."""
    try:
        is_file = found.name.endswith(SUFFIX) and found.is_file(follow_symlinks=False)
        return is_file and found.stat(follow_symlinks=False).st_size <= LONGEST
    except OSError:
        return False


def forget_others(above: Path, folder: Path) -> None:
    """Remove entries for ways to read the project that were used longest ago, and those of older layouts."""
    with suppress(OSError):
        with os.scandir(above) as found:
            others = [each for each in found if each.is_dir(follow_symlinks=False) and each.name != folder.name]
        others.sort(key=lambda each: each.stat(follow_symlinks=False).st_mtime, reverse=True)
        for other in others[WAYS - 1 :]:
            for entry in Path(other).iterdir():
                entry.unlink()
            Path(other).rmdir()


@functools.cache
def program() -> str:
    """A digest of the code that reads: an entry of another version, or of one being worked on, is not used."""
    folder = Path(migrator.__file__).parent
    files = sorted([*folder.glob("*.py"), *folder.glob("model/*.py"), *folder.glob("reading/**/*.py")])
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()
