"""What reading a file yielded, kept on disk for the next run.

An entry is found by the file's path and the settings, and holds while every look at the disk it rests on (the file
itself, what it imports and reads, what was not there) still finds the same. It is JSON under a digest: one that is
damaged, cut off or of another version is not there, and nothing in it can run. Writing replaces a file as a whole.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import tempfile
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any

import migrator
from migrator.reading.bounds import Bounds
from migrator.reading.discover import Layout
from migrator.reading.disk import Disk, digest
from migrator.reading.facts import FileFacts
from migrator.reading.packing import pack, unpack

FOLDER = Path(".migrate/cache")
DIGEST = 32


def packed(facts: FileFacts) -> bytes:
    """The facts of one file as a message or an entry of the cache."""
    looks = [[*look, found] for look, found in facts.looks.items()]
    document = {"looks": looks, "dags": len(facts.dags), **pack([facts.source, *facts.dags, *facts.findings])}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpacked(data: bytes) -> FileFacts:
    """What `packed` was given. Raises TypeError, ValueError or LookupError for what it did not write."""
    document = json.loads(data.decode("utf-8", "surrogatepass"))
    return facts_of(document, looks_of(document))


def looks_of(document: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The looks of an entry."""
    return {(kind, asked): found for kind, asked, found in document["looks"]}


def facts_of(document: dict[str, Any], looks: dict[tuple[str, str], str]) -> FileFacts:
    """The facts of an entry."""
    source, *rest = unpack(document)
    return FileFacts(source, tuple(rest[: document["dags"]]), tuple(rest[document["dags"] :]), looks)


class Cache:
    """The kept facts of one project's files under one set of settings."""

    def __init__(self, layout: Layout, bounds: Bounds) -> None:
        self.folder = layout.root / FOLDER
        given = [str(path) for path in (layout.root, *layout.given, *layout.roots)]
        settings = [str(layout.settings), repr(astuple(bounds)), platform.python_version(), program(), *given]
        self.settings = digest("\0".join(settings).encode())

    def place(self, file: Path) -> Path:
        """Where the entry of a file is kept."""
        name = digest(f"{self.settings}{file}".encode())
        return self.folder / name[:2] / f"{name[2:]}.json"

    def load(self, file: Path, disk: Disk) -> FileFacts | None:
        """The facts kept for a file, when they still hold."""
        try:
            with open(self.place(file), "rb") as entry:
                kept = entry.read()
        except OSError:
            return None
        body = kept[DIGEST:]
        if kept[:DIGEST].decode("ascii", "replace") != digest(body):
            return None
        try:
            document = json.loads(body.decode("utf-8", "surrogatepass"))
            looks = looks_of(document)
            return facts_of(document, looks) if disk.holds_still(looks) else None
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
            os.replace(temporary, place)

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


__all__ = ["Cache", "FileFacts", "packed", "unpacked"]
