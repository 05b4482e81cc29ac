"""An unmodified DAG file as live DAG objects on Airflow 3.3, without a metadata database."""

from __future__ import annotations

import contextlib
import hashlib
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from shim.engine import CannotLoad, NoSuchDag
from shim.environment import import_path, require_airflow
from shim.imported import PARSING
from shim.missing import explained

_LOCK = threading.RLock()
# The DAGs of each file, and the Variables that it asked for while it was loaded.
_LOADED: dict[tuple[str, str], tuple[dict[str, Loaded], dict[str, str | None]]] = {}


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
    """The live DAGs of a file by id; `path` is relative to `root`. A file is loaded once while neither it changes nor a
    Variable that it asked for."""
    file = Path(root, path).resolve()
    source = file if file.is_file() else _bundle(file)
    if source is None:
        raise CannotLoad(path, explained(FileNotFoundError(f"no file {file}")))
    known = (str(file), hashlib.sha256(source.read_bytes()).hexdigest())
    with _LOCK:
        dags, asked = _LOADED.get(known, ({}, {}))
        if known not in _LOADED or any(PARSING.variable(name) != value for name, value in asked.items()):
            PARSING.asked = {}
            dags = _load(file, path, search_path(root, path, roots))
            _LOADED[known] = (dags, PARSING.asked)
        return dags


def search_path(root: str, path: str, roots: Sequence[str] = ()) -> list[str]:
    """Where a DAG file's own imports are looked for: its folder, the dags folders above it, the project's root,
    `plugins/` and `include/`, and the extra roots."""
    base, file = Path(root).resolve(), Path(root, path).resolve()
    above = [folder for folder in file.parents if folder.name == "dags" and folder.is_relative_to(base)]
    return [*(str(each) for each in (file.parent, *above)), *project_path(root, roots)]


def _bundle(file: Path) -> Path | None:
    """The zip that a path leads into, if it leads into one."""
    return next((each for each in file.parents if each.suffix.lower() == ".zip" and each.is_file()), None)


def _spec(name: str, file: Path) -> ModuleSpec | None:
    """How a DAG file is imported under a name: by its path, or out of the zip it lies in."""
    bundle = _bundle(file)
    if bundle is None:
        return spec_from_file_location(name, file)
    with ZipFile(bundle) as opened:
        source = opened.read(file.relative_to(bundle).as_posix())
    return spec_from_file_location(name, file, loader=_Zipped(str(file), source))


class _Zipped(SourceLoader):
    """A module whose text was in a zip."""

    def __init__(self, path: str, source: bytes) -> None:
        self.path, self.source = path, source

    def get_filename(self, fullname: str) -> str:
        """Where it says it is."""
        return self.path

    def get_data(self, path: str | bytes) -> bytes:
        """Its text."""
        if path != self.path:
            raise OSError(path)
        return self.source


def project_path(root: str, roots: Sequence[str] = ()) -> list[str]:
    """Where imports of a project are looked for, whatever the file."""
    base = Path(root).resolve()
    folders = [base / "dags", base, base / "plugins", base / "include", *(Path(base, extra) for extra in roots)]
    return [str(each) for each in folders if each.is_dir()]


def _load(file: Path, path: str, folders: list[str]) -> dict[str, Loaded]:
    require_airflow()
    from airflow.sdk import DAG
    from airflow.sdk.definitions._internal.contextmanager import DagContext, TaskGroupContext

    from shim.imported import asked_while_loading, told_where
    from shim.imports import compatible
    from shim.old_plugins import load_plugins
    from shim.policies import takes
    from shim.versions import with_schedules, written_for

    name = f"unusual_prefix_{hashlib.sha1(str(file).encode(), usedforsecurity=False).hexdigest()}_{file.stem}"
    spec = _spec(name, file)
    assert isinstance(spec, ModuleSpec) and isinstance(spec.loader, SourceLoader)
    version = written_for(spec.loader.get_source(name) or "")
    module = module_from_spec(spec)
    sys.modules[name] = module
    before = DagContext.current_autoregister_module_name
    DagContext.current_autoregister_module_name = name
    try:
        with (
            import_path(folders),
            compatible(version),
            asked_while_loading(),
            contextlib.redirect_stdout(sys.stderr),
        ):
            load_plugins()
            spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the file is the user's: whatever it raises, it does not load
        told_where(error)
        del sys.modules[name]
        # A mapped group that Airflow refuses stays open: the next file's tasks would be in it.
        DagContext._context.clear()
        TaskGroupContext._context.clear()
        raise CannotLoad(path, explained(error)) from error
    finally:
        DagContext.current_autoregister_module_name = before
    found = [value for value in vars(module).values() if isinstance(value, DAG)]
    found += [dag for dag, owner in DagContext.autoregistered_dags if owner is module]
    for dag in found:
        dag.fileloc = str(file)
        if version != "3":
            with_schedules(dag)
    try:
        found = [dag for dag in found if takes(dag)]
    except Exception as error:  # a policy is the user's, and so is what it raises
        raise CannotLoad(path, explained(error)) from error
    return {dag.dag_id: Loaded(dag, version, tuple(folders), tuple(found)) for dag in found}
