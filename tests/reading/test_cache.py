"""The cache gives back what reading gave, until something it rests on changes, and whatever is done to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.model import Project
from migrator.reading import cache, read
from migrator.reading.digest import digest
from migrator.reading.reader import Reader

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
        lambda entry: with_digest(b"[]"),
        lambda entry: with_digest(b"[" * 100_000),
        lambda entry: with_digest(b'{"looks":7,"files":[]}'),
        lambda entry: with_digest(b'{"looks":[],"files":{"x":1}}'),
        lambda entry: with_digest(of_tree(entry, b'"looks":[["walk|/",""]]')),
        lambda entry: with_digest(of_tree(entry, b'"looks":[["module|/",""]]')),
        lambda entry: with_digest(of_tree(entry, b'"looks":[["kind|/",""]]')),
        lambda entry: with_digest(of_tree(entry, b'"looks":[]', b'"rows":[[99,"x"]],"items":[0]')),
        lambda entry: with_digest(of_tree(entry, b'"looks":[]', b'"rows":[],"items":[5]')),
        lambda entry: with_digest(of_tree(entry, b'"looks":[]', b'"texts":[],"rows":[],"items":[]')),
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


def of_tree(entry: bytes, looks: bytes, facts: bytes = b"") -> bytes:
    """An entry for the tree's only file, with these looks and facts."""
    (name,) = re.findall(rb'"files": \[\[("[^"]*dag_file.py"),', entry)
    return b'{%s,"files":[[%s,%s,0,0]],%s}' % (looks, name, b"[0]" if b"|" in looks else b"[]", facts or b'"rows":[]')


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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of DAG files, each with a module of its own."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "dags").mkdir()
    for number in range(5):
        write_dag(tmp_path, number)
    return tmp_path


def write_dag(tree: Path, number: int, name: str = "d") -> None:
    """A DAG file and its module."""
    (tree / "dags" / f"names_{number}.py").write_text(f"NAME = '{name}{number}'\n")
    text = f"from airflow import DAG\nimport names_{number}\nd = DAG(names_{number}.NAME)\n"
    (tree / "dags" / f"file_{number}.py").write_text(text)


def read_anew(tree: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read when the tree is, with the cache; what comes out must be what reading gives."""
    found: list[str] = []
    real = Reader.read
    with monkeypatch.context() as patch:
        patch.setattr(Reader, "read", lambda self, file: found.append(file.name) or real(self, file))
        project = read([tree], cache=True)
    assert project == read([tree])
    return found


def entries(tree: Path) -> list[Path]:
    """The entries that are kept."""
    return sorted(tree.glob(".migrate/cache/*/*"))


def test_an_entry_serves_the_files_of_a_folder_one_by_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(read_anew(folder, monkeypatch)) == 5
    assert len(entries(folder)) == 1
    assert read_anew(folder, monkeypatch) == []
    write_dag(folder, 2, "changed")
    assert read_anew(folder, monkeypatch) == ["file_2.py"]
    (folder / "dags" / "names_4.py").write_text("NAME = 'other'\n")
    write_dag(folder, 5)
    (folder / "dags" / "file_0.py").unlink()
    assert read_anew(folder, monkeypatch) == ["file_4.py", "file_5.py"]
    assert read_anew(folder, monkeypatch) == []
    (entry,) = entries(folder)
    assert b"file_0.py" not in entry.read_bytes()


def test_a_folder_of_many_files_has_several_entries(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "TOGETHER", 2)
    assert len(read_anew(folder, monkeypatch)) == 5
    before = {entry: entry.read_bytes() for entry in entries(folder)}
    assert len(before) > 1
    write_dag(folder, 2, "changed")
    assert read_anew(folder, monkeypatch) == ["file_2.py"]
    assert sum(entry.read_bytes() != before[entry] for entry in entries(folder)) == 1
    # Another number of entries: what they hold is taken over, and the old ones are gone.
    monkeypatch.setattr(cache, "TOGETHER", 100)
    assert read_anew(folder, monkeypatch) == []
    assert len(entries(folder)) == 1
    assert read_anew(folder, monkeypatch) == []


def test_entries_of_folders_that_are_gone_are_removed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read([folder], cache=True)
    (folder / "dags").rename(folder / "moved")
    assert len(read_anew(folder, monkeypatch)) == 5
    assert len(entries(folder)) == 1
    assert b"moved" in entries(folder)[0].read_bytes()


def test_entries_of_ways_that_are_not_used_any_more_are_removed(folder: Path) -> None:
    for number in range(20):
        old = folder / ".migrate" / "cache" / f"{number:02}"
        old.mkdir(parents=True)
        (old / "entry.json").write_text("{}")
        os.utime(old, (number, number))
    project = read([folder], cache=True)
    assert read([folder], cache=True) == project
    left = sorted(each.name for each in folder.glob(".migrate/cache/??"))
    assert left == ["13", "14", "15", "16", "17", "18", "19"]


def test_a_run_that_ends_early_has_kept_what_it_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read([folder], progress=stop, cache=True)
    assert read_anew(folder, monkeypatch) == ["file_2.py", "file_3.py", "file_4.py"]


def test_every_byte_of_an_entry_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read([folder], cache=True)
    (entry,) = entries(folder)
    whole = entry.read_bytes()
    for at in range(0, len(whole), len(whole) // 50):
        entry.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert len(read_anew(folder, monkeypatch)) == 5
        assert entry.read_bytes() == whole
        entry.write_bytes(whole[:at])
        assert len(read_anew(folder, monkeypatch)) == 5


def test_runs_at_once_share_the_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "from pathlib import Path; from migrator.reading import read\n"
        f"for _ in range(5): print(len(read([Path({str(folder)!r})], cache=True).dags))"
    )
    runs = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for number in range(20):
        write_dag(folder, number % 5, f"version{number}_")
    assert {run.communicate()[0] for run in runs} == {"5\n" * 5}
    assert read([folder], cache=True) == read([folder])
    assert read_anew(folder, monkeypatch) == []


@pytest.mark.parametrize("place", [".migrate", ".migrate/cache"])
def test_a_cache_that_a_link_leads_to_is_not_used(folder: Path, place: str) -> None:
    outside = folder.parent / f"{folder.name}_outside"
    (outside / "cache" / "precious").mkdir(parents=True)
    (outside / "precious").mkdir()
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).symlink_to(outside)
    assert len(read([folder], cache=True).dags) == 5
    assert sorted(str(each.relative_to(outside)) for each in outside.rglob("*")) == [
        "cache", "cache/precious", "precious",
    ]  # fmt: skip


def test_what_lies_in_place_of_an_entry_is_not_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read([folder], cache=True)
    (entry,) = entries(folder)
    entry.unlink()
    os.mkfifo(entry)
    assert len(read_anew(folder, monkeypatch)) == 5
    entry.unlink()
    entry.mkdir()
    assert len(read_anew(folder, monkeypatch)) == 5


def test_names_that_are_no_text_are_kept_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / os.fsdecode(b"dags/\xff.py")).write_text("from airflow import DAG\nd = DAG('odd')\n")
    assert len(read_anew(folder, monkeypatch)) == 6
    assert read_anew(folder, monkeypatch) == []
