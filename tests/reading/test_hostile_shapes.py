"""Files that are deep, long or large: each is read, or refused with a reason; the file beside it is read as ever."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile.shapes import DAG, DEEP, deep, in_blocks, long

from migrator.model import FileStatus, SourceFile
from migrator.reading import read

GOOD = "from airflow import DAG\nd = DAG('good')\n"


@pytest.fixture(autouse=True)
def an_end() -> Iterator[None]:
    """A test that would never end is ended."""
    signal.alarm(120)
    yield
    signal.alarm(0)


def read_beside_good(folder: Path, text: str) -> SourceFile:
    """What became of this file; that the one beside it is as it should be is made sure of."""
    (folder / "bad.py").write_text(text)
    (folder / "good.py").write_text(GOOD)
    project = read([folder])
    bad, good = project.files
    assert (good.path, good.status) == ("good.py", FileStatus.DAGS)
    assert "good" in [dag.id for dag in project.dags]
    is_told = any(finding.span.path == "bad.py" for finding in project.findings)
    assert is_told == (bad.status in (FileStatus.FAILED, FileStatus.PARTIAL))
    assert bool(bad.because) == is_told
    return bad


@pytest.mark.parametrize("name", DEEP)
def test_expressions_nested_in_themselves_are_read_or_refused(tmp_path: Path, name: str):
    for times in (50, 190, 900):
        read_beside_good(tmp_path, deep(times)[name])
    refused = read_beside_good(tmp_path, deep(3000)[name])
    flat = ("plus", "shift", "and", "or", "comparison", "text beside text", "f-string beside f-string")
    assert refused.status is FileStatus.FAILED or name in flat


@pytest.mark.parametrize("name", in_blocks(1))
def test_blocks_nested_in_themselves_are_read_or_refused(tmp_path: Path, name: str):
    read_beside_good(tmp_path, in_blocks(15)[name])
    read_beside_good(tmp_path, in_blocks(95)[name])
    assert read_beside_good(tmp_path, in_blocks(200)[name]).status is FileStatus.FAILED


@pytest.mark.parametrize("name", long(1))
def test_long_files_are_read_or_refused(tmp_path: Path, name: str):
    read_beside_good(tmp_path, long(700)[name])


@pytest.mark.parametrize("name", ["and", "or", "elif", "dotted import"])
def test_what_crashes_libcst_is_refused_before(tmp_path: Path, name: str):
    text = {**deep(20_000), **long(20_000)}[name]
    (tmp_path / "bad.py").write_text(text)
    code = "import sys, pathlib; from migrator.reading import read; print(read([pathlib.Path(sys.argv[1])]).files)"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "FileStatus.FAILED" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("x = [" + "1, " * 2_000_000 + "]\n", "bytes long; the bound is 1,000,000"),
        ("x = [" + "1, " * 150_000 + "]\n", "holds more than 100,000 names, values and operations"),
        ("".join(f"x{n} = {n}\n" for n in range(60_000)), "holds more than 100,000 names, values and operations"),
        ("a" + " >> a" * 20_000 + "\n", "nested too deeply"),
        (f"d = '{'é' * 3000}'; a" + ".\\\na" * 2_000 + "\n", "nested too deeply"),
    ],
)
def test_giants_are_refused_with_the_bound(tmp_path: Path, text: str, because: str):
    refused = read_beside_good(tmp_path, DAG + text)
    assert refused.status is FileStatus.FAILED
    assert because in (refused.because or "")


def test_a_long_text_and_many_tasks_are_read_whole(tmp_path: Path):
    text = f"{DAG}d = DAG('d', description='{'a' * 500_000}')\nfor n in range(3000): EmptyOperator(task_id=n, dag=d)\n"
    (tmp_path / "d.py").write_text(text)
    (dag,) = read([tmp_path]).dags
    assert len(dag.tasks) == 3000
