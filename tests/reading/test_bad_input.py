"""Input that must not hang, crash or spread: one clear finding each, and the rest is still read."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from migrator.errors import PathMissing
from migrator.model import FileStatus, Template
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
        ("shorter chain", b"x = a" + b" >> a" * 4_000),
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


@pytest.mark.parametrize(
    "body",
    [
        "re.sub('(a+)+$', '', 'a' * 40 + 'b')",
        "re.findall('a?' * 30 + 'a' * 30, 'a' * 30)",
        "re.split('(a|a)*b', 'a' * 40)",
        "re.sub('a*a*a*a*b', '', 'a' * 900)",
        "re.sub('', 'x' * 1000000, 'a' * 900)",
        "re.findall('(a', 'a')",
        "json.loads('[' * 100000)",
        "json.loads('[' * 7000 + ']' * 7000)",
        "yaml.safe_load('[' * 100000)",
        "'{:>999999999}'.format(1)",
        "'{:{}}'.format(1, 999999999)",
        "'{x:>999999999}'.format_map({'x': 1})",
        "('{' + '1' * 5000 + '}').format(1)",
        "f'{10**20:c}'",
        "'%c' % 10**20",
        "'%.999999999f' % 1.5",
        "('%' + '0' * 200000) % 1",
        "('%(' * 300000) % {}",
        "int('9' * 100000)",
        "str(int('f' * 100000, 16))",
        "'a'.center(10**10)",
        "'a'.center('x')",
        "('\\t' * 1000).expandtabs(tabsize=10**9)",
        "bytes(10**10)",
        "bytes('x', 'nope')",
        "('é' * 300000).encode('punycode')",
        "sum(range(10**12))",
        "5.5 in range(10**12)",
        "EmptyOperator(task_id='r', x=range(10**12))",
        "pow(2, 10**9)",
        "pow('x', 2)",
        "2 ** 10**9",
        "round(1, -10**9)",
        "'a' * 10**9",
        "[0] * 10**9",
        "('a' * 1000000).replace('a', 'b' * 1000000)",
        "('a' * 1000000).translate({97: 'b' * 1000000})",
        "''.join(['a' * 1000000] * 2000)",
        "str(['a' * 1000000] * 20000)",
        "json.dumps(['a' * 1000000] * 20000)",
        "json.dumps([1] * 20000, indent='a' * 1000000)",
        "textwrap.dedent('\\t' * 1000000 + 'x')",
        "sum([[0] * 100] * 20000, [])",
        "itertools.product(*[range(1000)] * 1000)",
        "itertools.chain(*[range(20000)] * 20000)",
        "for i in range(40): x = [x, x]\ny = str(x)",
        "for i in range(40): x = [x, x]\nEmptyOperator(task_id='r', x=x)",
        "for i in range(40): x = [x, x]\ny = copy.deepcopy(x)",
        "for i in range(40): x = [x, x, vendor]\nEmptyOperator(task_id='r', x=x)",
        "for i in range(40): x = functools.partial(vendor.f, x, x)\nEmptyOperator(task_id='r', x=x)",
        "x = vendor.f()\nfor i in range(40): x = x - x",
        "x = []\nfor i in range(20): x.append(x)\nEmptyOperator(task_id='r', x=x)",
        "datetime.strptime('1', '%d%d')",
        "Path('/'.join(['a'] * 300000)).parents",
        "Path('a' * 200).match('*a' * 50 + 'b')",
        "Path(os.path.dirname(__file__)).rglob('../../../../**/*')",
        "Path('a' * 5000).exists()",
        "zoneinfo.ZoneInfo('America')",
        "zoneinfo.ZoneInfo('a' * 10000)",
        "next()\nmap()\ncopy.copy()\nos.path.join()\n{}.get()\nfunctools.partial()",
    ],
)
def test_no_call_of_pythons_own_takes_long_or_breaks_off(tmp_path: Path, body: str):
    head = "import collections, copy, functools, itertools, json, re, textwrap, vendor, yaml, zoneinfo, os\n"
    head += "from datetime import datetime\nfrom pathlib import Path\nfrom airflow import DAG\n"
    head += "from airflow.operators.empty import EmptyOperator\n"
    lines = [f"    {line}" for line in ("x = [0]", "EmptyOperator(task_id='a')", *body.splitlines())]
    (tmp_path / "d.py").write_text("\n".join([head, "with DAG('d'):", *lines]))
    signal.alarm(10)
    try:
        (dag,) = read([tmp_path]).dags
    finally:
        signal.alarm(0)
    assert dag.tasks[0].id == "a"


def test_text_formatted_by_a_map_shows_nothing_of_this_process(tmp_path: Path):
    (tmp_path / "d.py").write_text(
        "from airflow import DAG\nfrom pathlib import Path\n"
        "d = DAG('d', description='{x.__class__.__init__.__globals__}'.format_map({'x': Path('a')}))\n"
    )
    (dag,) = read([tmp_path]).dags
    assert isinstance(dag.setting("description"), Template)
