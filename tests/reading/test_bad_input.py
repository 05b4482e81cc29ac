"""Input that must not hang, crash or spread: one clear finding each, and the rest is still read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from migrator.errors import PathMissing
from migrator.model import FileStatus
from migrator.reading import read

GOOD = "from airflow import DAG\nd = DAG('good')\n"
HEAD = b"# airflow dag\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("syntax", b"def broken(:\n"),
        ("python2", b"print 'hello'\n"),
        ("binary", bytes(range(256)) * 10),
        ("null", b"x = 1\x00\n"),
        ("encoding", b"x = '\xff\xfe'\n"),
        ("declared", b"# -*- coding: no-such-thing -*-\nx = 1\n"),
        ("brackets", b"x = " + b"[" * 10_000 + b"]" * 10_000),
        ("chain", b"x = a" + b" >> a" * 20_000),
        ("huge", b"x = [" + b"1234567, " * 600_000 + b"]\n"),
    ],
)
def test_a_file_that_cannot_be_read_fails_alone_and_soon(tmp_path: Path, name: str, content: bytes):
    (tmp_path / "bad.py").write_bytes(content + HEAD if name == "declared" else HEAD + content)
    (tmp_path / "good.py").write_text(GOOD)
    started = time.perf_counter()
    project = read([tmp_path])
    assert time.perf_counter() - started < 5
    assert [(f.path, f.status) for f in project.files] == [
        ("bad.py", FileStatus.FAILED), ("good.py", FileStatus.DAGS),
    ]  # fmt: skip
    assert [(f.code, f.span.path) for f in project.findings] == [("unreadable-file", "bad.py")]
    assert project.files[0].because


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "s = 'x'\nfor i in range(100): s = s + s",
        "s = 'x'\nfor i in range(100): s = f'{s}{s}'",
        "s = 'x' * 10**12",
        "n = 9 ** 9 ** 9",
        "xs = [0] * 10**9",
        "def f(n): return f(n) + f(n)\nf(1)",
        "'%1000000000d' % 1",
        "for i in range(10**12): pass",
        "xs = [[0]]\nfor i in range(100): xs += xs",
    ],
)
def test_evaluation_stops_at_its_bound_and_says_so(tmp_path: Path, body: str):
    (tmp_path / "bad.py").write_text(f"from airflow import DAG\nd = DAG('d')\n{body}\n")
    (tmp_path / "good.py").write_text(GOOD)
    started = time.perf_counter()
    project = read([tmp_path])
    assert time.perf_counter() - started < 20
    assert project.files[0].status is FileStatus.PARTIAL
    assert {f.code for f in project.findings} == {"bound-reached"}
    assert [dag.id for dag in project.dags] == ["d", "good"]


def test_an_empty_folder_has_nothing(tmp_path: Path):
    project = read([tmp_path])
    assert (project.files, project.dags, project.findings) == ((), (), ())


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(PathMissing, match="nowhere"):
        read([tmp_path / "nowhere"])


def test_nothing_is_executed(tmp_path: Path):
    victim = tmp_path / "victim.txt"
    victim.touch()
    (tmp_path / "d.py").write_text(
        f"import os, pathlib\nos.remove({str(victim)!r})\npathlib.Path({str(victim)!r}).unlink()\n{GOOD}"
    )
    assert [dag.id for dag in read([tmp_path]).dags] == ["good"]
    assert victim.exists()


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path):
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.py").write_text(GOOD.replace("good", "secret"))
    (outside / "names.py").write_text("NAME = 'stolen'\n")
    (inside / "secret.py").symlink_to(outside / "secret.py")
    (inside / "folder").symlink_to(outside)
    (inside / "names.py").symlink_to(outside / "names.py")
    (inside / "d.py").write_text("from airflow import DAG\nfrom names import NAME\nd = DAG(NAME)\n")
    project = read([inside])
    assert [dag.id for dag in project.dags] == [None]
    assert [file.path for file in project.files] == ["d.py"]


def test_files_that_import_each_other_are_read(tmp_path: Path):
    (tmp_path / "a.py").write_text("from airflow import DAG\nimport b\nNAME = 'a'\nd = DAG(b.NAME)\n")
    (tmp_path / "b.py").write_text("from airflow import DAG\nimport a\nNAME = 'b'\ne = DAG('e')\n")
    assert [dag.id for dag in read([tmp_path]).dags] == ["b", "e"]


def test_what_airflowignore_names_is_left_out(tmp_path: Path):
    (tmp_path / ".airflowignore").write_text("old_.*\n# comment\nskipped/\n")
    (tmp_path / "skipped").mkdir()
    for name in ("old_one.py", "skipped/x.py", "kept.py"):
        (tmp_path / name).write_text(GOOD)
    assert [file.path for file in read([tmp_path]).files] == ["kept.py"]


def test_a_file_given_is_read_whatever_it_mentions(tmp_path: Path):
    (tmp_path / "plain.py").write_text("x = 1\n")
    assert not read([tmp_path]).files
    assert [f.status for f in read([tmp_path / "plain.py"]).files] == [FileStatus.NONE]


def test_reading_twice_gives_the_same(tmp_path: Path):
    (tmp_path / "d.py").write_text(f"{GOOD}names = {{'b', 'a', 'c'}}\nfor n in names: globals()[n] = DAG(n)\n")
    assert read([tmp_path]) == read([tmp_path])
