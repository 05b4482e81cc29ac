"""The text behind a SQL argument: written there, in a list, or in a file of the project."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from migrator.lineage.texts import text_of
from migrator.model import Items, Known, Value

# What Airflow reads from a file when an argument ends so.
EXTENSIONS = (".sql", ".hql", ".ddl", ".bteq")
LARGEST = 4_000_000
# Where people keep SQL when no `template_searchpath` says so.
USUAL = ("", "include", "dags", "sql", "include/sql", "dags/sql")


def sources(value: Value | None, root: str, folders: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    """(SQL, the project's file it stands in or None) for each statement or script; empty when any of it is unknown."""
    parts = value.values if isinstance(value, Items) and value.rest is None else (value,)
    found: list[tuple[str, str | None]] = []
    for part in parts:
        if not isinstance(part, Known) or not isinstance(part.value, str):
            return ()
        if not is_file_name(part.value):
            found.append((part.value, None))
            continue
        path = find_file(part.value.strip(), root, folders)
        if path is None:
            return ()
        found.append((read_file(root, path), path))
    return tuple(found)


def is_file_name(text: str) -> bool:
    """Whether Airflow takes the text for a file's name."""
    return text.strip().endswith(EXTENSIONS) and "\n" not in text.strip()


def find_file(name: str, root: str, folders: tuple[str, ...]) -> str | None:
    """The project's file of that name, relative to its root; nothing outside the root is ever looked at."""
    top = Path(root).resolve()
    for candidate in candidates(name, top, folders):
        size = size_of(candidate) if candidate.is_relative_to(top) else None
        if size is not None and size <= LARGEST:
            return candidate.relative_to(top).as_posix()
    return None


def because(name: str, root: str, folders: tuple[str, ...]) -> str:
    """Why `find_file` found nothing, in words that follow the file's name."""
    top = Path(root).resolve()
    outside = False
    for candidate in candidates(name, top, folders):
        if not candidate.is_relative_to(top):
            # Said of a name that leads out, without a look at what is there.
            outside = True
        elif size_of(candidate) is not None:
            return f"is larger than {LARGEST:,} bytes"
    if outside:
        return "leads out of the project, and nothing there is read"
    return f"is not in {', '.join(folder or '.' for folder in folders)}"


def candidates(name: str, top: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    """Where a file of that name may lie, links followed, likeliest first. A leading slash is nothing to Airflow, but
    an absolute path, which code makes from `__file__`, is found too."""
    try:
        if name.startswith("/"):
            yield Path(name).resolve()
        for folder in folders:
            yield (top / folder / name.lstrip("/")).resolve()
    except (OSError, ValueError, RuntimeError):
        # A name too long, with a zero byte, or a link to itself is no file.
        return


def size_of(path: Path) -> int | None:
    """The size of a file; None for what is none."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        # A name that is too long for the disk.
        return None


def read_file(root: str, path: str) -> str:
    """The text of a file that `find_file` found."""
    return (Path(root) / path).read_text("utf-8", "replace")


def folders(root: str, dag_path: str, searchpath: Value | None) -> tuple[str, ...]:
    """Where a DAG's SQL files may lie, relative to the project, in Airflow's order: the folder of the DAG file, then
    `template_searchpath`; then where people keep SQL. A folder that is called otherwise where DAGs run, such as
    /usr/local/airflow/include/sql, is the longest end of it that is in the project."""
    beside = PurePosixPath(dag_path).parent.as_posix()
    found = ["" if beside == "." else beside]
    values = searchpath.values if isinstance(searchpath, Items) else (searchpath,) if searchpath is not None else ()
    for value in values:
        text = text_of(value)
        if not text or "{" in text:
            continue
        if text == root or text.startswith(root + "/"):
            found.append(text[len(root) + 1 :])
        elif text.startswith("/"):
            found += known_end(text, root)
        else:
            # Relative to where Airflow runs, which nobody knows: most often the project, or the DAG's folder.
            plain = posixpath.normpath(text)
            found += [plain, posixpath.join(found[0], plain)]
    return tuple(dict.fromkeys((*found, *USUAL)))


def known_end(path: str, root: str) -> list[str]:
    """The longest end of a path that is a folder of the project; none when there is none."""
    parts = [part for part in PurePosixPath(path).parts if part != "/"]
    ends = ["/".join(parts[start:]) for start in range(len(parts)) if ".." not in parts[start:]]
    return next(([end] for end in ends if (Path(root) / end).is_dir()), [])
