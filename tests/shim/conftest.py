"""A temporary home for Airflow, and Airflow itself as the oracle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from shim_cases import DAGS, EXAMPLES, HERE, OWN, examples_folder

from shim.environment import prepare

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
settings.register_profile("shim", deadline=None, database=None)
settings.load_profile("shim")
prepare(tempfile.mkdtemp(prefix="shim-tests-"))


@pytest.fixture(scope="session", autouse=True)
def _oracle_process(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Airflow's own answers take a while: they are worked out while the other tests run."""
    if not any("oracle" in item.name or "oracle" in str(item.path) for item in request.session.items):
        yield None
        return
    folder = tmp_path_factory.mktemp("oracle")
    names = [f"{DAGS / 'semantics.py'}:{dag}" for dag in OWN]
    names += [f"{examples_folder() / file}.py:{dag}" for dag, file in EXAMPLES.items()]
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        command = [sys.executable, str(HERE / "oracle.py"), str(folder / "home"), *names]
        process = subprocess.Popen(command, stdout=out, stderr=err, env=ENVIRONMENT)
        yield process, folder
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def oracle(_oracle_process: Any) -> dict[str, Any]:
    """By DAG id how Airflow's `dag.test()` ends: run state, task states and tries, XComs."""
    process, folder = _oracle_process
    assert process.wait(timeout=240) == 0, (folder / "err").read_text()[-3000:]
    return dict(json.loads((folder / "out").read_text()))
