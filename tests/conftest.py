"""What tests share: the fixtures' folder, and the command as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Migrate = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write the golden files anew; read the diff")


@pytest.fixture
def migrate() -> Migrate:
    """Runs `python -m migrator` as a user would, in a process of its own."""

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DAGSTER_DISABLE_TELEMETRY": "1", "NO_COLOR": "1"}
        command = [sys.executable, "-m", "migrator", *map(str, arguments)]
        given = {"cwd": ROOT, "env": environment, "capture_output": True, "text": True, "timeout": 300, **options}
        return subprocess.run(command, check=False, **given)  # type: ignore[call-overload,no-any-return]

    return run


@pytest.fixture
def fixture_dags(tmp_path: Path) -> Path:
    """A copy of `fixtures/dags`, so that what a test runs leaves nothing behind."""
    import shutil

    copied = tmp_path / "dags"
    shutil.copytree(ROOT / "fixtures" / "dags", copied, ignore=shutil.ignore_patterns(".migrate", "__pycache__"))
    return copied
