"""Zip files in the DAG folder, as Airflow reads them, and those that want to do harm."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from migrator.cli import main
from migrator.model import FileStatus
from migrator.reading import read

FILES = {
    "first.py": "from airflow import DAG\nfrom helpers.names import NAME\nfrom flat import other\n"
    "with DAG(NAME + other()): ...\n",
    "second.py": "from airflow.sdk import DAG\nimport helpers.deep.er as er\nwith DAG(er.ID): ...\n",
    "flat.py": "def other(): return '_flat'\n",
    "helpers/__init__.py": "",
    "helpers/names.py": "from .more import NAME\n",
    "helpers/more.py": "NAME = 'zipped'\n",
    "helpers/deep/__init__.py": "",
    "helpers/deep/er.py": "ID = 'deeper'\n",
    "helpers/not_at_root.py": "from airflow import DAG\nd = DAG('inner')\n",
    "data.txt": "airflow dag",
}


def packed(file: Path, files: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w", method) as bundle:
        for name, text in files.items():
            bundle.writestr(name, text)
    return file


def found(project):
    return {(dag.path, dag.id) for dag in project.dags}


def test_dags_at_the_root_are_read_with_what_they_import(tmp_path):
    packed(tmp_path / "dags" / "bundle.zip", FILES)
    project = read([tmp_path])
    assert found(project) == {("dags/bundle.zip/first.py", "zipped_flat"), ("dags/bundle.zip/second.py", "deeper")}
    assert project.findings == ()
    assert found(read([tmp_path / "dags" / "bundle.zip"])) == {
        ("bundle.zip/first.py", "zipped_flat"), ("bundle.zip/second.py", "deeper"),
    }  # fmt: skip


def test_airflow_finds_the_same(tmp_path, monkeypatch):
    importers = pytest.importorskip("airflow.dag_processing.importers.python_importer")
    bundle = packed(tmp_path / "bundle.zip", FILES)
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = set(sys.modules)
    result = importers.PythonDagImporter().import_file(bundle, safe_mode=True)
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(bundle) in str(sys.modules[name].__file__):
            del sys.modules[name]
    assert not result.errors
    assert {dag.dag_id for dag in result.dags} == {dag.id for dag in read([tmp_path]).dags}


def test_two_bundles_do_not_see_each_others_modules(tmp_path):
    dag = "from airflow import DAG\nfrom common import NAME\nd = DAG(NAME)\n"
    for name in ("one", "two"):
        packed(tmp_path / f"{name}.zip", {"dag.py": dag, "common.py": f"NAME = '{name}'\n"})
    assert found(read([tmp_path])) == {("one.zip/dag.py", "one"), ("two.zip/dag.py", "two")}


def test_an_ignore_file_names_the_bundle(tmp_path):
    packed(tmp_path / "bundle.zip", FILES)
    (tmp_path / ".airflowignore").write_text("bundle")
    assert read([tmp_path]).files == ()


@pytest.mark.parametrize("content", [b"no zip", b"", b"PK\5\6", b"PK\5\6" + b"\xff" * 18, b"PK\3\4" + b"\0" * 40])
def test_what_is_no_zip_is_said(tmp_path, content):
    (tmp_path / "bad.zip").write_bytes(content)
    (file,) = read([tmp_path]).files
    assert (file.path, file.status) == ("bad.zip", FileStatus.FAILED)
    assert file.because


def test_no_name_leads_out_of_it(tmp_path):
    (tmp_path / "secret.py").write_text("NAME = 'outside'\n")
    dag = "from airflow import DAG\nfrom secret import NAME\nd = DAG(NAME)\n"
    names = ["../secret.py", "/secret.py", "a/../../secret.py", "./secret.py", "a\\..\\secret.py", "a//secret.py"]
    packed(tmp_path / "in" / "bundle.zip", {"dag.py": dag, **dict.fromkeys(names, "NAME = 'escaped'\n")})
    (tmp_path / "in" / "pyproject.toml").touch()
    assert found(read([tmp_path / "in"])) == {("bundle.zip/dag.py", None)}


def test_a_link_to_a_bundle_outside_is_not_followed(tmp_path):
    packed(tmp_path / "outside" / "bundle.zip", FILES)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bundle.zip").symlink_to(tmp_path / "outside" / "bundle.zip")
    assert read([tmp_path / "in"]).files == ()


def test_a_bomb_is_not_unpacked(tmp_path):
    bomb = "x = 1 # airflow dag\n" * 5_000_000
    packed(tmp_path / "bomb.zip", {"dag.py": bomb, "good.py": "from airflow import DAG\nd = DAG('good')\n"})
    assert (tmp_path / "bomb.zip").stat().st_size < 1_000_000
    project = read([tmp_path])
    assert {(f.path, f.status) for f in project.files} == {
        ("bomb.zip/dag.py", FileStatus.FAILED), ("bomb.zip/good.py", FileStatus.DAGS),
    }  # fmt: skip


def test_a_bundle_with_too_many_files_is_not_listed(tmp_path):
    packed(tmp_path / "many.zip", {f"{n:050}.py": "" for n in range(50_000)}, zipfile.ZIP_STORED)
    (file,) = read([tmp_path]).files
    assert file.status is FileStatus.FAILED and "bound" in file.because


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_python_cannot_import_from_a_zip_is_said(tmp_path, method):
    packed(tmp_path / "b.zip", {"dag.py": "from airflow import DAG\nd = DAG('d')\n"}, method)
    (file,) = read([tmp_path]).files
    assert file.status is FileStatus.FAILED and "packed" in file.because


def test_damage_inside_is_of_that_file_alone(tmp_path):
    file = packed(tmp_path / "b.zip", {"dag.py": "from airflow import DAG\nd = DAG('d')\n", "ok.py": "# airflow dag\n"})
    content = bytearray(file.read_bytes())
    content[40:60] = b"\xff" * 20
    file.write_bytes(content)
    assert {f.path: f.status for f in read([tmp_path]).files} == {
        "b.zip/dag.py": FileStatus.FAILED, "b.zip/ok.py": FileStatus.NONE,
    }  # fmt: skip


def test_a_compiled_module_without_source_is_said(tmp_path):
    packed(tmp_path / "b.zip", {"dag.pyc": "\0 airflow dag", "both.py": "# airflow dag", "both.pyc": "\0"})
    assert {f.path: f.status for f in read([tmp_path]).files} == {
        "b.zip/dag.pyc": FileStatus.FAILED, "b.zip/both.py": FileStatus.NONE,
    }  # fmt: skip


def test_opening_a_file_beside_the_code_finds_nothing_in_a_zip(tmp_path):
    dag = (
        "from airflow import DAG\nfrom pathlib import Path\nimport json\n"
        "d = DAG(json.loads((Path(__file__).parent / 'c.json').read_text())['id'])\n"
    )
    packed(tmp_path / "b.zip", {"dag.py": dag, "c.json": '{"id": "of the zip"}'})
    assert found(read([tmp_path])) == {("b.zip/dag.py", None)}


def test_the_command_reads_a_bundle(tmp_path, capsys):
    packed(tmp_path / "bundle.zip", FILES)
    assert main(["analyze", str(tmp_path / "bundle.zip"), "--format", "json"]) == 0
    assert '"path": "bundle.zip/first.py"' in capsys.readouterr().out
