"""What reading a file yielded, kept on disk for the next run.

An entry is found by the file's path and the settings, and holds while every look at the disk it rests on (the file
itself, what it imports and reads, what was not there) still finds the same. It is JSON under a digest: one that is
damaged, cut off or of another version is not there, and nothing in it can run. Writing replaces a file as a whole.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import migrator
from migrator.reading.digest import digest
from migrator.reading.discover import Layout
from migrator.reading.disk import Disk
from migrator.reading.facts import FileFacts, unpacked
from migrator.reading.garbage import uncollected

FOLDER = Path(".migrate/cache")
DIGEST = 32


class Cache:
    """The kept facts of one project's files under one set of settings."""

    def __init__(self, layout: Layout) -> None:
        self.folder = layout.root / FOLDER
        given = [str(path) for path in (layout.root, *layout.given, *layout.roots)]
        settings = [repr(layout.settings), platform.python_version(), program(), *given]
        self.settings = digest("\0".join(settings).encode())

    def place(self, file: Path) -> Path:
        """Where the entry of a file is kept."""
        name = digest(f"{self.settings}{file}".encode())
        return self.folder / name[:2] / f"{name[2:]}.json"

    def load_all(self, files: Iterable[Path], disk: Disk) -> Iterator[tuple[Path, FileFacts]]:
        """Each file whose facts are kept and still hold, and they."""
        with uncollected():
            for file in files:
                facts = self.load(file, disk)
                if facts is not None:
                    yield file, facts

    def load(self, file: Path, disk: Disk) -> FileFacts | None:
        """The facts kept for a file, when they still hold."""
        try:
            kept = self.place(file).read_bytes()
        except OSError:
            return None
        body = kept[DIGEST:]
        if kept[:DIGEST].decode("ascii", "replace") != digest(body):
            return None
        try:
            return unpacked(body, disk.holds_still)
        except (TypeError, ValueError, LookupError):
            # An entry that someone else wrote, with a digest that fits it.
            return None

    def store(self, file: Path, data: bytes) -> None:
        """Keep the packed facts of a file; a disk that is full or read-only only costs the next run its time."""
        place = self.place(file)
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            self.hide()
            handle, temporary = tempfile.mkstemp(dir=place.parent)
            with os.fdopen(handle, "wb") as entry:
                entry.write(digest(data).encode() + data)
            Path(temporary).replace(place)

    def hide(self) -> None:
        """Keep the cache out of version control."""
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")


@functools.cache
def program() -> str:
    """A digest of the code that reads: an entry of another version, or of one being worked on, is not used."""
    folder = Path(migrator.__file__).parent
    files = sorted([*folder.glob("*.py"), *folder.glob("model/*.py"), *folder.glob("reading/**/*.py")])
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()
