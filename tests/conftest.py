"""What tests share: the fixtures' folder, and the command as a user starts it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
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


# Where the services are that some tests need.
POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432/test")
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379")


def missing(service: str, because: object) -> None:
    """Skips a test whose service is not there; in CI, where all of them must be, fails it."""
    said = f"{service} is not there: {because}"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


@contextlib.contextmanager
def _schema() -> Iterator[str]:
    import psycopg2

    schema = f"test_{uuid.uuid4().hex[:12]}"
    try:
        server = psycopg2.connect(POSTGRESQL)
    except psycopg2.OperationalError as error:
        missing("PostgreSQL", error)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"create schema {schema}")
        try:
            yield f"{POSTGRESQL}?options=-csearch_path%3D{schema}"
        finally:
            cursor.execute(f"drop schema {schema} cascade")
    server.close()


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The URL of a schema of its own in a real PostgreSQL, gone after the test."""
    with _schema() as url:
        yield url


@pytest.fixture(scope="module")
def module_postgresql() -> Iterator[str]:
    """As `postgresql`, for all tests of a module."""
    with _schema() as url:
        yield url


@pytest.fixture(scope="module")
def module_redis() -> Iterator[str]:
    """The URL of a real Redis' database that nothing else is in, empty again after the module's tests."""
    import redis

    for number in range(15, 0, -1):
        server = redis.Redis.from_url(f"{REDIS}/{number}")
        try:
            ours = server.dbsize() == 0 and server.set("migrate-tests", "in use", nx=True, ex=3600)
        except redis.ConnectionError as error:
            missing("Redis", error)
        if ours:
            yield f"{REDIS}/{number}"
            server.flushdb()
            return
    missing("Redis", "each of its databases holds something")
