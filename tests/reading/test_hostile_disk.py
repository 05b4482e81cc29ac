"""Folders that mean harm: links out of the project, pipes, odd names, files that are no text. Nothing outside is read,
nothing is waited for, and the file beside them is read as ever."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.model import FileStatus, Known, Project
from migrator.reading import read

HEAD = "from airflow import DAG\nfrom pathlib import Path\nimport os, json, yaml\n"
GOOD = "from airflow import DAG\nd = DAG('good')\n"


@pytest.fixture(autouse=True)
def an_end() -> Iterator[None]:
    """A test that would wait for a pipe is ended."""
    signal.alarm(60)
    yield
    signal.alarm(0)


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """The project's folder; beside it lies `outside` with what must not be read."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text("from airflow import DAG\nNAME = 'stolen'\nd = DAG(NAME)\n")
    (tmp_path / "outside" / "secret.json").write_text('{"name": "stolen"}')
    (tmp_path / "outside" / "names").write_text("stolen")
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    (folder / "good.py").write_text(GOOD)
    return folder


def ids(project: Project) -> list[str | None]:
    """The ids of the DAGs, in order."""
    return [dag.id for dag in project.dags]


@pytest.mark.parametrize(
    "code",
    [
        "from secret import NAME\nd = DAG(NAME)",
        "from linked.secret import NAME\nd = DAG(NAME)",
        "import linked.secret\nd = DAG(linked.secret.NAME)",
        "from linked import *\nd = DAG(secret.NAME)",
        "from ..outside.secret import NAME\nd = DAG(NAME)",
        "d = DAG(open('names').read())",
        "d = DAG(open('linked/names').read())",
        "d = DAG(open('../outside/names').read())",
        "d = DAG((Path(__file__).parent.parent / 'outside' / 'names').read_text())",
        "d = DAG(Path(__file__).parents[1].joinpath('outside/names').read_text())",
        "d = DAG(open(os.path.join(os.path.dirname(os.path.dirname(__file__)), 'outside', 'names')).read())",
        "d = DAG(json.load(open('secret.json'))['name'])",
        "d = DAG(yaml.safe_load(open('linked/secret.json'))['name'])",
        "d = DAG(next(Path(__file__).parent.glob('linked/n*')).read_text())",
        "d = DAG(Path('/etc/hostname').read_text())",
        "d = DAG(open('/proc/self/environ').read())",
        "d = DAG(open('../../../../../../../../etc/passwd').read())",
        "d = DAG(open('names\\0').read())",
    ],
)
def test_nothing_outside_the_project_is_read(inside: Path, code: str):
    (inside / "secret.py").symlink_to(inside.parent / "outside" / "secret.py")
    (inside / "secret.json").symlink_to(inside.parent / "outside" / "secret.json")
    (inside / "names").symlink_to(inside.parent / "outside" / "names")
    (inside / "linked").symlink_to(inside.parent / "outside")
    (inside / "d.py").write_text(f"{HEAD}{code}\n")
    project = read([inside])
    assert [file.path for file in project.files] == ["d.py", "good.py"]
    assert ids(project) in ([None, "good"], ["good"])
    assert "stolen" not in repr(project)


@pytest.mark.parametrize(
    "code",
    [
        "x = [p.name for p in Path(__file__).parent.glob('linked/*')]",
        "x = [p.name for p in Path(__file__).parent.glob('*/*')]",
        "x = [p.name for p in Path(__file__).parent.rglob('*')]",
        "x = os.listdir('linked')",
        "x = os.listdir('..')",
        "x = [p.name for p in Path('linked').iterdir()]",
        "x = [os.path.exists('linked/names'), os.path.isfile('../outside/names'), Path('linked/names').exists()]",
    ],
)
def test_nothing_outside_the_project_is_listed(inside: Path, code: str):
    (inside / "linked").symlink_to(inside.parent / "outside")
    (inside / "d.py").write_text(f"{HEAD}{code}\nd = DAG('d', params={{'found': x}})\n")
    project = read([inside])
    assert ids(project) == ["d", "good"]
    shown = repr(project.dags[0].setting("params"))
    assert "secret.py" not in shown and "value=True" not in shown


def test_links_in_a_circle_end(inside: Path):
    (inside / "one").symlink_to(inside / "two")
    (inside / "two").symlink_to(inside / "one")
    (inside / "again").symlink_to(inside)
    (inside / "self.py").symlink_to(inside / "self.py")
    (inside / "d.py").write_text(
        f"{HEAD}import one, again.again.again.d, self\nd = DAG('d')\nx = list(Path(__file__).parent.rglob('*.py'))\n"
        "open('one').read()\n"
    )
    assert ids(read([inside])) == ["d", "good"]


@pytest.mark.parametrize("name", ["pipe.py", "config.json", ".airflowignore", "helper/__init__.py", "variables.json"])
def test_a_pipe_is_not_waited_for(inside: Path, name: str):
    (inside / name).parent.mkdir(exist_ok=True)
    os.mkfifo(inside / name)
    (inside / "d.py").write_text(
        f"{HEAD}import pipe, helper\nfrom airflow.models import Variable\nd = DAG('d')\n"
        "x = json.load(open('config.json'))\ny = Path('pipe.py').read_text()\nz = Variable.get('z', 'z')\n"
    )
    project = read([inside])
    assert [i for i in ids(project) if i != "good"] == ["d"]


def test_a_pipe_or_a_device_given_as_a_file_is_refused(inside: Path):
    os.mkfifo(inside / "pipe.py")
    project = read([inside / "pipe.py", inside / "good.py"])
    assert [(file.path, file.status) for file in project.files] == [
        ("good.py", FileStatus.DAGS), ("pipe.py", FileStatus.FAILED),
    ]  # fmt: skip
    assert "it is no plain file" in (project.files[1].because or "")
    assert "no plain file" in (read([Path("/dev/zero")]).files[0].because or "")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", FileStatus.NONE),
        (b"\n\n\n", FileStatus.NONE),
        (b"\xef\xbb\xbf" + GOOD.encode(), FileStatus.DAGS),
        (GOOD.replace("\n", "\r\n").encode(), FileStatus.DAGS),
        (GOOD.replace("\n", "\r").encode(), FileStatus.DAGS),
        (GOOD.replace("\n", "\n\f\n").encode(), FileStatus.DAGS),
        (GOOD.encode("utf-16"), FileStatus.FAILED),
        (b"# -*- coding: utf-16 -*-\n" + GOOD.encode(), FileStatus.FAILED),
        (b"# -*- coding: utf-7 -*-\n" + GOOD.encode(), FileStatus.DAGS),
        (b"# -*- coding: idna -*-\n" + GOOD.encode() * 1000, FileStatus.FAILED),
        (b"# -*- coding: punycode -*-\n" + GOOD.encode() * 10000, FileStatus.FAILED),
        (b"# -*- coding: zlib -*-\n" + GOOD.encode(), FileStatus.FAILED),
        (b"# -*- coding: unicode_escape -*-\nx = '\\ud800'\n" + GOOD.encode(), FileStatus.FAILED),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n" + GOOD.encode(), FileStatus.DAGS),
        (b"x = '\xe9'\n" + GOOD.encode(), FileStatus.FAILED),
        (b"\0" + GOOD.encode(), FileStatus.FAILED),
        (b"\x1a" + GOOD.encode(), FileStatus.FAILED),
        (b"if 1:\n\tx = 1\n        y = 2\n" + GOOD.encode(), FileStatus.FAILED),
        (b"print 'airflow dag'\n", FileStatus.FAILED),
        (b"<<<<<<< HEAD\n" + GOOD.encode(), FileStatus.FAILED),
        (GOOD.encode().rstrip(), FileStatus.DAGS),
        (GOOD.encode() + b"    ", FileStatus.DAGS),
        (GOOD.encode() + b"\\", FileStatus.FAILED),
        (b"PK\x03\x04 dag airflow" + bytes(range(256)), FileStatus.FAILED),
    ],
)
def test_odd_bytes_are_read_as_python_reads_them_or_refused(inside: Path, content: bytes, status: FileStatus):
    (inside / "odd.py").write_bytes(content)
    project = read([inside / "odd.py", inside / "good.py"])
    assert [(file.path, file.status) for file in project.files] == [("good.py", FileStatus.DAGS), ("odd.py", status)]
    assert bool(project.files[1].because) == (status is FileStatus.FAILED)


def test_odd_names_are_names(inside: Path):
    for name in (
        "a b.py",
        "é.py",
        "-.py",
        "x'y.py",
        "\\.py",
        "new\nline.py",
        "a.b.py",
        "%s.py",
        "{x}.py",
        ".hidden.py",
    ):
        (inside / name).write_text(GOOD.replace("good", "odd"))
    (inside / os.fsdecode(b"\xff.py")).write_text(GOOD.replace("good", "odd"))
    assert ids(read([inside])).count("odd") == 11


def test_what_is_named_py_and_is_a_folder_is_a_folder(inside: Path):
    (inside / "x.py").mkdir()
    (inside / "x.py" / "d.py").write_text(GOOD.replace("good", "d"))
    assert sorted(map(str, ids(read([inside])))) == ["d", "good"]


@pytest.mark.parametrize(
    "code",
    [
        "d = DAG(__file__.split('/')[-1])",
        "__file__ = '/etc/passwd'\nd = DAG(os.path.basename(open(__file__).read() and 'd.py'))",
        "p = __file__\nwhile p != '/': p = os.path.dirname(p)\nd = DAG('d.py', params={'p': os.listdir(p)})",
        "p = Path(__file__)\nfor n in range(100): p = p.parent\nd = DAG('d.py', params={'p': list(p.rglob('*'))})",
        "os.chdir('/')\nd = DAG('d.py', params={'p': open('etc/passwd')})",
    ],
)
def test_a_file_that_plays_with_its_own_name_gets_nowhere(inside: Path, code: str):
    (inside / "d.py").write_text(f"{HEAD}{code}\n")
    project = read([inside])
    assert ids(project)[1:] == ["good"]
    assert "root:" not in repr(project)


def test_the_ignore_file_of_another_project_is_not_read(inside: Path):
    (inside.parent / "outside" / "all").write_text(".*\n")
    (inside / ".airflowignore").symlink_to(inside.parent / "outside" / "all")
    assert ids(read([inside])) == ["good"]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "a?" * 30 + "a" * 30, "(.*a){20}", "[", "(?:", "\\"])
def test_a_pattern_of_an_ignore_file_that_would_run_long_does_not(inside: Path, pattern: str):
    (inside / ".airflowignore").write_text(f"{pattern}\n")
    (inside / f"{'a' * 60}!.py").write_text(GOOD.replace("good", "d"))
    assert "good" in ids(read([inside]))


MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 60))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bomb.yaml", "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" if n else "a0: &a0 [x, x]\n" for n in range(60))),
        ("bomb.yaml", MERGES),
        ("bomb.yaml", "a: &a [*a]\n"),
        ("bomb.yaml", "[" * 50_000),
        ("bomb.yaml", "- " * 50_000),
        ("bomb.yaml", "a: 1" + ":59" * 30_000),
        ("bomb.yaml", "a: " + "9" * 100_000),
        ("bomb.yaml", "!!python/object/apply:os.system ['true']"),
        ("bomb.json", "[" * 100_000 + "]" * 100_000),
        ("bomb.json", '{"a":' * 100_000),
        ("bomb.json", "[" + "1," * 400_000 + "1]"),
        ("bomb.json", "9" * 500_000),
        ("bomb.json", '"\\ud800"'),
        ("bomb.csv", "," * 250_000 + "\n" + "a\n" * 100_000),
        ("bomb.csv", "a,b\n" * 200_000),
        ("bomb.csv", '"' + "a" * 500_000),
        ("bomb.toml", "a = " + "[" * 50_000),
        ("bomb.toml", ".".join(["a"] * 50_000) + " = 1\n"),
        ("bomb.toml", "".join(f"[a{n}]\nb = 1\n" for n in range(10_000))),
    ],
)  # fmt: skip
def test_data_that_would_take_all_memory_is_left_alone(inside: Path, name: str, text: str):
    (inside / name).write_text(text, encoding="utf-8")
    load = {
        "yaml": "yaml.safe_load(open('bomb.yaml'))",
        "json": "json.load(open('bomb.json'))",
        "csv": "list(csv.DictReader(open('bomb.csv')))",
        "toml": "toml.load('bomb.toml')",
    }[name.split(".")[1]]
    (inside / "d.py").write_text(f"{HEAD}import csv, toml\nd = DAG('d')\nx = {load}\ne = DAG('e', params={{'x': x}})\n")
    (inside / "variables.json").write_text(text if name.endswith("json") else "{}", encoding="utf-8")
    (inside / "variables.yaml").write_text(text if name.endswith("yaml") else "", encoding="utf-8")
    project = read([inside])
    assert [i for i in ids(project) if i != "e"] == ["d", "good"]
    assert Known("good") == Known(project.dags[-1].id)
