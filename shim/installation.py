"""What a project has beside its DAGs that Airflow finds by its settings: plugins, cluster policies, a backend of XComs
or secrets; and the files of connections and Variables that `migrate.toml` names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from migrator.configuration import load_configuration
from shim.imported import BACKEND, CONNECTIONS, VARIABLES

PLUGINS, XCOM_BACKEND = "AIRFLOW__CORE__PLUGINS_FOLDER", "AIRFLOW__CORE__XCOM_BACKEND"
POLICIES = "airflow_local_settings.py"


def use_project(root: str, roots: Sequence[str] = ()) -> None:
    """Has this process, and those it starts, find all that a project has. Raises BadConfiguration."""
    let_airflow_find(root, roots)
    name_files_of(root)


def let_airflow_find(root: str, roots: Sequence[str] = ()) -> None:
    """Has Airflow, which looks when it is imported, find what the project has: `plugins/`, unless the environment names
    another folder, `config/airflow_local_settings.py`, and classes of the project that settings name."""
    plugins, config = Path(root, "plugins").resolve(), Path(root, "config").resolve()
    if plugins.is_dir():
        os.environ.setdefault(PLUGINS, str(plugins))
    found = [str(config)] if (config / POLICIES).is_file() else []
    if os.environ.get(BACKEND) or os.environ.get(XCOM_BACKEND):
        from shim.load import project_path  # only where Airflow is: what it imports comes with it

        found += project_path(root, roots)
    sys.path.extend(each for each in found if each not in sys.path)


def name_files_of(root: str) -> None:
    """Has this process, and those it starts, find the files of connections and Variables that the project's
    `migrate.toml` names, unless the environment names others. Raises BadConfiguration."""
    configuration = load_configuration(Path(root))
    for name, paths in ((CONNECTIONS, configuration.connection_paths), (VARIABLES, configuration.variable_paths)):
        if paths:
            os.environ.setdefault(name, os.pathsep.join(str(Path(each).resolve()) for each in paths))
