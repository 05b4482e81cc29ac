"""All DAGs of a folder, as they are, in Dagster: what `dagster dev -f FILE` needs FILE to say.

```python
from shim.hosts.everything import airflow_definitions

defs = airflow_definitions("dags")
```
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import dagster as dg

from migrator.errors import MigratorError
from migrator.model import Plan
from migrator.model_json import from_json
from shim.environment import prepare
from shim.hosts.executors import island_executor
from shim.hosts.step import ROOT, ROOTS
from shim.hosts.store_here import STORE
from shim.hosts.whole import definitions
from shim.installation import use_project


class CannotPlan(MigratorError):
    """The DAG files could not be read, or the file is no plan."""

    def __init__(self, what: str, because: str) -> None:
        super().__init__(f"{what} gives no plan: {because}")


def airflow_definitions(
    *dags: str | Path,
    plan: str | Path | None = None,
    store: str | None = None,
    roots: tuple[str, ...] = (),
    project: dg.Definitions | None = None,
    executor: dg.ExecutorDefinition | None = None,
) -> dg.Definitions:
    """Every DAG of these files and folders as assets, each with its job and what starts it.

    The files are read as text in a process of their own; `plan` is a plan kept from `migrate plan`, which saves that.
    `store` is where runs are remembered (default: MIGRATE_STORE, then `.migrate/dagster/store.db` of the project),
    `roots` where else imports are looked for, `project` a generated project whose assets run natively. `executor`
    is the project's, or Dagster's default one, set to go on below the good tasks of an island that failed. Sets the
    environment that tasks need, where it is not set. Raises CannotPlan.
    """
    found = _kept(Path(plan)) if plan is not None else _read([str(each) for each in dags], roots)
    home = Path(found.root, ".migrate", "dagster")
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitignore").write_text("*\n")
    if "AIRFLOW_HOME" not in os.environ:
        prepare(str(home))
    os.environ.setdefault(ROOT, found.root)
    os.environ.setdefault(ROOTS, os.pathsep.join(roots))
    os.environ.setdefault(STORE, store or str(home / "store.db"))
    use_project(found.root, roots)
    whole = definitions(found, project)
    if executor is None and whole.executor is not None:
        return whole
    return dg.Definitions.merge(whole, dg.Definitions(executor=executor or island_executor))


def _read(dags: list[str], roots: tuple[str, ...]) -> Plan:
    """The plan of DAG files, by the `migrate` command: what reads text runs apart from what runs tasks."""
    more = [word for root in roots for word in ("--root", root)]
    command = [sys.executable, "-m", "migrator", "plan", *dags, *more, "--unchanged", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise CannotPlan(" ".join(dags), done.stderr.strip() or f"exit code {done.returncode}")
    return _plan(done.stdout, " ".join(dags))


def _kept(path: Path) -> Plan:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotPlan(str(path), str(error)) from None
    return _plan(text, str(path))


def _plan(text: str, what: str) -> Plan:
    try:
        return from_json(Plan, json.loads(text))
    except (ValueError, KeyError, TypeError):
        raise CannotPlan(what, "it is not what `migrate plan` writes") from None
