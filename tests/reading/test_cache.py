"""The cache gives back what reading gave, until something it rests on changes, and whatever is done to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.model import Project
from migrator.reading import read
from migrator.reading.digest import digest

DAG = """
import json
from pathlib import Path
from airflow import DAG
from airflow.operators.empty import EmptyOperator
import settings
from pkg import names
HERE = Path(__file__).parent
with DAG(settings.NAME) as dag:
    for name in json.loads((HERE / 'tasks.json').read_text()):
        EmptyOperator(task_id=name)
    for name in names.NAMES:
        EmptyOperator(task_id=name)
    for file in sorted((HERE / 'sql').glob('*.sql')):
        EmptyOperator(task_id=file.stem)
    if (HERE / 'extra').exists():
        EmptyOperator(task_id='extra')
    from optional import TASK
    EmptyOperator(task_id=TASK)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A DAG file whose tasks come from everything a file can look at."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "dag_file.py").write_text(DAG)
    (tmp_path / "settings.py").write_text("NAME = 'one'\n")
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    (tmp_path / "pkg" / "names.py").write_text("NAMES = ['from_package']\n")
    (tmp_path / "tasks.json").write_text('["from_json"]')
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "load.sql").touch()
    return tmp_path


def tasks(project: Project) -> list[str]:
    """The tasks of the only DAG."""
    return [task.id for task in project.dags[0].tasks]


def test_what_is_kept_is_what_was_read(tree: Path) -> None:
    plain = read([tree])
    assert tasks(plain) == ["from_json", "from_package", "load", "{optional.TASK}"]
    assert read([tree], cache=True) == plain
    assert len(list(tree.glob(".migrate/cache/*/*.json"))) == 1
    assert read([tree], cache=True) == plain


ELSE = "{optional.TASK}"
CHANGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a file it reads": (
        lambda tree: (tree / "tasks.json").write_text('["other"]'),
        ["other", "from_package", "load", ELSE],
    ),
    "a module it imports": (
        lambda tree: (tree / "pkg" / "names.py").write_text("NAMES = []"),
        ["from_json", "load", ELSE],
    ),
    "a file more in a folder": (
        lambda tree: (tree / "sql" / "more.sql").touch(),
        ["from_json", "from_package", "load", "more", ELSE],
    ),
    "a file that was not there": (
        lambda tree: (tree / "extra").touch(),
        ["from_json", "from_package", "load", "extra", ELSE],
    ),
    "a module that was not there": (
        lambda tree: (tree / "optional.py").write_text("TASK = 'optional'"),
        ["from_json", "from_package", "load", "optional"],
    ),
    "a module that hides another": (
        lambda tree: (
            (tree / "pkg" / "names").mkdir()
            or (tree / "pkg" / "names" / "__init__.py").write_text("NAMES = ['hidden']")
        ),
        ["from_json", "hidden", "load", ELSE],
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_anything_it_rests_on_is_seen(tree: Path, change: str) -> None:
    read([tree], cache=True)
    do, expected = CHANGES[change]
    do(tree)
    assert tasks(read([tree], cache=True)) == expected
    assert read([tree], cache=True) == read([tree])


def test_other_settings_have_entries_of_their_own(tree: Path) -> None:
    read([tree], cache=True)
    (tree / "migrate.toml").write_text("[reading.bounds]\nsteps = 10\n")
    assert read([tree], cache=True) == read([tree]) != None  # noqa: E711
    assert {finding.code for finding in read([tree], cache=True).findings} == {"bound-reached"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: entry[: len(entry) // 2],
        lambda entry: b"",
        lambda entry: entry.replace(b"from_json", b"from_evil"),
        lambda entry: with_digest(b"not JSON"),
        lambda entry: with_digest(b"{}"),
        lambda entry: with_digest(b'{"looks":{},"dags":1,"rows":[[99,"x"]],"items":[0]}'),
        lambda entry: with_digest(b'{"looks":{"walk|/":""},"dags":0,"rows":[],"items":[]}'),
        lambda entry: with_digest(b'{"looks":{},"dags":0,"rows":[],"items":[5]}'),
        lambda entry: b"\xff" * 1000,
    ],
)
def test_a_damaged_entry_is_not_there(tree: Path, damage: Callable[[bytes], bytes]) -> None:
    plain = read([tree], cache=True)
    (entry,) = tree.glob(".migrate/cache/*/*.json")
    entry.write_bytes(damage(entry.read_bytes()))
    assert read([tree], cache=True) == plain
    assert read([tree], cache=True) == plain


def with_digest(data: bytes) -> bytes:
    """An entry that someone else wrote, with a digest that fits."""
    return digest(data).encode() + data


def test_the_cache_is_outside_version_control_and_may_be_in_a_place_that_cannot_be_written(tree: Path) -> None:
    read([tree], cache=True)
    assert (tree / ".migrate" / "cache" / ".gitignore").read_text() == "*\n"
    elsewhere = tree / "sub"
    elsewhere.mkdir()
    (elsewhere / "migrate.toml").touch()
    (elsewhere / ".migrate").touch()  # A file where the folder would be.
    (elsewhere / "d.py").write_text("from airflow import DAG\ndag = DAG('d')\n")
    assert [dag.name for dag in read([elsewhere], cache=True).dags] == ["d"]


def test_no_secret_is_in_the_cache(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    secrets = ["hunter2-A", "hunter2-B", "hunter2-C", "hunter2-D", "AKIAABCDEFGHIJKLMNOP", "hunter2-E", "hunter2-F"]
    (tmp_path / "d.py").write_text(f"""
from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.operators.bash import BashOperator
import os, psycopg2
DB_PASSWORD = {secrets[0]!r}
URI = 'postgresql://user:{secrets[1]}@host:5432/db'
def work(password, config):
    psycopg2.connect(URI, password=password, options=config)
with DAG('d', default_args={{'api_key': {secrets[2]!r}}}) as dag:
    PythonOperator(task_id='a', python_callable=work, op_args=[DB_PASSWORD, {{'token': {secrets[3]!r}}}])
    BashOperator(task_id='b', bash_command='aws configure {secrets[4]} && mysql -u root -p{secrets[5]}',
                 env={{'X': f'x{{DB_PASSWORD}}', 'PGPASSWORD': os.environ.get('PGPASSWORD', {secrets[6]!r})}})
    if unknown == {secrets[0]!r}:
        BashOperator(task_id=unknown(password={secrets[2]!r}), bash_command='x')
""")
    project = read([tmp_path], cache=True)
    (entry,) = tmp_path.glob(".migrate/cache/*/*.json")
    kept = entry.read_text()
    assert [secret for secret in secrets if secret in kept or secret in repr(project)] == []
    assert "postgresql://user:***@host:5432/db" in kept


def test_with_everything_kept_nothing_loads_libcst(tree: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from migrator.reading import read;"
        f"p = read([Path({str(tree)!r})], cache=True, jobs=2); print(len(p.dags), 'libcst' in sys.modules)"
    )
    for expected in ("1 False", "1 False"):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected
