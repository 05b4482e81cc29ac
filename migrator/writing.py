"""Files written whole or not at all, and never over what a person edited.

A project keeps, beside its files, the digest of each file as it was last generated. A file that still has that digest
is ours to replace; one that differs was edited, and is kept: the fresh text goes beside it as `NAME.new`.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import MigratorError

RECORD = ".migrate/generated.json"


class NotOurs(MigratorError):
    """The folder to write to holds files, none of them generated here."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{str(folder)!r} holds files that were not generated; give an empty or a new folder to --out")


class Unwritable(MigratorError):
    """The folder to write to is a file, or may not be written."""

    def __init__(self, folder: Path, because: str) -> None:
        super().__init__(f"cannot write to {str(folder)!r}: {because}")


@dataclass(frozen=True, slots=True)
class Written:
    """What became of each file, by path: written anew or changed, the same as before, kept because a person edited it,
    and no longer generated but left in place."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    left: tuple[str, ...]


def write_project(folder: Path, files: Mapping[str, str]) -> Written:
    """Write generated files into a folder. Raises NotOurs or Unwritable before anything is written."""
    before = recorded(folder)
    try:
        if folder.is_dir() and before is None and any(folder.iterdir()):
            raise NotOurs(folder)
        folder.mkdir(parents=True, exist_ok=True)
        return write_all(folder, files, before or {})
    except OSError as error:
        raise Unwritable(folder, error.strerror or str(error)) from error


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write files that are made anew each time, over what is there. Raises Unwritable."""
    try:
        for path, text in sorted(files.items()):
            write_text(folder / path, text)
    except OSError as error:
        raise Unwritable(folder, error.strerror or str(error)) from error


def write_all(folder: Path, files: Mapping[str, str], before: Mapping[str, str]) -> Written:
    """Write each file that is not a person's, then the record, which makes the new state the one to compare with."""
    written, unchanged, kept = [], [], []
    digests = {}
    for path, text in sorted(files.items()):
        target = folder / path
        digests[path] = digest(text)
        current = hashlib.sha256(target.read_bytes()).hexdigest() if target.is_file() else None
        if current == digests[path]:
            unchanged.append(path)
        elif current is None or current == before.get(path):
            write_text(target, text)
            written.append(path)
        else:
            if before.get(path) != digests[path]:
                write_text(target.with_name(target.name + ".new"), text)
            kept.append(path)
    left = sorted(path for path in before if path not in files and (folder / path).is_file())
    digests |= {path: before[path] for path in left}
    write_text(folder / RECORD, json.dumps({"format": 1, "files": digests}, indent=1, sort_keys=True) + "\n")
    return Written(tuple(written), tuple(unchanged), tuple(kept), tuple(left))


def recorded(folder: Path) -> Mapping[str, str] | None:
    """The digest of each file as it was last generated; None where nothing was generated before."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Unwritable(folder, f"its record {RECORD} cannot be read ({error})") from error
    return {str(path): str(value) for path, value in record.get("files", {}).items()}


def write_text(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~umask())
        Path(name).replace(path)
    finally:
        # Gone when it took the file's place; left over when something went wrong.
        Path(name).unlink(missing_ok=True)


def umask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
