"""Two small projects as people write them, read by both: `bank` builds DAGs with classes, `lake` with Airflow 3's own means."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from . import ours

PROJECTS = Path(__file__).parent / "projects"
FILES = sorted(str(file.relative_to(PROJECTS)) for file in PROJECTS.glob("*/dags/*.py"))


@pytest.fixture(scope="module")
def airflow() -> Iterator[Any]:
    """Asks real Airflow what it makes of a file of a project."""
    pytest.importorskip("airflow", reason="the oracle needs Airflow")
    command = [sys.executable, str(Path(__file__).with_name("oracle.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None

        def ask(folder: Path, file: str) -> dict[str, Any]:
            process.stdin.write(json.dumps({"folder": str(folder), "file": file}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_read_as_airflow_reads_it(airflow: Any, path: str) -> None:
    project, file = path.split("/", 1)

    theirs = airflow(PROJECTS / project, file)

    assert theirs.get("dags"), theirs
    assert ours.differences(theirs, ours.facts(PROJECTS / project, file)) == []
