"""Reading in other processes: the same facts, and one that hangs or dies costs its own file only."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from migrator.model import FileStatus
from migrator.reading import read, workers

DAG = "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Twenty DAG files that share a module."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "shared.py").write_text("NAMES = ['x', 'y']\n")
    for number in range(20):
        text = f"{DAG}import shared\nwith DAG('d{number:02}'):\n    for n in shared.NAMES: EmptyOperator(task_id=n)\n"
        (tmp_path / f"file_{number:02}.py").write_text(text)
    return tmp_path


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_processes_find_what_one_finds(tree: Path, jobs: int) -> None:
    assert read([tree], jobs=jobs) == read([tree])


def test_processes_fill_the_cache(tree: Path) -> None:
    plain = read([tree], jobs=2, cache=True)
    assert len(list(tree.glob(".migrate/cache/*/*.json"))) == 1
    assert read([tree], cache=True) == plain


def test_progress_is_told_for_every_file(tree: Path) -> None:
    seen: list[tuple[int, int]] = []
    read([tree], progress=lambda done, total: seen.append((done, total)), jobs=2)
    assert seen == [(number, 20) for number in range(1, 21)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_process_that_dies_costs_the_file_it_was_at(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A worker that is shot while it reads this one file, as the system does when memory runs out.
    shoot = (
        "from migrator.reading import reader; import os; real = reader.Reader.read\n"
        "def read(self, file):\n"
        f"    if file.name == 'file_07.py': os.kill(os.getpid(), {int(signal.SIGKILL)})\n"
        "    return real(self, file)\n"
        "reader.Reader.read = read\n"
    )
    monkeypatch.setattr(workers, "START", started_with(shoot))
    project = read([tree], jobs=2)
    assert [dag.name for dag in project.dags] == [f"d{number:02}" for number in range(20) if number != 7]
    (lost,) = [file for file in project.files if file.status is FileStatus.PARTIAL]
    assert lost.path == "file_07.py" and "died of signal 9" in str(lost.because)
    assert [(f.code, f.span.path) for f in project.findings] == [("bound-reached", "file_07.py")]
    assert len(read([tree], jobs=2, cache=True).dags) == 19
    # Another time it may be read to its end: what was given up is not kept.
    monkeypatch.undo()
    assert len(read([tree], jobs=2, cache=True).dags) == 20


def test_a_process_that_hangs_is_killed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hang = (
        "from migrator.reading import reader; import time; real = reader.Reader.read\n"
        "def read(self, file):\n"
        "    if file.name == 'file_00.py': time.sleep(600)\n"
        "    return real(self, file)\n"
        "reader.Reader.read = read\n"
    )
    monkeypatch.setattr(workers, "START", started_with(hang))
    monkeypatch.setattr(workers, "PATIENCE", 0.25)
    (tree / "migrate.toml").write_text("[reading.bounds]\nseconds = 20\n")
    project = read([tree], jobs=1)
    assert len(project.dags) == 19
    assert "longer than 5 s" in project.findings[0].message


def started_with(more: str) -> str:
    """The program of a worker with a fault put in first."""
    path, _, main = workers.START.partition("; from migrator")
    return f"{path}\n{more}from migrator{main}"


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_AS is POSIX's")
def test_a_file_that_needs_too_much_memory_costs_itself_only(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eat = (
        "from migrator.reading import reader; real = reader.Reader.read\n"
        "def read(self, file):\n"
        "    if file.name == 'file_03.py': self.eaten = bytearray(6 << 30)\n"
        "    return real(self, file)\n"
        "reader.Reader.read = read\n"
    )
    monkeypatch.setattr(workers, "START", started_with(eat))
    project = read([tree], jobs=1)
    assert len(project.dags) == 19
    assert [f.span.path for f in project.findings] == ["file_03.py"]


def test_the_folder_it_is_started_in_hides_no_module(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("libcst", "json", "yaml"):
        (tree / f"{name}.py").write_text("raise SystemExit('user code was run')\n")
    monkeypatch.chdir(tree)
    assert len(read([tree], jobs=1).dags) == 20
    assert Path.cwd() == tree


def test_what_goes_wrong_with_the_processes_themselves_is_raised(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.sys, "executable", str(tree / "no_python"))
    with pytest.raises(FileNotFoundError, match="no_python"):
        read([tree], jobs=2)
