"""Zip files in the DAG folder: Airflow imports the modules at their root, and those import what else is inside.

A path in one is written `bundle.zip/package/module.py`. Nothing is unpacked to the disk: a file is read from the zip
when it is asked for, up to the bound on files, so that no zip can fill disk or memory; no name in it leads out of it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

SUFFIX = ".zip"
# How large a zip and its list of contents may be: some 50,000 files.
LARGEST = 500_000_000
LARGEST_LIST = 4_000_000
# The record at a zip's end: its mark, the length without the comment, and how long the comment may be.
END, END_LENGTH, LONGEST_COMMENT = b"PK\5\6", 22, 65_535
# What Python can import from a zip.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BadBundle(Exception):
    """A zip, or a file in one, that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is in a zip: its files by path, and of each folder the names, and whether each is a folder."""

    file: Path
    files: Mapping[str, zipfile.ZipInfo]
    folders: Mapping[str, Mapping[str, bool]]

    def content(self, name: str, bound: int) -> bytes:
        """The content of a file in it. Raises BadBundle when there is none, or more than the bound."""
        info = self.files.get(name)
        if info is None:
            raise BadBundle("there is no such file in it")
        if info.compress_type not in METHODS or info.flag_bits & 1:
            raise BadBundle("it is encrypted, or packed as Python does not import it")
        try:
            with zipfile.ZipFile(self.file) as opened, opened.open(info) as file:
                found = file.read(bound + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
            raise BadBundle(f"it is damaged ({type(error).__name__})") from error
        if len(found) > bound:
            raise BadBundle(f"the file is longer than {bound:,} bytes, the bound")
        return found


def parted(path: str) -> tuple[str, str] | None:
    """The zip that a path leads into, and the path in it, empty for the zip itself; None where it leads into none."""
    if SUFFIX not in path.lower():
        return None
    whole = PurePosixPath(path)
    for above in (whole, *whole.parents):
        if above.suffix.lower() == SUFFIX and Path(above).is_file():
            inner = whole.relative_to(above).as_posix()
            return str(above), "" if inner == "." else inner
    return None


def bundle_at(file: str) -> Bundle:
    """The zip. Raises BadBundle."""
    try:
        status = Path(file).stat()
    except OSError as error:
        raise BadBundle(f"it cannot be opened: {error.strerror}") from error
    return opened(file, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def opened(file: str, size: int, changed: int) -> Bundle:
    """The zip as it was then; what is listed twice counts as it stands last, as for Python. Raises BadBundle."""
    if size > LARGEST or list_size(Path(file), size) > LARGEST_LIST:
        raise BadBundle("it is larger, or holds more files, than the bound")
    try:
        with zipfile.ZipFile(file) as found:
            infos = found.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadBundle(f"it is no zip file ({type(error).__name__})") from error
    files = {info.filename: info for info in infos if not info.is_dir() and is_inner(info.filename)}
    folders: dict[str, dict[str, bool]] = {"": {}}
    for name in files:
        inside = PurePosixPath(name)
        for below, above in zip((inside, *inside.parents), inside.parents, strict=False):
            folder = "" if str(above) == "." else str(above)
            folders.setdefault(folder, {}).setdefault(below.name, below is not inside)
    return Bundle(Path(file), files, folders)


def is_inner(name: str) -> bool:
    """Whether a name in a zip stays in it."""
    return not name.startswith("/") and "\\" not in name and not {"..", ".", ""} & set(name.split("/"))


def list_size(file: Path, size: int) -> int:
    """How long a zip's list of contents is, from the record at its end. Raises BadBundle where it has none."""
    try:
        with file.open("rb") as content:
            content.seek(max(0, size - END_LENGTH - LONGEST_COMMENT))
            tail = content.read(END_LENGTH + LONGEST_COMMENT)
    except OSError as error:
        raise BadBundle(f"it cannot be opened: {error.strerror}") from error
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_LENGTH:
        raise BadBundle("it is no zip file")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def names_in(folder: str) -> Mapping[str, bool] | None:
    """The names in a folder of a zip, and whether each is a folder; None where the path leads into no zip."""
    found = parted(folder)
    if found is None:
        return None
    try:
        return bundle_at(found[0]).folders.get(found[1], {})
    except BadBundle:
        return {}


def content_of(path: str, bound: int) -> bytes | None:
    """The content of a file in a zip; None where the path leads into none. Raises BadBundle."""
    found = parted(path)
    return None if found is None else bundle_at(found[0]).content(found[1], bound)


def modules_at_root(file: Path, bound: int) -> dict[Path, bytes | None]:
    """The modules at a zip's root with their content, None where it cannot be read. Raises BadBundle."""
    bundle = bundle_at(str(file))
    names = [name for name in bundle.files if "/" not in name and name.endswith((".py", ".pyc"))]
    found: dict[Path, bytes | None] = {}
    for name in sorted(names):
        if name.endswith(".pyc") and name[:-1] in bundle.files:
            continue
        try:
            found[file / name] = bundle.content(name, bound)
        except BadBundle:
            found[file / name] = None
    return found
