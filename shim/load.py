"""An unmodified DAG file as live DAG objects on Airflow 3.3, without a metadata database."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrator.errors import MigratorError
from shim.environment import import_path, require_airflow
from shim.missing import explained

_LOCK = threading.RLock()
_LOADED: dict[tuple[str, str], dict[str, Loaded]] = {}


class CannotLoad(MigratorError):
    """A DAG file failed while it was imported, on the Airflow that is installed."""

    def __init__(self, path: str, error: BaseException) -> None:
        super().__init__(f"{path} does not load: {explained(error)}")


class NoSuchDag(MigratorError):
    """A DAG file does not make the DAG a plan names."""

    def __init__(self, path: str, dag_id: str, known: Sequence[str]) -> None:
        super().__init__(f"{path} makes no DAG {dag_id!r}; it makes {', '.join(known) or 'none'}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A live DAG, the Airflow its file was written for ("1.10", "2" or "3"), where its imports are looked for, and the
    DAGs of the same file: their assets are known to it too."""

    dag: Any
    written_for: str
    folders: tuple[str, ...]
    beside: tuple[Any, ...] = ()


def load_dag(root: str, path: str, dag_id: str, roots: Sequence[str] = ()) -> Loaded:
    """The live DAG with this id. Raises NoSuchDag or CannotLoad."""
    dags = load(root, path, roots)
    if dag_id not in dags:
        raise NoSuchDag(path, dag_id, sorted(dags))
    return dags[dag_id]


def load(root: str, path: str, roots: Sequence[str] = ()) -> dict[str, Loaded]:
    """The live DAGs of a file by id; `path` is relative to `root`. A file that has not changed is loaded once."""
    file = Path(root, path).resolve()
    if not file.is_file():
        raise CannotLoad(path, FileNotFoundError(f"no file {file}"))
    known = (str(file), hashlib.sha256(file.read_bytes()).hexdigest())
    with _LOCK:
        if known not in _LOADED:
            _LOADED[known] = _load(file, path, search_path(root, path, roots))
        return _LOADED[known]


def search_path(root: str, path: str, roots: Sequence[str] = ()) -> list[str]:
    """Where a DAG file's own imports are looked for: its folder, the dags folders above it, the project's root,
    `plugins/` and `include/`, and the extra roots."""
    base, file = Path(root).resolve(), Path(root, path).resolve()
    above = [folder for folder in file.parents if folder.name == "dags" and folder.is_relative_to(base)]
    folders = [file.parent, *above, base / "dags", base, base / "plugins", base / "include"]
    return [str(each) for each in (*folders, *(Path(base, extra) for extra in roots)) if each.is_dir()]


def _load(file: Path, path: str, folders: list[str]) -> dict[str, Loaded]:
    require_airflow()
    from airflow.sdk import DAG
    from airflow.sdk.definitions._internal.contextmanager import DagContext, TaskGroupContext

    from shim.imports import compatible
    from shim.versions import with_schedules, written_for

    version = written_for(file.read_text(encoding="utf-8"))
    name = f"unusual_prefix_{hashlib.sha1(str(file).encode(), usedforsecurity=False).hexdigest()}_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    before = DagContext.current_autoregister_module_name
    DagContext.current_autoregister_module_name = name
    try:
        with import_path(folders), compatible(version), contextlib.redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # the file is the user's: whatever it raises, it does not load
        del sys.modules[name]
        # A mapped group that Airflow refuses stays open: the next file's tasks would be in it.
        DagContext._context.clear()
        TaskGroupContext._context.clear()
        raise CannotLoad(path, error) from error
    finally:
        DagContext.current_autoregister_module_name = before
    found = [value for value in vars(module).values() if isinstance(value, DAG)]
    found += [dag for dag, owner in DagContext.autoregistered_dags if owner is module]
    for dag in found:
        dag.fileloc = str(file)
        if version != "3":
            with_schedules(dag)
    return {dag.dag_id: Loaded(dag, version, tuple(folders), tuple(found)) for dag in found}
